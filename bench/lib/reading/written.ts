import { gzipSync } from 'node:zlib'
import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import { isJsonObject } from '../../../src/domain/json.js'
import { zstdFrame } from '../../../test/ingest/zstd-frame.js'

/** A way to write the same records into a file. */
export interface Written {
  readonly name: string
  readonly bytes: (records: readonly JsonObject[], random: () => number) => Uint8Array | undefined
  /** In how large pieces it comes; whole when absent. */
  readonly pieceBytes?: number
}

const lines = (records: readonly JsonValue[]): string => `${records.map((record) => JSON.stringify(record)).join('\n')}\n`
const text = (write: (records: readonly JsonObject[], random: () => number) => string): Written['bytes'] => (records, random) => Buffer.from(write(records, random))
const escaped = (json: string): string => json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
/** Numbers of JSON text in other forms of the same value; strings stay as they are. */
const renumbered = (json: string): string => json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs, (token) => (/^-?\d{1,9}$/.test(token) ? (token.length % 2 === 0 ? `${token}.0` : `${token}e0`) : token))
const utf16 = (content: string, isBig: boolean): Buffer => { const bytes = Buffer.from(content, 'utf16le'); return isBig ? bytes.swap16() : bytes }

/** Rows with the fields of all as columns; undefined where a record has objects that say more than their JSON, or names that differ in case alone. */
function csv(records: readonly JsonObject[], delimiter: string, { upper = false, quoteAll = false, head = '' } = {}): string | undefined {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))]
  // A table says nothing of what is absent, and none of other formats stands in it.
  if (!columns.some((column) => /^(?:prompt|messages|request|question|input|request_body|req|body)$/i.test(column)) || records.some((record) => Object.keys(record).length < columns.length)) return undefined
  const cell = (value: JsonValue | undefined): string => {
    const plain = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
    return quoteAll || /["\r\n]/.test(plain) || plain.includes(delimiter) || /^\s|\s$/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
  }
  return `${head}${[columns.map((column) => cell(upper ? column.toUpperCase() : column)), ...records.map((record) => columns.map((column) => cell(record[column])))].map((row) => row.join(delimiter)).join('\r\n')}\r\n`
}
const table = (...given: Parameters<typeof csv> extends [unknown, ...infer Rest] ? Rest : never): Written['bytes'] => (records) => { const written = csv(records, ...given); return written === undefined ? undefined : Buffer.from(written) }

export const WRITTEN: readonly Written[] = [
  { name: 'lines', bytes: text(lines) },
  { name: 'lines in pieces of 7 bytes', bytes: text(lines), pieceBytes: 7 },
  { name: 'lines that end with a carriage return too', bytes: text((records) => lines(records).replaceAll('\n', '\r\n')) },
  { name: 'lines behind a mark of UTF-8', bytes: text((records) => `\uFEFF${lines(records)}`) },
  { name: 'blank lines between', bytes: text((records) => `\n\n${lines(records).replaceAll('\n', '\n \n')}`) },
  { name: 'no line break at the end', bytes: text((records) => lines(records).trimEnd()) },
  { name: 'white space around and inside', bytes: text((records) => records.map((record) => ` ${JSON.stringify(record, undefined, 1).replaceAll('\n', ' ')}\t`).join('\n')) },
  { name: 'letters as escapes', bytes: text((records) => escaped(lines(records))) },
  { name: 'slashes as escapes', bytes: text((records) => lines(records).replaceAll('/', '\\/')) },
  { name: 'whole numbers as decimals and powers', bytes: text((records) => renumbered(lines(records))) },
  { name: 'an array', bytes: text((records) => JSON.stringify(records)) },
  { name: 'an array over many lines', bytes: text((records) => JSON.stringify(records, undefined, 2)) },
  { name: 'an array over many lines in pieces of 11 bytes', bytes: text((records) => JSON.stringify(records, undefined, 2)), pieceBytes: 11 },
  { name: 'an array of a line each with carriage returns', bytes: text((records) => `[\r\n${records.map((record) => JSON.stringify(record)).join(',\r\n')}\r\n]\r\n`) },
  { name: 'an array behind a mark of UTF-8', bytes: text((records) => `\uFEFF${JSON.stringify(records)}`) },
  { name: 'records over many lines', bytes: text((records) => records.map((record) => JSON.stringify(record, undefined, 2)).join('\n')) },
  { name: 'records one behind the other', bytes: text((records) => records.map((record) => JSON.stringify(record)).join('')) },
  { name: 'lines that end with commas', bytes: text((records) => records.map((record) => JSON.stringify(record)).join(',\n')) },
  { name: 'a document with data', bytes: text((records) => JSON.stringify({ data: records })) },
  { name: 'a document with data over many lines', bytes: text((records) => JSON.stringify({ object: 'list', data: records, has_more: false }, undefined, 4)) },
  { name: 'gzip', bytes: (records) => gzipSync(lines(records)) },
  { name: 'gzip in members', bytes: (records) => Buffer.concat(records.map((record) => gzipSync(lines([record])))) },
  { name: 'gzip of an array', bytes: (records) => gzipSync(JSON.stringify(records)) },
  { name: 'zstd', bytes: (records) => zstdFrame(lines(records)) },
  { name: 'zstd in frames', bytes: (records) => Buffer.concat(records.map((record) => zstdFrame(lines([record])))) },
  { name: 'UTF-16, low byte first', bytes: (records) => utf16(`\uFEFF${lines(records)}`, false) },
  { name: 'UTF-16, high byte first', bytes: (records) => utf16(`\uFEFF${lines(records)}`, true) },
  { name: 'UTF-16 of an array without a mark', bytes: (records) => utf16(JSON.stringify(records), false), pieceBytes: 13 },
  { name: 'a table', bytes: table(',') },
  { name: 'a table with a mark', bytes: table(',', { head: '\uFEFF' }) },
  { name: 'a table with semicolons', bytes: table(';') },
  { name: 'a table with tabs', bytes: table('\t') },
  { name: 'a table with bars', bytes: table('|') },
  { name: 'a table with a line for spreadsheets', bytes: table(';', { head: 'sep=;\r\n' }) },
  { name: 'a table all quoted, in pieces of 7 bytes', bytes: table(',', { quoteAll: true }), pieceBytes: 7 },
  { name: 'a table in UTF-16', bytes: (records) => { const written = csv(records, '\t', { head: '\uFEFF' }); return written === undefined ? undefined : utf16(written, false) } },
  { name: 'a table with names in capitals', bytes: table(',', { upper: true }) },
]

export const isObject = isJsonObject
