import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParsedRecord } from '../../src/domain/call.js'
import type { JsonValue } from '../../src/domain/json.js'
import { isJsonObject } from '../../src/domain/json.js'
import { ADAPTERS } from '../../src/ingest/index.js'
import { parseItem } from '../../src/ingest/parse-record.js'
import { createSettler } from '../../src/ingest/settle.js'
import { fixture } from './workspace.js'

const LOGS = ['langfuse', 'langfuse-events', 'langfuse-blob', 'helicone', 'langsmith', 'otlp', 'otlp-vercel', 'otlp-openinference', 'posthog', 'datadog', 'mlflow', 'weave', 'braintrust', 'conversations', 'promptfoo', 'opik', 'dify', 'chat-export', 'evaluations', 'stored-spans', 'monitor-spans', 'newrelic', 'agent-session', 'langfuse-sent',
  'anthropic-batch', 'azure-apim', 'azure-diagnostics', 'bedrock', 'cloudflare', 'fine-tune', 'gemini', 'litellm-spend', 'litellm-standard', 'ollama', 'openai-batch', 'openai-responses', 'openai-stored', 'portkey', 'vertex', 'openai-pairs', 'anthropic-pairs']

type Step = string | number

/** Where the values of a record stand. */
function placesOf(value: JsonValue, at: readonly Step[] = []): readonly (readonly Step[])[] {
  const inner = Array.isArray(value) ? value.map((item: JsonValue, index): readonly [Step, JsonValue] => [index, item]) : isJsonObject(value) ? Object.entries(value).map(([key, item]): readonly [Step, JsonValue] => [key, item ?? null]) : []
  return inner.flatMap(([step, item]) => [[...at, step], ...placesOf(item, [...at, step])])
}

/** A copy with the value at a place taken out (undefined) or another one in its stead. */
function changed(value: JsonValue, [step, ...rest]: readonly Step[], to: JsonValue | undefined): JsonValue {
  if (step === undefined) return to ?? null
  if (Array.isArray(value)) {
    return value.flatMap((item: JsonValue, index) => (index !== step ? [item] : rest.length > 0 ? [changed(item, rest, to)] : to === undefined ? [] : [to]))
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]): readonly (readonly [string, JsonValue])[] => {
    if (key !== step) return [[key, item ?? null]]
    return rest.length > 0 ? [[key, changed(item ?? null, rest, to)]] : to === undefined ? [] : [[key, to]]
  }))
}

const replacement = fc.constantFrom<JsonValue | undefined>(
  undefined, undefined, null, '', 'x', 0, -1, 1e300, true, [], {}, [null], [[]], [[{}]], ['x'], { role: 'user' }, { type: 'text' }, { content: [{}] }, '{"cut', '[{"role":"user","content":"cut', 'NaN', 'None', '__REDACTED__', '@@@langfuseMedia:type=image/png|id=1|source=x@@@',
  [{ role: 'tool' }], [{ role: 'assistant', tool_calls: [{}] }], { __proto__: null, constructor: 1 }, '9'.repeat(30),
)

const outcomesOf = (record: JsonValue): readonly ParsedRecord[] => {
  const settler = createSettler(ADAPTERS)
  const direct = parseItem({ line: 1, value: record }, 'x').flatMap((one): readonly ParsedRecord[] => {
    if (one.kind !== 'deferred') return [one]
    settler.add(one)
    return []
  })
  return [...direct, ...settler.settle()]
}

describe.each(LOGS)('records of %s with parts deleted or retyped', (log) => {
  it('become calls, or excluded with a reason; nothing is thrown, nothing is lost, and no reader stumbles', async () => {
    const records = (await readFile(fixture(`${log}.jsonl`), 'utf8')).trim().split('\n').map((line): JsonValue => JSON.parse(line))
    const places = records.map((record) => placesOf(record))
    fc.assert(fc.property(fc.nat(), fc.array(fc.tuple(fc.nat(), replacement), { minLength: 1, maxLength: 4 }), (which, changes) => {
      const at = which % records.length
      const broken = changes.reduce((record, [place, to]) => changed(record, places[at]?.[place % (places[at]?.length ?? 1)] ?? [], to), records[at] ?? null)
      const isEmpty = isJsonObject(broken) && ['resourceSpans', 'data', 'results'].some((key) => key in broken)
      const outcomes = outcomesOf(broken)
      if (!isEmpty) expect(outcomes.length).toBeGreaterThan(0)
      for (const outcome of outcomes) {
        if (outcome.kind === 'call') {
          const { requestModel, request, usage } = outcome.call
          expect(requestModel).not.toBe('')
          expect(request.messages.length).toBeGreaterThan(0)
          expect((usage.cacheReadInputTokens ?? 0) + (usage.cacheWriteInputTokens ?? 0)).toBeLessThanOrEqual(usage.inputTokens ?? Infinity)
          expect(usage.reasoningOutputTokens ?? 0).toBeLessThanOrEqual(usage.outputTokens ?? Infinity)
          const texts = [outcome.call.output.text, ...request.messages.flatMap(({ parts }) => parts.flatMap((part) => ('text' in part ? [part.text] : part.type === 'image' ? [part.url] : [])))]
          for (const text of texts) expect(text).not.toMatch(/^__REDACTED__$|@@@langfuseMedia/)
        } else {
          expect(outcome.detail).not.toBe('')
          // A reader that stumbled over a type would end here, under the guard that catches everything.
          expect(outcome.detail).not.toMatch(/expects it$/)
        }
      }
    }), { numRuns: 150 })
  })
})
