import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { candidatesFor } from '../../src/ingest/candidates.js'
import { ADAPTERS } from '../../src/ingest/registry.js'

const folder = new URL('../../fixtures/logs/', import.meta.url)
/** First records of all logs that hold one a line. */
const records = readdirSync(folder).filter((name) => name.endsWith('.jsonl')).flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n').slice(0, 4).flatMap((line): JsonObject[] => {
  try {
    const value = JSON.parse(line) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value as JsonObject] : []
  } catch {
    return []
  }
}))

const all = (record: JsonObject) => ADAPTERS.find((adapter) => adapter.detect(record))?.name
const few = (record: JsonObject) => candidatesFor(record).find((adapter) => adapter.detect(record))?.name

it('offers a record to the format that would take it if all were asked, whatever values its fields have', () => {
  expect(records.length).toBeGreaterThan(20)
  const values = records.flatMap((record) => Object.values(record))
  const record = fc.constantFrom(...records)
  const other = fc.oneof(fc.constantFrom(...values), fc.constantFrom<JsonObject[string]>(null, '', 0, 'chat', [], {}))
  fc.assert(fc.property(fc.array(fc.record({ record, at: fc.nat(40), other, isDropped: fc.boolean() }), { minLength: 4, maxLength: 12 }), (changes) => {
    // Twice over, since shapes are only looked into when they come again.
    for (let round = 0; round < 2; round++) {
      for (const { record: own, at, other: put, isDropped } of changes) {
        const key = Object.keys(own)[at % Object.keys(own).length] ?? ''
        const changed = Object.fromEntries(Object.entries(own).flatMap(([name, value]) => (name === key ? (isDropped ? [] : [[name, put]]) : [[name, value]]))) as JsonObject
        expect(few(changed)).toBe(all(changed))
      }
    }
  }), { numRuns: 1500 })
})

it('leaves most formats out of those that are asked about records that come again', () => {
  const chat = (): JsonObject => ({ id: 'a', request: { model: 'm', messages: [{ role: 'user', content: 'hi' }] }, response: { choices: [] }, latency_ms: 3 })
  candidatesFor(chat())
  expect(candidatesFor(chat()).length).toBeLessThan(ADAPTERS.length / 2)
  expect(candidatesFor(chat()).map(({ name }) => name)).toContain('openai-chat')
})
