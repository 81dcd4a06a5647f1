import type { JsonValue } from '../../domain/json.js'
import type { Message, Part } from '../../domain/message.js'
import { Excluded } from './excluded.js'
import { refuseShortenedData } from './marker.js'

/** The text that a part or a field of a message holds. Throws Excluded where it holds none: a prompt that lacks it would be another task. */
export function partText(text: JsonValue | undefined): string {
  if (typeof text !== 'string') throw new Excluded('unknown-format', 'a part of a message holds no text where it should')
  return text
}

/** The text of a field that may be absent; undefined where it is. Throws Excluded where it holds something else. */
export function optionalText(text: JsonValue | undefined): string | undefined {
  return text === undefined || text === null || text === '' ? undefined : partText(text)
}

/** Throws Excluded for an element of a content that is neither text nor a part. */
export function refusePart(): never {
  throw new Excluded('unknown-format', 'the content of a message holds something that is neither text nor a part')
}

/** The message itself. Throws Excluded for one that should say something and does not: its words were left out of the log, or stand where nobody looks. */
export function saying(message: Message): Message {
  if (message.parts.length === 0 && message.role !== 'assistant') throw new Excluded('unknown-format', `a message of the ${message.role === 'system' ? 'system' : 'user'} holds nothing`)
  return message
}

const DATA_URL = /^data:([^;,]{0,100})(?:;[^;,]{1,80}){0,4},/

/** An image by URL; a data URL is kept as it is. Throws Excluded when its data was removed from the log. */
export function imagePart(url: string, detail?: string): Part {
  const header = DATA_URL.exec(url)
  if (header) refuseShortenedData(url.slice(header[0].length))
  else if (!/^(?:https?|gs|s3):/i.test(url)) throw new Excluded('truncated', 'an image was removed from the log')
  return { type: 'image', url, ...(detail !== undefined && { detail }) }
}

/** A file as base64; `data` may be a data URL. */
export function filePart(mediaType: string, data: string, name?: string): Part {
  const header = DATA_URL.exec(data)
  const base64 = header ? data.slice(header[0].length) : data
  refuseShortenedData(base64)
  return { type: 'file', mediaType: header?.[1] || mediaType, data: base64, ...(name !== undefined && { name }) }
}
