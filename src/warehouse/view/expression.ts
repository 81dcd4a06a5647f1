import type { Column } from '../connection.js'
import type { Dialect } from '../sql/dialect.js'

/** What a column says, in the terms of a view: expressions by the name and type of a column. */
export interface Columns {
  readonly has: (name: string) => boolean
  /** As text, '' for NULL; JSON columns as their JSON, or as the text that they hold. */
  readonly text: (name: string) => string
  /** A number ≥ 0 times `factor`; NULL for all else. */
  readonly amount: (name: string, factor?: number) => string
  /** A whole number ≥ 0; NULL for all else. */
  readonly count: (name: string) => string
  /** Milliseconds since 1970, UTC; NULL where it is no time. */
  readonly time: (name: string) => string
  /** For a record: `column AS rec_<as>`, times in UTC. */
  readonly field: (name: string, as?: string) => string
}

/** Every column of a record is fetched under a name that cannot be one of the table's. */
export const RECORD_PREFIX = 'rec_'

const ISO_DAY = '^[0-9]{4}-[0-9]{2}-[0-9]{2}'

export function columnsOf(dialect: Dialect, columns: readonly Column[]): Columns {
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  const raw = (name: string): string => dialect.identifier(name)
  const typeOf = (name: string): string => types.get(name) ?? ''
  const isNullable = (name: string): boolean => dialect.name !== 'clickhouse' || typeOf(name).includes('Nullable')
  const text = (name: string): string => (dialect.name === 'postgres' && /^jsonb?$/u.test(typeOf(name)) ? `coalesce(${raw(name)} #>> '{}', '')` : dialect.toText(raw(name), isNullable(name)))
  const amount = (name: string, factor = 1): string => atLeastZero(dialect, dialect.toNumber(raw(name)), factor)
  return {
    has: (name) => types.has(name),
    text,
    amount,
    count: (name) => wholeOf(dialect, dialect.toNumber(raw(name))),
    time: (name) => timeOf(dialect, raw(name), typeOf(name)),
    field: (name, as = name) => `${fieldOf(dialect, raw(name), typeOf(name))} AS ${dialect.identifier(RECORD_PREFIX + as)}`,
  }
}

export function atLeastZero(dialect: Dialect, number: string, factor: number): string {
  return dialect.when(`coalesce(${number}, -1) >= 0`, factor === 1 ? number : `(${number} * ${factor})`, dialect.noNumber)
}

export function wholeOf(dialect: Dialect, number: string): string {
  return dialect.when(`coalesce(${number}, -1) >= 0 AND floor(coalesce(${number}, 0)) = coalesce(${number}, 0)`, number, dialect.noNumber)
}

/** Tokens that include the cached ones; a part larger than its whole proves another convention, and then all of it is unknown. */
export function inclusive(dialect: Dialect, input: string, read: string, write: string): { readonly input: string; readonly read: string; readonly write: string } {
  const fits = `${input} IS NULL OR coalesce(${read}, 0) + coalesce(${write}, 0) <= coalesce(${input}, 0)`
  const kept = (value: string): string => dialect.when(fits, value, dialect.noNumber)
  return { input: kept(input), read: kept(read), write: kept(write) }
}

function epochMs(dialect: Dialect, number: string): string {
  const { when } = dialect
  return when(`coalesce(${number}, 0) < 1e8`, dialect.noNumber, when(`${number} < 1e11`, `${number} * 1000`, when(`${number} < 1e14`, number, when(`${number} < 1e17`, `${number} / 1e3`, `${number} / 1e6`))))
}

function timeOf(dialect: Dialect, column: string, type: string): string {
  if (dialect.name === 'postgres') {
    if (/^(?:timestamp|date)/u.test(type)) return `floor(extract(epoch FROM ${column}) * 1000)::float8`
    if (/^(?:text|character)/u.test(type)) return `CASE WHEN ${column} ~ '${ISO_DAY}' THEN floor(extract(epoch FROM ${column}::timestamptz) * 1000)::float8 END`
    return epochMs(dialect, dialect.toNumber(column))
  }
  if (type.includes('DateTime64')) return `toFloat64(toUnixTimestamp64Milli(${column}))`
  if (type.includes('Date')) return `toFloat64(toUnixTimestamp(toDateTime(${column}))) * 1000`
  if (!type.includes('String')) return epochMs(dialect, dialect.toNumber(column))
  const seconds = `parseDateTimeBestEffortOrNull(ifNull(toString(${column}), ''))`
  const fraction = `toFloat64OrZero(concat('0', extract(ifNull(toString(${column}), ''), ':[0-9]{2}([.][0-9]{1,3})')))`
  return `if(match(ifNull(toString(${column}), ''), '${ISO_DAY}'), toFloat64(toUnixTimestamp(${seconds})) * 1000 + floor(${fraction} * 1000 + 0.5), ${dialect.noNumber})`
}

/** Times leave a server as text in UTC; Map columns and the like as the JSON of the row's format. */
function fieldOf(dialect: Dialect, column: string, type: string): string {
  return dialect.name === 'clickhouse' && type.includes('DateTime') ? `toString(toTimeZone(${column}, 'UTC'))` : column
}
