import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, Message, Part, ResponseFormat } from '../../domain/message.js'
import { openaiMessages } from '../openai/messages.js'
import { openaiRequest } from '../openai/request.js'
import { Excluded } from '../read/excluded.js'
import { isBlank } from '../read/field.js'
import { readCount } from '../read/number.js'
import { defined, samplingOptions, textField } from '../read/option.js'
import { imagePart, optionalText } from '../read/part.js'

/** The request of `/api/chat` or `/api/generate` in normal form. Throws Excluded. */
export function ollamaRequest(request: JsonObject): ChatRequest {
  const options = isJsonObject(request['options']) ? request['options'] : {}
  const tools = Array.isArray(request['tools']) && request['tools'].length > 0 ? openaiRequest({ messages: [{ role: 'user', content: 'x' }], tools: request['tools'] }).tools : undefined
  return {
    messages: Array.isArray(request['messages']) ? chatMessages(request['messages']) : generateMessages(request),
    ...samplingOptions(options),
    ...defined<Omit<ChatRequest, 'messages'>>({ tools, responseFormat: formatOf(request['format']), maxOutputTokens: limitOf(options['num_predict']) }),
  }
}

/** Throws Excluded for a prompt of which the log holds only the last part, as tokens of the model. */
export function refuseTokenContext(request: JsonObject): void {
  if (Array.isArray(request['context']) && request['context'].length > 0) throw new Excluded('context-missing', 'earlier turns are in the request as tokens of its model (context)')
  if (!isBlank(request['suffix']) || request['raw'] === true) throw new Excluded('unknown-format', 'the request is for raw completion: it cannot be sent to a chat model')
}

function chatMessages(messages: readonly JsonValue[]): readonly Message[] {
  if (messages.length === 0) throw new Excluded('no-prompt', 'the request has no messages')
  return openaiMessages(messages).map((message, index) => {
    const logged = messages[index]
    return isJsonObject(logged) ? { ...message, parts: [...imagesOf(logged['images']), ...message.parts] } : message
  })
}

function generateMessages(request: JsonObject): readonly Message[] {
  const [system, prompt] = [optionalText(request['system']), optionalText(request['prompt'])]
  if (isBlank(prompt)) throw new Excluded('no-prompt', 'the prompt is empty')
  return [
    ...(system ? [{ role: 'system', parts: [{ type: 'text', text: system }] } as const] : []),
    { role: 'user', parts: [...imagesOf(request['images']), { type: 'text', text: prompt ?? '' }] },
  ]
}

function imagesOf(images: JsonValue | undefined): readonly Part[] {
  return (Array.isArray(images) ? images : []).map((image: JsonValue) => imagePart(`data:image/png;base64,${textField(image) ?? ''}`))
}

function formatOf(format: JsonValue | undefined): ResponseFormat | undefined {
  if (format === 'json') return { type: 'json_object' }
  return isJsonObject(format) ? { type: 'json_schema', name: 'answer', schema: format } : undefined
}

/** −1 and −2 mean without a limit. */
function limitOf(value: JsonValue | undefined): number | undefined {
  const limit = readCount(value)
  return limit === 0 ? undefined : limit
}
