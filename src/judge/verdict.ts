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
  if (!isJsonObject(value) || typeof value['verdict'] !== 'string') return undefined
  const place = Object.hasOwn(PLACES, value['verdict']) ? PLACES[value['verdict']] : undefined
  return place && { place, reason: typeof value['reason'] === 'string' ? value['reason'].slice(0, 300) : '' }
}
