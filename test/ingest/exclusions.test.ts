import { describe, expect, it } from 'vitest'
import { ingest } from '../../src/ingest/index.js'
import { callFrom, chatPair, exclusionOf, workspace } from './workspace.js'

const asking = (text: string) => chatPair({ request: { messages: [{ role: 'user', content: text }] } })
const answering = (text: string) => chatPair({ message: { content: text } })

describe('errors', () => {
  it.each([
    ['a status', chatPair({ record: { status: 400 } })], ['a status as text', chatPair({ record: { status_code: '503' } })], ['a status of the response', { ...chatPair(), response: { status: 500, body: null } }],
    ['an error of the record', chatPair({ record: { error: { message: 'x' } } })], ['an error for a response', { ...chatPair(), response: { object: 'error', message: 'x' } }],
    ['a word', chatPair({ record: { status: 'failure' } })], ['a finish reason', chatPair({ finish: 'error' })],
  ])('by %s', (_, record) => {
    expect(exclusionOf(record)).toMatch(/^error/)
  })
  it.each([[{ status: 200 }], [{ status: 'success' }], [{ error: null }], [{ error: '' }], [{ error: {} }], [{ error: 'None' }], [{ error: false }]])('not by %j', (record) => {
    expect(exclusionOf(chatPair({ record }))).toBe('call')
  })
  it('show no secrets', () => {
    expect(exclusionOf(chatPair({ record: { error: `Incorrect API key: sk-${'a1'.repeat(20)}` } }))).toBe('error: Incorrect API key: <SECRET_1>')
  })
})

describe('cut and removed texts', () => {
  const truncated = 'The start ... (litellm_truncated skipped 4096 chars) ... the end'
  it.each([['prompt', asking(truncated)], ['answer', answering(truncated)], ['a cell in the prompt', asking('x'.repeat(32_767))], ['a cell in the answer', answering('x'.repeat(32_767))]])('truncated: %s', (_, record) => {
    expect(exclusionOf(record)).toMatch(/^truncated/)
  })
  it.each([['prompt', asking('redacted-by-litellm')], ['answer', answering('__REDACTED__')], ['all of a text', asking(' <REDACTED> ')], ['media', asking('See @@@langfuseMedia:type=image/png|id=1@@@')]])('redacted: %s', (_, record) => {
    expect(exclusionOf(record)).toMatch(/^redacted/)
  })
  it.each([['a mention', asking('What does [REDACTED] mean?')], ['one less', asking('x'.repeat(32_766))], ['one more', asking('x'.repeat(32_768))]])('kept: %s', (_, record) => {
    expect(exclusionOf(record)).toBe('call')
  })
  it('truncated: an image whose data was taken out', () => {
    expect(exclusionOf(chatPair({ request: { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,[removed 1234 bytes]' } }] }] } }))).toMatch(/^truncated/)
  })
})

describe('missing parts', () => {
  it('an empty answer that ended well, or was withheld, is an answer', () => {
    for (const finish of ['stop', 'content_filter']) expect(callFrom(chatPair({ message: { content: '' }, finish })).output.text).toBe('')
    for (const finish of ['length', '']) expect(exclusionOf(chatPair({ message: { content: null }, finish }))).toMatch(/^no-output/)
  })
  it('an answer cut by the token limit is a usable call', () => {
    expect(callFrom(chatPair({ finish: 'length' })).output).toEqual({ text: 'Hello', toolCalls: [], finishReason: 'length' })
  })
  it('no response, no prompt', () => {
    expect(exclusionOf({ ...chatPair(), response: null })).toMatch(/^no-output/)
    expect(exclusionOf(chatPair({ response: { choices: [] } }))).toMatch(/^no-output/)
    expect(exclusionOf(chatPair({ request: { messages: [] } }))).toMatch(/^no-prompt/)
    expect(exclusionOf(asking(''))).toMatch(/^no-prompt/)
  })
})

it('tells other endpoints from unknown formats', () => {
  expect(exclusionOf({ path: '/v1/embeddings', request: { model: 'e', input: 'x' }, response: {} })).toMatch(/^not-a-call/)
  expect(exclusionOf({ request: { model: 'e', input: 'x' }, response: { object: 'list', data: [{ object: 'embedding', embedding: [1] }] } })).toMatch(/^not-a-call/)
  expect(exclusionOf({ level: 'info', msg: 'hi' })).toBe('unknown-format: no known format has the fields level, msg; a call needs a prompt (messages, prompt, input, question, request) and an answer (response, output, completion, answer)')
  expect(exclusionOf('text')).toMatch(/^unknown-format/)
})

it('makes ids unique', async () => {
  await using space = await workspace()
  const records = ['a', 'a', 'a#2', 'a', 'b'].map((id) => JSON.stringify(chatPair({ response: { id } })))
  const { calls } = await ingest([await space.write('a.jsonl', records.join('\n'))])
  expect(calls.map((call) => call.id)).toEqual(['a', 'a#2', 'a#2#2', 'a#3', 'b'])
})

it('counts everything once', async () => {
  await using space = await workspace()
  const file = await space.write('a.jsonl', [chatPair(), chatPair({ record: { status: 500 } }), { x: 1 }, ...Array.from({ length: 5 }, () => chatPair({ record: { status: 429 } }))].map((record) => JSON.stringify(record)).join('\n'))
  const { input, examples } = await ingest([file])
  expect(input).toEqual({ calls: 8, excluded: { error: 6, 'unknown-format': 1 }, formats: { 'openai-chat': 1 } })
  expect(examples.map(({ reason, count, first }) => [reason, count, first.length])).toEqual([['error', 6, 3], ['unknown-format', 1, 1]])
})
