import type { Dialect, Select } from '../sql/dialect.js'
import { columnList } from '../sql/dialect.js'

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '`': '\\`', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escape(text: string, quote: "'" | '`'): string {
  return text.replace(/[\\'`\n\r\t]/gu, (char) => (char !== quote && (char === "'" || char === '`') ? char : (ESCAPES[char] ?? char)))
}

const text = (value: string): string => `'${escape(value, "'")}'`

/**
 * Expressions with the steps written out: 18.16 loses track of names that stand for expressions when shards compute them. The engine
 * computes equal expressions once.
 */
function writtenOut(steps: Select['steps']): (expression: string) => string {
  const meaning = new Map<string, string>()
  const expand = (expression: string): string => expression.replace(/(?<![\w`'.])cv_\w+(?![\w`'])/gu, (name) => meaning.get(name) ?? name)
  for (const [name, expression] of steps) meaning.set(name, expand(expression))
  return expand
}

function conditions(all: readonly (string | undefined)[]): readonly string[] {
  const set = all.filter((condition) => condition !== undefined)
  return set.length === 0 ? [] : [`WHERE ${set.map((condition) => `(${condition})`).join(' AND ')}`]
}

/** ClickHouse from 18.16 on: one flat SELECT, so that each shard aggregates its own rows. */
export const clickhouse: Dialect = {
  name: 'clickhouse',
  wordStart: '\\b',
  wordEnd: '\\b',
  text,
  identifier: (name) => `\`${escape(name, '`')}\``,
  concat: (parts) => (parts.length === 1 ? (parts[0] ?? "''") : `concat(${parts.join(', ')})`),
  when: (condition, then, otherwise) => `if(${condition}, ${then}, ${otherwise})`,
  matches: (subject, pattern) => `match(${subject}, ${text(pattern)})`,
  replaceAll: (subject, pattern, replacement) => `replaceRegexpAll(${subject}, ${text(pattern)}, ${text(replacement)})`,
  replaceText: (subject, part, replacement) => {
    // `replaceOne` takes nothing but constants before 23.
    const at = `position(${subject}, ${part})`
    return `if(${part} = '' OR ${at} = 0, ${subject}, concat(substring(${subject}, 1, greatest(${at}, 1) - 1), ${text(replacement)}, substring(${subject}, ${at} + length(${part}))))`
  },
  capture: (subject, pattern) => `extract(${subject}, ${text(pattern)})`,
  jsonText: (literal) => `visitParamExtractString(concat('{"v":', ${literal}, '}'), 'v')`,
  hash: (subject) => `lower(hex(sipHash128(${subject})))`,
  sha256: (subject) => `lower(hex(SHA256(${subject})))`,
  firstText: (texts) => `arrayFirst(one -> one != '', [${texts.join(', ')}])`,
  rename: (subject, table) => (table.size === 0 ? subject : `transform(${subject}, [${[...table.keys()].map(text).join(', ')}], [${[...table.values()].map(text).join(', ')}], ${subject})`),
  toText: (expression, isNullable) => (isNullable ? `ifNull(toString(${expression}), '')` : `toString(${expression})`),
  firstCharacters: (subject, count) => `substring(${subject}, 1, ${count})`,
  length: (subject) => `lengthUTF8(${subject})`,
  toNumber: (expression) => `toFloat64OrNull(toString(${expression}))`,
  float: (number) => `toFloat64(${number})`,
  integer: (number) => `toInt64(${number})`,
  noNumber: 'CAST(NULL AS Nullable(Float64))',
  naturalLog: (number) => `log(${number})`,
  least: (subject) => `min(${subject})`,
  argMin: (value, by) => `argMin(${value}, ${by})`,
  list: (value) => `groupArray(${value})`,
  isBefore: (one, other) => `${one} < ${other}`,
  firstValues: (value, by, condition, count) => `arraySlice(arraySort((one, its) -> its, groupArrayIf(${value}, ${condition}), groupArrayIf(${by}, ${condition})), 1, ${count})`,
  isIn: (value, query) => `${value} GLOBAL IN (${query})`,
  select: ({ steps, columns, from, where, filter, groupBy }) => {
    const expand = writtenOut(steps)
    return [
      `SELECT ${columnList(columns.map(([name, expression]) => [name, expand(expression)]))} FROM ${from}`,
      ...conditions([where, filter === undefined ? undefined : expand(filter)]),
      ...(groupBy.length === 0 ? [] : [`GROUP BY ${groupBy.map((name) => columns.find(([, expression]) => expression === name)?.[0] ?? expand(name)).join(', ')}`]),
    ].join('\n')
  },
}
