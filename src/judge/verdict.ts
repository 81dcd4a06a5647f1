import { isJsonObject } from '../domain/json.js'

/** One verdict, by place. */
export interface PlacedVerdict {
  readonly place: 'first' | 'second' | 'tie'
  readonly reason: string
}

const PLACES: Readonly<Record<string, PlacedVerdict['place']>> = { answer_1: 'first', answer_2: 'second', tie: 'tie' }

/** Reads a verdict: one JSON object of the asked form, bare or in one fence; undefined for anything else, however eloquent. */
export function parseVerdict(text: string): PlacedVerdict | undefined {
  if (text.length > 20_000) return undefined
  const bare = text.trim().replace(/^```(?:json)?\s*/i, '').replace(/\s*```$/, '')
  let value: unknown
  try {
    value = JSON.parse(bare)
  } catch {
    return undefined
  }
  // Of a key that is written twice JSON.parse keeps the last: two verdicts are none.
  if (!isJsonObject(value) || typeof value['verdict'] !== 'string' || keysNamed('verdict', bare) !== 1) return undefined
  const place = Object.hasOwn(PLACES, value['verdict']) ? PLACES[value['verdict']] : undefined
  return place && { place, reason: typeof value['reason'] === 'string' ? value['reason'].slice(0, 300) : '' }
}

/** How often a key is written in a text of JSON, at any depth. */
function keysNamed(key: string, json: string): number {
  return [...json.matchAll(/("(?:[^"\\]|\\.)*")\s*(:?)/g)].filter(([, string = '', colon]) => colon === ':' && JSON.parse(string) === key).length
}
