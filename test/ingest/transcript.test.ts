import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/domain/json.js'
import { Excluded } from '../../src/ingest/read/excluded.js'
import { transcriptRequest } from '../../src/ingest/transcript/request.js'
import { transcriptResponse } from '../../src/ingest/transcript/response.js'

const partsIn = (input: JsonValue): unknown => transcriptRequest(input).messages.map(({ role, parts }) => [role, ...parts])
const reasonOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof Excluded ? error.reason : 'crash'
  }
}
const hi = { type: 'text', text: 'Hi' }

describe('a prompt', () => {
  it.each<[string, JsonValue]>([
    ['text', 'Hi'], ['JSON in text', '"[{\\"role\\":\\"user\\",\\"content\\":\\"Hi\\"}]"'], ['messages', [{ role: 'user', content: 'Hi' }]], ['a request', { messages: [{ role: 'user', content: 'Hi' }] }], ['parts', [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }]],
    ['LangChain', [[{ lc: 1, type: 'constructor', id: ['m', 'HumanMessage'], kwargs: { content: 'Hi' } }]]], ['LangChain, older', [{ type: 'human', data: { content: 'Hi' } }]], ['Gemini', { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }], ['Gemini without roles', { contents: [{ parts: [{ text: 'Hi' }] }] }],
    ['Responses', { input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }] }], ['Responses, short', { input: 'Hi' }], ['OpenTelemetry', [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }]], ['prompts', { prompts: ['Hi'] }], ['a message', { role: 'user', content: 'Hi' }],
  ])('as %s', (_, input) => {
    expect(partsIn(input)).toEqual([['user', hi]])
  })
  it('has its system prompt from wherever it stands', () => {
    for (const input of [{ system: 'S', messages: [{ role: 'user', content: 'Hi' }] }, { instructions: 'S', input: 'Hi' }, { systemInstruction: { parts: [{ text: 'S' }] }, contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }, [{ role: 'developer', content: 'S' }, { role: 'user', content: 'Hi' }]]) {
      expect(partsIn(input)).toEqual([['system', { type: 'text', text: 'S' }], ['user', hi]])
    }
    expect(transcriptRequest('Hi', { system: [{ type: 'text', content: 'S' }] }).messages.map(({ role }) => role)).toEqual(['system', 'user'])
  })
  it('has calls of tools and their results in one form', () => {
    const expected = [['assistant', { type: 'tool_call', id: 't', name: 'f', arguments: '{"a":1}' }], ['tool', { type: 'tool_result', toolCallId: 't', text: 'ok' }], ['user', hi]]
    const user = { role: 'user', content: 'Hi' }
    expect(partsIn([{ role: 'assistant', content: null, tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] }, { role: 'tool', tool_call_id: 't', content: 'ok' }, user])).toEqual(expected)
    expect(partsIn([{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'ok' }] }, { type: 'text', text: 'Hi' }] }])).toEqual(expected)
    expect(partsIn([{ role: 'assistant', content: [{ type: 'tool-call', toolCallId: 't', toolName: 'f', args: { a: 1 } }] }, { role: 'tool', content: [{ type: 'tool-result', toolCallId: 't', toolName: 'f', result: 'ok' }] }, user])).toEqual(expected)
    expect(partsIn([{ type: 'function_call', call_id: 't', name: 'f', arguments: '{"a":1}' }, { type: 'function_call_output', call_id: 't', output: 'ok' }, user])).toEqual(expected)
    expect(partsIn([{ type: 'ai', content: '', tool_calls: [{ name: 'f', args: { a: 1 }, id: 't' }] }, { type: 'tool', tool_call_id: 't', content: 'ok' }, user])).toEqual([['assistant', { type: 'text', text: '' }, expected[0]?.[1]], ...expected.slice(1)])
  })
  it('keeps images and files', () => {
    const image = { type: 'image', url: 'https://x.example/a.png' }
    for (const part of [{ type: 'image_url', image_url: { url: image.url } }, { type: 'image_url', image_url: image.url }, { type: 'input_image', image_url: image.url }, { type: 'image', image: image.url }, { type: 'image', source: { type: 'url', url: image.url } }, { type: 'file', data: image.url, mediaType: 'image/png' }, { type: 'uri', modality: 'image', uri: image.url }]) {
      expect(partsIn([{ role: 'user', content: [part] }]), JSON.stringify(part)).toEqual([['user', image]])
    }
    const data = 'JVBERi0xLjQKJSVFT0YK'
    for (const part of [{ type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${data}` } }, { type: 'document', title: 'a.pdf', source: { type: 'base64', media_type: 'application/pdf', data } }, { type: 'file', mediaType: 'application/pdf', data, filename: 'a.pdf' }]) {
      expect(partsIn([{ role: 'user', content: [part] }]), JSON.stringify(part)).toEqual([['user', { type: 'file', mediaType: 'application/pdf', data, name: 'a.pdf' }]])
    }
  })
  it.each<[string, JsonValue]>([
    ['context-missing', { previous_response_id: 'r', input: 'Hi' }], ['context-missing', { prompt: { id: 'p', variables: {} } }], ['truncated', '[{"role":"user","content":"cut of'], ['no-prompt', ''], ['no-prompt', []],
    ['unknown-format', { question: 'Hi', locale: 'de' }], ['unknown-format', [{ role: 'user', content: [{ type: 'hologram' }] }]], ['truncated', [{ role: 'user', content: [{ type: 'image', image: '<removed>' }] }]], ['redacted', [{ role: 'user', content: [{ type: 'image_url', image_url: { url: '@@@langfuseMedia:type=image/png|id=1@@@' } }] }]],
  ])('is %s: %j', (reason, input) => {
    expect(reasonOf(() => transcriptRequest(input))).toBe(reason)
  })
  it('has its parameters and tools by any name, without those that say nothing', () => {
    expect(transcriptRequest('Hi', { parameters: { maxTokens: 5, topP: 0.5, temperature: 'null', max_retries: 2, stopSequences: ['x'] }, tools: { f: '{"parameters":{"type":"object"}}' } })).toMatchObject({ maxOutputTokens: 5, topP: 0.5, stop: ['x'], tools: [{ name: 'f', parameters: { type: 'object' } }] })
    expect(transcriptRequest('Hi', { parameters: { temperature: 'null', max_tokens: 'inf' } })).toEqual({ messages: [{ role: 'user', parts: [hi] }] })
    expect(transcriptRequest([{ role: 'user', content: 'Hi' }, { role: 'tool', content: { type: 'function', function: { name: 'f', parameters: { type: 'object' } } } }])).toEqual({ messages: [{ role: 'user', parts: [hi] }], tools: [{ name: 'f', parameters: { type: 'object' } }] })
    expect(reasonOf(() => transcriptRequest({ messages: [{ role: 'user', content: 'Hi' }], tools: [{ type: 'web_search_preview' }] }))).toBe('unknown-format')
  })
})

describe('an answer', () => {
  it.each<[string, JsonValue]>([
    ['text', 'Yes'], ['a message', { role: 'assistant', content: 'Yes' }], ['a message in text', '{"role":"assistant","content":"Yes"}'], ['a list with a message', [{ role: 'assistant', content: 'Yes' }]], ['choices', [{ index: 0, message: { role: 'assistant', content: 'Yes' }, finish_reason: null }]],
    ['a completion', { object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: 'Yes' } }] }], ['OpenTelemetry', [{ role: 'assistant', parts: [{ type: 'text', content: 'Yes' }] }]], ['parts', [{ type: 'text', text: 'Yes' }]], ['content alone', { content: 'Yes' }], ['the AI SDK', { text: 'Yes', toolCalls: [] }],
    ['a whole conversation', { messages: [{ role: 'user', content: 'Sure?' }, { role: 'assistant', content: 'Yes' }] }], ['items', { object: 'response', output: [{ type: 'reasoning', summary: [] }, { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Yes' }] }] }], ['candidates', { candidates: [{ content: { role: 'model', parts: [{ text: 'Yes' }] } }] }],
    ['generations', { generations: [[{ text: 'Yes', generation_info: {} }]] }], ['two choices', [{ role: 'assistant', content: 'Yes' }, { role: 'assistant', content: 'No' }]],
  ])('as %s', (_, output) => {
    expect(transcriptResponse(output).output).toEqual({ text: 'Yes', toolCalls: [] })
  })
  it('that is data stays data', () => {
    for (const text of ['{"city":"Rome"}', '[1,2]', '{"text":"x","score":1}', '"quoted"']) expect(transcriptResponse(text).output.text).toBe(text)
    for (const data of [{ question: 'q', choices: ['a', 'b'] }, { candidates: ['Ann', 'Bo'] }, { candidates: [{ name: 'Ann' }] }, { messages: ['a'] }, { output: ['x'] }]) expect(transcriptResponse(data).output.text).toBe(JSON.stringify(data))
    expect(transcriptResponse({ city: 'Rome', messages: 3 }).output.text).toBe('{"city":"Rome","messages":3}')
  })
  it('says why it ended, in any spelling', () => {
    for (const [word, reason] of [['tool-calls', 'tool_calls'], ['MAX_TOKENS', 'length'], ['STOP', 'stop'], ['content-filter', 'content_filter'], ['["stop"]', 'stop']] as const) expect(transcriptResponse('x', word).output.finishReason).toBe(reason)
    expect(reasonOf(() => transcriptResponse('x', 'error'))).toBe('error')
    expect(transcriptResponse('x', 'unknown').output).not.toHaveProperty('finishReason')
  })
})
