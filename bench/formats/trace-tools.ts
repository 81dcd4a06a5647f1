import type { Expected, SampleExpectation, Twin } from './expectation.js'

const text = (role: string, ...texts: readonly string[]) => ({ role, parts: texts.map((one) => ({ type: 'text', text: one })) })
const CUT = 'abc ... (litellm_truncated skipped 99 chars) ... def'

/** Twins that any format with this text in a prompt must refuse. */
const removed = (prompt: string, requestModel: string): readonly Twin[] => [
  { name: 'prompt cut by the log', from: prompt, to: CUT, expect: { excluded: 'truncated', traffic: { requestModel } } },
  { name: 'prompt redacted', from: prompt, to: '__REDACTED__', expect: { excluded: 'redacted', traffic: { requestModel } } },
]

const langfuseFirst: Expected = {
  call: {
    id: '9f2c1d0a7b3e4f51', format: 'langfuse', requestModel: 'gpt-4o-2024-08-06', costUsd: 0.00215, latencyMs: 1750, timeToFirstTokenMs: 520, startedAt: '2026-11-01T12:00:00.120Z', tags: ['prod', 'eu'],
    usage: { inputTokens: 1324, cacheReadInputTokens: 1024, outputTokens: 12 }, output: { text: '30 days from delivery.' }, metadata: { feature: 'help-center', generation_name: 'rag-answer', user_id: 'u_55' },
    request: { messages: [text('system', 'Answer from the context only.'), text('user', 'Context: ...\nQ: What is the refund window?')], temperature: 0.2 },
  },
  absent: ['request.maxOutputTokens', 'conversationId'],
}
const langfuse: readonly Expected[] = [langfuseFirst, { excluded: 'not-a-call' }, { excluded: 'error' }]
const langfuseTwins = (json: boolean, input: string): readonly Twin[] => {
  const quote = json ? '"' : '""'
  return [
    ...removed('Answer from the context only.', 'gpt-4o-2024-08-06'),
    { name: 'answer replaced', from: '30 days from delivery.', to: '<REDACTED>', expect: { excluded: 'redacted' } },
    { name: 'media taken out', from: 'Answer from the context only.', to: 'See @@@langfuseMedia:type=image/png|id=1|source=base64@@@', expect: { excluded: 'redacted' } },
    { name: 'total of input and output alone: the cache is inside', from: `${quote}${input}${quote}:300`, to: `${quote}${input}${quote}:1324`, expect: { call: { usage: { inputTokens: 1324, cacheReadInputTokens: 1024, outputTokens: 12 } }, absent: ['metadata.usage_note'] } },
    { name: 'nothing tells whether the cache is inside', from: `${quote}${input}${quote}:300`, to: `${quote}${input}${quote}:1500`, expect: { call: { usage: { outputTokens: 12 }, metadata: { usage_note: 'the log does not tell whether input tokens include cached ones' } }, absent: ['usage.inputTokens'] } },
  ]
}

const vercelMessages = [text('system', 'You are terse.'), text('user', 'Nenne drei Städte in Hessen')]

/** What the log-format notes imply for each record of the samples of trace tools, spans and data sets. */
export const TRACE_TOOLS: readonly SampleExpectation[] = [
  { file: 'langfuse-ui-observations.jsonl', records: langfuse, twins: langfuseTwins(true, 'input') },
  { file: 'langfuse-ui-observations.json', records: langfuse, twins: [] },
  { file: 'langfuse-ui-observations.csv', records: langfuse, twins: removed('Answer from the context only.', 'gpt-4o-2024-08-06') },
  { file: 'langfuse-ui-events-v4.jsonl', records: langfuse, twins: [...removed('Answer from the context only.', 'gpt-4o-2024-08-06'), { name: 'level error', from: '"level":"DEFAULT"', to: '"level":"ERROR"', expect: { excluded: 'error' } }] },
  { file: 'langfuse-blob-observations_v2.jsonl', records: langfuse, twins: [...removed('Answer from the context only.', 'gpt-4o-2024-08-06'), { name: 'model empty', from: '"provided_model_name":"gpt-4o-2024-08-06"', to: '"provided_model_name":""', expect: { excluded: 'no-model' } }] },
  {
    file: 'helicone-export.jsonl',
    records: [
      { call: { format: 'helicone', provider: 'openai', requestModel: 'gpt-4o-mini', responseModel: 'gpt-4o-mini-2024-07-18', costUsd: 0.000012, latencyMs: 1204, startedAt: '2026-11-03T14:00:00.000Z', conversationId: 's-1', usage: { inputTokens: 60, outputTokens: 5 }, output: { text: 'pt', finishReason: 'stop' }, metadata: { Plan: 'free', user_id: 'u_77', feedback_rating: true }, request: { messages: [text('system', 'Detect language, answer ISO code.'), text('user', 'Bom dia a todos')] } } },
      { call: { provider: 'anthropic', requestModel: 'claude-sonnet-4-5', responseModel: 'claude-sonnet-4-5-20250929', latencyMs: 4000, timeToFirstTokenMs: 380, costUsd: 0.0044, usage: { inputTokens: 4112, cacheReadInputTokens: 4100, outputTokens: 210 }, output: { text: 'Hier is de versie…', finishReason: 'stop' }, request: { messages: [text('system', 'House style...'), text('user', 'Redigeer deze alinea.')], maxOutputTokens: 1024 } } },
      { excluded: 'error' },
    ],
    twins: [
      ...removed('Bom dia a todos', 'gpt-4o-mini'),
      { name: 'rate limited', from: '"response_status":200', to: '"response_status":429', expect: { excluded: 'error' } },
      { name: 'from the cache', from: '"cache_reference_id":null', to: '"cache_reference_id":"0b6e6a0e-4f0d-4a0e-8b9b-1f2e3d4c5b60"', expect: { excluded: 'cached' } },
      { name: 'answer empty', from: '"content":"pt"', to: '"content":null', expect: { call: { output: { text: '' } } } },
    ],
  },
  {
    file: 'helicone-export.csv',
    records: [
      { excluded: 'no-output', traffic: { requestModel: 'gpt-4o-mini', responseModel: 'gpt-4o-mini-2024-07-18', costUsd: 0.000012, startedAt: '2026-11-03T14:00:00.000Z', usage: { inputTokens: 60, outputTokens: 5 } } },
      { excluded: 'no-output', traffic: { costUsd: 0.0044, usage: { outputTokens: 210 } } },
      { excluded: 'error' },
    ],
    twins: [{ name: 'failed', from: ',"200",', to: ',"500",', expect: { excluded: 'error' } }],
  },
  {
    file: 'langsmith-runs.jsonl',
    records: [
      { call: { format: 'langsmith', provider: 'openai', requestModel: 'gpt-4o-mini', responseModel: 'gpt-4o-mini-2024-07-18', latencyMs: 1200, costUsd: 0.00000885, startedAt: '2026-11-02T10:00:00.100Z', conversationId: 'th_1', usage: { inputTokens: 31, outputTokens: 7 }, output: { text: '- Fixed two crashes.', finishReason: 'stop' }, metadata: { user_id: 'u_3' }, request: { messages: [text('system', 'You write release notes.'), text('user', 'Fixes: #12, #15')], temperature: 0.7 } } },
      { excluded: 'not-a-call' },
      { call: { requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06', timeToFirstTokenMs: 610, usage: { inputTokens: 1105, cacheReadInputTokens: 1024, outputTokens: 11 }, output: { text: '', toolCalls: [{ name: 'ocr', arguments: '{}' }], finishReason: 'tool_calls' }, request: { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Что на картинке?' }, { type: 'image' }] }], tools: [{ name: 'ocr' }] } }, absent: ['latencyMs', 'costUsd', 'conversationId'] },
    ],
    twins: [
      ...removed('Fixes: #12, #15', 'gpt-4o-mini'),
      { name: 'of an experiment', from: '"reference_example_id":null', to: '"reference_example_id":"e1"', expect: { excluded: 'evaluation' } },
      { name: 'failed', from: '"error":null', to: '"error":"RateLimitError"', expect: { excluded: 'error' } },
      { name: 'more cached than input', from: '"cache_read":0', to: '"cache_read":900', expect: { call: { usage: { outputTokens: 7 } }, absent: ['usage.inputTokens'] } },
    ],
  },
  {
    file: 'otlp-genai.jsonl',
    records: [
      { call: { format: 'otlp-genai', provider: 'openai', requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06', latencyMs: 1120, startedAt: '2026-11-03T09:14:22.000Z', conversationId: 'conv_5j66', usage: { inputTokens: 152, cacheReadInputTokens: 128, outputTokens: 47, reasoningOutputTokens: 0 }, output: { text: '', toolCalls: [{ name: 'order_status', arguments: '{"order":8123}' }], finishReason: 'tool_calls' }, request: { messages: [text('system', 'You are a polite checkout bot.'), text('user', 'Where is my order 8123?')], tools: [{ name: 'order_status' }], temperature: 0.5, maxOutputTokens: 200 } } },
      { call: { provider: 'Anthropic', requestModel: 'claude-3-5-haiku-latest', responseModel: 'claude-3-5-haiku-20241022', latencyMs: 4500, usage: { inputTokens: 29, outputTokens: 18 }, output: { text: '営業時間は9時から18時までです。', finishReason: 'stop' }, metadata: { user_id: 'u_9', workflow_name: 'faq' }, request: { messages: [text('system', 'Reply in Japanese.'), text('user', 'What are your opening hours?')] } } },
      { excluded: 'error' },
      { excluded: 'not-a-call' },
    ],
    twins: [
      ...removed('Where is my order 8123?', 'gpt-4o'),
      { name: 'an agent around it', from: '"stringValue":"chat"', to: '"stringValue":"invoke_agent"', expect: { excluded: 'duplicate' } },
      { name: 'messages not recorded', from: /gen_ai\.(input|output)\.messages/g, to: 'x.$1', expect: { excluded: 'no-text', traffic: { usage: { inputTokens: 152, outputTokens: 47 } } } },
      { name: 'more cached than input', from: '"intValue":"128"', to: '"intValue":"1280"', expect: { call: { usage: { outputTokens: 47 } }, absent: ['usage.inputTokens'] } },
    ],
  },
  {
    file: 'otlp-vercel-ai.jsonl',
    records: [
      { excluded: 'duplicate' },
      { call: { format: 'otlp-vercel-ai', provider: 'openai', requestModel: 'gpt-4o-mini', responseModel: 'gpt-4o-mini-2024-07-18', latencyMs: 1480, usage: { inputTokens: 25, outputTokens: 12 }, output: { text: 'Frankfurt, Wiesbaden, Kassel', finishReason: 'stop' }, metadata: { function_id: 'summarize', userId: 'u_1' }, request: { messages: vercelMessages } } },
      { call: { provider: 'anthropic', requestModel: 'claude-sonnet-4-5', latencyMs: 3000, timeToFirstTokenMs: 612.4, usage: { inputTokens: 2210, cacheReadInputTokens: 2048, cacheWriteInputTokens: 0, outputTokens: 88 }, output: { text: '', toolCalls: [{ name: 'weather', arguments: '{"city":"Kassel"}' }], finishReason: 'tool_calls' }, request: { messages: vercelMessages, tools: [{ name: 'weather' }] } } },
      { excluded: 'no-prompt' },
    ],
    twins: [{ name: 'failed', from: '"status":{}', to: '"status":{"code":2}', expect: { excluded: 'duplicate' } }],
  },
  {
    file: 'otlp-openinference.jsonl',
    records: [
      { call: { format: 'otlp-openinference', provider: 'openai', requestModel: 'gpt-4o-mini', responseModel: 'gpt-4o-mini-2024-07-18', latencyMs: 900, conversationId: 's1', tags: ['sentiment'], usage: { inputTokens: 19, outputTokens: 1 }, output: { text: 'positive' }, metadata: { plan: 'free', user_id: 'u1' }, request: { messages: [text('system', 'Classify sentiment.'), text('user', 'Love it!')], temperature: 0 } } },
      { call: { provider: 'anthropic', responseModel: 'claude-sonnet-4-5-20250929', usage: { inputTokens: 1310, cacheReadInputTokens: 1200, outputTokens: 40 }, output: { text: '', toolCalls: [{ name: 'search', arguments: '{"q": "tower"}' }] }, request: { messages: [{ role: 'user', parts: [{ type: 'text', text: '이 사진은 무엇인가요?' }, { type: 'image' }] }], tools: [{ name: 'search', parameters: { type: 'object' } }] } } },
      { excluded: 'error' },
    ],
    twins: [...removed('Love it!', 'gpt-4o-mini'), { name: 'a chain', from: '"stringValue":"LLM"', to: '"stringValue":"CHAIN"', expect: { excluded: 'not-a-call' } }],
  },
  {
    file: 'plain.csv',
    records: [
      { call: { format: 'plain', id: '1', requestModel: 'gpt-4o', latencyMs: 640, costUsd: 0.0001675, startedAt: '2026-11-02T08:11:09.000Z', usage: { inputTokens: 31, outputTokens: 9 }, output: { text: 'Where is the train station, please?' }, metadata: { user: 'alice', rating: '1' }, request: { messages: [text('system', 'Translate to English.'), text('user', 'Où est la gare, s’il vous plaît ?')] } } },
      { call: { id: '2', requestModel: 'claude-haiku-4-5', latencyMs: 901, usage: { inputTokens: 38, outputTokens: 19 }, request: { messages: [text('user', 'Summarise:\n- Q3 revenue up 4%\n- churn 2.1%, "seasonal"\n- headcount flat')] } }, absent: ['costUsd'] },
      { call: { id: '3', costUsd: 0, latencyMs: 1200, usage: { outputTokens: 1024 }, output: { text: '12', toolCalls: [] }, request: { messages: [text('system', 'Be terse.'), text('user', '2+2?'), text('assistant', '4'), text('user', '×3?')] } }, absent: ['usage.inputTokens'] },
    ],
    twins: [
      ...removed('Où est la gare, s’il vous plaît ?', 'gpt-4o'),
      { name: 'no model', from: '"gpt-4o"', to: '"NaN"', expect: { excluded: 'no-model' } },
      { name: 'latency without a unit', from: 'latency_ms', to: 'latency', expect: { call: { id: '1' }, absent: ['latencyMs'] } },
      { name: 'another currency', from: '"0.0001675"', to: '"€0.0001675"', expect: { call: { id: '1' }, absent: ['costUsd'] } },
    ],
  },
  {
    file: 'sharegpt.json',
    records: [
      { call: { format: 'conversations', id: 'QWJhYvA_0', requestModel: 'unknown', output: { text: 'A function that calls itself.' }, usage: {}, request: { messages: [text('user', 'Explain recursion')] } } },
      { call: { id: 'QWJhYvA_1', output: { text: 'Arr!' }, metadata: { turns: 2 }, request: { messages: [text('system', 'Pirate mode'), text('user', 'hello')] } } },
      { excluded: 'context-missing' },
    ],
    twins: [{ name: 'no answer', from: /"from": "gpt",\s+"value": "A function/g, to: '"from": "human", "value": "A function', expect: { excluded: 'no-output' } }],
  },
]
