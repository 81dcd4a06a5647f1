import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { valuesOnLine } from '../../src/ingest/container/logged-line.js'
import { parseItem } from '../../src/ingest/parse-record.js'
import { createSettler } from '../../src/ingest/settle.js'
import { chatPair, recordsOf, workspace } from './workspace.js'

const PAIRS = ['a', 'b', 'c'].map((id) => JSON.stringify(chatPair({ response: { id } })))
const at = (index: number): string => `2026-05-04T10:00:0${index}.000Z`
const rows = (of: (line: string, index: number) => object): string => PAIRS.map((line, index) => JSON.stringify(of(line, index))).join('\n')

const WRITTEN: Readonly<Record<string, string>> = {
  'one after the other on one line': PAIRS.join(''),
  'as Firehose stores what CloudWatch sends': PAIRS.map((message) => JSON.stringify({ messageType: 'DATA_MESSAGE', logGroup: 'g', logStream: 's', subscriptionFilters: ['f'], logEvents: [{ id: '1', timestamp: 1777888800000, message }] })).join(''),
  'with commas behind them': `${PAIRS.join(',\n')},`,
  'as JSON text of each': PAIRS.map((line) => JSON.stringify(line)).join('\n'),
  'behind words of Lambda’s logger': JSON.stringify({ events: PAIRS.map((line, index) => ({ timestamp: 1777888800000 + index, message: `[INFO]\t${at(index)}\tid\t${line}\n` })) }),
  'behind words, in what Docker keeps': rows((line, index) => ({ log: `INFO llm ${line}\n`, stream: 'stdout', time: at(index) })),
  'behind words, in what Kubernetes keeps': PAIRS.map((line, index) => `${at(index)} stdout F INFO llm: ${line}`).join('\n'),
  'as they were printed, and taken apart': rows((line) => ({ _raw: `INFO llm ${line}`, message: line })),
  'in a journal, as bytes': rows((line) => ({ __CURSOR: 's', __REALTIME_TIMESTAMP: '1777888800250000', MESSAGE: [...Buffer.from(line)] })),
  'in a journal, behind words': rows((line) => ({ __CURSOR: 's', __REALTIME_TIMESTAMP: '1777888800250000', MESSAGE: `llm ${line}` })),
}

it.each(Object.entries(WRITTEN))('reads records %s', async (_, log) => {
  await using space = await workspace()
  const records = await recordsOf(await space.write('log.jsonl', log))
  expect(records.map((record) => (record.kind === 'call' ? record.call.id : record.reason))).toEqual(['a', 'b', 'c'])
})

it('reads what stands behind a comment or a program’s first words, and counts these', async () => {
  await using space = await workspace()
  const records = await recordsOf(await space.write('log.jsonl', `# made on Monday\n${PAIRS.join('\n')}`))
  expect(records.map((record) => (record.kind === 'call' ? record.call.id : record.reason))).toEqual(['unreadable', 'a', 'b', 'c'])
})

it('tells objects without a break between them apart, whatever their texts hold', () => {
  fc.assert(fc.property(fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('}{', '"}{"', '\\"}', '{"a":1}'), fc.integer())), { minLength: 2, maxLength: 4 }), fc.constantFrom('', ' '), (objects, between) => {
    const plain = objects.map((object) => JSON.parse(JSON.stringify(object)) as JsonObject)
    expect(valuesOnLine(plain.map((object) => JSON.stringify(object)).join(between))).toEqual(plain)
  }))
})

const tokens = (input: number, output: number): JsonObject => ({ timestamp: at(0), type: 'event_msg', payload: { type: 'token_count', info: { total_token_usage: { input_tokens: input, output_tokens: output }, last_token_usage: { input_tokens: 40, output_tokens: 8 } } } })
const meta = (id: string, from?: string): JsonObject => ({ timestamp: at(0), type: 'session_meta', payload: { id, ...(from !== undefined && { forked_from_id: from }) } })
const model: JsonObject = { timestamp: at(0), type: 'turn_context', payload: { model: 'gpt-5-codex' } }

it('counts the requests of a session once that a branch of it repeats, whichever file comes first', () => {
  const files = { 'branch.jsonl': [meta('s2', 's1'), meta('s1'), model, tokens(40, 8), tokens(80, 16), tokens(130, 24)], 'first.jsonl': [meta('s1'), model, tokens(40, 8), tokens(80, 16)], 'other.jsonl': [meta('s3'), model, tokens(40, 8)] }
  const settler = createSettler()
  for (const [file, lines] of Object.entries(files)) {
    for (const [index, value] of lines.entries()) for (const record of parseItem({ line: index + 1, value }, file)) if (record.kind === 'deferred') settler.add(record)
  }
  const told = [...settler.settle()].map((record) => (record.kind === 'excluded' ? `${record.source.file}:${record.source.line} ${record.reason}` : 'a call'))
  expect(told.toSorted()).toEqual(['branch.jsonl:4 duplicate', 'branch.jsonl:5 duplicate', 'branch.jsonl:6 context-missing', 'first.jsonl:3 context-missing', 'first.jsonl:4 context-missing', 'other.jsonl:3 context-missing'])
})
