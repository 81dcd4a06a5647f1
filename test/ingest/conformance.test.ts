import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { isJsonObject } from '../../src/domain/json.js'
import { readFile } from 'node:fs/promises'
import type { Adapter } from '../../src/ingest/index.js'
import { ADAPTERS, readRecords } from '../../src/ingest/index.js'
import { Excluded } from '../../src/ingest/read/excluded.js'
import { parseItem } from '../../src/ingest/parse-record.js'
import { fixture, recordsOf } from './workspace.js'

/** Every adapter has a log of its own; a new one without an entry here fails. */
const LOGS: Readonly<Record<string, string>> = {
  'agent-session': 'agent-session.jsonl',
  'anthropic-messages': 'anthropic-pairs.jsonl',
  braintrust: 'braintrust.jsonl',
  'chat-export': 'chat-export.jsonl',
  dify: 'dify.jsonl',
  evaluations: 'evaluations.jsonl',
  opik: 'opik.jsonl',
  conversations: 'conversations.jsonl',
  datadog: 'datadog.jsonl',
  helicone: 'helicone.jsonl',
  honeyhive: 'honeyhive.jsonl',
  langfuse: 'langfuse.jsonl',
  lunary: 'lunary.jsonl',
  langsmith: 'langsmith.jsonl',
  mlflow: 'mlflow.jsonl',
  newrelic: 'newrelic.jsonl',
  'openai-agents': 'openai-agents.jsonl',
  'text-generation': 'text-generation.jsonl',
  'anthropic-batch': 'anthropic-batch.jsonl',
  'azure-apim': 'azure-apim.jsonl',
  'bedrock-converse': 'bedrock-converse.jsonl',
  cohere: 'cohere.jsonl',
  kong: 'kong.jsonl',
  truefoundry: 'truefoundry.jsonl',
  'azure-diagnostics': 'azure-diagnostics.jsonl',
  'azure-gateway': 'azure-gateway.jsonl',
  bedrock: 'bedrock.jsonl',
  cloudflare: 'cloudflare.jsonl',
  'fine-tune': 'fine-tune.jsonl',
  gemini: 'gemini.jsonl',
  'gemini-batch': 'gemini-batch.jsonl',
  'litellm-spend': 'litellm-spend.jsonl',
  'litellm-standard': 'litellm-standard.jsonl',
  ollama: 'ollama.jsonl',
  'openai-batch': 'openai-batch.jsonl',
  'openai-responses': 'openai-responses.jsonl',
  'openai-stored': 'openai-stored.jsonl',
  portkey: 'portkey.jsonl',
  vertex: 'vertex.jsonl',
  'openai-chat': 'openai-pairs.jsonl',
  openrouter: 'openrouter.csv',
  otlp: 'otlp.jsonl',
  plain: 'table.csv',
  posthog: 'posthog.jsonl',
  promptfoo: 'promptfoo.jsonl',
  weave: 'weave.jsonl',
}

/** Formats that never hold a replayable call: evaluations, and logs without texts. */
const TEXTLESS: readonly string[] = ['promptfoo', 'evaluations', 'openrouter', 'azure-diagnostics', 'agent-session']

const anyRecord = fc.dictionary(
  fc.constantFrom('request', 'response', 'messages', 'model', 'prompt', 'input', 'output', 'choices', 'content', 'usage', 'error', 'status', 'metadata', 'tags', 'body', 'role', 'type', 'timestamp', 'tools', 'system', 'id', '__proto__', 'constructor'),
  fc.jsonValue({ maxDepth: 4 }),
)

describe.each(ADAPTERS.map((adapter: Adapter) => ({ name: adapter.name, adapter })))('$name', ({ name, adapter }) => {
  const log = fixture(LOGS[name] ?? `${name} has no log`)

  it('reads its own log, and every record is claimed by it alone', async () => {
    const records = await recordsOf(log)
    expect(records.length).toBeGreaterThan(1)
    expect(records.some((record) => record.kind === 'call')).toBe(!TEXTLESS.includes(name))
    // A container of several dialects names each of them after itself.
    for (const record of records) expect(`${record.kind === 'call' ? record.call.format : record.format}-`).toMatch(new RegExp(`^${name}-`))
  })

  it('gives calls in normal form', async () => {
    for await (const record of readRecords([log])) {
      if (record.kind !== 'call') continue
      const { call } = record
      expect(call.id).not.toBe('')
      expect(call.requestModel).not.toBe('')
      expect(call.source.file).toBe(log)
      expect(call.request.messages.length).toBeGreaterThan(0)
      expect(JSON.parse(JSON.stringify(call))).toEqual(call)
      for (const [key, value] of Object.entries(call)) expect(value, key).not.toBeUndefined()
      for (const count of Object.values(call.usage)) expect(Number.isInteger(count)).toBe(true)
      if (call.startedAt) expect(new Date(call.startedAt).toISOString()).toBe(call.startedAt)
      const { inputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = call.usage
      if (inputTokens !== undefined) expect(cacheReadInputTokens + cacheWriteInputTokens).toBeLessThanOrEqual(inputTokens)
    }
  })

  it('detects without throwing, parses or excludes, whatever the record', () => {
    fc.assert(fc.property(anyRecord, (value) => {
      const record: JsonObject = JSON.parse(JSON.stringify(value))
      if (!adapter.detect(record)) return
      try {
        adapter.parse(record, { file: 'x', line: 1 })
      } catch (error) {
        expect(error).toBeInstanceOf(Excluded)
      }
    }), { numRuns: 400 })
  })

  it('does not change the record', async () => {
    if (!log.endsWith('.jsonl')) return
    for (const line of (await readFile(log, 'utf8')).trim().split('\n')) {
      const record: unknown = JSON.parse(line)
      if (isJsonObject(record)) parseItem({ line: 1, value: record }, 'x')
      expect(JSON.stringify(record)).toBe(JSON.stringify(JSON.parse(line)))
    }
  })
})

it('has adapters with distinct names', () => {
  expect(new Set(ADAPTERS.map((adapter) => adapter.name)).size).toBe(ADAPTERS.length)
})

it('turns any JSON value into records without throwing', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
    const records = parseItem({ line: 3, value: JSON.parse(JSON.stringify(value)) }, 'x')
    for (const record of records) expect(record.kind === 'call' ? record.call.source : record.source).toEqual({ file: 'x', line: 3 })
  }), { numRuns: 500 })
})
