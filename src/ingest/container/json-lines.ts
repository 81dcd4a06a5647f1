import { isAscii, isUtf8 } from 'node:buffer'
import type { Limits } from '../limits.js'
import { mebibytes } from '../limits.js'
import { parseJsonText } from '../read/json-text.js'
import type { ContainerItem, LineBlock, Portion } from './item.js'
import { loggedRecord } from './logged-line.js'

const PROBLEMS = { cut: 'the line is cut: its JSON ends too early', invalid: 'the line is not valid JSON', 'too-deep': 'the JSON is nested too deeply' } as const
const NEWLINE = 0x0a

/**
 * One JSON value a line; blank lines are skipped, and a bad line is an item, never an error. Cuts a stream behind line breaks into blocks of
 * about the size of its chunks, each with memory of its own, so that it can be handed to another thread. A line that is longer than a record
 * may be is left out and comes as an item.
 */
export async function* lineBlocks(source: AsyncIterable<Buffer>, limits: Limits, from = 1): AsyncGenerator<Portion> {
  let firstLine = from
  let held: Buffer[] = []
  let heldBytes = 0
  let isTooLong = false
  const blockOf = (bytes: Buffer, lines: number): Portion => ({ block: { bytes: joined([...held, bytes], heldBytes + bytes.length), firstLine, lines } })
  const behind = (lines: number): void => {
    held = []
    heldBytes = 0
    isTooLong = false
    firstLine += lines
  }
  for await (const chunk of source) {
    let lines = 0
    let start = 0
    /** Where the block begins. */
    let begin = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const bytes = end - start + (start === 0 ? heldBytes : 0)
      if (bytes > limits.maxRecordBytes || (start === 0 && isTooLong)) {
        if (lines > 0) {
          yield blockOf(chunk.subarray(begin, start), lines)
          behind(lines)
        }
        yield { items: [tooLong(firstLine, limits)] }
        behind(1)
        lines = 0
        begin = end + 1
      } else lines++
      start = end + 1
    }
    if (lines > 0) {
      yield blockOf(chunk.subarray(begin, start), lines)
      behind(lines)
    }
    heldBytes += chunk.length - start
    isTooLong ||= heldBytes > limits.maxRecordBytes
    // A copy: the rest of the chunk need not be kept for the beginning of a line.
    if (isTooLong) held = []
    else if (start < chunk.length) held.push(Buffer.from(chunk.subarray(start)))
  }
  if (isTooLong) yield { items: [tooLong(firstLine, limits)] }
  else if (heldBytes > 0) yield blockOf(Buffer.alloc(0), 1)
}

const tooLong = (line: number, limits: Limits): ContainerItem => ({ line, unreadable: `the line is longer than ${mebibytes(limits.maxRecordBytes)}` })

/** Pieces as one, in memory of its own. */
function joined(pieces: readonly Buffer[], bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(new ArrayBuffer(bytes))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** The values of the lines of a block. */
export function* blockItems({ bytes, firstLine }: LineBlock): Generator<ContainerItem> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // One conversion of a whole block costs much less than one a line; beyond ASCII a single character would double the size of all lines.
  const text = isAscii(buffer) ? buffer.toString('latin1') : undefined
  let line = firstLine
  for (let start = 0; start < buffer.length; line++) {
    const next = text === undefined ? buffer.indexOf(NEWLINE, start) : text.indexOf('\n', start)
    const end = next < 0 ? buffer.length : next
    const item = text === undefined ? bytesItem(buffer.subarray(start, end), line) : textItem(text.slice(start, end), line)
    if (item) yield item
    start = end + 1
  }
}

function bytesItem(bytes: Buffer, line: number): ContainerItem | undefined {
  return isUtf8(bytes) ? textItem(bytes.toString('utf8'), line) : { line, unreadable: 'the line is not UTF-8' }
}

function textItem(raw: string, line: number): ContainerItem | undefined {
  const text = (line === 1 ? raw.replace(/^\uFEFF/, '') : raw).trim()
  if (text === '') return undefined
  const parsed = parseJsonText(text)
  return 'value' in parsed ? { line, value: parsed.value } : otherItem(text, line, PROBLEMS[parsed.problem])
}

/** A line that is no JSON: behind a hole of NUL bytes, as it stays where a log is cut while a process writes on, or behind a logger's prefix, there may be some. */
function otherItem(text: string, line: number, unreadable: string): ContainerItem {
  const bare = text.includes('\0') ? text.replace(/^\0+|\0+$/g, '').trim() : text
  if (bare === '') return { line, unreadable: 'the line holds nothing but NUL bytes: what stood there is lost' }
  if (bare.includes('\0')) return { line, unreadable: 'the line holds NUL bytes' }
  const parsed = bare.length < text.length ? parseJsonText(bare) : undefined
  if (parsed !== undefined && 'value' in parsed) return { line, value: parsed.value }
  const value = loggedRecord(bare)
  return value === undefined ? { line, unreadable } : { line, value }
}
