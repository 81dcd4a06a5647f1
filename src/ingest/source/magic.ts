import { AuditError } from '../../domain/error.js'

interface Signature {
  readonly name: string
  readonly bytes: readonly number[]
  readonly way: string
}

const NO_LOG = 'Name the log itself: JSON Lines, JSON or CSV in UTF-8, plain, gzip or zstd, or Parquet'

const SIGNATURES: readonly Signature[] = [
  { name: 'zip', bytes: [0x50, 0x4b, 0x03, 0x04], way: 'Unpack it with `unzip` and name the files inside; a spreadsheet is to be saved as CSV (UTF-8)' },
  { name: 'SQLite', bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66], way: 'Export the table of calls with `sqlite3 -csv -header logs.db "SELECT …" > logs.csv`' },
  { name: 'bzip2', bytes: [0x42, 0x5a, 0x68], way: 'Unpack it with `bunzip2`, or pipe it: `bzcat logs.bz2 | audit inspect -`' },
  { name: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], way: 'Unpack it with `unxz`, or pipe it: `xzcat logs.xz | audit inspect -`' },
  { name: '7-Zip', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], way: 'Unpack it with `7z x` and name the files inside' },
  { name: 'a PDF document', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], way: NO_LOG },
  { name: 'a picture (PNG)', bytes: [0x89, 0x50, 0x4e, 0x47], way: NO_LOG },
  { name: 'a picture (JPEG)', bytes: [0xff, 0xd8, 0xff], way: NO_LOG },
  { name: 'an old Office document', bytes: [0xd0, 0xcf, 0x11, 0xe0], way: 'Save the sheet that holds the calls as CSV (UTF-8)' },
]

const startsWith = (head: Uint8Array, bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte)

/** True for the two magic bytes of gzip; the name of a file says nothing. */
export function isGzip(head: Uint8Array): boolean {
  return startsWith(head, [0x1f, 0x8b])
}

/** True for the magic bytes of a zstd frame, or of one that is to be skipped. */
export function isZstd(head: Uint8Array): boolean {
  return startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]) || (startsWith(head.subarray(1), [0x2a, 0x4d, 0x18]) && ((head[0] ?? 0) & 0xf0) === 0x50)
}

/** The number of the dictionary that the first zstd frame needs; undefined where it needs none. */
export function zstdDictionary(head: Uint8Array): number | undefined {
  const described = startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]) ? head[4] : undefined
  if (described === undefined || (described & 3) === 0) return undefined
  // The size of the window comes between, unless one segment is the whole.
  const at = (described & 0x20) === 0 ? 6 : 5
  const bytes = head.subarray(at, at + ([0, 1, 2, 4][described & 3] ?? 0))
  const number = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)
  return number === 0 ? undefined : number
}

/** Bytes by which text in UTF-16 is told that has no byte order mark. */
const GLANCE = 512

/** The encoding of text in UTF-16, as PowerShell and spreadsheets write it: told by its mark, or by a NUL in every other byte; undefined for all else. */
export function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) return head[0] === 0xff ? 'utf-16le' : 'utf-16be'
  const some = head.subarray(0, Math.min(head.length, GLANCE) & ~1)
  if (some.length < 16) return undefined
  const nuls = [0, 0]
  for (const [at, byte] of some.entries()) if (byte === 0) nuls[at & 1] = (nuls[at & 1] ?? 0) + 1
  const [even = 0, odd = 0] = nuls.map((count) => count / (some.length / 2))
  if (even === 0 && odd > MOSTLY) return 'utf-16le'
  return odd === 0 && even > MOSTLY ? 'utf-16be' : undefined
}

const MOSTLY = 0.8

/** True for the magic bytes that Parquet begins with. */
export function isParquet(head: Uint8Array): boolean {
  return startsWith(head, [0x50, 0x41, 0x52, 0x31])
}

/** Throws `input-binary` when the first bytes of an input are of a known binary format, or hold NUL bytes and no text beside them. */
export function refuseBinary(head: Uint8Array, file: string): void {
  const known = SIGNATURES.find((signature) => startsWith(head, signature.bytes))
  if (known) throw new AuditError('input-binary', `${file} is ${known.name}, not JSON Lines, JSON or CSV`, known.way)
  if (head.includes(0) && !isHoledText(Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('utf8'))) {
    throw new AuditError('input-binary', `${file} is a binary file (it holds NUL bytes)`, 'Give a log as JSON Lines, JSON or CSV in UTF-8, plain, gzip or zstd, or as Parquet')
  }
}

const BROKEN = /[^\P{Cc}\t\f\v]|\ufffd/u

/** Text with holes, as a log has them that was cut while a process wrote on, or whose machine lost power: its first line beside them is text of a log. */
function isHoledText(text: string): boolean {
  const lines = text.split(/[\n\r]/, 200).map((line) => line.replace(/^\0+|\0+$/g, '')).filter((line) => line !== '' && !line.includes('\0'))
  const first = lines[0] ?? ''
  return !BROKEN.test(first) && (/^\uFEFF?\s*[{[]\s*(?:["{[]|$)/.test(first) || /[\w"]\s*[,;\t]\s*["\w]/.test(first))
}
