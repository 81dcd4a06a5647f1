import type { LlmCall, ParsedRecord } from '../../../src/domain/call.js'
import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import type { Message, ToolDefinition } from '../../../src/domain/message.js'
import { parseItem } from '../../../src/ingest/parse-record.js'
import { createSettler } from '../../../src/ingest/settle.js'

/** What a call says, in short: what an audit would read wrong without a sign is in here. */
export interface Reading {
  readonly format: string
  readonly model: string
  readonly served: string | undefined
  readonly provider: string | undefined
  /** `role: text` of every message. */
  readonly says: readonly string[]
  readonly answer: string
  readonly calls: readonly string[]
  readonly stop: string | undefined
  readonly tools: readonly string[]
  readonly temperature: number | undefined
  readonly shape: string | undefined
  readonly input: number | undefined
  readonly output: number | undefined
  readonly read: number | undefined
  readonly write: number | undefined
  readonly think: number | undefined
  readonly usd: number | undefined
  readonly ms: number | undefined
  readonly firstMs: number | undefined
  readonly at: string | undefined
  readonly tier: string | undefined
  readonly conversation: string | undefined
  readonly metadata: JsonObject
}

/** Fields of a reading, or the reason (and the beginning of the detail) for which there is none; with traffic where cost must be kept. */
export type Expected = Partial<Reading> | { readonly excluded: RegExp; readonly traffic?: Partial<Pick<Reading, 'input' | 'output' | 'read' | 'write' | 'think' | 'usd' | 'ms' | 'model' | 'tier'>> | null }

/** Records of one log and what they must become, in the order in which they come out. */
export interface Variant {
  readonly name: string
  readonly log: readonly JsonValue[]
  readonly becomes: readonly Expected[]
}

/** What the records of a log become, settled ones last. */
export function readLog(log: readonly JsonValue[]): readonly ParsedRecord[] {
  const settler = createSettler()
  const records: ParsedRecord[] = []
  for (const [index, value] of log.entries()) {
    for (const record of parseItem({ line: index + 1, value }, 'log.jsonl')) {
      if (record.kind === 'deferred') settler.add(record)
      else records.push(record)
    }
  }
  return [...records, ...settler.settle()]
}

export function readingOf(call: LlmCall): Reading {
  const { usage } = call
  return {
    format: call.format,
    model: call.requestModel,
    served: call.responseModel,
    provider: call.provider,
    says: call.request.messages.map(said),
    answer: call.output.text,
    calls: call.output.toolCalls.map(({ name, arguments: given }) => `${name}(${given})`),
    stop: call.output.finishReason,
    tools: (call.request.tools ?? []).map(({ name }: ToolDefinition) => name),
    temperature: call.request.temperature,
    shape: call.request.responseFormat?.type,
    input: usage.inputTokens,
    output: usage.outputTokens,
    read: usage.cacheReadInputTokens,
    write: usage.cacheWriteInputTokens,
    think: usage.reasoningOutputTokens,
    usd: call.costUsd,
    ms: call.latencyMs,
    firstMs: call.timeToFirstTokenMs,
    at: call.startedAt,
    tier: call.serviceTier,
    conversation: call.conversationId,
    metadata: call.metadata,
  }
}

function said({ role, parts }: Message): string {
  return `${role}: ${parts.filter((part) => part.type !== 'text' || part.text !== '').map((part) => {
    switch (part.type) {
      case 'text': return part.text
      case 'tool_call': return `${part.name}(${part.arguments})`
      case 'tool_result': return `=> ${part.text}`
      default: return `[${part.type}]`
    }
  }).join(' ')}`
}
