import type { ParsedRecord } from '../../src/domain/call.js'
import type { JsonObject } from '../../src/domain/json.js'
import { langfuseObservation } from '../../src/ingest/langfuse/observation.js'
import { excludedBy } from '../../src/ingest/read/excluded.js'

/** One generation of a made-up log whose generations lie in one another in every way. */
export interface Generation {
  readonly id: string
  readonly trace: string
  /** '' for none. */
  readonly parent: string
  readonly ask: string
  readonly answer: string
  readonly input: number | undefined
  readonly output: number | undefined
  readonly isFailed: boolean
}

const SYSTEM = ['Sort the mail.', 'Translate the mail.']

const generation = (id: string, n: number, parent: string, changes: Partial<Generation> = {}): Generation => ({
  id: `${id}-${n}`, trace: `t-${n}`, parent: parent === '' ? '' : `${parent}-${n}`, ask: JSON.stringify([{ role: 'system', content: SYSTEM[n % 2] ?? '' }, { role: 'user', content: `Mail ${n} of ${id}` }]), answer: JSON.stringify({ role: 'assistant', content: `It is mail ${n}` }), input: 40 + n, output: 8, isFailed: false, ...changes,
})
const OTHER = { answer: JSON.stringify({ role: 'assistant', content: 'Something quite different' }), input: 9000, output: 700 } as const
const TEXTLESS = { ask: '', answer: '' } as const
const UNCOUNTED = { input: undefined, output: undefined } as const
const FAILED = { isFailed: true } as const

/** Families by what they show, each as a function of its number. */
const FAMILIES: readonly ((n: number) => readonly Generation[])[] = [
  (n) => [generation('a', n, '')],
  (n) => [generation('a', n, 'chain'), generation('b', n, 'chain')],
  (n) => [generation('a', n, ''), generation('b', n, 'a')],
  (n) => [generation('b', n, 'a'), generation('a', n, '')],
  (n) => [generation('a', n, ''), generation('b', n, 'a'), generation('c', n, 'b')],
  (n) => [generation('a', n, ''), generation('b', n, 'a', TEXTLESS)],
  (n) => [generation('a', n, ''), generation('b', n, 'a', UNCOUNTED)],
  (n) => [generation('a', n, '', TEXTLESS), generation('b', n, 'a')],
  (n) => [generation('a', n, '', { input: 80 + 2 * n, output: 16 }), generation('b', n, 'a'), generation('c', n, 'a')],
  (n) => [generation('a', n, ''), generation('b', n, 'a', FAILED)],
  (n) => [generation('a', n, ''), generation('b', n, 'a', FAILED), generation('c', n, 'a')],
  (n) => [generation('a', n, '', FAILED), generation('b', n, 'a')],
  (n) => [generation('a', n, '', OTHER), generation('b', n, 'a')],
  (n) => [generation('a', n, ''), { ...generation('b', n, 'a'), trace: `u-${n}` }],
  (n) => [generation('a', n, '', { answer: OTHER.answer }), generation('b', n, 'a')],
]

/** Some families: of every kind, or only such as the inner one counts of. */
export function generations(count: number, isPlain = false): readonly Generation[] {
  const families = isPlain ? FAMILIES.slice(0, 5) : FAMILIES
  return Array.from({ length: count }, (_, n) => families[n % families.length]?.(n) ?? []).flat()
}

/** A row of Langfuse's table. */
export const langfuseRow = (one: Generation): JsonObject => ({
  id: one.id, trace_id: one.trace, parent_observation_id: one.parent === '' ? null : one.parent, project_id: 'p', type: 'GENERATION', start_time: '2026-11-01 12:00:00.000', end_time: '2026-11-01 12:00:01.500', name: 'sorter', metadata: {}, level: one.isFailed ? 'ERROR' : 'DEFAULT',
  input: one.ask === '' ? null : one.ask, output: one.answer === '' ? null : one.answer, provided_model_name: 'gpt-4o-mini', model_parameters: '{}', usage_details: one.input === undefined ? {} : { input: one.input, output: one.output }, cost_details: {}, total_cost: null, prompt_name: null, event_ts: '2026-11-01 12:00:02.000', is_deleted: 0,
})

/** What that row is by itself, read from a file. */
export function langfuseRecord(one: Generation): ParsedRecord {
  const source = { file: 'x', line: 1 }
  try {
    return langfuseObservation(langfuseRow(one), source)
  } catch (error) {
    return excludedBy(error, source, 'langfuse')
  }
}
