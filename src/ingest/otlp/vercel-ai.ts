import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { isBlank, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { readNumber, statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { exclusiveUsage, hourOf, inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptFinish, transcriptResponse } from '../transcript/response.js'
import type { Dialect } from './dialect.js'
import { errorDetail } from './gen-ai.js'
import type { Span } from './span.js'
import { firstOf, present, spanFacts, under } from './span-facts.js'

const INNER = /^ai\.(?:generateText|streamText|generateObject|streamObject)\.do(?:Generate|Stream)$/
const OUTER = /^ai\.(?:generateText|streamText|generateObject|streamObject)$/

const operationOf = ({ attributes }: Span): string => textField(attributes['ai.operationId']) ?? ''

/** True for the span of one call to a model. */
export function isInner(span: Span): boolean {
  return INNER.test(operationOf(span))
}

/** True for the span around the calls of one use of the library, whose usage is their sum. */
export function isOuter(span: Span): boolean {
  return OUTER.test(operationOf(span))
}

/** Spans of the Vercel AI SDK, versions 4 to 6; the inner ones are the calls, and an outer one counts where it has none. */
export const vercelAi: Dialect = {
  name: 'otlp-vercel-ai',
  isOwn: ({ attributes }) => 'ai.operationId' in attributes,
  read: (span, source, outer) => {
    const { attributes } = span
    const facts = {
      ...spanFacts(span, 'otlp-vercel-ai', source),
      requestModel: nameOf(firstOf(attributes, ['ai.model.id', 'gen_ai.request.model'])),
      responseModel: nameOf(firstOf(attributes, ['ai.response.model', 'gen_ai.response.model'])),
      provider: providerOf(attributes),
      usage: usageOf(attributes),
      timeToFirstTokenMs: readNumber(attributes['ai.response.msToFirstChunk']),
    }
    if (!isInner(span) && !isOuter(span)) return uncounted(facts, 'not-a-call', `a span of ${wordOf(operationOf(span))}`)
    if (span.error !== null) return uncounted(facts, 'error', errorDetail(span))
    const input = firstOf(attributes, ['ai.prompt.messages', 'ai.prompt'])
    const output = outputOf(attributes)
    if (isBlank(input) && output === undefined) return factsExcluded(facts, 'no-text', 'the span carries no messages: recordInputs and recordOutputs are off')
    if (isBlank(input) && output !== undefined) return factsExcluded(facts, 'no-prompt', 'the span carries no prompt: recordInputs is off')
    return factsRecord({
      ...facts,
      metadata: { ...facts.metadata, ...under(attributes, 'ai.telemetry.metadata.'), ...present({ function_id: attributes['ai.telemetry.functionId'] }) },
    }, () => {
      const request = transcriptRequest(input, { tools: attributes['ai.prompt.tools'], parameters: parametersOf(attributes, outer) })
      return { request, response: transcriptResponse(output ?? null, attributes['ai.response.finishReason']) }
    })
  },
}

/** The part of `openai.chat` that names a provider. */
function providerOf(attributes: JsonObject): string | undefined {
  return nameOf(firstOf(attributes, ['ai.model.provider', 'gen_ai.system']))?.split('.')[0]
}

function outputOf(attributes: JsonObject): JsonValue | undefined {
  const text = textField(attributes['ai.response.text']) ?? textField(attributes['ai.result.text'])
  const object = attributes['ai.response.object'] ?? attributes['ai.result.object']
  const toolCalls = attributes['ai.response.toolCalls'] ?? attributes['ai.result.toolCalls']
  if (isBlank(text) && !isBlank(object)) return { role: 'assistant', content: typeof object === 'string' ? object : JSON.stringify(object) }
  if (text === undefined && isBlank(toolCalls)) return undefined
  const isEmpty = text === '' && isBlank(toolCalls) && transcriptFinish(attributes['ai.response.finishReason']) === undefined
  return isEmpty ? undefined : { role: 'assistant', content: text ?? '', tool_calls: toolCalls ?? null }
}

function parametersOf(attributes: JsonObject, outer: Span | undefined): JsonObject {
  const schema = objectOf(attributes['ai.schema'] ?? outer?.attributes['ai.schema'])
  return {
    ...under(attributes, 'ai.settings.'),
    ...under(attributes, 'gen_ai.request.'),
    ...(!isBlank(attributes['ai.prompt.toolChoice']) && { tool_choice: attributes['ai.prompt.toolChoice'] }),
    ...(schema && { response_format: { type: 'json_schema', json_schema: { name: textField(attributes['ai.schema.name']) ?? 'answer', schema } } }),
  }
}

/**
 * Tokens by version: 4 has promptTokens, 5 inputTokens, 6 the details of both. From 6 on (told by those details) the input includes the
 * cache for every provider; before, it did for all but Anthropic and Bedrock, whose own counts it passed on.
 */
function usageOf(attributes: JsonObject): Usage {
  const count = (...names: string[]): number | undefined => statedCount(firstOf(attributes, names))
  const hasDetails = Object.keys(attributes).some((key) => key.startsWith('ai.usage.inputTokenDetails.'))
  const own = providerMetadata(attributes)
  const counts = {
    input: count('ai.usage.inputTokens', 'ai.usage.promptTokens', 'gen_ai.usage.input_tokens'),
    output: count('ai.usage.outputTokens', 'ai.usage.completionTokens', 'gen_ai.usage.output_tokens'),
    cacheRead: count('ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens') ?? own.cacheRead,
    cacheWrite: count('ai.usage.inputTokenDetails.cacheWriteTokens') ?? own.cacheWrite,
    reasoning: count('ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens') ?? own.reasoning,
    total: count('ai.usage.totalTokens', 'gen_ai.usage.total_tokens'),
    cacheWriteHour: own.cacheWriteHour,
  }
  const isExclusive = !hasDetails && /anthropic|bedrock/.test(textField(attributes['ai.model.provider']) ?? '')
  return isExclusive ? exclusiveUsage(counts) : inclusiveUsage(counts)
}

function providerMetadata(attributes: JsonObject): { readonly cacheRead?: number | undefined; readonly cacheWrite?: number | undefined; readonly cacheWriteHour?: number | undefined; readonly reasoning?: number | undefined } {
  const all = objectOf(attributes['ai.response.providerMetadata']) ?? {}
  const own = [all['anthropic'], all['bedrock'], all['openai'], all['azure']].find(isJsonObject) ?? {}
  const usage = isJsonObject(own['usage']) ? own['usage'] : {}
  return {
    cacheRead: statedCount(own['cacheReadInputTokens'] ?? usage['cacheReadInputTokens'] ?? usage['cache_read_input_tokens'] ?? own['cachedPromptTokens']),
    cacheWrite: statedCount(own['cacheCreationInputTokens'] ?? usage['cacheWriteInputTokens'] ?? usage['cache_creation_input_tokens']),
    reasoning: statedCount(own['reasoningTokens']),
    cacheWriteHour: hourOf(usage['cache_creation']),
  }
}
