import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import { completion, MESSAGES, USER, weather } from './completion.js'
import type { Expected, Variant } from './variant.js'

const CAPITAL = ['system: Name the capital.', 'user: Peru']
const AT = '2026-05-04T10:00:00.250Z'
const json = (value: JsonValue): string => JSON.stringify(value)

const opik = (changes: JsonObject): JsonObject => ({
  id: 'o1', project_id: 'p', trace_id: 't', parent_span_id: null, name: 'chat_completion', type: 'llm', start_time: AT, end_time: '2026-05-04T10:00:01.062Z', input: { messages: MESSAGES }, output: { choices: [{ index: 0, message: { role: 'assistant', content: 'Lima' }, finish_reason: 'stop' }] },
  metadata: { created_from: 'openai', temperature: 0.1, feature: 'capitals' }, model: 'gpt-4o', provider: 'openai', tags: ['geo'], usage: { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48, 'original_usage.prompt_tokens_details.cached_tokens': 16 },
  feedback_scores: [{ name: 'right', value: 1 }], total_estimated_cost: 0.00018, ...changes,
})

export const OPIK: readonly Variant[] = [
  { name: 'a span of a wrapped client', log: [opik({})], becomes: [{ format: 'opik', says: CAPITAL, answer: 'Lima', model: 'gpt-4o', temperature: 0.1, input: 40, read: 16, output: 8, usd: 0.00018, ms: 812, at: AT, metadata: { feature: 'capitals', scores: { right: 1 } } }] },
  { name: 'Anthropic, whose input leaves out the cache', log: [opik({ model: 'claude-sonnet-4-5', usage: { prompt_tokens: 24, completion_tokens: 8, total_tokens: 32, 'original_usage.input_tokens': 24, 'original_usage.output_tokens': 8, 'original_usage.cache_read_input_tokens': 16, 'original_usage.cache_creation_input_tokens': 0 } })], becomes: [{ says: CAPITAL, answer: 'Lima', input: 40, read: 16, output: 8 }] },
  { name: 'a trace, a tool, an error, no text', log: [{ id: 'x', name: 'n', start_time: AT, end_time: AT, input: 'Peru', output: 'Lima', span_count: 3, llm_span_count: 1 }, opik({ type: 'tool' }), opik({ error_info: { exception_type: 'RateLimitError' } }), opik({ input: null, output: null })], becomes: [{ excluded: /^not-a-call/ }, { excluded: /^not-a-call/, traffic: null }, { excluded: /^error/, traffic: null }, { excluded: /^no-text/, traffic: { input: 40, usd: 0.00018 } }] },
]

const dify = (changes: JsonObject): JsonObject => ({
  id: 'd1', app_id: 'a', conversation_id: 'c', model_provider: 'openai', model_id: 'gpt-4o', inputs: {}, query: 'Peru', message: [{ role: 'system', text: 'Name the capital.' }, { role: 'user', text: 'Peru' }], message_tokens: 40, answer: 'Lima', answer_tokens: 8,
  total_price: '0.00018', currency: 'USD', provider_response_latency: 0.812, status: 'normal', error: null, from_source: 'api', from_end_user_id: 'u', created_at: 1777888800, ...changes,
})

export const DIFY: readonly Variant[] = [
  { name: 'a message of a chat', log: [dify({})], becomes: [{ format: 'dify', says: CAPITAL, answer: 'Lima', model: 'gpt-4o', input: 40, output: 8, usd: 0.00018, ms: 812, at: '2026-05-04T10:00:00.000Z', conversation: 'c', metadata: { app_id: 'a', user_id: 'u', from_source: 'api' } }] },
  { name: 'another currency, a row of a table', log: [dify({ currency: 'RMB', message: json([{ role: 'user', text: 'Peru' }]), message_tokens: '40', answer_tokens: '0', provider_response_latency: '0.812' })], becomes: [{ says: ['user: Peru'], answer: 'Lima', input: 40, output: undefined, usd: undefined, ms: 812 }] },
  { name: 'a workflow, an agent, an error, what the user typed alone', log: [dify({ workflow_run_id: 'w' }), dify({ agent_thoughts: [{ thought: 'x' }] }), dify({ status: 'error', error: 'quota' }), dify({ message: null })], becomes: [{ excluded: /^not-a-call/, traffic: null }, { excluded: /^not-a-call/, traffic: null }, { excluded: /^error/, traffic: null }, { excluded: /^context-missing/, traffic: { input: 40, usd: 0.00018 } }] },
]

const webui = (answer: JsonObject, question: JsonObject = {}, chat: JsonObject = {}): JsonObject => ({
  id: 'w1', user_id: 'u', title: 'Capitals', created_at: 1777888800, updated_at: 1777888802, archived: false, share_id: null,
  chat: { models: ['gpt-4o'], params: { system: 'Name the capital.' }, ...chat, history: { currentId: 'b', messages: { a: { id: 'a', parentId: null, childrenIds: ['x', 'b'], role: 'user', content: 'Peru', timestamp: 1777888800, ...question }, x: { id: 'x', parentId: 'a', childrenIds: [], role: 'assistant', content: 'Cusco', model: 'gpt-4o' }, b: { id: 'b', parentId: 'a', childrenIds: [], role: 'assistant', content: 'Lima', model: 'gpt-4o', timestamp: 1777888802, done: true, ...answer } } } },
})
const gptNode = (id: string, parent: string | null, role: string, content: JsonObject, changes: JsonObject = {}): JsonObject => ({ id, parent, children: [], message: { id, author: { role, name: null, metadata: {} }, create_time: 1777888800.25, content, status: 'finished_successfully', weight: 1, recipient: 'all', metadata: role === 'assistant' ? { model_slug: 'gpt-4o' } : {}, ...changes } })
const chatgpt = (answer: JsonObject, changes: JsonObject = {}, question: JsonObject = {}): JsonObject => ({
  title: 'Capitals', create_time: 1777888799, update_time: 1777888805, current_node: 'c', conversation_id: 'g1',
  mapping: { r: { id: 'r', message: null, parent: null, children: ['s'] }, s: gptNode('s', 'r', 'system', { content_type: 'text', parts: [''] }), p: gptNode('p', 's', 'user', { content_type: 'user_editable_context', user_profile: '', user_instructions: 'Name the capital.' }), u: gptNode('u', 'p', 'user', { content_type: 'text', parts: ['Peru'] }, question), t: gptNode('t', 'u', 'assistant', { content_type: 'thoughts', thoughts: [] }), c: gptNode('c', 't', 'assistant', answer, changes) },
})
const LIMA: JsonObject = { content_type: 'text', parts: ['Lima'] }
const libre = (answer: JsonObject): JsonObject => ({ conversationId: 'l1', endpoint: 'openAI', title: 'Capitals', branches: true, recursive: false, options: { model: 'gpt-4o', promptPrefix: 'Name the capital.' }, messages: [{ messageId: 'a', parentMessageId: '00000000-0000-0000-0000-000000000000', isCreatedByUser: true, sender: 'User', text: 'Peru', tokenCount: 3, createdAt: AT, model: null }, { messageId: 'b', parentMessageId: 'a', isCreatedByUser: false, sender: 'GPT', text: 'Lima', tokenCount: 2, unfinished: false, error: false, model: 'gpt-4o', createdAt: AT, ...answer }] })
const said: Expected = { format: 'chat-export', says: CAPITAL, answer: 'Lima', model: 'gpt-4o', input: undefined, output: undefined }

export const CHAT_EXPORTS: readonly Variant[] = [
  { name: 'Open WebUI: the branch that was open, reasoning folded away, tokens of the server', log: [webui({ content: '<details type="reasoning" done="true" duration="3">\n<summary>Thought</summary>\n&gt; hm</details>\nLima', usage: { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48 } })], becomes: [{ ...said, input: 40, output: 8, at: '2026-05-04T10:00:00.000Z', metadata: { turns: 1 } }] },
  { name: 'Open WebUI: a block that never ends is text', log: [webui({ content: 'Lima <details type="reasoning">' }), webui({ content: '<details type="tool_calls" done="true"><summary>x</summary></details>Lima' })], becomes: [{ ...said, answer: 'Lima <details type="reasoning">' }, { excluded: /^context-missing/ }] },
  { name: 'Open WebUI: tools, a file, an error, an answer in the making', log: [webui({ output: [{ type: 'function_call', name: 'weather', arguments: '{}', call_id: 'k' }, { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Lima' }] }] }), webui({}, { files: [{ type: 'file', name: 'a.pdf' }] }), webui({ error: { content: 'quota' } }), webui({ done: false })], becomes: [{ excluded: /^context-missing/ }, { excluded: /^context-missing/ }, { excluded: /^error/ }, { excluded: /^truncated/ }] },
  { name: 'ChatGPT: instructions of the user, thoughts left out', log: [chatgpt(LIMA)], becomes: [{ ...said, at: AT, metadata: { turns: 1 } }] },
  { name: 'ChatGPT: a tool first, a picture, an answer broken off', log: [chatgpt({ content_type: 'code', language: 'unknown', text: 'search("Peru")' }, { recipient: 'browser' }), chatgpt(LIMA, {}, { content: { content_type: 'multimodal_text', parts: [{ asset_pointer: 'file-service://x' }, 'Peru'] } }), chatgpt(LIMA, { status: 'finished_partial_completion' })], becomes: [{ excluded: /^context-missing/ }, { excluded: /^context-missing/ }, { excluded: /^truncated/ }] },
  { name: 'ChatGPT: a node that is its own parent ends the path', log: [{ ...chatgpt(LIMA), mapping: { c: { ...gptNode('c', 'c', 'assistant', LIMA) } } }], becomes: [{ excluded: /^no-prompt/ }] },
  { name: 'LibreChat: tokens of one message are not those of a request', log: [libre({}), libre({ finish_reason: 'incomplete' }), libre({ error: true })], becomes: [{ ...said, at: AT, metadata: { turns: 1 } }, { excluded: /^truncated/ }, { excluded: /^error/ }] },
  { name: 'Claude: no model is named', log: [{ uuid: 'u1', name: 'Capitals', created_at: AT, chat_messages: [{ uuid: 'a', sender: 'human', text: 'Peru', content: [{ type: 'text', text: 'Peru' }], attachments: [], files: [], created_at: AT }, { uuid: 'b', sender: 'assistant', text: '', content: [{ type: 'thinking', thinking: 'hm' }, { type: 'text', text: 'Lima' }], created_at: AT }] }], becomes: [{ ...said, says: ['user: Peru'], model: 'unknown', at: AT }] },
  { name: 'Open Assistant: the reply that was ranked best', log: [{ message_tree_id: 'm', tree_state: 'ready_for_export', prompt: { message_id: 'm', text: 'Peru', role: 'prompter', replies: [{ text: 'Cusco', role: 'assistant', rank: 1, replies: [] }, { text: 'Lima', role: 'assistant', rank: 0, replies: [] }] } }], becomes: [{ ...said, says: ['user: Peru'], model: 'unknown' }] },
]

export const EVALUATIONS: readonly Variant[] = [
  { name: 'logs of harnesses are no traffic', log: [
    { doc_id: 0, doc: {}, target: 'Lima', arguments: [['Peru']], resps: [['Lima']], filtered_resps: ['Lima'], exact_match: 1 },
    { run_id: 'r', event_id: 0, sample_id: 's', type: 'sampling', data: { prompt: 'Peru', sampled: 'Lima' } },
    { spec: { eval_name: 'capitals', completion_fns: ['gpt-4o'] } },
    { version: 2, status: 'success', eval: { model: 'openai/gpt-4o' }, plan: {}, samples: [{ id: 1, input: 'Peru', output: completion() }] },
    { adapter_spec: { model: 'gpt-4o' }, request_states: [] },
  ], becomes: Array.from({ length: 5 }, () => ({ excluded: /^evaluation/, traffic: null })) },
]

const SPOKEN: JsonObject = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 40, 'gen_ai.usage.output_tokens': 8, 'gen_ai.input.messages': json([{ role: 'system', parts: [{ type: 'text', content: 'Name the capital.' }] }, { role: 'user', parts: [{ type: 'text', content: 'Peru' }] }]), 'gen_ai.output.messages': json([{ role: 'assistant', parts: [{ type: 'text', content: 'Lima' }], finish_reason: 'stop' }]) }
const texts = Object.fromEntries(Object.entries(SPOKEN).map(([key, value]) => [key, String(value)]))
const spoken: Expected = { format: 'otlp-genai', says: CAPITAL, answer: 'Lima', model: 'gpt-4o', input: 40, output: 8, ms: 812, at: AT }
const jaeger = (tags: JsonObject, changes: JsonObject = {}): JsonObject => ({ traceID: 't', spanID: 's', operationName: 'chat gpt-4o', references: [{ refType: 'CHILD_OF', traceID: 't', spanID: 'r' }], startTime: 1777888800250000, duration: 812000, processID: 'p1', logs: [], tags: Object.entries(tags).map(([key, value]): JsonObject => ({ key, type: typeof value === 'number' ? 'int64' : 'string', value: value ?? null })), ...changes })
const table = (changes: JsonObject = {}): JsonObject => ({ Timestamp: '2026-05-04 10:00:00.250000000', TraceId: 't', SpanId: 's', ParentSpanId: '', SpanName: 'chat gpt-4o', ServiceName: 'shop', ResourceAttributes: {}, SpanAttributes: texts, Duration: '812000000', StatusCode: 'Unset', StatusMessage: '', 'Events.Name': [], 'Events.Attributes': [], ...changes })
const lf = (changes: JsonObject): JsonObject => ({ 'langfuse.observation.type': 'generation', 'langfuse.observation.model.name': 'gpt-4o', 'langfuse.observation.input': json([...MESSAGES]), 'langfuse.observation.output': json({ role: 'assistant', content: 'Lima' }), 'langfuse.observation.usage_details': json({ input: 16, input_cached_tokens: 24, output: 8 }), 'langfuse.observation.cost_details': json({ total: 0.00018 }), 'langfuse.observation.metadata.feature': 'capitals', 'session.id': 'c', ...changes })
const bare = (attributes: JsonObject): JsonObject => ({ name: 'answer', trace_id: 't', span_id: 's', start_time_unix_nano: '1777888800250000000', end_time_unix_nano: '1777888801062000000', attributes })

export const STORED_SPANS: readonly Variant[] = [
  { name: 'Jaeger: tags as a list, microseconds, a process', log: [{ data: [{ traceID: 't', spans: [jaeger(SPOKEN), jaeger({ 'http.method': 'GET' }, { spanID: 'r', references: [] })], processes: { p1: { serviceName: 'shop', tags: [] } } }], total: 0, limit: 0, offset: 0, errors: null }], becomes: [{ ...spoken, metadata: { service: 'shop' } }, { excluded: /^not-a-call/ }] },
  { name: 'Jaeger: a span that failed', log: [{ traceID: 't', spans: [jaeger({ ...SPOKEN, error: 'true' })], processes: {} }], becomes: [{ excluded: /^error/, traffic: null }] },
  { name: 'Zipkin: all values as text', log: [{ traceId: 't', id: 's', parentId: 'r', name: 'chat gpt-4o', kind: 'CLIENT', timestamp: 1777888800250000, duration: 812000, localEndpoint: { serviceName: 'shop' }, tags: texts }], becomes: [{ ...spoken, metadata: { service: 'shop' } }] },
  { name: 'the table of the ClickHouse exporter', log: [table(), table({ StatusCode: 'Error' }), table({ SpanAttributes: { 'http.method': 'GET' } })], becomes: [{ ...spoken, metadata: { service: 'shop' } }, { excluded: /^error/, traffic: null }, { excluded: /^not-a-call/ }] },
  { name: 'Tempo’s answer to a question for a trace', log: [{ batches: [{ resource: { attributes: [] }, scopeSpans: [{ spans: [{ traceId: 'AA==', spanId: 'BB==', name: 'chat', startTimeUnixNano: '1777888800250000000', endTimeUnixNano: '1777888801062000000', attributes: Object.entries(texts).map(([key, stringValue]): JsonObject => ({ key, value: { stringValue } })) }] }] }] }], becomes: [spoken] },
  { name: 'OpenSearch: attributes with an at sign', log: [{ traceId: 't', spanId: 's', name: 'chat', startTime: '2026-05-04T10:00:00.250Z', endTime: '2026-05-04T10:00:01.062Z', ...Object.fromEntries(Object.entries(SPOKEN).map(([key, value]) => [`span.attributes.${key.replaceAll('.', '@')}`, value])) }], becomes: [spoken] },
  { name: 'a kind that is not OpenInference’s does not hide a call', log: [{ ...bare(SPOKEN), span_kind: 'UNKNOWN' }, { ...bare(SPOKEN), span_id: 's2', span_kind: 'SPAN_KIND_CLIENT' }], becomes: [spoken, spoken] },
  { name: 'nanoseconds beyond what a number holds', log: [{ ...bare(SPOKEN), start_time_unix_nano: undefined as never, end_time_unix_nano: undefined as never, start_time_ns: 1777888800250000000, end_time_ns: 1777888800252000000 }], becomes: [{ ...spoken, ms: 2 }] },
  { name: 'Pydantic AI keeps tools with its other parameters', log: [bare({ ...SPOKEN, model_request_parameters: json({ function_tools: [{ name: 'weather', description: 'Weather', parameters_json_schema: { type: 'object' }, kind: 'function' }], output_tools: [{ name: 'final_result', parameters_json_schema: { type: 'object' } }], builtin_tools: [] }) })], becomes: [{ ...spoken, tools: ['weather', 'final_result'] }] },
  { name: 'a file with the spans of a trace', log: [{ spans: [bare(SPOKEN), { ...bare({ 'http.method': 'GET' }), span_id: 's2' }] }], becomes: [spoken, { excluded: /^not-a-call/ }] },
  { name: 'Cloud Logging: attributes are labels', log: [{ insertId: 'i', logName: 'projects/p/logs/gen_ai.client.inference.operation.details', timestamp: AT, trace: 'projects/p/traces/t', spanId: 's', labels: { ...texts, 'event.name': 'gen_ai.client.inference.operation.details' } }], becomes: [{ ...spoken, ms: undefined }] },
  { name: 'Cloud Logging beside the span', log: [bare(Object.fromEntries(Object.entries(SPOKEN).filter(([key]) => !key.endsWith('.messages')))), { insertId: 'i', logName: 'projects/p/logs/x', timestamp: AT, trace: 'projects/p/traces/t', spanId: 's', labels: { 'event.name': 'gen_ai.client.inference.operation.details', 'gen_ai.input.messages': texts['gen_ai.input.messages'] ?? '', 'gen_ai.output.messages': texts['gen_ai.output.messages'] ?? '' } }], becomes: [spoken] },
  { name: 'Langfuse’s own libraries', log: [bare(lf({})), bare({ 'langfuse.observation.type': 'span', 'langfuse.observation.input': 'Peru' }), bare(lf({ 'langfuse.observation.level': 'ERROR' }))], becomes: [{ format: 'langfuse', says: CAPITAL, answer: 'Lima', model: 'gpt-4o', input: 40, read: 24, output: 8, usd: 0.00018, ms: 812, at: AT, conversation: 'c', metadata: { feature: 'capitals', generation_name: 'answer' } }, { excluded: /^not-a-call/ }, { excluded: /^error/ }] },
]

const generation = (body: JsonObject, type = 'generation-create', timestamp = '2026-05-04T10:00:02Z'): JsonObject => ({ id: `e${timestamp}${type}`, type, timestamp, body: { id: 'g1', traceId: 't', ...body } })
const whole: JsonObject = { name: 'answer', startTime: AT, model: 'gpt-4o', input: [...MESSAGES], output: null, level: 'DEFAULT' }
const late: JsonObject = { endTime: '2026-05-04T10:00:01.062Z', output: 'Lima', usageDetails: { input: 40, output: 8, total: 48 }, model: null }
const langfused: Expected = { format: 'langfuse', says: CAPITAL, answer: 'Lima', model: 'gpt-4o', input: 40, output: 8, ms: 812, at: AT }

export const LANGFUSE_SENT: readonly Variant[] = [
  { name: 'events of one observation, the later first, in a batch', log: [{ batch: [generation(late, 'generation-update', '2026-05-04T10:00:03Z'), generation(whole), { id: 'e3', type: 'trace-create', timestamp: AT, body: { id: 't' } }], metadata: { sdk_name: 'python' } }], becomes: [{ excluded: /^not-a-call/ }, langfused, { excluded: /^duplicate/ }] },
  { name: 'events without a batch: a span is no call', log: [generation({ ...whole, ...late, model: 'gpt-4o' }), generation({ ...whole, id: 's1' }, 'span-create')], becomes: [{ excluded: /^not-a-call/ }, langfused] },
  { name: 'a trace that was downloaded', log: [{ trace: { id: 't', name: 'shop', timestamp: AT, tags: ['a'], latency: 7.4 }, observations: [{ ...whole, ...late, id: 'g1', traceId: 't', model: 'gpt-4o', type: 'GENERATION', parentObservationId: null, latency: 812 }, { ...whole, id: 's', traceId: 't', type: 'SPAN', parentObservationId: null }] }], becomes: [langfused, { excluded: /^not-a-call/ }] },
  { name: 'calls under the role of the tool that is called', log: [{ ...whole, ...late, id: 'g1', traceId: 't', model: 'gpt-4o', type: 'GENERATION', parentObservationId: null, input: [USER, { role: 'tool', content: [{ id: 'k', type: 'function', function: { name: 'weather', arguments: { city: 'Lima' } } }] }, { role: 'tool', content: 'dry' }] }], becomes: [{ ...langfused, says: ['user: Peru', 'assistant: weather({"city":"Lima"})', 'tool: => dry'] }] },
]

const sse = (...list: readonly JsonObject[]): string => [...list.map((event) => `event: ${String(event['type'])}\ndata: ${json(event)}`), ''].join('\n\n')
const ended: JsonObject = { type: 'response.completed', response: { object: 'response', model: 'gpt-5-codex', status: 'completed', output: [], usage: { input_tokens: 40, output_tokens: 8 } } }
const asked: JsonObject = { model: 'gpt-5-codex', instructions: 'Name the capital.', input: 'Peru', stream: true, store: false }
const invoked = (modelId: string, input: JsonObject, output: JsonObject): JsonObject => ({ schemaType: 'ModelInvocationLog', timestamp: '2026-05-04T10:00:00Z', requestId: 'r', operation: 'InvokeModel', modelId, input: { inputBodyJson: input, inputTokenCount: 40 }, output: { outputBodyJson: output, outputTokenCount: 8 } })

export const PUBLISHED_BODIES: readonly Variant[] = [
  { name: 'a stream of Responses whose end holds no items: those before it count', log: [{ request: asked, response: sse({ type: 'response.output_text.delta', delta: 'Li' }, { type: 'response.output_item.done', output_index: 0, item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Lima' }] } }, ended) }], becomes: [{ format: 'openai-responses', says: CAPITAL, answer: 'Lima', input: 40, output: 8, stop: 'stop' }] },
  { name: 'the same with a call of a tool, with pieces of text alone, and with a call whose item is missing', log: [
    { request: { ...asked, tools: [{ type: 'function', name: 'weather', parameters: {} }] }, response: sse({ type: 'response.output_item.done', item: { type: 'function_call', name: 'weather', call_id: 'k', arguments: '{}' } }, ended) },
    { request: asked, response: sse({ type: 'response.output_text.delta', delta: 'Li' }, { type: 'response.output_text.delta', delta: 'ma' }, ended) },
    { request: asked, response: sse({ type: 'response.output_text.delta', delta: 'Let me see' }, { type: 'response.function_call_arguments.delta', delta: '{' }, ended) },
  ], becomes: [{ calls: ['weather({})'], answer: '' }, { says: CAPITAL, answer: 'Lima' }, { excluded: /^truncated/, traffic: { input: 40 } }] },
  { name: 'Bedrock: Cohere’s first chat, Claude’s text completion, blocks without a type', log: [
    invoked('cohere.command-r-v1:0', { preamble: 'Name the capital.', chat_history: [{ role: 'USER', message: 'Chile' }, { role: 'CHATBOT', message: 'Santiago' }], message: 'Peru', max_tokens: 9 }, { text: 'Lima', finish_reason: 'COMPLETE' }),
    invoked('anthropic.claude-v2', { prompt: 'Name the capital.\n\nHuman: Peru\n\nAssistant:', max_tokens_to_sample: 9 }, { completion: ' Lima', stop_reason: 'stop_sequence' }),
    invoked('anthropic.claude-3-haiku-20240307-v1:0', { system: 'Name the capital.', messages: [{ role: 'user', content: 'Peru' }] }, { content: [{ text: 'Lima' }] }),
    invoked('cohere.command-r-v1:0', { message: 'Peru', documents: [{ title: 'x' }] }, { text: 'Lima', finish_reason: 'COMPLETE' }),
  ], becomes: [{ says: ['system: Name the capital.', 'user: Chile', 'assistant: Santiago', 'user: Peru'], answer: 'Lima', input: 40, output: 8 }, { says: CAPITAL, answer: ' Lima', stop: 'stop' }, { says: CAPITAL, answer: 'Lima' }, { excluded: /^unknown-format/, traffic: { input: 40 } }] },
  { name: 'batches without method and address, whose response is the body', log: [{ custom_id: 'k', body: { model: 'llama-v3p1-8b', messages: [...MESSAGES] } }, { custom_id: 'k', response: completion() }], becomes: [{ format: 'openai-batch', says: CAPITAL, answer: 'Lima', input: 40, output: 8, tier: 'batch' }] },
  { name: 'an id of the caller’s own makes no batch of a pair', log: [{ custom_id: 'k', request: { model: 'gpt-4o', messages: [...MESSAGES] }, response: completion() }, { custom_id: 'k', messages: [...MESSAGES], response: completion() }], becomes: [{ format: 'openai-chat', says: CAPITAL, answer: 'Lima' }, { format: 'openai-chat', says: CAPITAL, answer: 'Lima' }] },
  { name: 'preferences: the input as a list, a pair in place of the answer', log: [{ input: [...MESSAGES], preferred_output: [{ role: 'assistant', content: 'Lima' }], non_preferred_output: [{ role: 'assistant', content: 'Cusco' }] }, { prompt_messages: [...MESSAGES], chosen: 'Lima', rejected: 'Cusco' }, { instruction: 'Peru', response: { chosen: 'Lima', rejected: 'Cusco' } }], becomes: [{ format: 'fine-tune', says: CAPITAL, answer: 'Lima' }, { format: 'fine-tune', says: CAPITAL, answer: 'Lima' }, { format: 'plain', says: ['user: Peru'], answer: 'Lima' }] },
  { name: 'tools without a type, and calls beside the text of an answer', log: [{ messages: [...MESSAGES], tools: [{ name: 'weather', description: 'Weather' }, weather], response: completion() }, { sessionId: 's', model: 'gemini-2.5-pro', messages: [{ role: 'user', content: 'Peru' }, { role: 'model', content: 'Lima', functionCalls: [{ name: 'weather', args: { city: 'Lima' } }] }] }], becomes: [{ says: CAPITAL, answer: 'Lima', tools: ['weather', 'weather'] }, { says: ['user: Peru'], answer: 'Lima', calls: ['weather({"city":"Lima"})'], model: 'gemini-2.5-pro' }] },
]
