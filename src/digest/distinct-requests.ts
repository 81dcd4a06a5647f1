import type { CallTable } from './call-table.js'

/** The requests of a table, each once, numbered from 0 as they come up. */
export interface DistinctRequests {
  readonly count: number
  /** By row the number of its request. */
  readonly of: Uint32Array
}

/** The beginning of the digest of what is asked, as a number: 53 bits tell millions of requests apart. */
export function contentNumber(table: Pick<CallTable, 'contentWord'>, row: number): number {
  return table.contentWord(row, 0) * 2 ** 21 + (table.contentWord(row, 1) >>> 11)
}

/** What the beginnings of digests lie below. */
const NUMBERS_END = 2 ** 53

/** The numbers of some rows that lie below a limit. */
function numbersBelow(table: Pick<CallTable, 'contentWord'>, rows: readonly number[], limit: number): Float64Array {
  const numbers = new Float64Array(rows.length)
  let used = 0
  for (let at = 0; at < rows.length; at++) {
    const number = contentNumber(table, rows[at] ?? 0)
    if (number < limit) numbers[used++] = number
  }
  return numbers.subarray(0, used)
}

/** The number below which lie those of at most so many of some rows; infinite where there are no more rows. */
export function lowestLimit(table: Pick<CallTable, 'contentWord'>, rows: readonly number[], most: number): number {
  if (rows.length <= most) return Infinity
  // Digests lie evenly: twice as many as are looked for hold them as a rule, and all others need not be sorted.
  const few = numbersBelow(table, rows, (2 * (most + 16) / rows.length) * NUMBERS_END)
  const numbers = few.length > most ? few : numbersBelow(table, rows, NUMBERS_END)
  return numbers.sort()[most] ?? Infinity
}

const known = new WeakMap<object, DistinctRequests>()

/** Found once for a table. Open addressing over rows, 8 bytes a row: a map of as many numbers takes ten times the memory and time. */
export function distinctRequests(table: Pick<CallTable, 'contentWord' | 'rows'>): DistinctRequests {
  const found = known.get(table) ?? find(table)
  known.set(table, found)
  return found
}

function find(table: Pick<CallTable, 'contentWord' | 'rows'>): DistinctRequests {
  const places = 2 ** Math.ceil(Math.log2(Math.max(8, table.rows * 1.6)))
  const first = new Int32Array(places).fill(-1)
  const of = new Uint32Array(table.rows)
  let count = 0
  for (let row = 0; row < table.rows; row++) {
    const content = contentNumber(table, row)
    let at = table.contentWord(row, 0) & (places - 1)
    for (; first[at] !== -1 && contentNumber(table, first[at] ?? 0) !== content; at = (at + 1) & (places - 1));
    if (first[at] === -1) {
      first[at] = row
      of[row] = count++
    } else of[row] = of[first[at] ?? 0] ?? 0
  }
  return { count, of }
}
