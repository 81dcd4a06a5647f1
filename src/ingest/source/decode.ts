import { AuditError } from '../../domain/error.js'

/** Bytes to text; a leading byte order mark is dropped. Throws AuditError `input-not-utf8`, naming the place. */
export async function* decodeUtf8(source: AsyncIterable<Buffer>, file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  for await (const chunk of source) {
    let text: string
    try {
      text = decoder.decode(chunk, { stream: true })
    } catch {
      throw notUtf8(`${file} is not UTF-8 (near line ${line})`)
    }
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line++
    if (text) yield text
  }
  // A file cut within a character ends here; its container says that it is incomplete.
}

/** The error for text in another encoding. */
export function notUtf8(message: string): AuditError {
  return new AuditError('input-not-utf8', message, 'Convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 logs.csv > logs.utf8.csv')
}

/** Text in UTF-16 as UTF-8, without its byte order mark. Throws AuditError `input-not-utf8` where it is none. */
export async function* utf8Of(source: AsyncIterable<Buffer>, encoding: 'utf-16le' | 'utf-16be', file: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let line = 1
  const decode = (chunk?: Buffer): Buffer => {
    try {
      return Buffer.from(decoder.decode(chunk, { stream: chunk !== undefined }))
    } catch {
      throw notUtf8(`${file} begins as UTF-16 and is none (near line ${line})`)
    }
  }
  for await (const chunk of source) {
    const text = decode(chunk)
    for (let at = text.indexOf(0x0a); at >= 0; at = text.indexOf(0x0a, at + 1)) line++
    if (text.length > 0) yield text
  }
  const rest = decode()
  if (rest.length > 0) yield rest
}
