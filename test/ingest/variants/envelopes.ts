import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import { completion, MESSAGES } from './completion.js'
import type { Variant } from './variant.js'

const CAPITAL = ['system: Name the capital.', 'user: Peru']
const json = (value: JsonValue): string => JSON.stringify(value)
const call: JsonObject = { ts: '2026-05-04T10:00:00Z', latency_ms: 812, request: { model: 'gpt-4o', messages: MESSAGES }, response: completion() }
const CALL: Variant['becomes'] = [{ says: CAPITAL, answer: 'Lima', model: 'gpt-4o', input: 40, output: 8, ms: 812, at: '2026-05-04T10:00:00.000Z' }]
const hit = (source: JsonObject): JsonObject => ({ _index: 'llm-2026.05.04', _id: 'e1', _score: 1, _source: source })
const upper = (value: JsonObject): JsonObject => Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toUpperCase(), item]))

/** What tools for logs in general put around a record. */
export const ENVELOPES: readonly Variant[] = [
  { name: 'Elasticsearch: hits of an answer', log: [{ took: 3, timed_out: false, _shards: { total: 1, successful: 1 }, hits: { total: { value: 2, relation: 'eq' }, max_score: 1, hits: [hit(call), hit({ ...call, latency_ms: 700 })] } }], becomes: [...CALL, { answer: 'Lima', ms: 700 }] },
  { name: 'Elasticsearch: a hit a line, as dumps write it', log: [hit({ '@timestamp': '2026-05-04T10:00:00Z', ...call })], becomes: CALL },
  { name: 'OpenSearch: the record as text in a message', log: [hit({ '@timestamp': '2026-05-04T10:00:01Z', log: { file: { path: '/var/log/x.log' } }, host: { name: 'h' }, message: json(call) })], becomes: CALL },
  { name: 'Datadog logs, as a list', log: [{ data: [{ id: 'AQ', type: 'log', attributes: { timestamp: '2026-05-04T10:00:01Z', status: 'info', service: 'atlas', host: 'h', tags: ['env:prod'], message: 'llm call', attributes: { llm: call } } }], meta: { page: { after: 'x' } }, links: { next: 'x' } }], becomes: CALL },
  { name: 'Datadog archives: the record among the attributes', log: [{ _id: 'AQ', date: '2026-05-04T10:00:01.000Z', service: 'atlas', host: 'h', source: 'nodejs', status: 'info', tags: ['env:prod'], message: 'llm call', attributes: call }], becomes: CALL },
  { name: 'CloudWatch: events, and what an insights query returns', log: [{ events: [{ logStreamName: 's', timestamp: 1777888801000, message: json(call), ingestionTime: 1777888802000, eventId: 'e' }], searchedLogStreams: [] }, { results: [[{ field: '@timestamp', value: '2026-05-04 10:00:01.000' }, { field: '@message', value: json(call) }, { field: '@ptr', value: 'x' }]], statistics: { recordsMatched: 1 }, status: 'Complete' }], becomes: [...CALL, ...CALL] },
  { name: 'CloudWatch subscription: log events', log: [{ messageType: 'DATA_MESSAGE', owner: '123456789012', logGroup: 'g', logStream: 's', subscriptionFilters: ['f'], logEvents: [{ id: '1', timestamp: 1777888801000, message: json(call) }] }], becomes: CALL },
  { name: 'Docker: a line of its json-file driver', log: [{ log: `${json(call)}\n`, stream: 'stdout', time: '2026-05-04T10:00:01.000000000Z' }], becomes: CALL },
  { name: 'Fluent Bit on Kubernetes', log: [{ log: json(call), stream: 'stdout', time: '2026-05-04T10:00:01Z', kubernetes: { pod_name: 'p', namespace_name: 'n', labels: { app: 'atlas' } } }], becomes: CALL },
  { name: 'Loki: streams with values', log: [{ status: 'success', data: { resultType: 'streams', result: [{ stream: { app: 'atlas' }, values: [['1777888801000000000', json(call)], ['1777888802000000000', json(call)]] }] } }], becomes: [...CALL, ...CALL] },
  { name: 'Loki: a line of logcli', log: [{ labels: { app: 'atlas' }, line: json(call), timestamp: '2026-05-04T10:00:01Z' }], becomes: CALL },
  { name: 'Splunk: rows of an export', log: [{ preview: false, offset: 0, lastrow: true, result: { _raw: json(call), _time: '2026-05-04 10:00:01.000 UTC', host: 'h', source: 's', sourcetype: '_json', index: 'main' } }], becomes: CALL },
  { name: 'Splunk: events as they are sent', log: [{ time: 1777888801, host: 'h', source: 's', sourcetype: '_json', event: call }], becomes: CALL },
  { name: 'Google Cloud Logging', log: [{ insertId: 'i', jsonPayload: call, resource: { type: 'k8s_container', labels: { pod_name: 'p' } }, timestamp: '2026-05-04T10:00:01Z', severity: 'INFO', logName: 'projects/p/logs/stdout', receiveTimestamp: '2026-05-04T10:00:02Z' }], becomes: CALL },
  { name: 'Azure Monitor: properties', log: [{ time: '2026-05-04T10:00:01Z', resourceId: '/SUBSCRIPTIONS/X', category: 'AppTraces', level: 'Informational', properties: { Message: json(call) } }], becomes: CALL },
  { name: 'GELF and journald', log: [{ version: '1.1', host: 'h', short_message: json(call), timestamp: 1777888801.5, level: 6 }, { MESSAGE: json(call), PRIORITY: '6', _HOSTNAME: 'h', __REALTIME_TIMESTAMP: '1777888801000000' }], becomes: [...CALL, ...CALL] },
  { name: 'a table whose names a warehouse wrote in capitals', log: [upper({ ts: '2026-05-04 10:00:00', latency_ms: '812', request: json({ model: 'gpt-4o', messages: MESSAGES }), response: json(completion()) })], becomes: CALL },
  { name: 'JSON that a warehouse encoded twice', log: [{ TS: '2026-05-04 10:00:00', LATENCY_MS: 812, REQUEST: json(json({ model: 'gpt-4o', messages: MESSAGES })), RESPONSE: json(json(completion())) }], becomes: CALL },
  { name: 'rows of LiteLLM, in capitals and in small letters alone', log: [upper, (row: JsonObject): JsonObject => Object.fromEntries(Object.entries(row).map(([key, value]) => [key.toLowerCase(), value]))].map((write) => write({ request_id: 'chatcmpl-1', call_type: 'acompletion', api_key: 'x', spend: 0.00018, total_tokens: 48, prompt_tokens: 40, completion_tokens: 8, startTime: '2026-05-04 10:00:00.000', endTime: '2026-05-04 10:00:00.812', completionStartTime: '2026-05-04 10:00:00.200', model: 'gpt-4o', model_group: 'capitals', custom_llm_provider: 'openai', metadata: '{"user_api_key_alias":"atlas"}', cache_hit: 'None', request_tags: '[]', messages: json(MESSAGES), response: json(completion()), proxy_server_request: '{}', status: 'success' })), becomes: [...CALL, ...CALL].map((one) => ({ ...one, format: 'litellm-spend', usd: 0.00018, model: 'gpt-4o' })) },
  { name: 'columns in capitals, plain', log: [{ PROMPT: 'Peru', SYSTEM_PROMPT: 'Name the capital.', RESPONSE: 'Lima', MODEL: 'gpt-4o', PROMPT_TOKENS: '40', COMPLETION_TOKENS: '8', LATENCY_MS: '812', CREATED_AT: '2026-05-04 10:00:00.000000 UTC' }], becomes: CALL },
  { name: 'change events of a database', log: [{ before: null, after: call, source: { db: 'x', table: 'calls' }, op: 'c', ts_ms: 1777888801000 }], becomes: CALL },
  { name: 'DynamoDB: values under their types', log: [{ Item: { ts: { S: '2026-05-04T10:00:00Z' }, latency_ms: { N: '812' }, request: { M: { model: { S: 'gpt-4o' }, messages: { L: MESSAGES.map((message) => ({ M: { role: { S: message['role'] as string }, content: { S: message['content'] as string } } })) } } }, response: { S: json(completion()) } } }], becomes: CALL },
]
