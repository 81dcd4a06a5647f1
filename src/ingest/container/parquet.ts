import type { FileHandle } from 'node:fs/promises'
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import type { AsyncBuffer, Compressors, FileMetaData } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { AuditError } from '../../domain/error.js'
import type { JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Limits } from '../limits.js'
import { mebibytes } from '../limits.js'
import { losesDigits } from '../read/json-text.js'
import type { ContainerItem } from './item.js'

/** What to do with the columns before any row is read; throws when the table cannot hold calls. */
type CheckColumns = (columns: readonly string[]) => void

/**
 * Rows of a Parquet file as objects, one row group in memory at a time. Whole numbers that would lose digits become text;
 * times become ISO 8601. Throws AuditError `input-parquet` for a file that is cut, damaged or of a kind that cannot be read, `input-too-large`
 * where a group or page would not fit into memory.
 */
export async function* readParquet(handle: FileHandle, file: string, checkColumns: CheckColumns, limits: Limits): AsyncGenerator<readonly ContainerItem[]> {
  const { size } = await handle.stat()
  const source: AsyncBuffer = {
    byteLength: size,
    slice: async (start, end = size) => {
      const length = Math.min(end, size) - start
      if (!(length >= 0)) throw new Error('a place outside the file')
      const buffer = new ArrayBuffer(length)
      await handle.read(new Uint8Array(buffer), 0, length, start)
      return buffer
    },
  }
  let rows = 0
  try {
    const metadata = await parquetMetadataAsync(source)
    checkColumns(topColumns(metadata))
    const scales = scalesOf(metadata)
    for (const group of metadata.row_groups) {
      const rowEnd = rows + Number(group.num_rows)
      if (Number(group.total_byte_size) > limits.maxGroupBytes) {
        throw new AuditError('input-too-large', `${file}: its rows from ${rows + 1} on form a group of ${mebibytes(Number(group.total_byte_size))}, more than ${mebibytes(limits.maxGroupBytes)}`, `Write it again in smaller groups: duckdb -c "COPY (FROM 'logs.parquet') TO 'smaller.parquet' (ROW_GROUP_SIZE 20000)"`)
      }
      const read = await parquetReadObjects({ file: source, metadata, rowStart: rows, rowEnd, compressors: guarded(file, limits), parsers: PARSERS })
      const first = rows
      for (let start = 0; start < read.length; start += TOGETHER) yield read.slice(start, start + TOGETHER).map((row, at) => ({ line: first + start + at + 1, value: rounded(plainValue(row, 0), scales) }))
      rows = rowEnd
    }
  } catch (error) {
    if (error instanceof AuditError) throw error
    throw new AuditError('input-parquet', `${file}: the Parquet data is cut, damaged or of an unknown kind (${error instanceof Error ? error.message.slice(0, 120) : 'unknown'}); ${rows} ${rows === 1 ? 'row was' : 'rows were'} read before`, `Fetch the file again, or convert it: duckdb -c "COPY (FROM 'logs.parquet') TO 'logs.jsonl'"`)
  }
}

const TOGETHER = 50

/** JSON columns stay text: the readers of formats know when to look inside, and broken JSON must not stop a whole file. */
const PARSERS = { jsonFromBytes: (bytes: Uint8Array): string => new TextDecoder().decode(bytes) }

function topColumns({ schema }: FileMetaData): readonly string[] {
  const names: string[] = []
  let left = schema[0]?.num_children ?? 0
  for (let at = 1; at < schema.length && left > 0; left--) {
    names.push(schema[at]?.name ?? '')
    let open = 1
    for (; open > 0 && at < schema.length; at++) open += (schema[at]?.num_children ?? 0) - 1
  }
  return names
}

/** Digits behind the point of columns of decimal numbers, by name. */
function scalesOf({ schema }: FileMetaData): ReadonlyMap<string, number> {
  return new Map(schema.flatMap(({ name, converted_type: type, scale = 0 }) => (type === 'DECIMAL' && scale > 0 && scale <= 20 ? [[name, scale] as const] : [])))
}

/** Decimal numbers come out as products of floating point, some of them beside what was written: a count of tokens would be none any more. */
function rounded(row: JsonValue, scales: ReadonlyMap<string, number>): JsonValue {
  if (scales.size === 0 || !isJsonObject(row)) return row
  return Object.fromEntries(Object.entries(row).map(([key, value]) => {
    const scale = typeof value === 'number' ? scales.get(key) : undefined
    return [key, scale === undefined ? value : Number((value as number).toFixed(scale))]
  }))
}

/** The decoders of the pages of one group of rows, asked for no more than pages and groups may hold. */
function guarded(file: string, limits: Limits): Compressors {
  let total = 0
  return Object.fromEntries(Object.entries(compressors).map(([codec, unpack]) => [codec, (input: Uint8Array, bytes: number) => {
    total += bytes
    if (total > limits.maxGroupBytes) throw new AuditError('input-too-large', `${file}: a group of rows expands to more than ${mebibytes(limits.maxGroupBytes)}`, 'Write it again in smaller groups, or convert it to JSON Lines and give that')
    if (bytes > limits.freeExpansionBytes && bytes > input.length * limits.maxExpansion) {
      throw new AuditError('input-too-large', `${file}: a page expands to more than ${limits.maxExpansion} times its size and ${mebibytes(limits.freeExpansionBytes)}`, 'If it is a log all the same, convert it to JSON Lines and give that')
    }
    return unpack(input, bytes)
  }]))
}

/** A value as JSON has it. */
function plainValue(value: unknown, depth: number): JsonValue {
  if (depth > MOST_LEVELS) return null
  switch (typeof value) {
    case 'string':
    case 'boolean': return value
    case 'number': return Number.isFinite(value) ? value : null
    case 'bigint': return losesDigits(String(value)) ? String(value) : Number(value)
    case 'object': break
    default: return null
  }
  if (value === null) return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (Array.isArray(value)) return value.map((item) => plainValue(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item, depth + 1)]))
}

const MOST_LEVELS = 64
