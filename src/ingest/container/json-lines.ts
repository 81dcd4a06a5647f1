import { isUtf8 } from 'node:buffer'
import { AuditError } from '../../domain/error.js'
import type { Limits } from '../limits.js'
import { mebibytes } from '../limits.js'
import { parseJsonText } from '../read/json-text.js'
import type { ContainerItem } from './item.js'

const PROBLEMS = { cut: 'the line is cut: its JSON ends too early', invalid: 'the line is not valid JSON', 'too-deep': 'the JSON is nested too deeply' } as const

/** One JSON value a line; blank lines are skipped. A bad line is an item, never an error. */
export async function* readJsonLines(source: AsyncIterable<Buffer>, file: string, limits: Limits): AsyncGenerator<ContainerItem> {
  let line = 0
  for await (const bytes of splitLines(source, file, limits)) {
    line++
    const item = readLine(bytes, line)
    if (item) yield item
  }
}

function readLine(bytes: Buffer, line: number): ContainerItem | undefined {
  if (!isUtf8(bytes)) return { line, unreadable: 'the line is not UTF-8' }
  const raw = bytes.toString('utf8')
  const text = (line === 1 ? raw.replace(/^\uFEFF/, '') : raw).trim()
  if (text === '') return undefined
  const parsed = parseJsonText(text)
  return 'value' in parsed ? { line, value: parsed.value } : { line, unreadable: PROBLEMS[parsed.problem] }
}

async function* splitLines(source: AsyncIterable<Buffer>, file: string, limits: Limits): AsyncGenerator<Buffer> {
  let line = 1
  let open: Buffer[] = []
  let size = 0
  const extend = (piece: Buffer): void => {
    size += piece.length
    if (size > limits.maxRecordBytes) {
      throw new AuditError('input-line-too-long', `${file}:${line} is longer than ${mebibytes(limits.maxRecordBytes)}`, 'A record of that size is no call: check that the file is a log with one record a line')
    }
    open.push(piece)
  }
  for await (const chunk of source) {
    let start = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      extend(chunk.subarray(start, end))
      yield open.length === 1 && open[0] ? open[0] : Buffer.concat(open)
      open = []
      size = 0
      line++
      start = end + 1
    }
    if (start < chunk.length) extend(chunk.subarray(start))
  }
  if (size > 0) yield Buffer.concat(open)
}
