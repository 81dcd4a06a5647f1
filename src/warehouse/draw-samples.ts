import type { JsonObject } from '../domain/json.js'
import type { OpenTable } from './open-table.js'
import type { SampleScope } from './sql/sample-query.js'
import { ALL, boundFor, sampleQuery } from './sql/sample-query.js'

/** What the database says of the rows of one label. */
export interface DrawnSample {
  readonly label: string
  /** Different requests. */
  readonly distinct: number
  /** Those left when every conversation counts once. */
  readonly eligible: number
  /** The first `perGroup` of them in the seeded order. */
  readonly sample: readonly { readonly id: string; readonly name: string; readonly place: string; readonly repeats: number }[]
}

/** So many repeats of each request, or turns of each conversation, are allowed for before a second pass over the rows is needed. */
const REPEATS = 3

const listOf = (row: JsonObject, name: string): readonly unknown[] => {
  const list = row[name]
  return Array.isArray(list) ? list : []
}

function sampleOf(row: JsonObject): DrawnSample {
  const [names, places, repeats] = ['names', 'places', 'repeats'].map((name) => listOf(row, name))
  return {
    label: String(row['g']), distinct: Number(row['distinct_requests']), eligible: Number(row['eligible']),
    sample: listOf(row, 'ids').map((id, at) => ({ id: String(id), name: String(names?.[at]), place: String(places?.[at]), repeats: Number(repeats?.[at]) })),
  }
}

/**
 * Counts what may be drawn of each label and draws it. Of a label with many calls only those whose place comes early are sorted: how early is
 * reckoned from its calls, and again from what may be drawn where repeats left too few.
 */
export async function drawSamples({ connection, view }: OpenTable, scope: SampleScope, perGroup: number, callsOf: ReadonlyMap<string, number>): Promise<readonly DrawnSample[]> {
  const all = new Map<string, DrawnSample>()
  let bounds = new Map([...callsOf].map(([label, calls]) => [label, boundFor(perGroup * REPEATS, calls)]))
  for (let only: readonly string[] | undefined; bounds.size > 0; only = [...bounds.keys()]) {
    const short = new Map<string, string>()
    for await (const row of connection.rows(sampleQuery(view, { ...scope, only }, perGroup, bounds))) {
      const drawn = sampleOf(row)
      all.set(drawn.label, drawn)
      // A bound that was reckoned from what may be drawn and failed none the less is lifted.
      if (drawn.sample.length < Math.min(perGroup, drawn.eligible) && (bounds.get(drawn.label) ?? ALL) !== ALL) short.set(drawn.label, only === undefined ? boundFor(perGroup, drawn.eligible) : ALL)
    }
    bounds = short
  }
  return [...all.values()]
}
