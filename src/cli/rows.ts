import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { AuditError } from '../domain/error.js'

/**
 * The JSON values of a file of JSON lines, one after the other, with their line numbers; `-` is standard input.
 * @throws AuditError naming file and line for what is not JSON
 */
export async function* jsonRows(file: string): AsyncGenerator<{ readonly line: number; readonly value: unknown }> {
  const name = file === '-' ? 'standard input' : file
  const stream = file === '-' ? process.stdin : createReadStream(file, 'utf8')
  const failed = new Promise<never>((_, reject) => {
    stream.once('error', (error: NodeJS.ErrnoException) => {
      const cause = error.code === 'ENOENT' ? 'there is no such file' : error.code === 'EISDIR' ? 'it is a directory' : (error.code ?? error.message)
      reject(new AuditError('rows/unreadable', `${name}: ${cause}`, 'Name a file of JSON lines, or - for standard input.'))
    })
  })
  failed.catch(() => {}) // awaited below, step by step
  const lines = createInterface({ input: stream, crlfDelay: Infinity })[Symbol.asyncIterator]()
  for (let line = 1; ; line++) {
    const step = await Promise.race([lines.next(), failed])
    if (step.done) return
    const text = line === 1 ? step.value.replace(/^\ufeff/, '') : step.value
    if (text.trim() === '') continue
    try {
      yield { line, value: JSON.parse(text) }
    } catch {
      throw new AuditError('rows/json', `${name}:${line}: not a line of JSON`, 'Write one JSON object per line.')
    }
  }
}
