import { open as openFile } from 'node:fs/promises'
import { AuditError } from '../domain/error.js'
import { checkColumns } from './check-columns.js'
import type { Runtime } from './container/container-log.js'
import { runtimeOf, wholeLines } from './container/container-log.js'
import { detectContainer } from './container/detect-container.js'
import type { ContainerItem, Portion } from './container/item.js'
import { readJsonArray } from './container/json-array.js'
import { lineBlocks } from './container/json-lines.js'
import type { Limits } from './limits.js'
import { mebibytes } from './limits.js'
import { decodeUtf8, utf8Of } from './source/decode.js'
import { gunzip } from './source/gunzip.js'
import { isGzip, isParquet, isZstd, refuseBinary, utf16Of, zstdDictionary } from './source/magic.js'
import type { Input } from './source/open-input.js'
import { emptyInput } from './source/open-input.js'
import { PackedError } from './source/packed-error.js'
import { peek } from './source/peek.js'
import { spool } from './source/spool.js'
import { unzstd } from './source/unzstd.js'

const HEAD = 64 * 1024
const TOGETHER = 50

/** What one input holds, whatever its container and compression; readers that few logs need are loaded by those. Throws AuditError for inputs that cannot be read on, and where `isRefusedCut` for packed data that ends too early. */
export async function* readInput({ file, path, open, firstLine }: Input, limits: Limits, isRefusedCut = false): AsyncGenerator<Portion> {
  let records = 0
  let trailed: PackedError | undefined
  try {
    const packed = await peek(open(), HEAD)
    if (packed.head.length === 0) {
      for await (const _ of packed.all) void _
      throw emptyInput(file)
    }
    const unpack = isGzip(packed.head) ? gunzip : isZstd(packed.head) ? unzstd : undefined
    const dictionary = zstdDictionary(packed.head)
    if (dictionary !== undefined) throw new AuditError('input-zstd', `${file} was packed with a dictionary (number ${dictionary}), which is not in it`, `Unpack it with that dictionary and give the plain file: zstd -dc -D DICTIONARY ${file} > log.jsonl`)
    const plain = unpack ? await peek(toItsEnd(unpack(packed.all, limits), (error) => { trailed = error }), HEAD) : packed
    const encoding = utf16Of(plain.head)
    const text = encoding ? await peek(utf8Of(plain.all, encoding, file), HEAD) : plain
    const portions = isParquet(plain.head) ? parquetPortions(plain.all, unpack ? undefined : path, file, limits) : portionsOf(text.head, text.all, file, limits, firstLine)
    for await (const portion of portions) {
      records += 'items' in portion ? portion.items.length : portion.block.lines
      yield portion
    }
    if (trailed !== undefined) yield partOf(trailed, records)
  } catch (error) {
    // What came out before is as it was written; where the data is damaged nobody knows.
    if (error instanceof PackedError && records > 0 && error.kind === 'cut' && !isRefusedCut) return yield partOf(error, records)
    throw error instanceof PackedError ? packedFailure(error, file, records, limits) : isSystemError(error) ? readFailure(error, file, records) : error
  }
}

async function* portionsOf(head: Buffer, all: AsyncIterable<Buffer>, file: string, limits: Limits, firstLine: number | undefined): AsyncGenerator<Portion> {
  refuseBinary(head, file)
  const text = head.toString('utf8').replace(/^\0+/, '')
  const runtime = runtimeOf(text)
  const container = firstLine !== undefined || runtime !== undefined ? { type: 'json-lines' as const } : detectContainer(text) ?? (head.length < HEAD ? undefined : { type: 'json-lines' as const })
  switch (container?.type) {
    case 'json-lines': return yield* lineBlocks(linesOf(all, text, runtime), limits, firstLine)
    case 'json-array':
      for await (const items of readJsonArray(all, limits)) yield { items }
      return
    case 'json-document': {
      const { readJsonDocument } = await import('./container/json-document.js')
      return yield* together(readJsonDocument(decodeUtf8(all, file), file, limits))
    }
    case 'csv': {
      if (/^\s*\/[/*]/.test(text)) throw new AuditError('input-format', `${file} begins with a comment, which JSON does not have`, 'Take the comments out, and give JSON Lines or a JSON array')
      const { readCsv } = await import('./container/csv.js')
      return yield* together(readCsv(decodeUtf8(all, file), file, container, (columns) => checkColumns(columns, file), limits))
    }
    default:
      // Nothing but white space; a damaged gzip file must say so rather than seem empty.
      for await (const _ of all) void _
      throw emptyInput(file)
  }
}

/** The lines as they were printed: out of what a runtime of containers writes, and out of what ends its lines as old machines did. */
function linesOf(all: AsyncIterable<Buffer>, head: string, runtime: Runtime | undefined): AsyncIterable<Buffer> {
  if (runtime !== undefined) return wholeLines(all, runtime)
  return head.includes('\n') || !/\}\r\s*\{/.test(head) ? all : newlines(all)
}

/** Carriage returns as line breaks: within JSON both are written as escapes. */
async function* newlines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of source) yield Buffer.from(chunk.toString('latin1').replaceAll('\r', '\n'), 'latin1')
}

/** A file is read in place; what comes as a stream goes to a temporary file before. */
async function* parquetPortions(all: AsyncIterable<Buffer>, path: string | undefined, file: string, limits: Limits): AsyncGenerator<Portion> {
  const { readParquet } = await import('./container/parquet.js')
  const handle = path === undefined ? await spool(all) : await openFile(path)
  try {
    for await (const items of readParquet(handle, file, (columns) => checkColumns(columns, file), limits)) yield { items }
  } finally {
    await handle.close()
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

const recordsRead = (records: number): string => `${records} ${records === 1 ? 'record was' : 'records were'} read before`

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}

/** A file may go, or its disk, after it was looked at. */
function readFailure({ code }: { readonly code: string }, file: string, records: number): AuditError {
  const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code === 'ENOENT' ? 'it is not there any more' : code === 'EISDIR' ? 'it is a directory' : code
  return new AuditError('input-unreadable', `${file} cannot be read: ${why}; ${recordsRead(records)}`, 'Check that the file is there, is yours to read (chmod u+r) and lies on a disk that works, then try again')
}

/** What is whole counts to its last byte, whatever stands behind it. */
async function* toItsEnd(chunks: AsyncIterable<Buffer>, trailed: (error: PackedError) => void): AsyncGenerator<Buffer> {
  try {
    yield* chunks
  } catch (error) {
    if (!(error instanceof PackedError) || error.kind !== 'trailed') throw error
    trailed(error)
  }
}

/** One rejection for all that a packed file does not hold, or holds beside its records. */
function partOf({ packing, kind }: PackedError, records: number): Portion {
  const unreadable = kind === 'cut' ? `the ${packing} data ends too early: ${recordsRead(records)}, what followed is missing` : `something that is no ${packing} data stands behind it, and was left out; ${recordsRead(records)}`
  return { items: [{ line: 0, unreadable }] }
}

function packedFailure({ packing, kind }: PackedError, file: string, records: number, limits: Limits): AuditError {
  const unpacker = packing === 'gzip' ? 'gzip -dc' : 'zstd -dc'
  if (kind === 'bomb') {
    return new AuditError('input-too-large', `${file} expands to more than ${limits.maxExpansion} times its size and ${mebibytes(limits.freeExpansionBytes)}`, `If it is a log all the same, unpack it and give the plain file: ${unpacker} ${file} > log.jsonl`)
  }
  const what = kind === 'cut' ? `the ${packing} data ends too early` : `the ${packing} data is damaged`
  return new AuditError(`input-${packing}`, `${file}: ${what}; ${recordsRead(records)}`, `Fetch the file again, or go on with what there is: ${unpacker} ${file} > part.jsonl; audit run part.jsonl`)
}
