import { describe, expect, it } from 'vitest'
import { isJsonObject } from '../../src/domain/json.js'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import { generateDemo } from '../../src/demo/index.js'

const world = generateDemo(7)

function at(record: JsonObject, ...path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = record
  for (const key of path) value = isJsonObject(value) ? value[key] : undefined
  return value
}

const taskOf = (record: JsonObject): string => world.taskOfRecord.get(String(record['id'])) ?? ''
const answered = world.records.filter((record) => record['status'] === 200)

describe('generateDemo', () => {
  it('gives the same bytes for the same seed and other traffic for another', () => {
    expect(JSON.stringify(generateDemo(7).records)).toBe(JSON.stringify(world.records))
    const texts = (records: readonly JsonObject[]): Set<string> => new Set(records.map((record) => JSON.stringify(record['request'])))
    const [one, other] = [texts(world.records), texts(generateDemo(8).records)]
    expect([...one].filter((text) => other.has(text)).length / one.size).toBeLessThan(0.01)
  })

  it('holds 600 distinct cases of each of eight tasks, about 3 % exact repeats and 1 % provider errors', () => {
    expect(world.tasks).toHaveLength(8)
    const distinct = new Map<string, Set<string>>()
    for (const record of answered) distinct.set(taskOf(record), (distinct.get(taskOf(record)) ?? new Set()).add(JSON.stringify(record['request'])))
    expect(world.tasks.map(({ name }) => distinct.get(name)?.size)).toEqual(world.tasks.map(() => 600))
    expect((answered.length - 4800) / 4800).toBeCloseTo(0.03, 2)
    expect((world.records.length - answered.length) / 4800).toBeCloseTo(0.01, 2)
    for (const record of world.records) if (record['status'] !== 200) expect(isJsonObject(at(record, 'response', 'error'))).toBe(true)
  })

  it('repeats a request some minutes after it was first answered, and refuses one shortly before', () => {
    const times = new Map<string, number[]>()
    for (const record of world.records) {
      const content = JSON.stringify(record['request'])
      const created = Number(at(record, 'response', 'created')) * 1000
      if (created > 0) expect(Date.parse(String(record['timestamp']))).toBeGreaterThanOrEqual(created)
      times.set(content, [...(times.get(content) ?? []), Date.parse(String(record['timestamp'])) * (record['status'] === 200 ? 1 : -1)])
    }
    for (const [first = 0, second] of [...times.values()].filter((each) => each.length === 2)) {
      if (second === undefined) continue
      const gap = second - Math.abs(first)
      if (first < 0) expect(gap).toBe(4000)
      else expect(gap >= 60_000 && gap <= 960_000).toBe(true)
    }
  })

  it('orders records by time and gives each an id of its own', () => {
    const times = world.records.map(({ timestamp }) => Date.parse(String(timestamp)))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(new Set(world.records.map(({ id }) => id)).size).toBe(world.records.length)
    expect(world.taskOfRecord.size).toBe(world.records.length)
  })

  it('logs each task in the wire format of its incumbent', () => {
    for (const record of answered) {
      const incumbent = world.tasks.find(({ name }) => name === taskOf(record))?.incumbent ?? ''
      expect(incumbent.endsWith(`/${String(at(record, 'request', 'model'))}`)).toBe(true)
      expect(at(record, 'response', incumbent.startsWith('sim-openai') ? 'object' : 'type')).toBe(incumbent.startsWith('sim-openai') ? 'chat.completion' : 'message')
    }
  })

  it('carries the expected answer for every task but one', () => {
    expect(world.tasks.filter(({ hasGold }) => !hasGold).map(({ name }) => name)).toEqual(['notice translation'])
    for (const record of world.records) {
      const hasGold = world.tasks.find(({ name }) => name === taskOf(record))?.hasGold
      expect(at(record, 'metadata', 'expected') !== undefined).toBe(hasGold)
    }
  })

  it('tags some tasks, leaves one without a system prompt, and fills the slots of the others', () => {
    const tags = new Map<string, Set<string>>()
    const systems = new Map<string, Set<string>>()
    for (const record of answered) {
      const [task, request] = [taskOf(record), record['request']]
      tags.set(task, (tags.get(task) ?? new Set()).add(String(at(record, 'metadata', 'feature'))))
      const [first] = (at(record, 'request', 'messages') as readonly JsonObject[])
      const system = isJsonObject(request) && request['system'] !== undefined ? request['system'] : first?.['role'] === 'system' ? first['content'] : 'none'
      systems.set(task, (systems.get(task) ?? new Set()).add(String(system)))
    }
    expect([...tags.values()].map((values) => values.size)).toEqual(world.tasks.map(() => 1))
    expect([...tags.values()].flatMap((values) => [...values]).toSorted()).toEqual(['invoice-reader', 'order-desk', 'ticket-triage', ...Array.from({ length: 5 }, () => 'undefined')])
    for (const { name } of world.tasks) {
      if (name === 'unit conversion') expect([...(systems.get(name) ?? [])]).toEqual(['none'])
      else expect(systems.get(name)?.size).toBeGreaterThan(400)
    }
  })

  it('groups some calls into conversations that grow turn by turn', () => {
    const conversations = new Map<string, JsonObject[]>()
    for (const record of answered) if (typeof record['conversation_id'] === 'string') conversations.set(record['conversation_id'], [...(conversations.get(record['conversation_id']) ?? []), record])
    expect(conversations.size).toBeGreaterThan(60)
    for (const turns of conversations.values()) {
      const messages = turns.map((record) => (at(record, 'request', 'messages') as readonly JsonValue[]).map((message) => JSON.stringify(message)))
      expect(turns.length).toBeGreaterThan(1)
      expect(new Set(turns.map(taskOf)).size).toBe(1)
      for (const [index, later] of messages.entries()) if (index > 0) expect(later.slice(0, messages[index - 1]?.length)).toEqual(messages[index - 1])
    }
  })

  it('names users by synthetic ids only, and cuts no answer', () => {
    for (const record of world.records) expect(at(record, 'metadata', 'user')).toMatch(/^u_\d{4}$/)
    expect(JSON.stringify(answered)).not.toMatch(/"finish_reason":"length"|"stop_reason":"max_tokens"/)
  })
})
