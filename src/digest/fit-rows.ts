import type { WeightedCall } from '../tasks/document.js'
import { FIT_CALLS, quota } from '../tasks/fit-sample.js'
import type { CallTable } from './call-table.js'
import { hashText } from '../text/hash-text.js'

/** A distinct request: the row that stands for it, and how often it was made. */
interface Asked {
  row: number
  times: number
  readonly at: number
}

/** The beginning of the digest of what is asked, as a number: 53 bits tell millions of requests apart. */
export function contentNumber(table: CallTable, row: number): number {
  return table.contentWord(row, 0) * 2 ** 21 + (table.contentWord(row, 1) >>> 11)
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
  const known = new Map<number, Asked>()
  const strata = new Map<number, { calls: number; readonly asked: Asked[] }>()
  for (let row = 0; row < table.rows; row++) {
    const structure = table.structureOf(row)
    const stratum = strata.get(structure) ?? { calls: 0, asked: [] }
    if (stratum.calls === 0) strata.set(structure, stratum)
    stratum.calls++
    const at = contentNumber(table, row)
    const asked = known.get(at)
    if (!asked) {
      const first = { row, times: 1, at }
      known.set(at, first)
      stratum.asked.push(first)
      continue
    }
    asked.times++
    if (goesBefore(table, row, asked.row)) asked.row = row
  }
  const share = Math.max(1, quota([...strata.values()].map(({ asked }) => asked.length), limit))
  const drawn = [...strata]
    .map(([structure, { calls, asked }]) => ({ place: hashText(table.structures[structure] ?? ''), calls, asked: asked.sort((a, b) => a.at - b.at).slice(0, share) }))
    .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1])
    .flatMap(({ calls, asked }) => {
      const seen = asked.reduce((sum, { times }) => sum + times, 0)
      return asked.map(({ row, times }) => ({ row, weight: (times * calls) / seen }))
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
