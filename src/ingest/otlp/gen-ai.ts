import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { readCount, readUsd, statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { readServiceTier } from '../read/service-tier.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { secondsToMs } from '../read/seconds.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { pydanticTools } from '../transcript/pydantic-tools.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import type { Dialect } from './dialect.js'
import { unflatten } from './flatten.js'
import { messageEvents } from './gen-ai-events.js'
import type { Span } from './span.js'
import { firstOf, present, spanFacts, under } from './span-facts.js'
import { partsInText } from './text-content.js'

const INFERENCE: ReadonlySet<string> = new Set(['chat', 'text_completion', 'generate_content', 'completion', 'responses', 'chat.completions', 'text.completions', 'chat_completion', 'chat_completions', 'completions', 'messages', 'message', 'converse'])

/** OpenTelemetry's conventions for generative AI through their versions, with the indexed attributes of OpenLLMetry. */
export const genAi: Dialect = {
  name: 'otlp-genai',
  isOwn: ({ attributes, name }) => name.startsWith('gen_ai.') || Object.keys(attributes).some((key) => key.startsWith('gen_ai.') || key.startsWith('llm.request.')),
  read: (span, source) => {
    const { attributes } = span
    const facts = {
      ...spanFacts(span, 'otlp-genai', source),
      requestModel: nameOf(attributes['gen_ai.request.model']),
      responseModel: nameOf(attributes['gen_ai.response.model']),
      provider: nameOf(firstOf(attributes, ['gen_ai.provider.name', 'gen_ai.system'])),
      usage: usageOf(attributes),
      costUsd: readUsd(firstOf(attributes, ['gen_ai.usage.cost', 'operation.cost'])),
      timeToFirstTokenMs: secondsToMs(attributes['gen_ai.response.time_to_first_chunk']),
      serviceTier: readServiceTier(firstOf(attributes, ['gen_ai.openai.response.service_tier', 'openai.response.service_tier'])),
    }
    const operation = operationOf(span)
    if (operation === 'invoke_agent' || operation === 'invoke_workflow') return uncounted(facts, 'duplicate', `a span of ${operation}, whose tokens are those of its model calls`)
    if (!INFERENCE.has(operation)) return uncounted(facts, 'not-a-call', `a span of the operation ${wordOf(operation)}`)
    if (span.error !== null) return uncounted(facts, 'error', errorDetail(span))
    const texts = textsOf(span)
    if (isBlank(texts.input) && isBlank(texts.output)) return factsExcluded(facts, 'no-text', 'the span carries no messages: its instrumentation records them only when told to')
    const associated = { ...under(attributes, 'langsmith.metadata.'), ...under(attributes, 'traceloop.association.properties.') }
    return factsRecord({
      ...facts,
      conversationId: facts.conversationId ?? nameOf(firstOf(associated, ['session_id', 'conversation_id', 'thread_id', 'chat_id'])),
      metadata: {
        ...facts.metadata,
        ...associated,
        ...present({
          workflow_name: attributes['traceloop.workflow.name'],
          agent_name: attributes['gen_ai.agent.name'],
          prompt_name: attributes['gen_ai.prompt.name'],
        }),
      },
    }, () => ({
      request: transcriptRequest(texts.input, { system: texts.system, tools: toolsOf(attributes), parameters: parametersOf(attributes) }),
      response: transcriptResponse(texts.output, attributes['gen_ai.response.finish_reasons']),
    }))
  },
}

/** True for a span of a model call that holds neither prompt nor answer: its messages may come in log records. */
export function isTextless(span: Span): boolean {
  const { input, output } = textsOf(span)
  return isInference(span) && span.error === null && isBlank(input) && isBlank(output)
}

/** True for a span of a model call. */
export function isInference(span: Span): boolean {
  return genAi.isOwn(span) && INFERENCE.has(operationOf(span))
}

/** The operation; older instrumentations name only the kind of request, or nothing but a model. */
function operationOf({ attributes, name }: Span): string {
  const named = textField(attributes['gen_ai.operation.name']) ?? textField(attributes['llm.request.type'])
  if (named !== undefined && named !== '') return named.toLowerCase()
  const isModel = firstOf(attributes, ['gen_ai.request.model', 'gen_ai.response.model']) !== undefined
  if (name === 'gen_ai.client.inference.operation.details') return 'chat'
  return isModel && firstOf(attributes, ['gen_ai.tool.name', 'gen_ai.agent.name']) === undefined ? 'chat' : 'unknown'
}

interface SpanTexts {
  readonly input?: JsonValue | undefined
  readonly output?: JsonValue | undefined
  readonly system?: JsonValue | undefined
}

function textsOf({ attributes, events }: Span): SpanTexts {
  const details = events.find((event) => event['name'] === 'gen_ai.client.inference.operation.details')
  const all = { ...objectOf(details?.['attributes']), ...attributes }
  const told = messageEvents(events)
  // Pydantic AI keeps the events of a span in an attribute.
  const logged = messageEvents((arrayOf(attributes['events']) ?? []).filter(isJsonObject).map((event) => ({ name: event['event.name'] ?? '', attributes: event })))
  return {
    input: firstOf(all, ['gen_ai.input.messages', 'gen_ai.prompt', 'gen_ai.request.messages']) ?? listIn(unflatten(all, 'gen_ai.prompt')) ?? told.input ?? logged.input,
    output: firstOf(all, ['gen_ai.output.messages', 'gen_ai.completion']) ?? listIn(unflatten(all, 'gen_ai.completion')) ?? saidOf(all) ?? told.output ?? logged.output,
    system: all['gen_ai.system_instructions'],
  }
}

/** Sentry keeps the texts of the answers in one list, of which the first counts, and what they call in another. */
function saidOf(attributes: JsonObject): JsonValue | undefined {
  const [text, calls] = [attributes['gen_ai.response.text'], arrayOf(attributes['gen_ai.response.tool_calls'])]
  if (isBlank(text) && calls === undefined) return undefined
  const list = arrayOf(text)
  const isTexts = list !== undefined && list.every((item) => typeof item === 'string')
  return { role: 'assistant', content: isTexts ? list[0] ?? '' : isBlank(text) ? '' : text ?? '', ...(calls !== undefined && { tool_calls: [...calls] }) }
}

/** `gen_ai.prompt` has names beside its numbered messages (`gen_ai.prompt.name`). */
function listIn(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map(withParts)
  if (!isJsonObject(value)) return undefined
  const numbered = Object.entries(value).filter(([key]) => /^\d{1,6}$/.test(key)).toSorted(([a], [b]) => Number(a) - Number(b))
  return numbered.length > 0 ? numbered.map(([, item]) => withParts(item ?? null)) : undefined
}

/** OpenLLMetry writes a content of several parts as JSON text. */
function withParts(message: JsonValue): JsonValue {
  return isJsonObject(message) && typeof message['content'] === 'string' ? { ...message, content: partsInText(message['content']) } : message
}

function toolsOf(attributes: JsonObject): JsonValue | undefined {
  return attributes['gen_ai.tool.definitions'] ?? attributes['gen_ai.request.available_tools'] ?? unflatten(attributes, 'llm.request.functions') ?? pydanticTools(attributes['model_request_parameters'])
}

function parametersOf(attributes: JsonObject): JsonObject {
  const format = firstOf(attributes, ['gen_ai.openai.request.response_format', 'openai.request.response_format'])
  return { ...under(attributes, 'gen_ai.request.'), ...(format === 'json_object' && { response_format: { type: 'json_object' } }) }
}

function usageOf(attributes: JsonObject): Usage {
  const count = (...names: string[]): number | undefined => statedCount(firstOf(attributes, names.map((name) => `gen_ai.usage.${name}`)))
  return inclusiveUsage({
    input: count('input_tokens', 'prompt_tokens'),
    output: count('output_tokens', 'completion_tokens'),
    cacheRead: count('cache_read.input_tokens', 'cache_read_input_tokens', 'cache_read_tokens', 'details.cache_read_tokens', 'input_tokens.cached'),
    cacheWrite: count('cache_creation.input_tokens', 'cache_creation_input_tokens', 'cache_write_tokens', 'details.cache_write_tokens', 'cache_write_input_tokens', 'input_tokens.cache_write'),
    reasoning: count('reasoning.output_tokens', 'reasoning_tokens', 'details.reasoning_tokens', 'output_tokens.reasoning'),
    total: count('total_tokens') ?? readCount(attributes['llm.usage.total_tokens']),
  })
}

/** The type of an error, not its message, which may quote the prompt. */
export function errorDetail({ attributes, error }: Span): string {
  const type = textField(attributes['error.type']) ?? textField(attributes['exception.type']) ?? (error !== null && /^[\w.:-]{1,60}$/.test(error) ? error : undefined)
  return type === undefined ? 'the span ended with an error' : `the span ended with an error (${type.slice(0, 60)})`
}
