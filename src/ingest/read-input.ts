import { AuditError } from '../domain/error.js'
import { checkColumns } from './check-columns.js'
import { readCsv } from './container/csv.js'
import { detectContainer } from './container/detect-container.js'
import type { ContainerItem, LineBlock, Portion } from './container/item.js'
import { readJsonDocument } from './container/json-document.js'
import { lineBlocks } from './container/json-lines.js'
import type { Limits } from './limits.js'
import { mebibytes } from './limits.js'
import { decodeUtf8 } from './source/decode.js'
import { gunzip, GzipError } from './source/gunzip.js'
import { isGzip, refuseBinary } from './source/magic.js'
import type { Input } from './source/open-input.js'
import { emptyInput } from './source/open-input.js'
import { peek } from './source/peek.js'

const HEAD = 64 * 1024
const TOGETHER = 50
const NEWLINE = 0x0a

/** What one input holds, whatever its container and compression. Throws AuditError for inputs that cannot be read on. */
export async function* readInput({ file, open }: Input, limits: Limits): AsyncGenerator<Portion> {
  let records = 0
  try {
    const packed = await peek(open(), HEAD)
    if (packed.head.length === 0) throw emptyInput(file)
    const plain = isGzip(packed.head) ? await peek(gunzip(packed.all, limits), HEAD) : packed
    for await (const portion of portionsOf(plain.head, plain.all, file, limits)) {
      records += 'items' in portion ? portion.items.length : lineCount(portion.block)
      yield portion
    }
  } catch (error) {
    throw error instanceof GzipError ? gzipFailure(error, file, records, limits) : error
  }
}

async function* portionsOf(head: Buffer, all: AsyncIterable<Buffer>, file: string, limits: Limits): AsyncGenerator<Portion> {
  refuseBinary(head, file)
  const container = detectContainer(head.toString('utf8')) ?? (head.length < HEAD ? undefined : { type: 'json-lines' as const })
  switch (container?.type) {
    case 'json-lines':
      for await (const block of lineBlocks(all, file, limits)) yield { block }
      return
    case 'json-document': return yield* together(readJsonDocument(decodeUtf8(all, file), file, limits))
    case 'csv': return yield* together(readCsv(decodeUtf8(all, file), file, container.delimiter, (columns) => checkColumns(columns, file), limits))
    default:
      // Nothing but white space; a damaged gzip file must say so rather than seem empty.
      for await (const _ of all) void _
      throw emptyInput(file)
  }
}

/** Items by the dozen; those before a failure come out before it is thrown. */
async function* together(items: AsyncIterable<ContainerItem>): AsyncGenerator<Portion> {
  let some: ContainerItem[] = []
  try {
    for await (const item of items) {
      if (some.push(item) < TOGETHER) continue
      yield { items: some }
      some = []
    }
  } catch (error) {
    if (some.length > 0) yield { items: some }
    throw error
  }
  if (some.length > 0) yield { items: some }
}

function lineCount({ bytes }: LineBlock): number {
  const { length } = bytes
  let lines = bytes[length - 1] === NEWLINE ? 0 : 1
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

function gzipFailure({ kind }: GzipError, file: string, records: number, limits: Limits): AuditError {
  if (kind === 'bomb') {
    return new AuditError('input-too-large', `${file} expands to more than ${limits.maxExpansion} times its size and ${mebibytes(limits.freeExpansionBytes)}`, 'If it is a log all the same, unpack it with `gunzip` and give the plain file')
  }
  const what = kind === 'cut' ? 'the gzip data ends too early' : 'the gzip data is damaged'
  return new AuditError('input-gzip', `${file}: ${what}; ${records} ${records === 1 ? 'record was' : 'records were'} read before`, `Fetch the file again, or go on with what there is: gzip -dc ${file} > part.jsonl; audit run part.jsonl`)
}
