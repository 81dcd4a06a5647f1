import { describe, expect, it } from 'vitest'
import type { ParsedRecord } from '../../../src/domain/call.js'
import type { JsonValue } from '../../../src/domain/json.js'
import { parseItem } from '../../../src/ingest/parse-record.js'
import { parseJsonText } from '../../../src/ingest/read/json-text.js'
import { FORMATS } from './all-variants.js'
import { compared } from './compared.js'
import type { Reading, Variant } from './variant.js'
import { readingOf, readLog } from './variant.js'

/** As toEqual has it: a field that is undefined is none. */
const isSame = (is: unknown, want: unknown): boolean => { try { expect(is).toEqual(want); return true } catch { return false } }

/** Each expectation beside the first record that is as it says and was not taken: what is settled at the end of a log comes behind what is excluded at once. */
function pairedUp(records: readonly ParsedRecord[], becomes: Variant['becomes']): readonly ReturnType<typeof compared>[] {
  const left = [...records]
  return becomes.map((expected) => {
    const found = left.findIndex((record) => { const { is, want } = compared(record, expected); return isSame(is, want) })
    const [record] = left.splice(Math.max(0, found), 1)
    return compared(record, expected)
  })
}

describe.each(Object.entries(FORMATS))('%s', (_, variants) => {
  it.each(variants)('$name', ({ log, becomes }) => {
    const records = readLog(log)
    const all = pairedUp(records, becomes)
    expect(all.map(({ is }) => is)).toEqual(all.map(({ want }) => want))
    expect(records).toHaveLength(becomes.length)
  })
})

/** Logs of one call each that asks for Peru and gets Lima, in every format: what breaks in them must show. */
const CALLS = Object.entries(FORMATS).flatMap(([format, variants]) => variants.flatMap(({ name, log }) => {
  const records = readLog(log)
  const calls = records.flatMap((record) => (record.kind === 'call' ? [readingOf(record.call)] : []))
  const [call] = calls
  const isAsked = call !== undefined && calls.length === 1 && call.answer === 'Lima' && call.says.at(-1)?.startsWith('user: Peru')
  return isAsked ? [{ format, name, log, call }] : []
}))

const changed = (log: readonly JsonValue[], from: RegExp, to: string): readonly JsonValue[] => log.map((record) => JSON.parse(JSON.stringify(record).replaceAll(from, to)) as JsonValue)
const outcomes = (log: readonly JsonValue[]): readonly string[] => readLog(log).map((record) => (record.kind === 'call' ? 'call' : record.reason))
const firstReading = (log: readonly JsonValue[]): Reading | undefined => readLog(log).flatMap((record) => (record.kind === 'call' ? [readingOf(record.call)] : []))[0]

describe('a corrupted twin', () => {
  it('stands for every format that holds texts', () => {
    expect(new Set(CALLS.map(({ format }) => format)).size).toBeGreaterThanOrEqual(24)
  })

  describe.each(CALLS)('$format: $name', ({ log, call }) => {
    it('is refused as truncated or redacted where a marker stands for the question or the answer', () => {
      expect(outcomes(changed(log, /Peru/g, 'Per (litellm_truncated skipped 900 chars) ru'))).toContain('truncated')
      expect(outcomes(changed(log, /Peru\??(?: ->)?/g, '__REDACTED__'))).toContain('redacted')
      // Streams hold the answer in pieces.
      const isWhole = JSON.stringify(log).includes('Lima')
      if (isWhole) expect(outcomes(changed(log, /Lima/g, '__REDACTED__')).filter((outcome) => outcome === 'call')).toEqual([])
    })
    it('never loses the question in silence when its role is unknown', () => {
      const twin = changed(log, /(role\\*":\s*\\*")(?:user|human)/g, '$1somebody')
      const reading = firstReading(twin)
      if (reading !== undefined) expect(reading.says.join('\n')).toContain('Peru')
    })
    it('has no tokens rather than wrong ones when they are negative', () => {
      if (call.input === undefined) return
      const reading = firstReading(changed(log, /([Tt]okens?(?:Count|_in)?\w*|units|prompt|input|intValue|Tokens(?:In)?)(\\*":\s*\\*"?)(40|10|16|24|6)\b/g, '$1$2-7'))
      if (reading !== undefined) expect(reading.input === undefined || reading.input >= 0).toBe(true)
    })
    it('is unreadable, or read without its end as another record, when its line is cut', () => {
      const text = JSON.stringify(log[0])
      for (const share of [0.3, 0.6, 0.95]) expect(parseJsonText(text.slice(0, Math.floor(text.length * share)))).toEqual({ problem: expect.stringMatching(/cut|invalid/) as string })
    })
  })
})

it('says what an unknown record has, and what is needed', () => {
  expect(parseItem({ line: 1, value: { level: 'info', msg: 'x' } }, 'x')).toMatchObject([{ reason: 'unknown-format', detail: 'no known format has the fields level, msg; a call needs a prompt (messages, prompt, input, question, request) and an answer (response, output, completion, answer)' }])
})
