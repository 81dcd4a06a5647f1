import type { WeightedCall } from '../tasks/document.js'
import { FIT_CALLS, quota } from '../tasks/fit-sample.js'
import type { CallTable } from './call-table.js'
import { contentNumber, distinctRequests, lowestLimit } from './distinct-requests.js'
import { hashText } from '../text/hash-text.js'

/** The calls of one structure, and the numbers of what they ask. */
interface Stratum {
  calls: number
  readonly asked: number[]
}

/** So many rows of different requests at most, those of the lowest digests, lowest first. */
function lowest(rows: readonly number[], most: number, table: CallTable): readonly number[] {
  const limit = lowestLimit(table, rows, most)
  return rows.filter((row) => contentNumber(table, row) < limit).sort((a, b) => contentNumber(table, a) - contentNumber(table, b))
}

/** True for the row that goes before among exact repeats, whatever the order of the log. */
function goesBefore(table: CallTable, a: number, b: number): boolean {
  const difference = table.answerOf(a) - table.answerOf(b)
  return difference !== 0 ? difference < 0 : table.idOf(a) < table.idOf(b)
}

/**
 * Draws the calls that tasks are learnt from, as tasks/fit-sample does for calls in memory: all of a small log; of a larger one as many
 * distinct requests of each structure, lowest digests first, each with the weight of the calls it stands for.
 */
export function fitRows(table: CallTable, limit = FIT_CALLS): readonly WeightedCall[] {
  if (table.rows <= limit) return Array.from({ length: table.rows }, (_, row) => ({ call: table.call(row), weight: 1 }))
  const { count, of } = distinctRequests(table)
  /** By number of a request: the row that stands for it, and how often it was made. */
  const [stands, times] = [new Uint32Array(count), new Uint32Array(count)]
  const strata = new Map<number, Stratum>()
  for (let row = 0; row < table.rows; row++) {
    const structure = table.structureOf(row)
    const stratum = strata.get(structure) ?? { calls: 0, asked: [] }
    if (stratum.calls === 0) strata.set(structure, stratum)
    stratum.calls++
    const request = of[row] ?? 0
    if (times[request] === 0) stratum.asked.push(request)
    if (times[request] === 0 || goesBefore(table, row, stands[request] ?? 0)) stands[request] = row
    times[request] = (times[request] ?? 0) + 1
  }
  const share = Math.max(1, quota([...strata.values()].map(({ asked }) => asked.length), limit))
  const drawn = [...strata]
    .map(([structure, { calls, asked }]) => ({ place: hashText(table.structures[structure] ?? ''), calls, asked: lowest(asked.map((request) => stands[request] ?? 0), share, table) }))
    .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1])
    .flatMap(({ calls, asked }) => {
      const timesOf = (row: number): number => times[of[row] ?? 0] ?? 0
      const seen = asked.reduce((sum, row) => sum + timesOf(row), 0)
      return asked.map((row) => ({ row, weight: (timesOf(row) * calls) / seen }))
    })
    .slice(0, limit)
  const all = drawn.reduce((sum, { weight }) => sum + weight, 0)
  // Read back in the order of the store, handed on in that of the draw.
  const calls = new Map(drawn.map(({ row }) => row).sort((a, b) => a - b).map((row) => [row, table.call(row)] as const))
  return drawn.flatMap(({ row, weight }) => {
    const call = calls.get(row)
    return call ? [{ call, weight: (weight * table.rows) / all }] : []
  })
}
