import { isAscii, isUtf8 } from 'node:buffer'
import type { Limits } from '../limits.js'
import { mebibytes } from '../limits.js'
import { parseJsonText } from '../read/json-text.js'
import type { ContainerItem, LineBlock, Portion } from './item.js'
import { loggedRecord, valuesOnLine } from './logged-line.js'

const PROBLEMS = { cut: 'the line is cut: its JSON ends too early', invalid: 'the line is not valid JSON', 'too-deep': 'the JSON is nested too deeply' } as const
const NEWLINE = 0x0a

/**
 * One JSON value a line; blank lines are skipped, and a bad line is an item, never an error. Cuts a stream whose chunks are valid until the next is asked
 * for behind line breaks: a line that lies in several chunks is put together, all others stay where they are. A line that is longer than a record
 * may be is left out and comes as an item.
 */
export async function* lineBlocks(source: AsyncIterable<Buffer>, limits: Limits, from = 1): AsyncGenerator<Portion> {
  let firstLine = from
  let held: Buffer[] = []
  let heldBytes = 0
  let isTooLong = false
  /** What so many lines are: a block, or an item for one that is too long. */
  const portionOf = (bytes: Buffer | undefined, lines: number): Portion => {
    const portion: Portion = bytes === undefined ? { items: [tooLong(firstLine, limits)] } : { block: { bytes, firstLine, lines } }
    firstLine += lines
    return portion
  }
  for await (const chunk of source) {
    let start = 0
    if (heldBytes > 0) {
      const end = chunk.indexOf(NEWLINE)
      if (end >= 0) {
        start = end + 1
        isTooLong ||= heldBytes + end > limits.maxRecordBytes
        const line = isTooLong ? undefined : Buffer.concat([...held, chunk.subarray(0, start)])
        held = []
        heldBytes = 0
        isTooLong = false
        yield portionOf(line, 1)
      }
    }
    if (heldBytes === 0) {
      let lines = 0
      /** Where the block begins. */
      let begin = start
      for (let end = chunk.indexOf(NEWLINE, start); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        if (end - start > limits.maxRecordBytes) {
          if (lines > 0) yield portionOf(chunk.subarray(begin, start), lines)
          yield portionOf(undefined, 1)
          lines = 0
          begin = end + 1
        } else lines++
        start = end + 1
      }
      if (lines > 0) yield portionOf(chunk.subarray(begin, start), lines)
    }
    heldBytes += chunk.length - start
    isTooLong ||= heldBytes > limits.maxRecordBytes
    // A copy, for the beginning of a line outlives its chunk.
    if (isTooLong) held = []
    else if (start < chunk.length) held.push(Buffer.from(chunk.subarray(start)))
  }
  if (isTooLong) yield portionOf(undefined, 1)
  else if (heldBytes > 0) yield portionOf(Buffer.concat(held), 1)
}

const tooLong = (line: number, limits: Limits): ContainerItem => ({ line, unreadable: `the line is longer than ${mebibytes(limits.maxRecordBytes)}` })

/** The values of the lines of a block. */
export function* blockItems({ bytes, firstLine }: LineBlock): Generator<ContainerItem> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // ASCII needs no decoding.
  const isPlain = isAscii(buffer)
  const isText = isPlain || isUtf8(buffer)
  let line = firstLine
  for (let start = 0; start < buffer.length; line++) {
    const next = buffer.indexOf(NEWLINE, start)
    const end = next < 0 ? buffer.length : next
    // One line at a time: the text of a whole block is larger than the caches, and stays until the block is done.
    const item = isText || isUtf8(buffer.subarray(start, end)) ? textItem(buffer.toString(isPlain ? 'latin1' : 'utf8', start, end), line) : { line, unreadable: 'the line is not UTF-8' }
    if (Array.isArray(item)) yield* item
    else if (item) yield item as ContainerItem
    start = end + 1
  }
}

function textItem(raw: string, line: number): ContainerItem | readonly ContainerItem[] | undefined {
  const text = (line === 1 ? raw.replace(/^\uFEFF/, '') : raw).trim()
  if (text === '') return undefined
  const parsed = parseJsonText(text)
  return 'value' in parsed ? { line, value: parsed.value } : otherItem(text, line, PROBLEMS[parsed.problem])
}

/** A line that is no JSON: behind a hole of NUL bytes, as it stays where a log is cut while a process writes on, or behind a logger's prefix, there may be some. */
function otherItem(text: string, line: number, unreadable: string): ContainerItem | readonly ContainerItem[] {
  const bare = text.includes('\0') ? text.replace(/^\0+|\0+$/g, '').trim() : text
  if (bare === '') return { line, unreadable: 'the line holds nothing but NUL bytes: what stood there is lost' }
  if (bare.includes('\0')) return { line, unreadable: 'the line holds NUL bytes' }
  // Elements of an array that lost its brackets end with commas.
  const plain = bare.endsWith(',') ? bare.slice(0, -1) : bare
  const values = valuesOnLine(plain)
  if (values) return values.map((value) => ({ line, value }))
  const parsed = plain.length < text.length ? parseJsonText(plain) : undefined
  if (parsed !== undefined && 'value' in parsed) return { line, value: parsed.value }
  const value = loggedRecord(bare)
  return value === undefined ? { line, unreadable } : { line, value }
}
