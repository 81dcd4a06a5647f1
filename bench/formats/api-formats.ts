import type { Expected, SampleExpectation, Twin } from './expectation.js'

const text = (role: string, ...texts: readonly string[]) => ({ role, parts: texts.map((one) => ({ type: 'text', text: one })) })
const CUT = 'abc ... (litellm_truncated skipped 99 chars) ... def'

/** Twins that any format with this text in the prompt of its first record must refuse. */
const removed = (prompt: string, usage: Readonly<Record<string, number>>): readonly Twin[] => [
  { name: 'prompt cut by the log', from: prompt, to: CUT, expect: { excluded: 'truncated', traffic: { usage } } },
  { name: 'prompt redacted', from: prompt, to: '__REDACTED__', expect: { excluded: 'redacted', traffic: { usage } } },
]
const halved = (open: RegExp): Twin => ({ name: 'line cut in half', from: open, to: '', expect: { excluded: 'unreadable' } })
const CUT_LINE = /(?<=^.{200}).*/

const batchError: Expected = { excluded: 'error' }

/** What the log-format notes imply for each record of the samples of API, batch, gateway and cloud formats. */
export const API_FORMATS: readonly SampleExpectation[] = [
  {
    file: 'openai-chat-pairs.jsonl',
    records: [
      { call: { format: 'openai-chat', requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06', serviceTier: 'standard', latencyMs: 812, startedAt: '2026-11-03T09:14:22.518Z', usage: { inputTokens: 44, cacheReadInputTokens: 0, outputTokens: 2 }, output: { text: 'billing', finishReason: 'stop' } }, absent: ['costUsd'] },
      { call: { requestModel: 'gpt-5-mini', latencyMs: 2290, usage: { inputTokens: 1188, cacheReadInputTokens: 1024, outputTokens: 214, reasoningOutputTokens: 192 }, request: { messages: [{ role: 'system' }, { role: 'user', parts: [{ type: 'text' }, { type: 'image' }] }], responseFormat: { type: 'json_schema' } } } },
      { excluded: 'truncated' },
    ],
    twins: [
      halved(CUT_LINE),
      { name: 'usage null', from: /"usage":\{"prompt_tokens":44.*?\}\}/, to: '"usage":null', expect: { call: { output: { text: 'billing' } }, absent: ['usage.inputTokens', 'usage.outputTokens'] } },
      { name: 'more cached than input', from: /"cached_tokens":0/, to: '"cached_tokens":4000', expect: { call: { output: { text: 'billing' } }, absent: ['usage.inputTokens'] } },
      { name: 'messages missing', from: /"messages":\[/, to: '"messages":[],"x":[', expect: { excluded: 'no-prompt', traffic: { usage: { inputTokens: 44 } } } },
      { name: 'messages are a number', from: /"messages":\[/, to: '"messages":7,"x":[', expect: { excluded: 'no-prompt', traffic: { usage: { inputTokens: 44 } } } },
      { name: 'answer cut', from: '"content":"billing"', to: `"content":"${CUT}"`, expect: { excluded: 'truncated', traffic: { usage: { inputTokens: 44 } } } },
    ],
  },
  {
    file: 'openai-responses-pairs.jsonl',
    records: [
      { call: { id: 'resp_68a1', format: 'openai-responses', requestModel: 'gpt-5-mini', responseModel: 'gpt-5-mini-2025-08-07', startedAt: '2026-11-06T08:00:00.000Z', usage: { inputTokens: 61, outputTokens: 30, reasoningOutputTokens: 12 }, metadata: { feature: 'import' }, request: { messages: [{ role: 'system' }, { role: 'user' }], responseFormat: { type: 'json_schema' } }, output: { text: '{"name":"Alice","age":31}', finishReason: 'stop' } } },
      { call: { usage: { inputTokens: 912, cacheReadInputTokens: 768, outputTokens: 18 }, request: { messages: [{ role: 'system' }, { role: 'user' }, { role: 'assistant', parts: [{ type: 'tool_call' }] }, { role: 'tool' }], tools: [{ name: 'ocr' }] }, output: { toolCalls: [{ name: 'ocr', arguments: '{"page":2}' }], finishReason: 'tool_calls' } } },
      { excluded: 'context-missing' },
    ],
    twins: [
      halved(CUT_LINE),
      { name: 'usage null', from: /"usage":\{"input_tokens":61.*?"total_tokens":\d+\}/, to: '"usage":null', expect: { call: { id: 'resp_68a1' }, absent: ['usage.inputTokens'] } },
      { name: 'failed', from: /"status":"completed"/, to: '"status":"failed"', expect: { excluded: 'error' } },
      { name: 'more cached than input', from: /"cached_tokens":0/, to: '"cached_tokens":900', expect: { call: { id: 'resp_68a1' }, absent: ['usage.inputTokens'] } },
    ],
  },
  {
    file: 'openai-batch-input.jsonl',
    records: [{ excluded: 'no-output' }, { excluded: 'no-output' }, { excluded: 'no-output' }],
    twins: [{ name: 'another endpoint', from: /"\/v1\/chat\/completions"/, to: '"/v1/embeddings"', expect: { excluded: 'not-a-call' } }, halved(CUT_LINE)],
  },
  {
    file: 'openai-batch-output.jsonl',
    records: [
      { excluded: 'context-missing', traffic: { serviceTier: 'batch', responseModel: 'gpt-5-nano-2025-08-07', usage: { inputTokens: 14, outputTokens: 9 } } },
      { excluded: 'context-missing', traffic: { serviceTier: 'batch', responseModel: 'gpt-4o-mini-2024-07-18', usage: { inputTokens: 24, outputTokens: 2 } } },
      batchError,
    ],
    twins: [{ name: 'status 500', from: '"status_code":200', to: '"status_code":500', expect: { excluded: 'error' } }, { name: 'usage null', from: /"usage":\{"input_tokens":14.*?"total_tokens":23\}/, to: '"usage":null', expect: { excluded: 'context-missing' } }, halved(CUT_LINE)],
  },
  {
    file: 'openai-finetune-chat.jsonl',
    records: [
      { call: { format: 'fine-tune', requestModel: 'unknown', output: { text: 'Yo.' }, request: { messages: [{ role: 'system' }, { role: 'user' }] } }, absent: ['usage.inputTokens', 'costUsd'] },
      { call: { output: { text: 'b' } } },
      { call: { output: { toolCalls: [{ name: 'weather', arguments: '{"city":"Oslo"}' }] } } },
    ],
    twins: [{ name: 'answer redacted', from: 'Yo.', to: '<REDACTED>', expect: { excluded: 'redacted' } }],
  },
  {
    file: 'anthropic-batch-results.jsonl',
    records: [{ excluded: 'context-missing', traffic: { provider: 'anthropic', serviceTier: 'batch', usage: { inputTokens: 40, outputTokens: 2 } } }, { excluded: 'error' }, { excluded: 'error' }],
    twins: [{ name: 'errored', from: '"type":"succeeded"', to: '"type":"errored"', expect: { excluded: 'error' } }, { name: 'message is text', from: /"message":\{"id":"msg_b1"/, to: '"message":"x","m":{"id":"msg_b1"', expect: { excluded: 'no-output' } }, halved(/(?<=^.{100}).*/)],
  },
  {
    file: 'anthropic-messages-pairs.jsonl',
    records: [
      { call: { id: 'msg_01AbC', requestModel: 'claude-haiku-4-5', latencyMs: 1430, usage: { inputTokens: 28, outputTokens: 8 }, request: { messages: [{ role: 'system' }, { role: 'user' }] } } },
      { call: { latencyMs: 9120, usage: { inputTokens: 5306, cacheReadInputTokens: 5210, outputTokens: 141 }, request: { messages: [{ role: 'system' }, { role: 'user', parts: [{ type: 'file' }, { type: 'text' }] }, { role: 'assistant' }, { role: 'tool' }] } } },
      { call: { id: 'msg_01GhI', usage: { inputTokens: 11, outputTokens: 23 } } },
    ],
    twins: [halved(CUT_LINE), { name: 'answer redacted', from: 'The vote was postponed.', to: '[REDACTED]', expect: { excluded: 'redacted', traffic: { usage: { inputTokens: 28 } } } }, { name: 'usage is text', from: /"usage":\{"input_tokens":28/, to: '"usage":"x","u":{"input_tokens":28', expect: { call: { id: 'msg_01AbC' }, absent: ['usage.inputTokens'] } }],
  },
  {
    file: 'bedrock-invocation.jsonl',
    records: [
      { call: { format: 'bedrock', provider: 'aws', requestModel: 'eu.anthropic.claude-haiku-4-5-20251001-v1:0', latencyMs: 640, startedAt: '2026-11-07T11:00:17.000Z', usage: { inputTokens: 35, outputTokens: 12 }, metadata: { team: 'search' }, request: { messages: [text('system', 'Be brief.'), text('user', 'Quelle heure est-il à Tokyo ?')], maxOutputTokens: 100, temperature: 0 }, output: { text: 'Je ne peux pas le savoir.', finishReason: 'stop' } } },
      { call: { requestModel: 'claude-sonnet-4-5-20250929', latencyMs: 900, timeToFirstTokenMs: 300, usage: { inputTokens: 2056, cacheReadInputTokens: 2048, outputTokens: 6 }, output: { text: 'Hello!', finishReason: 'stop' } } },
      { excluded: 'error' },
    ],
    twins: [
      ...removed('Quelle heure est-il à Tokyo ?', { inputTokens: 35, outputTokens: 12 }), halved(CUT_LINE),
      { name: 'body moved to a file', from: /"inputBodyJson":\{/, to: '"inputBodyS3Path":"s3://b/data/x_input.json.gz","x":{', expect: { excluded: 'context-missing', traffic: { usage: { inputTokens: 35, outputTokens: 12 } } } },
      { name: 'text delivery off', from: /"(input|output)BodyJson":\{(?=.*"eu-west-1")/g, to: '"x$1":{', expect: { excluded: 'no-text', traffic: { usage: { inputTokens: 35, outputTokens: 12 } } } },
      { name: 'error code', from: '"modelId":"eu.', to: '"errorCode":"ValidationException","modelId":"eu.', expect: { excluded: 'error' } },
      { name: 'tokens are words', from: '"inputTokenCount":35', to: '"inputTokenCount":"many"', expect: { call: { usage: { outputTokens: 12 } }, absent: ['usage.inputTokens'] } },
    ],
  },
  {
    file: 'litellm-spendlogs.jsonl',
    records: [
      { call: { format: 'litellm-spend', provider: 'openai', requestModel: 'gpt-4o-mini', responseModel: 'gpt-4o-mini-2024-07-18', costUsd: 0.00018, latencyMs: 783, startedAt: '2026-11-04T07:30:01.221Z', tags: ['feature:email-draft'], usage: { inputTokens: 380, cacheReadInputTokens: 0, outputTokens: 32 }, metadata: { model_group: 'fast', team: 'crm', end_user: 'cust-901', feature: 'email-draft' }, request: { messages: [text('system', 'Draft a polite reply.'), text('user', 'Customer asks about delivery date.')], temperature: 0.3 } }, absent: ['conversationId', 'timeToFirstTokenMs', 'metadata.api_key'] },
      { excluded: 'error' },
      { excluded: 'cached' },
    ],
    twins: [
      ...removed('Customer asks about delivery date.', { inputTokens: 380, outputTokens: 32 }), halved(CUT_LINE),
      { name: 'prompts not stored', from: /"proxy_server_request":\{"model":"fast".*(?=\}\n)/, to: '"proxy_server_request":{}', expect: { excluded: 'no-prompt', traffic: { costUsd: 0.00018, usage: { inputTokens: 380 } } } },
      { name: 'answer redacted', from: 'Dear Ms. Ortega, ...', to: 'redacted-by-litellm', expect: { excluded: 'redacted', traffic: { costUsd: 0.00018 } } },
      { name: 'embedding', from: '"call_type":"acompletion"', to: '"call_type":"aembedding"', expect: { excluded: 'not-a-call' } },
      { name: 'from the cache', from: '"cache_hit":"None"', to: '"cache_hit":"True"', expect: { excluded: 'cached' } },
    ],
  },
  {
    file: 'litellm-standard-payload.jsonl',
    records: [
      { call: { format: 'litellm-standard', provider: 'openai', requestModel: 'gpt-4o', costUsd: 0.0012, latencyMs: 1800, startedAt: '2026-11-04T07:30:00.110Z', usage: { inputTokens: 300, outputTokens: 45 }, metadata: { tier: 'pro', end_user: 'cust-7' } } },
      { call: { provider: 'anthropic', costUsd: 0.0091, latencyMs: 4500, timeToFirstTokenMs: 620, usage: { inputTokens: 19200, cacheReadInputTokens: 18000, outputTokens: 160 }, output: { toolCalls: [{ name: 'next_step' }], finishReason: 'tool_calls' } } },
      { excluded: 'error' },
    ],
    twins: [halved(CUT_LINE), { name: 'failure', from: '"status":"success"', to: '"status":"failure"', expect: { excluded: 'error' } }, { name: 'messages removed', from: /"messages":\[/, to: '"messages":"redacted-by-litellm","x":[', expect: { excluded: 'redacted', traffic: { costUsd: 0.0012 } } }],
  },
  {
    file: 'openrouter-activity.csv',
    records: [
      { excluded: 'no-text', traffic: { provider: 'openrouter', requestModel: 'anthropic/claude-4.5-haiku-20251001', costUsd: 0.00042, latencyMs: 1820, timeToFirstTokenMs: 410, startedAt: '2026-11-02T02:37:51.271Z', usage: { inputTokens: 812, outputTokens: 40, cacheReadInputTokens: 512 } } },
      { excluded: 'no-text', traffic: { costUsd: 0.0001, latencyMs: 2900, usage: { inputTokens: 91, outputTokens: 300, reasoningOutputTokens: 256 } } },
      { excluded: 'error' },
    ],
    twins: [{ name: 'more cached than input', from: ',512,', to: ',5120,', expect: { excluded: 'no-text', traffic: { usage: { outputTokens: 40 }, costUsd: 0.00042 } } }, { name: 'a cell too many', from: ',812,', to: ',812,9,', expect: { excluded: 'unreadable' } }],
  },
]
