import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { addAbortSignal, Readable } from 'node:stream'
import { AuditError } from '../domain/error.js'
import { openPipe } from '../files/open-pipe.js'
import { isPipe } from '../files/read-text.js'

/** The value of a text; undefined when it is not JSON, which has no undefined. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Characters up to which a document that stands over several lines is read as one. */
const ONE_DOCUMENT = 64 * 1024 * 1024

/** Whether a line may be the first of a document over several lines. */
const opens = (text: string): boolean => /^\s*[[{]/.test(text)

/**
 * The JSON values of a file of JSON lines, one after the other, with their line numbers; `-` is standard input. One value
 * that stands over several lines, as people and editors write it, is one value.
 * @throws AuditError naming file and line for what is not JSON; the signal's reason when aborted
 */
export async function* jsonRows(file: string, signal: AbortSignal): AsyncGenerator<{ readonly line: number; readonly value: unknown }> {
  const name = file === '-' ? 'standard input' : file
  const stream: Readable = file === '-' ? addAbortSignal(signal, process.stdin) : isPipe(file) ? Readable.from(openPipe(file, signal), { objectMode: false }).setEncoding('utf8') : createReadStream(file, 'utf8')
  const failed = new Promise<never>((_, reject) => {
    stream.once('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) return reject(signal.reason as Error)
      const cause = error.code === 'ENOENT' ? 'there is no such file' : error.code === 'EISDIR' ? 'it is a directory' : (error.code ?? error.message)
      reject(new AuditError('rows/unreadable', `${name}: ${cause}`, 'Name a file of JSON lines, or - for standard input.'))
    })
  })
  failed.catch(() => {}) // awaited below, step by step
  const lines = createInterface({ input: stream, crlfDelay: Infinity })[Symbol.asyncIterator]()
  const notJson = (line: number) => new AuditError('rows/json', `${name}:${line}: not a line of JSON`, 'Write one JSON object per line.')
  const rest = async (start: string): Promise<string> => {
    const texts = [start]
    for (let size = start.length; size < ONE_DOCUMENT;) {
      const step = await Promise.race([lines.next(), failed])
      if (step.done) break
      texts.push(step.value)
      size += step.value.length + 1
    }
    return texts.join('\n')
  }
  let first = true
  for (let line = 1; ; line++) {
    const step = await Promise.race([lines.next(), failed])
    if (step.done) return
    const text = line === 1 ? step.value.replace(/^\ufeff/, '') : step.value
    if (text.trim() === '') continue
    const value = parsed(text)
    if (value === undefined && first && opens(text)) {
      const whole = parsed(await rest(text))
      if (whole === undefined) throw notJson(line)
      yield { line, value: whole }
      return
    }
    if (value === undefined) throw notJson(line)
    first = false
    yield { line, value }
  }
}
