import { place } from './draw.js'

/** What the draw needs to know of the rows of a table of calls; each is asked for when it is needed. */
export interface Drawable {
  /** Digest of what the call asks: 32 hex digits. */
  readonly contentOf: (row: number) => string
  /** What tells the repeats of a call apart. */
  readonly occurrenceOf: (row: number) => string
  readonly conversationOf: (row: number) => string | undefined
  /** What its place is drawn by; the digest of what it asks by default. */
  readonly nameOf?: ((row: number) => string) | undefined
}

export interface DrawnRows {
  /** One row of each group of exact repeats and of each conversation, in the drawn order. */
  readonly order: readonly number[]
  /** Rows that another stands for. */
  readonly repeats: number
  readonly conversations: number
}

/**
 * Who stands for a group and who comes when are independent draws: were they one, large groups, as the minimum of many places,
 * would come first. The order of the rows does not matter.
 */
export function drawRows(rows: readonly number[], seed: number, { contentOf, occurrenceOf, conversationOf, nameOf = contentOf }: Drawable): DrawnRows {
  const distinct = oneOfEach(rows, contentOf, (row) => place(seed, 'repeat', occurrenceOf(row)))
  const single = oneOfEach(distinct, conversationOf, (row) => place(seed, 'conversation', nameOf(row)))
  return { order: inOrder(single, (row) => place(seed, 'order', nameOf(row))), repeats: rows.length - distinct.length, conversations: distinct.length - single.length }
}

/** Of each group the row whose place comes first; rows without a group stand alone. */
function oneOfEach(rows: readonly number[], groupOf: (row: number) => string | undefined, placeOf: (row: number) => string): readonly number[] {
  const first = new Map<string, number>()
  const places = new Map<string, string>()
  const alone: number[] = []
  for (const row of rows) {
    const group = groupOf(row)
    if (group === undefined) {
      alone.push(row)
      continue
    }
    const known = first.get(group)
    if (known === undefined) {
      first.set(group, row)
      continue
    }
    // Places are worked out for groups of two and more only: most calls are alone.
    const [best, own] = [places.get(group) ?? placeOf(known), placeOf(row)]
    if (own < best) first.set(group, row)
    places.set(group, own < best ? own : best)
  }
  return [...alone, ...first.values()]
}

/** So many hex digits fit into a number. */
const DIGITS = 13

function inOrder(rows: readonly number[], placeOf: (row: number) => string): readonly number[] {
  // The beginning of a place as a number: a million places as text would take a tenth of a gigabyte.
  const starts = Float64Array.from(rows, (row) => Number.parseInt(placeOf(row).slice(0, DIGITS), 16))
  const at = Uint32Array.from(rows, (_, index) => index).sort((a, b) => {
    const difference = (starts[a] ?? 0) - (starts[b] ?? 0)
    return difference !== 0 ? difference : placeOf(rows[a] ?? 0) < placeOf(rows[b] ?? 0) ? -1 : 1
  })
  return Array.from(at, (index) => rows[index] ?? 0)
}
