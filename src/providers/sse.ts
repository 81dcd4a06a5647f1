import { StringDecoder } from 'node:string_decoder'
import { isJsonObject, type JsonObject } from '../domain/json.js'
import { malformed } from './failure.js'

/** Reads server-sent events from the pieces of a stream; the objects in their data, in order. `[DONE]` is no object. */
export function eventReader(onEvent: (data: JsonObject) => void): (piece: Buffer) => void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let bytes = 0
  return (piece) => {
    bytes += piece.length
    const lines = (rest + decoder.write(piece)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data:')) continue
      const text = line.slice(5).trim()
      if (text === '' || text === '[DONE]') continue
      let data: unknown
      try {
        data = JSON.parse(text)
      } catch {
        throw malformed('an event of the stream is not valid JSON', bytes) // the parser's own words would quote the answer
      }
      if (isJsonObject(data)) onEvent(data)
    }
  }
}
