import type { LlmCall } from '../domain/call.js'
import type { FinishReason, ModelOutput } from '../domain/message.js'
import type { JsonSink } from '../sample/content.js'

/** What neither the columns nor the request say of a call, as JSON. */
type Rest = readonly [
  text: string,
  finishReason: FinishReason | null,
  toolCalls: ModelOutput['toolCalls'] | null,
  startedAt: string | null,
  conversationId: string | null,
  timeToFirstTokenMs: number | null,
  reasoningOutputTokens: number | null,
  tags: LlmCall['tags'] | null,
  metadata: LlmCall['metadata'],
]

/** The fields of a call that columns or its request hold. */
export type Columned = Pick<LlmCall, 'id' | 'source' | 'format' | 'provider' | 'requestModel' | 'responseModel' | 'request' | 'usage' | 'serviceTier'> & { readonly [Field in 'costUsd' | 'latencyMs']: number | undefined }

/** Without names, and without what stands in columns: half of the text of a short call would be that. */
export function writeRest({ output, startedAt, conversationId, timeToFirstTokenMs, usage, tags, metadata }: LlmCall, sink: JsonSink): void {
  type Others = Rest extends readonly [string, ...infer All] ? All : never
  const others: Others = [
    output.finishReason ?? null, output.toolCalls.length === 0 ? null : output.toolCalls, startedAt ?? null, conversationId ?? null, timeToFirstTokenMs ?? null,
    usage.reasoningOutputTokens ?? null, tags.length === 0 ? null : tags, metadata,
  ]
  sink.raw('[')
  sink.json(output.text)
  sink.raw(`,${JSON.stringify(others).slice(1)}`)
}

/** The call again; its fields come in the order in which ingest writes them. */
export function wholeCall({ id, source, format, requestModel, request, usage, ...columns }: Columned, text: string): LlmCall {
  const [answer, finishReason, toolCalls, startedAt, conversationId, timeToFirstTokenMs, reasoning, tags, metadata] = JSON.parse(text) as Rest
  const { provider, responseModel, costUsd, latencyMs, serviceTier } = columns
  return {
    id, source, format, requestModel, request,
    output: { text: answer, toolCalls: toolCalls ?? [], ...(finishReason === null ? {} : { finishReason }) },
    usage: { ...usage, ...(reasoning === null ? {} : { reasoningOutputTokens: reasoning }) },
    tags: tags ?? [],
    metadata,
    ...(provider === undefined ? {} : { provider }),
    ...(responseModel === undefined ? {} : { responseModel }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(timeToFirstTokenMs === null ? {} : { timeToFirstTokenMs }),
    ...(startedAt === null ? {} : { startedAt }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(conversationId === null ? {} : { conversationId }),
  }
}
