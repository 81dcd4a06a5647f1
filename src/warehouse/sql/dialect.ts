/**
 * How one database writes what the queries need. Patterns are written in what RE2 and PostgreSQL's regular expressions have in
 * common: explicit classes, groups, greedy quantifiers up to 255, no look-around, no class escapes.
 */
export interface Dialect {
  readonly name: 'clickhouse' | 'postgres'
  /** Pattern that holds between a character that is none of [0-9A-Za-z_] and one that is. */
  readonly wordStart: string
  readonly wordEnd: string
  /** A literal, escaped; any text without NUL. */
  readonly text: (value: string) => string
  /** A quoted identifier; any text without NUL. */
  readonly identifier: (name: string) => string
  readonly concat: (parts: readonly string[]) => string
  readonly when: (condition: string, then: string, otherwise: string) => string
  readonly matches: (text: string, pattern: string) => string
  readonly replaceAll: (text: string, pattern: string, replacement: string) => string
  /** Where a text stands for the first time in another, replaced by a third; '' is nowhere. */
  readonly replaceText: (text: string, part: string, replacement: string) => string
  /** The first group of the first match, '' without one. */
  readonly capture: (text: string, pattern: string) => string
  /** What a JSON string literal (with its quotes) says. Guard it: surrogates and NUL need not be understood. */
  readonly jsonText: (literal: string) => string
  /** 32 hex digits of some hash; the same text has the same within one database. */
  readonly hash: (text: string) => string
  /** Lower-case hex digits of the SHA-256 of the UTF-8 bytes. */
  readonly sha256: (text: string) => string
  /** The first of some texts that is not ''; '' where all are. */
  readonly firstText: (texts: readonly string[]) => string
  /** The text that stands for a text in a table, or itself where it is not there. */
  readonly rename: (text: string, table: ReadonlyMap<string, string>) => string
  /** As text, '' for NULL. ClickHouse 18.16 cannot group by `ifNull` of what is never NULL. */
  readonly toText: (expression: string, isNullable: boolean) => string
  readonly firstCharacters: (text: string, count: number) => string
  /** Characters of a text. */
  readonly length: (text: string) => string
  /** A float of what may be text; NULL where it is no number. */
  readonly toNumber: (expression: string) => string
  /** A number as a float, or as an integer. */
  readonly float: (number: string) => string
  readonly integer: (number: string) => string
  /** NULL in the place of a float. */
  readonly noNumber: string
  readonly naturalLog: (number: string) => string
  /** The text that comes first by its bytes, of a group of rows. */
  readonly least: (text: string) => string
  /** The value of the row whose text comes first by its bytes. */
  readonly argMin: (value: string, by: string) => string
  /** All values of a group of rows. */
  readonly list: (value: string) => string
  /** True where a text comes before another by its bytes. */
  readonly isBefore: (text: string, other: string) => string
  /** Of the rows of a group that fulfil a condition, the values of the `count` that come first by a text, in that order. */
  readonly firstValues: (value: string, by: string, condition: string, count: number) => string
  /** True where a value, or a tuple of some, is among the rows of a query, on whichever shard they are. */
  readonly isIn: (value: string, query: string) => string
  /** A query with named expressions, each of which may use the ones before it, over a table. */
  readonly select: (query: Select) => string
}

/**
 * A name for an expression over the rows. One with `of` needs only that earlier name, and may be worked out once for each of its values:
 * PostgreSQL keeps but 32 compiled patterns, and compiles again for each row what does not fit.
 */
export type Step = readonly [name: string, expression: string, of?: string]

/** `SELECT columns FROM table WHERE where AND filter GROUP BY groupBy`; `steps` are names for expressions over the rows, in order of use, and `filter` may use them. */
export interface Select {
  readonly steps: readonly Step[]
  readonly columns: readonly (readonly [name: string, expression: string])[]
  readonly from: string
  readonly where: string | undefined
  readonly filter?: string | undefined
  readonly groupBy: readonly string[]
}

/** Columns as `expression AS name`. */
export function columnList(columns: Select['columns']): string {
  return columns.map(([name, expression]) => `${expression} AS ${name}`).join(', ')
}
