import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, Message, Role } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { readFinishReason } from '../read/finish-reason.js'
import { readCount, readNumber } from '../read/number.js'
import { defined, textField } from '../read/option.js'
import type { ResponseFacts } from '../read/response-facts.js'

/** Bodies of the models that take one prompt: Titan (`inputText`), Llama and Mistral (`prompt`), and of servers that do (`inputs`). */
export function isPromptRequest(body: JsonObject): boolean {
  return [body['inputText'], body['prompt'], body['inputs']].some((prompt) => typeof prompt === 'string')
}

/** The request in normal form; a chat that was written out in Llama's template is read back into messages. Throws Excluded. */
export function promptRequest(body: JsonObject): ChatRequest {
  const config = [body['textGenerationConfig'], body['parameters']].find(isJsonObject) ?? body
  const prompt = textField(body['inputText']) ?? textField(body['prompt']) ?? textField(body['inputs']) ?? ''
  const stop = config['stopSequences'] ?? config['stop']
  const stops = Array.isArray(stop) ? stop.filter((one) => typeof one === 'string') : []
  return {
    messages: templateMessages(prompt),
    ...defined<Omit<ChatRequest, 'messages'>>({
      maxOutputTokens: readCount(config['maxTokenCount'] ?? config['max_gen_len'] ?? config['max_tokens_to_sample'] ?? config['max_new_tokens'] ?? config['n_predict'] ?? config['max_tokens']),
      temperature: readNumber(config['temperature']),
      topP: readNumber(config['topP'] ?? config['top_p']),
      stop: stops.length > 0 ? stops : undefined,
    }),
  }
}

/** The answer, whole or as the chunks of a stream. Throws Excluded. */
export function promptResponse(body: JsonValue | undefined): ResponseFacts {
  const chunks = (Array.isArray(body) ? body : [body]).filter(isJsonObject)
  const pieces = chunks.flatMap((chunk) => {
    const results = chunk['results'] ?? chunk['outputs'] ?? chunk['generations']
    return Array.isArray(results) ? results.filter(isJsonObject).slice(0, 1) : [chunk]
  })
  const texts = pieces.flatMap((piece) => textField(piece['outputText'] ?? piece['generation'] ?? piece['completion'] ?? piece['text'] ?? piece['generated_text'] ?? piece['content']) ?? [])
  if (texts.length === 0) throw new Excluded('no-output', 'the response holds no text')
  const reason = pieces.map((piece) => piece['completionReason'] ?? piece['stop_reason'] ?? piece['finish_reason'] ?? piece['stop_type'] ?? (isJsonObject(piece['details']) ? piece['details']['finish_reason'] : undefined)).findLast((value) => typeof value === 'string')
  if (reason === undefined && Array.isArray(body)) throw new Excluded('truncated', 'the stored stream has no stop reason')
  const finishReason = readFinishReason(typeof reason === 'string' ? TITAN_REASONS.get(reason) ?? reason : undefined)
  return { output: { text: texts.join(''), toolCalls: [], ...(finishReason !== undefined && { finishReason }) }, usage: {} }
}

const TITAN_REASONS: ReadonlyMap<string, string> = new Map([['FINISH', 'stop'], ['FINISHED', 'stop'], ['LENGTH', 'length'], ['STOP_CRITERIA_MET', 'stop'], ['CONTENT_FILTERED', 'content_filter'], ['COMPLETE', 'stop'], ['MAX_TOKENS', 'length'], ['word', 'stop'], ['limit', 'length']])
const ROLES: ReadonlyMap<string, Role> = new Map([['system', 'system'], ['user', 'user'], ['assistant', 'assistant']])

/** The text completions of Claude 2: turns by name, before them the system prompt, at the end the opening of the answer. */
function claudeTurns(prompt: string, said: readonly RegExpExecArray[]): readonly Message[] {
  const system = prompt.slice(0, said[0]?.index ?? 0).trim()
  const turns = said.slice(0, -1).map(([, name, text]): Message => ({ role: name === 'Human' ? 'user' : 'assistant', parts: [{ type: 'text', text: (text ?? '').trim() }] }))
  return [...(system === '' ? [] : [{ role: 'system', parts: [{ type: 'text', text: system }] } as const]), ...turns]
}

/** Turns in the template of Mistral and of Llama 2, where the first may begin with a system prompt; undefined for every other text. */
function instructed(prompt: string): readonly Message[] | undefined {
  const turns = [...prompt.matchAll(/\[INST\]([\s\S]*?)\[\/INST\]([\s\S]*?)(?:<\/s>|(?=\[INST\])|$)/g)]
  const [first] = turns
  const isAll = turns.map(([whole]) => whole).join('') === prompt.replace(/^\s*<s>\s*/, '').replace(/<\/s>\s*<s>\s*(?=\[INST\])/g, '</s>')
  if (first === undefined || !isAll || turns.at(-1)?.[2]?.trim() !== '' || turns.slice(0, -1).some(([, , answer]) => answer?.trim() === '')) return undefined
  const text = (role: Role, said: string): readonly Message[] => (said === '' ? [] : [{ role, parts: [{ type: 'text', text: said }] }])
  const system = /^\s*<<SYS>>([\s\S]*?)<<\/SYS>>/.exec(first[1] ?? '')
  return [...text('system', (system?.[1] ?? '').trim()), ...turns.flatMap(([, asked, answer], at) => [...text('user', (at === 0 && system ? (asked ?? '').slice(system[0].length) : asked ?? '').trim()), ...text('assistant', (answer ?? '').trim())])]
}

function templateMessages(prompt: string): readonly Message[] {
  const turns = [...prompt.matchAll(/<\|start_header_id\|>(\w{1,20})<\|end_header_id\|>\s*([\s\S]*?)(?=<\|eot_id\|>|<\|start_header_id\|>|$)/g)]
  if (turns.length === 0) {
    const said = [...prompt.matchAll(/(?:^|\n\n)(Human|Assistant):[ ]?([\s\S]*?)(?=\n\n(?:Human|Assistant):|$)/g)]
    if (said.length > 1 && said.some(([, name]) => name === 'Human') && prompt.trimEnd().endsWith('\n\nAssistant:')) return claudeTurns(prompt, said)
    const asked = instructed(prompt)
    if (asked !== undefined) return asked
    if (/<\|\w{1,30}\|>|\[INST\]|<s>/.test(prompt)) throw new Excluded('unknown-format', 'the prompt is written in the template of its model: it cannot be sent to another')
    return [{ role: 'user', parts: [{ type: 'text', text: prompt }] }]
  }
  const messages = turns.map(([, name, text]): Message => {
    const role = ROLES.get(name ?? '')
    if (!role) throw new Excluded('unknown-format', 'the prompt is written in the template of its model: it cannot be sent to another')
    return { role, parts: [{ type: 'text', text: (text ?? '').trim() }] }
  })
  // The template ends with the opening of the answer.
  const last = messages.at(-1)
  return last?.role === 'assistant' && last.parts.every((part) => part.type === 'text' && part.text === '') ? messages.slice(0, -1) : messages
}
