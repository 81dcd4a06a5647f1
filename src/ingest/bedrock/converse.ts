import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, ToolChoice, ToolDefinition } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { readFinishReason } from '../read/finish-reason.js'
import { readCount, readNumber, statedCount } from '../read/number.js'
import { defined, namedChoice, textField, toolDefinition } from '../read/option.js'
import { optionalText } from '../read/part.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { exclusiveUsage } from '../read/usage.js'
import type { BesidesAnswer } from '../wire/wire.js'
import { converseMessages, converseParts } from './converse-messages.js'

/** True for a body of Converse, or of a model whose own API is the same (Nova). */
export function isConverseRequest(body: JsonObject): boolean {
  if (!Array.isArray(body['messages'])) return false
  return 'inferenceConfig' in body || 'toolConfig' in body || body['messages'].some(hasKeyedBlock)
}

function hasKeyedBlock(message: JsonValue): boolean {
  const content = isJsonObject(message) ? message['content'] : undefined
  return Array.isArray(content) && content.some((block: JsonValue) => isJsonObject(block) && !('type' in block))
}

/** The request in normal form. Throws Excluded. */
export function converseRequest(body: JsonObject): ChatRequest {
  const messages = Array.isArray(body['messages']) ? body['messages'] : []
  if (messages.length === 0) throw new Excluded('no-prompt', 'the request has no messages')
  const config = isJsonObject(body['inferenceConfig']) ? body['inferenceConfig'] : {}
  const tools = isJsonObject(body['toolConfig']) ? body['toolConfig'] : {}
  return {
    messages: converseMessages(body['system'], messages),
    ...defined<Omit<ChatRequest, 'messages'>>({
      tools: toolsOf(tools['tools']),
      toolChoice: choiceOf(tools['toolChoice']),
      maxOutputTokens: readCount(config['maxTokens'] ?? config['max_new_tokens']),
      temperature: readNumber(config['temperature']),
      topP: readNumber(config['topP'] ?? config['top_p']),
      topK: readCount(config['topK'] ?? config['top_k']),
      stop: stopOf(config['stopSequences']),
    }),
  }
}

/** A response of Converse, whole or as the events of its stream. Throws Excluded. */
export function converseResponse(body: JsonValue | undefined): ResponseFacts {
  const whole = Array.isArray(body) ? assemble(body) : isJsonObject(body) ? body : {}
  const output = isJsonObject(whole['output']) ? whole['output'] : {}
  if (!isJsonObject(output['message'])) throw new Excluded('no-output', 'the response has no message')
  const parts = converseParts(output['message']['content'])
  const finishReason = readFinishReason(whole['stopReason'] === 'guardrail_intervened' ? 'content_filter' : whole['stopReason'])
  return {
    ...converseKnown(whole),
    output: {
      text: parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(''),
      toolCalls: parts.flatMap((part) => (part.type === 'tool_call' ? [{ name: part.name, arguments: part.arguments }] : [])),
      ...(finishReason !== undefined && { finishReason }),
    },
  }
}

/** What a response says besides its answer; never throws. */
export function converseKnown(body: JsonValue | undefined): BesidesAnswer {
  const usage = isJsonObject(body) && isJsonObject(body['usage']) ? body['usage'] : {}
  const metrics = isJsonObject(body) && isJsonObject(body['metrics']) ? body['metrics'] : {}
  return {
    usage: exclusiveUsage({ input: statedCount(usage['inputTokens']), output: statedCount(usage['outputTokens']), cacheRead: statedCount(usage['cacheReadInputTokens']), cacheWrite: statedCount(usage['cacheWriteInputTokens']) }),
    latencyMs: readNumber(metrics['latencyMs']),
  }
}

function assemble(events: readonly JsonValue[]): JsonObject {
  const blocks = new Map<JsonValue | undefined, { start: JsonObject; text: string; input: string }>()
  const blockAt = (index: JsonValue | undefined): { start: JsonObject; text: string; input: string } => {
    const known = blocks.get(index) ?? { start: {}, text: '', input: '' }
    blocks.set(index, known)
    return known
  }
  let stopReason: JsonValue | undefined
  let metadata: JsonObject = {}
  for (const event of events) {
    if (!isJsonObject(event)) continue
    const [start, delta, stop, meta] = ['contentBlockStart', 'contentBlockDelta', 'messageStop', 'metadata'].map((key) => (isJsonObject(event[key]) ? event[key] : undefined))
    if (start && isJsonObject(start['start'])) blockAt(start['contentBlockIndex']).start = start['start']
    if (delta && isJsonObject(delta['delta'])) {
      const block = blockAt(delta['contentBlockIndex'])
      block.text += optionalText(delta['delta']['text']) ?? ''
      block.input += isJsonObject(delta['delta']['toolUse']) ? textField(delta['delta']['toolUse']['input']) ?? '' : ''
    }
    if (stop) stopReason = stop['stopReason']
    if (meta) metadata = meta
  }
  if (stopReason === undefined) throw new Excluded('truncated', 'the stored stream has no stop reason')
  const content = [...blocks.values()].map(({ start, text, input }): JsonObject => (isJsonObject(start['toolUse']) ? { toolUse: { ...start['toolUse'], input: input === '' ? {} : input } } : { text }))
  return { output: { message: { role: 'assistant', content } }, stopReason, ...metadata }
}

function toolsOf(tools: JsonValue | undefined): readonly ToolDefinition[] | undefined {
  const list = (Array.isArray(tools) ? tools : []).filter((tool: JsonValue) => !(isJsonObject(tool) && 'cachePoint' in tool)).map((tool: JsonValue) => {
    const spec = isJsonObject(tool) && isJsonObject(tool['toolSpec']) ? tool['toolSpec'] : undefined
    const definition = spec && toolDefinition(spec, isJsonObject(spec['inputSchema']) ? spec['inputSchema']['json'] : undefined)
    if (!definition) throw new Excluded('unknown-format', 'a tool of the request runs at the provider: it cannot be offered to another model')
    return definition
  })
  return list.length > 0 ? list : undefined
}

function choiceOf(choice: JsonValue | undefined): ToolChoice | undefined {
  if (!isJsonObject(choice)) return undefined
  if ('auto' in choice) return 'auto'
  return 'any' in choice ? 'required' : namedChoice(choice['tool'])
}

function stopOf(stop: JsonValue | undefined): readonly string[] | undefined {
  const list = Array.isArray(stop) ? stop.filter((one) => typeof one === 'string') : []
  return list.length > 0 ? list : undefined
}
