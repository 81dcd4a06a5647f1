import type { Part } from '../../domain/message.js'
import { Excluded } from './excluded.js'
import { refuseShortenedData } from './marker.js'

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
