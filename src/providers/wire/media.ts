import type { JsonObject } from '../../domain/json.js'
import type { Message, Part } from '../../domain/message.js'
import { inexpressible } from '../failure.js'

/** An image's address as an API can open it. @throws ProviderError kind `unsupported` for one within a cloud's own store */
export function openable(url: string): string {
  if (!/^(?:https?|data):/i.test(url)) throw inexpressible('an image that lies in the store of a cloud')
  return url
}

/** Only users show pictures and files to these APIs; left out, the model would be asked something else. @throws ProviderError kind `unsupported` */
export function refuseMedia({ role, parts }: Message): void {
  if (role !== 'user' && parts.some(isMedia)) throw inexpressible(`an image or file in a message of the ${role === 'tool' ? 'tool' : role}`)
}

const isMedia = ({ type }: Part): boolean => type === 'image' || type === 'file'

const AUDIO: Readonly<Record<string, string>> = { wav: 'wav', wave: 'wav', 'x-wav': 'wav', mp3: 'mp3', mpeg: 'mp3', mpga: 'mp3' }

/** Sound as chat completions take it; undefined for what is none. @throws ProviderError kind `unsupported` for other sounds, and for films */
export function audioPart({ mediaType, data }: Extract<Part, { type: 'file' }>): JsonObject | undefined {
  const [kind, form] = mediaType.toLowerCase().split(/[/;]/)
  if (kind !== 'audio' && kind !== 'video') return undefined
  const format = kind === 'audio' ? AUDIO[form ?? ''] : undefined
  if (format === undefined) throw inexpressible(`a file of type ${mediaType}`)
  return { type: 'input_audio', input_audio: { data, format } }
}
