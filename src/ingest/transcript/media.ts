import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Part } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { refuseMarkers } from '../read/marker.js'
import { textField } from '../read/option.js'
import { filePart, imagePart } from '../read/part.js'

const ADDRESS = /^(?:data|https?|gs|s3):/i

/** An image or file part in any of the shapes that trace tools keep. Throws Excluded when its data was taken out of the log. */
export function mediaPart(part: JsonObject, fallback: 'image' | 'file'): Part {
  const nested = [part['image_url'], part['image'], part['source'], part['file'], part['input_audio'], part['inline_data'], part['inlineData']].find(isJsonObject)
  const inner = isJsonObject(nested?.['image']) ? nested['image'] : nested ?? {}
  const first = (keys: readonly string[]): string | undefined => keys.map((key) => textField(part[key]) ?? textField(inner[key])).find((text) => text !== undefined && text !== '')
  const format = first(['format'])
  const mediaType = first(['mediaType', 'mimeType', 'mime_type', 'media_type']) ?? (format !== undefined && 'input_audio' in part ? `audio/${format}` : undefined)
  const name = first(['filename', 'title'])
  const location = first(['url', 'uri', 'image_url', 'fileUri', 'file_uri', 'image', 'data', 'content', 'file_data', 'base64'])
  if (location === undefined) throw new Excluded('truncated', 'an image or file is named in the log but not held by it')
  refuseMarkers(location)
  const isImage = mediaType === undefined ? fallback === 'image' || location.startsWith('data:image/') : mediaType.startsWith('image/')
  const isImageKind = isImage || textField(part['modality']) === 'image'
  if (isImageKind) return imagePart(ADDRESS.test(location) ? location : dataUrl(mediaType ?? 'image/png', location), first(['detail']))
  if (/^(?:https?|gs|s3):/i.test(location)) throw new Excluded('truncated', 'a file is named in the log but not held by it')
  return filePart(mediaType ?? 'application/octet-stream', location, name)
}

/** Base64 as a data URL; anything else (a path, a note) is given on, and refused as an image that is not there. */
function dataUrl(mediaType: string, data: string): string {
  return /^[A-Za-z0-9+/=_\-\s]+$/.test(data) && data.length >= 16 ? `data:${mediaType};base64,${data}` : data
}

/** Text of a result of a tool: text, parts of text, or any value as JSON. */
export function resultText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (Array.isArray(value) && value.length > 0 && value.every((item: JsonValue) => isJsonObject(item) && typeof item['text'] === 'string')) {
    return value.flatMap((item: JsonValue) => (isJsonObject(item) ? [textField(item['text']) ?? ''] : [])).join('\n')
  }
  // The AI SDK wraps results: {type: "text" | "json", value}.
  if (isJsonObject(value) && 'value' in value && typeof value['type'] === 'string') return resultText(value['value'])
  return JSON.stringify(value)
}
