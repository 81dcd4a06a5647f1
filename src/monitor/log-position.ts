import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open as openFile, stat } from 'node:fs/promises'
import { fileHead, type Input } from '../ingest/index.js'

/** How far a log was read. It is known again by how it begins, whatever its name has become. */
export interface LogPosition {
  readonly file: string
  /** First 16 hex digits of SHA-256 over its first `headBytes` bytes, unpacked. */
  readonly head: string
  readonly headBytes: number
  /** Bytes read; undefined where a log can only be read from its beginning: packed, CSV, an array, Parquet. */
  readonly offset?: number
  /** Of the last bytes before `offset`. */
  readonly tail?: string
  readonly lines: number
  /** Records counted. */
  readonly records: number
}

export type LogState = 'new' | 'grown' | 'unchanged' | 'rotated' | 'truncated' | 'stream'

/** What is to be read of one input: `input` undefined for nothing, the first `skip` records of it not to be counted again. */
export interface LogPart {
  readonly state: LogState
  readonly input: Input | undefined
  readonly skip: number
  /** Where the log stands once `records` in all were counted. */
  readonly next: (records: number) => LogPosition | undefined
}

/** Packed logs and tables are known again by their beginning alone: it must reach beyond a long system prompt that all records of all days begin with. */
const HEAD = 64 * 1024
const TAIL = 256
const CHUNK = 512 * 1024
const NEWLINE = 0x0a

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

async function bytesOf(path: string, from: number, to: number): Promise<Buffer> {
  const handle = await openFile(path)
  try {
    const buffer = Buffer.alloc(Math.max(0, to - from))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

const tailOf = async (path: string, offset: number): Promise<string> => hash(await bytesOf(path, Math.max(0, offset - TAIL), offset))

/** Where the last whole line ends: a line that is being written is left for the next time, unless it is a whole record already. */
async function endOfLines(path: string, from: number, size: number): Promise<number> {
  for (let end = size; end > from; end -= CHUNK) {
    const start = Math.max(from, end - CHUNK)
    const at = (await bytesOf(path, start, end)).lastIndexOf(NEWLINE)
    if (at < 0 && start > from) continue
    const lines = at < 0 ? from : start + at + 1
    return lines === size || (size - lines <= 64 * CHUNK && isJson(await bytesOf(path, lines, size))) ? size : lines
  }
  return from
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'))
    return true
  } catch {
    return false
  }
}

function counted(path: string, from: number, to: number, onLine: () => void): () => AsyncIterable<Buffer> {
  return async function* read() {
    for await (const chunk of createReadStream(path, { start: from, end: to - 1, highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) onLine()
      yield chunk
    }
  }
}

/** True for a log that begins as the one read before did. */
const beginsAs = (known: LogPosition, head: Buffer): boolean => known.headBytes <= head.length && hash(head.subarray(0, known.headBytes)) === known.head

/**
 * Finds what is new in an input. A plain log of JSON Lines goes on behind the last line read; it is found under another name after a rotation, and begins
 * anew where it was truncated or replaced. Other logs are read from their beginning, and the records that were counted are passed over.
 */
export async function logPart(input: Input, known: readonly LogPosition[]): Promise<LogPart> {
  const { path, file } = input
  if (path === undefined || input.skip !== undefined) return { state: 'stream', input, skip: 0, next: () => undefined }
  const { size } = await stat(path)
  const head = await fileHead(input, HEAD)
  const same = known.filter((one) => beginsAs(one, head.bytes))
  const own = known.find((one) => one.file === file)
  const lost: LogState = own === undefined ? 'new' : (own.offset ?? 0) > size ? 'truncated' : 'rotated'
  const place = { file, head: hash(head.bytes), headBytes: head.bytes.length }
  if (!head.isLines || head.isPacked) {
    const before = same.find((one) => one.file === file) ?? same[0]
    const skip = before?.records ?? 0
    return { state: before === undefined ? lost : 'grown', input, skip, next: (records) => ({ ...place, lines: 0, records }) }
  }
  const fitting: LogPosition[] = []
  for (const one of same) if (one.offset === undefined ? one.file === file : one.offset <= size && (await tailOf(path, one.offset)) === one.tail) fitting.push(one)
  const before = fitting.find((one) => one.file === file) ?? fitting[0]
  const from = before?.offset ?? 0
  const end = await endOfLines(path, from, size)
  let lines = before?.lines ?? 0
  const tail = await tailOf(path, end)
  return {
    state: before === undefined ? lost : end > from ? 'grown' : 'unchanged',
    input: end === from ? undefined : { ...input, firstLine: lines + 1, open: counted(path, from, end, () => { lines += 1 }) },
    skip: 0,
    next: (records) => ({ ...place, offset: end, tail, lines, records: (before?.records ?? 0) + records }),
  }
}
