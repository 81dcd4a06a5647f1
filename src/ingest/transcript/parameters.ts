import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest } from '../../domain/message.js'
import { fieldOf } from '../read/field.js'
import { arrayOf } from '../read/json-text.js'
import { readCount, readNumber } from '../read/number.js'
import { defined, textField } from '../read/option.js'
import { transcriptChoice, transcriptFormat } from './tools.js'

/** What decides an answer besides the messages and tools, under the names of any library; values such as "inf" and "null" say nothing. */
export function transcriptParameters(parameters: JsonObject): Partial<Omit<ChatRequest, 'messages' | 'tools'>> {
  const field = (...names: string[]): JsonValue | undefined => fieldOf(parameters, names)
  const text = isJsonObject(parameters['text']) ? parameters['text'] : {}
  const reasoning = isJsonObject(parameters['reasoning']) ? parameters['reasoning'] : {}
  const parallel = field('paralleltoolcalls')
  return defined<Omit<ChatRequest, 'messages' | 'tools'>>({
    toolChoice: transcriptChoice(field('toolchoice')),
    parallelToolCalls: typeof parallel === 'boolean' ? parallel : undefined,
    responseFormat: transcriptFormat(field('responseformat') ?? text['format']),
    maxOutputTokens: readCount(field('maxcompletiontokens', 'maxoutputtokens', 'maxtokens', 'maxtokenstosample')),
    temperature: readNumber(field('temperature')),
    topP: readNumber(field('topp')),
    topK: readCount(field('topk')),
    stop: stopList(field('stop', 'stopsequences')),
    seed: readNumber(field('seed')),
    frequencyPenalty: readNumber(field('frequencypenalty')),
    presencePenalty: readNumber(field('presencepenalty')),
    reasoningEffort: textField(field('reasoningeffort') ?? reasoning['effort']),
  })
}

function stopList(value: JsonValue | undefined): readonly string[] | undefined {
  const list = arrayOf(value) ?? (typeof value === 'string' && value !== 'null' ? [value] : [])
  const texts = list.filter((item) => typeof item === 'string')
  return texts.length > 0 ? texts : undefined
}
