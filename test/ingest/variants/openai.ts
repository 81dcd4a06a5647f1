import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import { completion, events, MESSAGES, PNG, SYSTEM, USER, weather } from './completion.js'
import type { Variant } from './variant.js'

const pair = (request: JsonObject, response: JsonValue, more: JsonObject = {}): JsonObject => ({ request: { model: 'gpt-4o', messages: MESSAGES, ...request }, response, ...more })
const chunk = (delta: JsonObject, finish: string | null = null, more: JsonObject = {}): JsonObject => ({ id: 'c1', object: 'chat.completion.chunk', created: 1767600000, model: 'gpt-4o-2024-08-06', choices: [{ index: 0, delta, finish_reason: finish }], usage: null, ...more })
const CAPITAL = ['system: Name the capital.', 'user: Peru']

export const PAIRS: readonly Variant[] = [
  {
    name: 'a stream with two tool calls in pieces and usage in a last chunk',
    log: [pair({ stream: true, stream_options: { include_usage: true }, tools: [weather] }, events(
      chunk({ role: 'assistant', content: null, tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'weather', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }, { index: 1, id: 'b', type: 'function', function: { name: 'weather', arguments: '{"city":"Quito"}' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"Lima"}' } }] }), chunk({}, 'tool_calls'),
      { id: 'c1', object: 'chat.completion.chunk', created: 1767600000, model: 'gpt-4o-2024-08-06', choices: [], usage: { prompt_tokens: 90, completion_tokens: 30, total_tokens: 120, prompt_tokens_details: { cached_tokens: 64 } } },
    ))],
    becomes: [{ calls: ['weather({"city":"Lima"})', 'weather({"city":"Quito"})'], answer: '', stop: 'tool_calls', input: 90, output: 30, read: 64, tools: ['weather'], served: 'gpt-4o-2024-08-06' }],
  },
  {
    name: 'reasoning, the role of developers, and the tier that was asked for in vain',
    log: [pair({ model: 'o3', messages: [{ role: 'developer', content: 'Name the capital.' }, USER], reasoning_effort: 'low', service_tier: 'auto', max_completion_tokens: 900 }, completion({ model: 'o3-2025-04-16', service_tier: 'default', usage: { prompt_tokens: 40, completion_tokens: 300, total_tokens: 340, completion_tokens_details: { reasoning_tokens: 290 } } }))],
    becomes: [{ says: CAPITAL, model: 'o3', served: 'o3-2025-04-16', output: 300, think: 290, tier: 'standard' }],
  },
  {
    name: 'flex at half the price, an image in the prompt, audio that is not text',
    log: [
      pair({ service_tier: 'flex', messages: [SYSTEM, { role: 'user', content: [{ type: 'text', text: 'Which flag?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}`, detail: 'low' } }] }] }, completion({ service_tier: 'flex' })),
    ],
    becomes: [{ says: ['system: Name the capital.', 'user: Which flag? [image]'], tier: 'flex', answer: 'Lima' }],
  },
  {
    name: 'several answers to one question: the first counts, the output tokens are those of all',
    log: [pair({ n: 2 }, completion({ choices: [{ index: 1, message: { role: 'assistant', content: 'Cusco' }, finish_reason: 'stop' }, { index: 0, message: { role: 'assistant', content: 'Lima' }, finish_reason: 'stop' }] }))],
    becomes: [{ answer: 'Lima', input: 40, output: undefined }],
  },
  {
    name: 'servers that count reasoning beside the output, that hit a cache, that add a price',
    log: [
      pair({ model: 'grok-4' }, completion({ model: 'grok-4-0709', usage: { prompt_tokens: 40, completion_tokens: 8, total_tokens: 148, completion_tokens_details: { reasoning_tokens: 100 } } })),
      pair({ model: 'deepseek-chat' }, completion({ model: 'deepseek-chat', usage: { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48, prompt_cache_hit_tokens: 32, prompt_cache_miss_tokens: 8 } }, { reasoning_content: 'Peru, so Lima' })),
      pair({ model: 'openai/gpt-4o' }, completion({ model: 'openai/gpt-4o', provider: 'OpenAI', usage: { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48, cost: 0.00018 } })),
    ],
    becomes: [{ output: 108, think: 100 }, { read: 32, input: 40, answer: 'Lima' }, { usd: 0.00018 }],
  },
  {
    name: 'a log of attempts: failed, repeated, answered',
    log: [
      { request: { model: 'gpt-4o', messages: MESSAGES }, response: { error: { message: 'Rate limit', type: 'rate_limit_error', code: 'rate_limit_exceeded' } }, status: 429 },
      { request: { model: 'gpt-4o', messages: MESSAGES }, response: null, error: 'timeout', latency_ms: 60000 },
      pair({}, completion(), { latency_ms: 812, session_id: 's1', metadata: { feature: 'capitals' } }),
    ],
    becomes: [{ excluded: /^error: HTTP 429/ }, { excluded: /^error: timeout/ }, { answer: 'Lima', ms: 812, conversation: 's1', metadata: { feature: 'capitals' } }],
  },
  {
    name: 'bodies as JSON in text, in the envelope of a proxy',
    log: [{ timestamp: '2026-05-04T10:00:00Z', duration_ms: 420, request: { url: 'https://x.openai.azure.com/openai/deployments/prod-4o/chat/completions', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ messages: MESSAGES }) }, response: { status: 200, body: JSON.stringify(completion({ model: '' })) } }],
    becomes: [{ model: 'prod-4o', says: CAPITAL, answer: 'Lima', ms: 420, at: '2026-05-04T10:00:00.000Z' }],
  },
  {
    name: 'an answer that was refused, cut by length, or filtered',
    log: [pair({}, completion({}, { content: null, refusal: 'I cannot.' })), pair({}, completion({}, {}, 'length')), pair({}, completion({}, { content: '' }, 'content_filter'))],
    becomes: [{ answer: 'I cannot.', stop: 'refusal' }, { stop: 'length' }, { stop: 'content_filter', answer: '' }],
  },
]

const response = (changes: JsonObject = {}): JsonObject => ({
  id: 'resp_1', object: 'response', created_at: 1767600000, status: 'completed', model: 'gpt-4.1-2025-04-14', instructions: 'Name the capital.',
  output: [{ type: 'message', id: 'm', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'Lima', annotations: [] }] }],
  usage: { input_tokens: 40, input_tokens_details: { cached_tokens: 16 }, output_tokens: 8, output_tokens_details: { reasoning_tokens: 2 }, total_tokens: 48 }, ...changes,
})
const asked = (request: JsonObject, answer: JsonValue): JsonObject => ({ request: { model: 'gpt-4.1', input: 'Peru', ...request }, response: answer })

export const RESPONSES: readonly Variant[] = [
  { name: 'instructions and a bare text', log: [asked({ instructions: 'Name the capital.' }, response())], becomes: [{ format: 'openai-responses', says: CAPITAL, answer: 'Lima', input: 40, output: 8, read: 16, think: 2, served: 'gpt-4.1-2025-04-14', stop: 'stop' }] },
  {
    name: 'a turn with a tool: the call and its result stand in the input',
    log: [asked({ instructions: 'Help.', input: [{ role: 'user', content: [{ type: 'input_text', text: 'Lima?' }] }, { type: 'reasoning', id: 'r', summary: [] }, { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{"city":"Lima"}' }, { type: 'function_call_output', call_id: 'a', output: 'fog' }], tools: [{ type: 'function', name: 'weather', parameters: { type: 'object' }, strict: true }] }, response({ instructions: 'Help.' }))],
    becomes: [{ says: ['system: Help.', 'user: Lima?', 'assistant: weather({"city":"Lima"})', 'tool: => fog'], tools: ['weather'] }],
  },
  { name: 'it goes on from an answer that is not in the log', log: [asked({ previous_response_id: 'resp_0' }, response())], becomes: [{ excluded: /^context-missing/, traffic: { input: 40, output: 8 } }] },
  { name: 'a stream, of which the last event holds all', log: [asked({ instructions: 'Name the capital.', stream: true }, events({ type: 'response.created', response: response({ status: 'in_progress', output: [], usage: null }) }, { type: 'response.output_text.delta', delta: 'Lima' }, { type: 'response.completed', response: response() }))], becomes: [{ says: CAPITAL, answer: 'Lima', input: 40 }] },
  { name: 'a schema, and an answer that ran out of tokens', log: [asked({ instructions: 'Name the capital.', text: { format: { type: 'json_schema', name: 'capital', schema: { type: 'object' }, strict: true } } }, response({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }))], becomes: [{ shape: 'json_schema', stop: 'length' }] },
  { name: 'it failed', log: [asked({}, response({ status: 'failed', error: { code: 'server_error', message: 'oops' }, output: [], usage: null }))], becomes: [{ excluded: /^error/ }] },
]

export const BATCH: readonly Variant[] = [
  {
    name: 'input and output, in any order',
    log: [
      { id: 'batch_req_1', custom_id: 'a', response: { status_code: 200, request_id: 'r', body: completion() }, error: null },
      { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: { model: 'gpt-4o', messages: MESSAGES } },
    ],
    becomes: [{ format: 'openai-batch', says: CAPITAL, answer: 'Lima', tier: 'batch', input: 40 }],
  },
  {
    name: 'a request that failed, one that ran out of time, one without an answer',
    log: [
      { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: { model: 'gpt-4o', messages: MESSAGES } },
      { id: 'x', custom_id: 'a', response: { status_code: 400, request_id: 'r', body: { error: { message: 'bad' } } }, error: null },
      { custom_id: 'b', method: 'POST', url: '/v1/chat/completions', body: { model: 'gpt-4o', messages: MESSAGES } },
      { id: 'y', custom_id: 'b', response: null, error: { code: 'batch_expired', message: 'expired' } },
    ],
    becomes: [{ excluded: /^error/ }, { excluded: /^error/ }],
  },
  {
    name: 'Azure writes the model of the deployment, and embeddings are no calls',
    log: [
      { custom_id: 'e', method: 'POST', url: '/v1/embeddings', body: { model: 'e', input: 'x' } },
      { custom_id: 'a', method: 'POST', url: '/chat/completions', body: { model: 'prod-4o-batch', messages: MESSAGES } },
      { custom_id: 'a', response: { body: completion({ model: 'gpt-4o-2024-08-06' }), request_id: 'r', status_code: 200 }, error: null },
    ],
    becomes: [{ excluded: /^not-a-call/ }, { model: 'prod-4o-batch', served: 'gpt-4o-2024-08-06', answer: 'Lima', tier: 'batch' }],
  },
  { name: 'the output alone has no prompt', log: [{ id: 'x', custom_id: 'a', response: { status_code: 200, request_id: 'r', body: completion() }, error: null }], becomes: [{ excluded: /^context-missing/, traffic: { input: 40, output: 8, tier: 'batch' } }] },
  {
    name: 'a batch of responses',
    log: [{ custom_id: 'r', method: 'POST', url: '/v1/responses', body: { model: 'gpt-4.1', instructions: 'Name the capital.', input: 'Peru' } }, { id: 'x', custom_id: 'r', response: { status_code: 200, request_id: 'r', body: response() }, error: null }],
    becomes: [{ says: CAPITAL, answer: 'Lima', read: 16, tier: 'batch' }],
  },
]

const storedMessage = (index: number, message: JsonObject): JsonObject => ({ id: `chatcmpl-1-${index}`, ...message, name: null, content_parts: null })

export const STORED: readonly Variant[] = [
  {
    name: 'the list and the messages, each in the envelope of its API',
    log: [
      { object: 'list', data: [completion({ metadata: { feature: 'capitals' }, request_id: 'req_1', temperature: 0.2, top_p: 1, seed: 4944, tools: null, tool_choice: null, response_format: null, input_user: null, service_tier: 'default' })], first_id: 'chatcmpl-1', last_id: 'chatcmpl-1', has_more: false },
      { object: 'list', data: [storedMessage(0, SYSTEM), storedMessage(1, USER)], first_id: 'chatcmpl-1-0', last_id: 'chatcmpl-1-1', has_more: false },
    ],
    becomes: [{ format: 'openai-stored', says: CAPITAL, answer: 'Lima', temperature: 0.2, input: 40, output: 8, metadata: { feature: 'capitals' } }],
  },
  {
    name: 'parts of a message stand beside its text',
    log: [completion(), { ...storedMessage(0, { role: 'user', content: null }), content_parts: [{ type: 'text', text: 'Which flag?' }, { type: 'image_url', image_url: { url: 'https://example.com/flag.png' } }] }],
    becomes: [{ says: ['user: Which flag? [image]'], answer: 'Lima' }],
  },
  {
    name: 'a tool call and its result among the messages, tools with the completion',
    log: [
      completion({ tools: [weather] }, { content: 'Fog.' }), storedMessage(0, { role: 'user', content: 'Lima?' }),
      storedMessage(1, { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: '{}' } }] }), storedMessage(2, { role: 'tool', content: 'fog', tool_call_id: 'a' }),
    ],
    becomes: [{ says: ['user: Lima?', 'assistant: weather({})', 'tool: => fog'], tools: ['weather'], answer: 'Fog.' }],
  },
  { name: 'completions without their messages', log: [completion()], becomes: [{ excluded: /^context-missing/, traffic: { input: 40, output: 8, model: 'gpt-4o-2024-08-06' } }] },
  { name: 'a message is missing', log: [completion(), storedMessage(1, USER)], becomes: [{ excluded: /^context-missing/, traffic: { input: 40 } }, { excluded: /^context-missing/, traffic: null }] },
  { name: 'messages without their completion', log: [storedMessage(0, USER)], becomes: [{ excluded: /^no-output/ }] },
  { name: 'kept together by a script: the completion with its messages', log: [{ ...completion(), messages: [SYSTEM, USER] }], becomes: [{ says: CAPITAL, answer: 'Lima', input: 40 }] },
]

export const FINE_TUNE: readonly Variant[] = [
  { name: 'a conversation that ends with the answer', log: [{ messages: [SYSTEM, USER, { role: 'assistant', content: 'Lima' }] }], becomes: [{ format: 'fine-tune', says: CAPITAL, answer: 'Lima', model: 'unknown', input: undefined }] },
  { name: 'weights: the answer that is trained on', log: [{ messages: [USER, { role: 'assistant', content: 'Cusco', weight: 0 }, { role: 'user', content: 'Sure?' }, { role: 'assistant', content: 'Lima', weight: 1 }] }], becomes: [{ says: ['user: Peru', 'assistant: Cusco', 'user: Sure?'], answer: 'Lima' }] },
  { name: 'tools that end in a call', log: [{ messages: [{ role: 'user', content: 'Lima?' }, { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: '{"city":"Lima"}' } }] }], tools: [weather], parallel_tool_calls: false }], becomes: [{ answer: '', calls: ['weather({"city":"Lima"})'], tools: ['weather'] }] },
  {
    name: 'preferences, as OpenAI and Azure take them',
    log: [
      { input: { messages: MESSAGES, tools: [], parallel_tool_calls: true }, preferred_output: [{ role: 'assistant', content: 'Lima' }], non_preferred_output: [{ role: 'assistant', content: 'Cusco' }] },
      { input: { messages: MESSAGES }, preferred_output: { role: 'assistant', content: 'Lima' }, non_preferred_output: { role: 'assistant', content: 'Cusco' } },
    ],
    becomes: [{ format: 'fine-tune', says: CAPITAL, answer: 'Lima' }, { format: 'fine-tune', says: CAPITAL, answer: 'Lima' }],
  },
  {
    name: 'preferences, as open tools take them: the chosen answer, never the rejected one',
    log: [
      { prompt: 'Peru?', chosen: 'Lima', rejected: 'Cusco' },
      { chosen: [USER, { role: 'assistant', content: 'Lima' }], rejected: [USER, { role: 'assistant', content: 'Cusco' }] },
      { prompt: [SYSTEM, USER], chosen: [{ role: 'assistant', content: 'Lima' }], rejected: [{ role: 'assistant', content: 'Cusco' }] },
      { system: 'Name the capital.', question: 'Peru', chosen: 'Lima', rejected: 'Cusco' },
    ],
    becomes: [{ says: ['user: Peru?'], answer: 'Lima' }, { says: ['user: Peru'], answer: 'Lima' }, { says: CAPITAL, answer: 'Lima' }, { says: CAPITAL, answer: 'Lima' }],
  },
  { name: 'prompts and completions of the older kind', log: [{ prompt: 'Peru ->', completion: ' Lima' }], becomes: [{ says: ['user: Peru ->'], answer: ' Lima', model: 'unknown' }] },
  {
    name: 'Bedrock and Gemini name the parts otherwise',
    log: [
      { schemaVersion: 'bedrock-conversation-2024', system: [{ text: 'Name the capital.' }], messages: [{ role: 'user', content: [{ text: 'Peru' }] }, { role: 'assistant', content: [{ text: 'Lima' }] }] },
      { systemInstruction: { role: 'system', parts: [{ text: 'Name the capital.' }] }, contents: [{ role: 'user', parts: [{ text: 'Peru' }] }, { role: 'model', parts: [{ text: 'Lima' }] }] },
    ],
    becomes: [{ says: CAPITAL, answer: 'Lima' }, { says: CAPITAL, answer: 'Lima' }],
  },
  { name: 'Anthropic keeps the system prompt beside the messages', log: [{ system: 'Name the capital.', messages: [USER, { role: 'assistant', content: 'Lima' }] }], becomes: [{ says: CAPITAL, answer: 'Lima' }] },
  { name: 'nothing to train on', log: [{ messages: [SYSTEM, { role: 'assistant', content: 'x', weight: 0 }] }, { input: { messages: MESSAGES }, preferred_output: [], non_preferred_output: [] }], becomes: [{ excluded: /^no-output/ }, { excluded: /^no-output/ }] },
]
