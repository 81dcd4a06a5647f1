/** Bounds that keep hostile or broken inputs from taking the machine down; all in one place so that messages can state them. */
export interface Limits {
  /** UTF-8 bytes of one record: a line, a CSV row or an element of an array. */
  readonly maxRecordBytes: number
  /** Unpacked bytes of a row group of Parquet, which is in memory as a whole. */
  readonly maxGroupBytes: number
  /** A packed file may expand to this many times its size … */
  readonly maxExpansion: number
  /** … or to this many bytes, whichever is more. */
  readonly freeExpansionBytes: number
  /** Nesting of JSON containers. */
  readonly maxDepth: number
}

const MEBIBYTE = 1024 * 1024

export const LIMITS: Limits = { maxRecordBytes: 64 * MEBIBYTE, maxGroupBytes: 512 * MEBIBYTE, maxExpansion: 250, freeExpansionBytes: 256 * MEBIBYTE, maxDepth: 256 }

/** Bytes as whole mebibytes, for messages. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / MEBIBYTE)} MiB`
}
