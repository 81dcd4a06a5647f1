import { isAscii, isUtf8 } from 'node:buffer'
import { AuditError } from '../../domain/error.js'
import type { Limits } from '../limits.js'
import { mebibytes } from '../limits.js'
import { parseJsonText } from '../read/json-text.js'
import type { ContainerItem, LineBlock } from './item.js'

const PROBLEMS = { cut: 'the line is cut: its JSON ends too early', invalid: 'the line is not valid JSON', 'too-deep': 'the JSON is nested too deeply' } as const
const NEWLINE = 0x0a

/** One JSON value a line; blank lines are skipped. A bad line is an item, never an error. */
export async function* readJsonLines(source: AsyncIterable<Buffer>, file: string, limits: Limits): AsyncGenerator<ContainerItem> {
  for await (const block of lineBlocks(source, file, limits)) yield* blockItems(block)
}

/**
 * Cuts a stream behind line breaks into blocks of about the size of its chunks, each with memory of its own, so that it can be handed to
 * another thread. Throws AuditError `input-line-too-long`.
 */
export async function* lineBlocks(source: AsyncIterable<Buffer>, file: string, limits: Limits, from = 1): AsyncGenerator<LineBlock> {
  let firstLine = from
  let held: Buffer[] = []
  let heldBytes = 0
  const check = (bytes: number, line: number): void => {
    if (bytes > limits.maxRecordBytes) throw new AuditError('input-line-too-long', `${file}:${line} is longer than ${mebibytes(limits.maxRecordBytes)}`, 'A record of that size is no call: check that the file is a log with one record a line')
  }
  for await (const chunk of source) {
    let lines = 0
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      check((start === 0 ? heldBytes : 0) + end - start, firstLine + lines)
      start = end + 1
      lines++
    }
    if (start > 0) {
      yield { bytes: joined([...held, chunk.subarray(0, start)], heldBytes + start), firstLine, lines }
      held = []
      heldBytes = 0
      firstLine += lines
    }
    // A copy: the rest of the chunk need not be kept for the beginning of a line.
    if (start < chunk.length) held.push(Buffer.from(chunk.subarray(start)))
    heldBytes += chunk.length - start
    check(heldBytes, firstLine)
  }
  if (heldBytes > 0) yield { bytes: joined(held, heldBytes), firstLine, lines: 1 }
}

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
  return 'value' in parsed ? { line, value: parsed.value } : { line, unreadable: PROBLEMS[parsed.problem] }
}
