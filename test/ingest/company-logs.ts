import type { Reading } from './variants/variant.js'
import type { JsonValue } from '../../src/domain/json.js'

/** A log as a company writes it, and what its first call must be; or the reason for which there is none. */
export interface CompanyLog {
  readonly name: string
  readonly log: string | Uint8Array
  readonly becomes: (Partial<Reading> & { readonly n?: number }) | { readonly refused: string | true } | { readonly refusedOr: readonly string[] }
}

export const SYS = 'Name the capital.'
export const Q = 'Peru'
export const A = 'Lima'
export const AT = '2026-05-04T10:00:00.000Z'
export const says1 = ['user: Peru']
export const CAP = [`system: ${SYS}`, `user: ${Q}`]
export const msgs = [{ role: 'system', content: SYS }, { role: 'user', content: Q }]
export const req = { model: 'gpt-4o', messages: msgs, temperature: 0.2, max_tokens: 50 }
export const tools = [{ type: 'function', function: { name: 'lookup', description: 'x', parameters: { type: 'object', properties: { c: { type: 'string' } } } } }]
export const res = { id: 'chatcmpl-1', object: 'chat.completion', created: 1777888800, model: 'gpt-4o-2024-08-06', choices: [{ index: 0, message: { role: 'assistant', content: A }, finish_reason: 'stop' }], usage: { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48 } }
export const J = (value: JsonValue): string => JSON.stringify(value)
export const lines = (...records: readonly JsonValue[]): string => `${records.map(J).join('\n')}\n`

export const COMPANY_LOGS: readonly CompanyLog[] = [
  { name: 'prompt,completion jsonl w/ tokens', log: lines({ prompt: Q, completion: A, model: 'gpt-4o', prompt_tokens: 40, completion_tokens: 8, latency_ms: 812, created_at: '2026-05-04T10:00:00Z' }), becomes: { says: says1, answer: A, model: 'gpt-4o', input: 40, output: 8, ms: 812, at: AT } },
  { name: 'question,answer csv', log: 'question,answer,model,ts\nPeru,Lima,gpt-4o,2026-05-04T10:00:00Z\n', becomes: { says: says1, answer: A, model: 'gpt-4o', at: AT } },
  { name: 'input_text,output_text', log: lines({ input_text: Q, output_text: A, model_name: 'gpt-4o', num_input_tokens: 40, num_output_tokens: 8 }), becomes: { says: says1, answer: A, model: 'gpt-4o', input: 40, output: 8 } },
  { name: 'llm_request/llm_response JSON strings', log: lines({ ts: '2026-05-04T10:00:00Z', llm_request: J(req), llm_response: J(res), duration_ms: 812 }), becomes: { says: CAP, answer: A, input: 40, output: 8, ms: 812, at: AT } },
  { name: 'csv with tools column', log: 'messages,tools,response,model\n' + [J(msgs), J(tools), A, 'gpt-4o'].map((c) => '"' + c.replaceAll('"', '""') + '"').join(',') + '\n', becomes: { says: CAP, answer: A, tools: ['lookup'], model: 'gpt-4o' } },
  { name: 'jsonl flat messages+tools+response text', log: lines({ messages: msgs, tools, response: A, model: 'gpt-4o', temperature: 0.2 }), becomes: { says: CAP, answer: A, tools: ['lookup'], temperature: 0.2 } },
  { name: 'jsonl flat messages+response_format', log: lines({ messages: msgs, response_format: { type: 'json_object' }, output: A, model: 'gpt-4o' }), becomes: { says: CAP, answer: A, shape: 'json_object' } },
  { name: 'nginx escaped body \\x22', log: lines({ time_iso8601: '2026-05-04T10:00:00+00:00', request: 'POST /v1/chat/completions HTTP/1.1', status: '200', request_body: J(req), resp_body: J(res) }), becomes: { says: CAP, answer: A } },
  { name: 'envoy access log', log: lines({ start_time: '2026-05-04T10:00:00.000Z', method: 'POST', path: '/v1/chat/completions', response_code: 200, duration: 812, request_body: J(req), response_body: J(res) }), becomes: { says: CAP, answer: A, at: AT } },
  { name: 'kong http-log no ai', log: lines({ request: { method: 'POST', uri: '/v1/chat/completions', url: 'http://k/v1/chat/completions', headers: {}, body: J(req), size: 300 }, response: { status: 200, headers: {}, body: J(res), size: 300 }, latencies: { request: 812, kong: 5, proxy: 807 }, started_at: 1777888800000, client_ip: '1.2.3.4' }), becomes: { says: CAP, answer: A, input: 40, at: AT } },
  { name: 'aws api gateway', log: lines({ requestId: 'a', ip: '1.1.1.1', requestTime: '04/May/2026:10:00:00 +0000', requestTimeEpoch: 1777888800000, httpMethod: 'POST', resourcePath: '/v1/chat/completions', status: '200', body: J(req), responseBody: J(res) }), becomes: { says: CAP, answer: A } },
  { name: 'pino inline', log: lines({ level: 30, time: 1777888800000, pid: 1, hostname: 'h', reqId: 'r1', model: 'gpt-4o', prompt: Q, response: A, usage: { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48 }, durationMs: 812, msg: 'llm call' }), becomes: { says: says1, answer: A, input: 40, output: 8, ms: 812, at: AT } },
  { name: 'bunyan', log: lines({ name: 'svc', hostname: 'h', pid: 1, level: 30, llm: { model: 'gpt-4o', messages: msgs, completion: A, tokens: { input: 40, output: 8 } }, msg: 'done', time: '2026-05-04T10:00:00.000Z', v: 0 }), becomes: { says: CAP, answer: A, at: AT, input: 40 } },
  { name: 'winston message string', log: lines({ level: 'info', message: 'LLM call ' + J({ request: req, response: res }), timestamp: '2026-05-04T10:00:00.000Z' }), becomes: { says: CAP, answer: A, input: 40, at: AT } },
  { name: 'winston meta', log: lines({ level: 'info', message: 'llm.completed', meta: { request: req, response: res, latencyMs: 812 }, timestamp: '2026-05-04T10:00:00.000Z' }), becomes: { says: CAP, answer: A, at: AT, ms: 812 } },
  { name: 'structlog', log: lines({ event: 'llm_call', model: 'gpt-4o', messages: msgs, response: A, input_tokens: 40, output_tokens: 8, duration: 0.812, timestamp: '2026-05-04T10:00:00Z', level: 'info' }), becomes: { says: CAP, answer: A, input: 40, output: 8, at: AT } },
  { name: 'python logging json', log: lines({ asctime: '2026-05-04 10:00:00,000', levelname: 'INFO', message: 'x', prompt: Q, completion: A, model: 'gpt-4o' }), becomes: { says: says1, answer: A, at: AT } },
  { name: 'docker json', log: J({ log: J({ prompt: Q, completion: A, model: 'gpt-4o' }) + '\n', stream: 'stdout', time: '2026-05-04T10:00:00.000000000Z' }) + '\n', becomes: { says: says1, answer: A, at: AT } },
  { name: 'cloudwatch csv export', log: 'timestamp,message\n1777888800000,"' + J({ prompt: Q, completion: A, model: 'gpt-4o' }).replaceAll('"', '""') + '"\n', becomes: { says: says1, answer: A, at: AT } },
  { name: 'cloudwatch insights csv', log: '@timestamp,@message\n2026-05-04 10:00:00.000,"' + J({ request: req, response: res }).replaceAll('"', '""') + '"\n', becomes: { says: CAP, answer: A, at: AT } },
  { name: 'datadog csv', log: 'Date,Host,Service,Message\n2026-05-04T10:00:00.000Z,h,s,"' + J({ request: req, response: res }).replaceAll('"', '""') + '"\n', becomes: { says: CAP, answer: A, at: AT } },
  { name: 'loki json export', log: J([{ line: J({ prompt: Q, completion: A, model: 'gpt-4o' }), timestamp: '1777888800000000000', fields: { app: 'x' } }]), becomes: { says: says1, answer: A, at: AT } },
  { name: 'snowflake upper csv', log: 'ID,CREATED_AT,MODEL,MESSAGES,RESPONSE,PROMPT_TOKENS,COMPLETION_TOKENS,COST_USD\n1,2026-05-04 10:00:00.000,gpt-4o,"' + J(msgs).replaceAll('"', '""') + '",Lima,40,8,0.00018\n', becomes: { says: CAP, answer: A, model: 'gpt-4o', input: 40, output: 8, usd: 0.00018, at: AT } },
  { name: 'snowflake upper bodies + lower alias', log: lines({ ID: 1, REQUEST: J(req), RESPONSE: J(res), CREATED_AT: '2026-05-04 10:00:00.000 Z', day: '2026-05-04' }), becomes: { says: CAP, answer: A, input: 40, temperature: 0.2, at: AT } },
  { name: 'bigquery nested', log: lines({ id: '1', ts: '2026-05-04 10:00:00 UTC', request: { model: 'gpt-4o', messages: msgs }, response: { choices: [{ message: { role: 'assistant', content: A }, finish_reason: 'stop', index: '0' }], usage: { prompt_tokens: '40', completion_tokens: '8' }, model: 'gpt-4o-2024-08-06' } }), becomes: { says: CAP, answer: A, input: 40, output: 8, at: AT } },
  { name: 'bigquery json columns as text', log: lines({ id: '1', ts: '2026-05-04 10:00:00.000000 UTC', request: J(req), response: J(res) }), becomes: { says: CAP, answer: A, input: 40, at: AT } },
  { name: 'athena csv lower', log: '"id","createdat","model","prompt","completion","inputtokens","outputtokens"\n"1","2026-05-04 10:00:00.000","gpt-4o","Peru","Lima","40","8"\n', becomes: { says: says1, answer: A, input: 40, output: 8, at: AT } },
  { name: 'pandas records', log: J([{ prompt: Q, completion: A, model: 'gpt-4o', created: 1777888800000 }]), becomes: { says: says1, answer: A, at: AT } },
  { name: 'pandas columns', log: J({ prompt: { 0: Q, 1: 'Chile' }, completion: { 0: A, 1: 'Santiago' }, model: { 0: 'gpt-4o', 1: 'gpt-4o' } }), becomes: { n: 2, says: says1, answer: A, model: 'gpt-4o' } },
  { name: 'pandas split', log: J({ columns: ['prompt', 'completion', 'model'], index: [0, 1], data: [[Q, A, 'gpt-4o'], ['Chile', 'Santiago', 'gpt-4o']] }), becomes: { n: 2, says: says1, answer: A, model: 'gpt-4o' } },
  { name: 'pandas table', log: J({ schema: { fields: [{ name: 'index', type: 'integer' }, { name: 'prompt', type: 'string' }], primaryKey: ['index'], pandas_version: '1.4.0' }, data: [{ index: 0, prompt: Q, completion: A, model: 'gpt-4o' }] }), becomes: { says: says1, answer: A, model: 'gpt-4o' } },
  { name: 'pandas index', log: J({ 0: { prompt: Q, completion: A, model: 'gpt-4o' }, 1: { prompt: 'Chile', completion: 'Santiago', model: 'gpt-4o' } }), becomes: { n: 2, says: says1, answer: A } },
  { name: 'pandas to_csv with index', log: ',prompt,completion,model\n0,Peru,Lima,gpt-4o\n', becomes: { says: says1, answer: A, model: 'gpt-4o' } },
  { name: 'spark csv escapes backslash', log: 'prompt,completion,model\n"Say \\"Peru\\", please","Li\\"ma",gpt-4o\n', becomes: { says: ['user: Say "Peru", please'], answer: 'Li"ma' } },
  { name: 'excel csv semicolon comma decimals', log: 'prompt;completion;model;latency_s;cost_usd\nPeru;Lima;gpt-4o;0,812;0,00018\n', becomes: { says: says1, answer: A } },
  { name: 'excel tab utf16', log: Buffer.from('\uFEFFPrompt\tCompletion\tModel\r\nPeru\tLima\tgpt-4o\r\n', 'utf16le'), becomes: { says: says1, answer: A, model: 'gpt-4o' } },
  { name: 'chat history + user_message', log: lines({ history: [{ role: 'user', content: 'Chile' }, { role: 'assistant', content: 'Santiago' }], user_message: Q, assistant_message: A, model: 'gpt-4o' }), becomes: { says: ['user: Chile', 'assistant: Santiago', 'user: Peru'], answer: A } },
  { name: 'context + question rag', log: lines({ context: 'Lima is the capital of Peru.', question: 'Capital of Peru?', answer: A, model: 'gpt-4o' }), becomes: { refused: 'context-missing' } },
  { name: 'prompt_template + variables + response', log: lines({ prompt_template: 'Capital of {c}?', variables: { c: 'Peru' }, response: A, model: 'gpt-4o' }), becomes: { refused: true } },
  { name: 'instructions + input + output', log: lines({ instructions: SYS, input: Q, output: A, model: 'gpt-4o' }), becomes: { says: CAP, answer: A } },
  { name: 'system_prompt,user_prompt,output', log: lines({ system_prompt: SYS, user_prompt: Q, output: A, model: 'gpt-4o', total_tokens: 48 }), becomes: { says: CAP, answer: A } },
  { name: 'messages incl final assistant, no response', log: lines({ id: '1', model: 'gpt-4o', messages: [...msgs, { role: 'assistant', content: A }] }), becomes: { says: CAP, answer: A } },
  { name: 'response as {content}', log: lines({ model: 'gpt-4o', messages: msgs, response: { role: 'assistant', content: A } }), becomes: { says: CAP, answer: A } },
  { name: 'response as {output_text}', log: lines({ model: 'gpt-4o', prompt: Q, response: { output_text: A, usage: { input_tokens: 40, output_tokens: 8 } } }), becomes: { says: says1, answer: A } },
  { name: 'response as {answer}', log: lines({ model: 'gpt-4o', prompt: Q, response: { answer: A, confidence: 0.9 } }), becomes: { says: says1 } },
  { name: 'req.body res.body express', log: lines({ time: '2026-05-04T10:00:00.000Z', req: { method: 'POST', url: '/v1/chat/completions', headers: {}, body: req }, res: { statusCode: 200, body: res }, responseTime: 812 }), becomes: { says: CAP, answer: A, input: 40, at: AT } },
  { name: 'error rows with null response', log: lines({ prompt: Q, completion: null, error: 'rate limit', model: 'gpt-4o' }), becomes: { refused: 'error' } },
  { name: 'success false', log: lines({ prompt: Q, completion: 'Sorry, an error occurred', success: false, model: 'gpt-4o' }), becomes: { refused: 'error' } },
  { name: 'status_code 429 w/ body', log: lines({ prompt: Q, response: 'Too many requests', status_code: 429, model: 'gpt-4o' }), becomes: { refused: 'error' } },
  { name: 'http_status_code string', log: lines({ prompt: Q, response: 'oops', http_status_code: '500', model: 'gpt-4o' }), becomes: { refused: 'error' } },
  { name: 'is_error true', log: lines({ prompt: Q, response: 'oops', is_error: true, model: 'gpt-4o' }), becomes: { refused: 'error' } },
  { name: 'error_message column csv', log: 'prompt,response,model,error_message\nPeru,,gpt-4o,timeout\n', becomes: { refused: true } },
  { name: 'error_message with text', log: lines({ prompt: Q, response: 'x', model: 'gpt-4o', error_message: 'timeout after 30s' }), becomes: { refused: 'error' } },
  { name: 'cached column', log: lines({ prompt: Q, response: A, model: 'gpt-4o', cache_hit: true, cost: 0 }), becomes: { refused: 'cached' } },
  { name: 'embedding rows among', log: lines({ type: 'embedding', model: 'text-embedding-3-small', input: Q, output: [0.1, 0.2] }), becomes: { refused: true } },
  { name: 'cost in cents col', log: lines({ prompt: Q, response: A, model: 'gpt-4o', cost_cents: 0.018 }), becomes: { says: says1, usd: undefined } },
  { name: 'cost in micros', log: lines({ prompt: Q, response: A, model: 'gpt-4o', cost_microusd: 180 }), becomes: { says: says1, usd: undefined } },
  { name: 'cost eur', log: lines({ prompt: Q, response: A, model: 'gpt-4o', cost: '0.00018 €' }), becomes: { says: says1, usd: undefined } },
  { name: 'cost with currency col', log: lines({ prompt: Q, response: A, model: 'gpt-4o', cost: 0.18, currency: 'EUR' }), becomes: { says: says1, usd: undefined } },
  { name: 'total_tokens only', log: lines({ prompt: Q, response: A, model: 'gpt-4o', tokens: 48 }), becomes: { says: says1, input: undefined, output: undefined } },
  { name: 'tokens_used', log: lines({ prompt: Q, response: A, model: 'gpt-4o', tokens_used: 48 }), becomes: { says: says1, input: undefined, output: undefined } },
  { name: 'usage flattened usage.prompt_tokens', log: lines({ prompt: Q, response: A, model: 'gpt-4o', 'usage.prompt_tokens': 40, 'usage.completion_tokens': 8 }), becomes: { says: says1, input: 40, output: 8 } },
  { name: 'usage_prompt_tokens', log: lines({ prompt: Q, response: A, model: 'gpt-4o', usage_prompt_tokens: 40, usage_completion_tokens: 8 }), becomes: { says: says1, input: 40, output: 8 } },
  { name: 'request_tokens/response_tokens', log: lines({ prompt: Q, response: A, model: 'gpt-4o', request_tokens: 40, response_tokens: 8 }), becomes: { says: says1, input: 40, output: 8 } },
  { name: 'input_tokens_count', log: lines({ prompt: Q, response: A, model: 'gpt-4o', n_prompt_tokens: 40, n_completion_tokens: 8 }), becomes: { says: says1 } },
  { name: 'response_time seconds', log: lines({ prompt: Q, response: A, model: 'gpt-4o', response_time: 0.812 }), becomes: { says: says1, ms: undefined } },
  { name: 'latency "812ms"', log: lines({ prompt: Q, response: A, model: 'gpt-4o', latency: '812ms' }), becomes: { says: says1, ms: 812 } },
  { name: 'date dd/mm', log: lines({ prompt: Q, response: A, model: 'gpt-4o', date: '04/05/2026 10:00' }), becomes: { says: says1, at: undefined } },
  { name: 'csv extra cell', log: 'prompt,response,model\nPeru, the country,Lima,gpt-4o\n', becomes: { refused: true } },
  { name: 'csv header dup columns', log: 'model,prompt,response,model\ngpt-4o,Peru,Lima,openai\n', becomes: { refused: 'unreadable' } },
  { name: 'json prompt text object', log: lines({ prompt: J({ task: 'capital', country: 'Peru' }), response: J({ capital: A }), model: 'gpt-4o' }), becomes: { says: ['user: ' + J({ task: 'capital', country: 'Peru' })], answer: J({ capital: A }) } },
  { name: 'prompt object app data', log: lines({ prompt: { task: 'capital', country: 'Peru' }, response: A, model: 'gpt-4o' }), becomes: { refusedOr: ['user: ' + J({ task: 'capital', country: 'Peru' })] } },
  { name: 'prompts array', log: lines({ prompt: ['Capital?', 'Peru'], response: A, model: 'gpt-4o' }), becomes: { refused: true } },
  { name: 'responses API input json text', log: lines({ request: { model: 'gpt-4o', input: J({ country: 'Peru' }) }, response: { id: 'r', object: 'response', model: 'gpt-4o', status: 'completed', output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: A }] }], usage: { input_tokens: 40, output_tokens: 8 } } }), becomes: { says: ['user: ' + J({ country: 'Peru' })], answer: A } },
  { name: 'AI SDK ui messages parts in request', log: lines({ request: { model: 'gpt-4o', messages: [{ role: 'system', content: SYS }, { role: 'user', parts: [{ type: 'text', text: Q }] }] }, response: res }), becomes: { refusedOr: CAP } },
  { name: 'multi-turn response thread id', log: lines({ conversation_id: 'c1', turn: 2, user: Q, assistant: A, model: 'gpt-4o' }), becomes: { says: says1, answer: A } },
  { name: 'two models asked vs used', log: lines({ prompt: Q, response: A, requested_model: 'gpt-4o', model: 'gpt-4o-mini' }), becomes: { says: says1, model: 'gpt-4o-mini' } },
  { name: 'model + ground_truth cols', log: lines({ prompt: Q, expected: 'Lima', prediction: 'Cusco', model: 'gpt-4o' }), becomes: { refused: true } },
  { name: 'prompt + expected_output, output', log: lines({ input: Q, expected_output: 'Cusco', output: A, model: 'gpt-4o' }), becomes: { says: says1, answer: A } },
  { name: 'APIM style csv', log: 'TimeGenerated [UTC],RequestBody,ResponseBody,DurationMs\n"5/4/2026, 10:00:00.000 AM","' + J(req).replaceAll('"', '""') + '","' + J(res).replaceAll('"', '""') + '",812\n', becomes: { says: CAP, answer: A, ms: 812 } },
  { name: 'jsonl w/ truncated text ...', log: lines({ prompt: Q + '... [truncated 500 chars]', response: A, model: 'gpt-4o' }), becomes: { refused: 'truncated' } },
  { name: 'yaml-ish python repr cell', log: 'messages,response,model\n"[{\'role\': \'user\', \'content\': \'It\\\'s Peru\'}]",Lima,gpt-4o\n', becomes: { says: ["user: It's Peru"], answer: A } },
  { name: 'ndjson wrapped event.payload', log: lines({ event_type: 'llm.completed', payload: { model: 'gpt-4o', messages: msgs, completion: A } }), becomes: { says: CAP, answer: A } },
  { name: 'request_id/response split rows', log: lines({ type: 'request', request_id: '1', body: req }, { type: 'response', request_id: '1', body: res }), becomes: { refused: true, n: 0 } },
  { name: 'fastapi audit input/output nested model cfg', log: lines({ input: { messages: msgs }, output: { content: A }, config: { model: 'gpt-4o' } }), becomes: { refusedOr: CAP } },
  { name: 'anthropic flattened content string', log: lines({ model: 'claude-sonnet-4-5', system: SYS, messages: [{ role: 'user', content: Q }], response: A, input_tokens: 40, output_tokens: 8 }), becomes: { says: CAP, answer: A, input: 40, output: 8 } },
  { name: 'vertex-ish contents in columns csv', log: 'model,contents,response\ngemini-2.5-flash,"' + J([{ role: 'user', parts: [{ text: Q }] }]).replaceAll('"', '""') + '","' + J({ candidates: [{ content: { role: 'model', parts: [{ text: A }] }, finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 40, candidatesTokenCount: 8 } }).replaceAll('"', '""') + '"\n', becomes: { says: says1, answer: A, input: 40 } },
]
