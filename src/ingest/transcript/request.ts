import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, Message, Part } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { isBlank } from '../read/field.js'
import { jsonOf } from '../read/json-text.js'
import { textField } from '../read/option.js'
import { transcriptMessages, transcriptOf } from './messages.js'
import { transcriptParameters } from './parameters.js'
import { transcriptParts } from './parts.js'
import { transcriptTools } from './tools.js'

/** What a log keeps of a request beside its prompt. */
export interface Beside {
  readonly system?: JsonValue | undefined
  readonly tools?: JsonValue | undefined
  readonly parameters?: JsonObject | undefined
}

/** Fields under which an input holds its prompt, in order of preference. */
const PROMPTS = ['messages', 'contents', 'input', 'prompt', 'prompts'] as const

/**
 * The request behind the logged input of a model call: text, a list of messages, or an object that holds either beside
 * tools and parameters. Throws Excluded: a form that was filled into a template is not what the model saw.
 */
export function transcriptRequest(input: JsonValue | undefined, beside: Beside = {}): ChatRequest {
  const { value, tools: told } = withoutTools(jsonOf(input))
  if (isBlank(value)) throw new Excluded('no-prompt', 'the record holds no prompt')
  const whole = isJsonObject(value) ? value : {}
  refuseIncomplete(whole)
  const own = promptMessages(value)
  const system = systemParts(whole, beside.system)
  const isSaid = system.length === 0 || own.some((message) => message.role === 'system' && message.parts.some((part) => part.type === 'text' && part.text === textOfParts(system)))
  const tools = transcriptTools(whole['tools'] ?? whole['functions'] ?? beside.tools ?? beside.parameters?.['tools'] ?? beside.parameters?.['functions'] ?? told)
  return {
    messages: isSaid ? own : [{ role: 'system', parts: system }, ...own],
    ...(tools !== undefined && { tools }),
    ...transcriptParameters(beside.parameters ?? {}),
    ...transcriptParameters(whole),
  }
}

/** LangChain's handlers append the tools to the messages, as results of no call: `{role: "tool", content: {type: "function", function}}`. */
function withoutTools(value: JsonValue | undefined): { readonly value: JsonValue | undefined; readonly tools?: JsonValue } {
  const list = isJsonObject(value) ? value['messages'] : value
  if (!Array.isArray(list)) return { value }
  const tools = list.filter(isToolDefinition)
  if (tools.length === 0) return { value }
  const messages = list.filter((item: JsonValue) => !isToolDefinition(item))
  return { value: isJsonObject(value) ? { ...value, messages } : messages, tools: tools.map((item: JsonValue) => (isJsonObject(item) ? item['content'] ?? null : null)) }
}

function isToolDefinition(item: JsonValue): boolean {
  if (!isJsonObject(item) || item['role'] !== 'tool' || 'tool_call_id' in item) return false
  const content = item['content']
  return isJsonObject(content) && ((content['type'] === 'function' && isJsonObject(content['function'])) || 'input_schema' in content)
}

function promptMessages(value: JsonValue | undefined): readonly Message[] {
  const list = nestedList(value)
  const transcript = transcriptOf(isJsonObject(list) ? undefined : list)
  if (transcript) return transcriptMessages(transcript)
  if (typeof list === 'string') {
    if (/^\s*(?:\[\s*)?\{\s*"(?:role|messages|type|content)"/.test(list)) throw new Excluded('truncated', 'the list of messages is cut: its JSON ends too early')
    return [{ role: 'user', parts: [{ type: 'text', text: list }] }]
  }
  if (isJsonObject(list)) {
    const key = PROMPTS.find((name) => !isBlank(list[name]))
    if (key !== undefined) return promptMessages(jsonOf(list[key]))
    const single = transcriptOf([list])
    if (single) return transcriptMessages(single)
  }
  if (Array.isArray(list) && list.length > 0) {
    // A list of parts, or one prompt in a list.
    if (list.length === 1 && typeof list[0] === 'string') return promptMessages(list[0])
    if (list.every((item: JsonValue) => isJsonObject(item) && (typeof item['text'] === 'string' || Array.isArray(item['parts'])))) {
      return list.flatMap((item: JsonValue): readonly Message[] => (isJsonObject(item) && Array.isArray(item['parts']) ? [{ role: 'user', parts: transcriptParts(item['parts']) }] : [{ role: 'user', parts: transcriptParts([item]) }]))
    }
    throw new Excluded('unknown-format', 'the input of the call is a list that holds no messages')
  }
  throw new Excluded(Array.isArray(list) ? 'no-prompt' : 'unknown-format', Array.isArray(list) ? 'the request has no messages' : 'the input of the call is neither text nor messages')
}

/** LangChain's lists of lists: one prompt a call as a rule; several cannot be told apart. */
function nestedList(value: JsonValue | undefined): JsonValue | undefined {
  if (!Array.isArray(value) || !Array.isArray(value[0])) return value
  if (value.length > 1) throw new Excluded('unknown-format', 'the record holds several prompts: their answers and tokens cannot be told apart')
  return value[0]
}

function systemParts(whole: JsonObject, beside: JsonValue | undefined): readonly Part[] {
  const config = [whole['config'], whole['generationConfig'], whole['generation_config']].find(isJsonObject) ?? {}
  const given = [beside, whole['system'], whole['instructions'], whole['system_instruction'], whole['systemInstruction'], config['system_instruction'], config['systemInstruction']].map((item) => jsonOf(item)).find((item) => !isBlank(item))
  return transcriptParts(isJsonObject(given) && Array.isArray(given['parts']) ? given['parts'] : given).filter((part) => part.type !== 'text' || part.text !== '')
}

function textOfParts(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}

/** Requests whose earlier turns or template lie at the provider. */
function refuseIncomplete(whole: JsonObject): void {
  const prompt = whole['prompt']
  const isTemplate = isJsonObject(prompt) && textField(prompt['id']) !== undefined && !('messages' in prompt)
  if (!isBlank(whole['previous_response_id']) || !isBlank(whole['conversation']) || isTemplate) {
    throw new Excluded('context-missing', 'earlier turns or the template of the request are kept by the provider, not by the log')
  }
}
