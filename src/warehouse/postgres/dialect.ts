import type { Dialect } from '../sql/dialect.js'
import { columnList } from '../sql/dialect.js'

/** An escape string, so that no setting of the server changes what a backslash means. */
const text = (value: string): string => (value.includes('\\') ? `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${value.replaceAll("'", "''")}'`)

/** PostgreSQL from 12 on. */
export const postgres: Dialect = {
  name: 'postgres',
  wordStart: '(?<![0-9A-Za-z_])',
  wordEnd: '(?![0-9A-Za-z_])',
  text,
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  concat: (parts) => `(${parts.join(' || ')})`,
  when: (condition, then, otherwise) => `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`,
  matches: (subject, pattern) => `(${subject} ~ ${text(pattern)})`,
  replaceAll: (subject, pattern, replacement) => `regexp_replace(${subject}, ${text(pattern)}, ${text(replacement)}, 'g')`,
  replaceText: (subject, part, replacement) => {
    const at = `position(${part} IN ${subject})`
    return `CASE WHEN ${part} = '' OR ${at} = 0 THEN ${subject} ELSE overlay(${subject} PLACING ${text(replacement)} FROM ${at} FOR length(${part})) END`
  },
  capture: (subject, pattern) => `coalesce((regexp_match(${subject}, ${text(pattern)}))[1], '')`,
  jsonText: (literal) => `(${literal}::json #>> '{}')`,
  hash: (subject) => `md5(${subject})`,
  sha256: (subject) => `encode(sha256(convert_to(${subject}, 'UTF8')), 'hex')`,
  firstText: (texts) => `coalesce(${texts.map((one) => `nullif(${one}, '')`).join(', ')}, '')`,
  rename: (subject, table) => (table.size === 0 ? subject : `coalesce(${text(JSON.stringify(Object.fromEntries(table)))}::jsonb ->> ${subject}, ${subject})`),
  toText: (expression) => `coalesce((${expression})::text, '')`,
  firstCharacters: (subject, count) => `left(${subject}, ${count})`,
  length: (subject) => `length(${subject})`,
  toNumber: (expression) => `CASE WHEN (${expression})::text ~ '^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{1,2})?$' THEN (${expression})::text::float8 END`,
  float: (number) => `(${number})::float8`,
  integer: (number) => `(${number})::int8`,
  noNumber: 'NULL::float8',
  naturalLog: (number) => `ln(${number})`,
  least: (subject) => `min((${subject}) COLLATE "C")`,
  argMin: (value, by) => `(array_agg(${value} ORDER BY ${by} COLLATE "C"))[1]`,
  list: (value) => `array_agg((${value})::float8)`,
  isBefore: (one, other) => `((${one}) COLLATE "C" < (${other}) COLLATE "C")`,
  firstValues: (value, by, condition, count) => `(array_agg(${value} ORDER BY ${by} COLLATE "C") FILTER (WHERE ${condition}))[1:${count}]`,
  isIn: (value, query) => `${value} IN (${query})`,
  select: ({ steps, columns, from, where, filter, groupBy }) => {
    // `OFFSET 0` keeps the planner from writing each name out wherever it is used, which would work the same pattern out many times for each row.
    const rows = steps.reduce((inner, [name, expression, of]) => (of === undefined
      ? `(SELECT *, ${expression} AS ${name} FROM ${inner} AS s OFFSET 0)`
      : `(SELECT l.*, h.${name} FROM ${inner} AS l JOIN (SELECT ${of}, ${expression} AS ${name} FROM (SELECT DISTINCT ${of} FROM ${inner} AS s OFFSET 0) AS d OFFSET 0) AS h USING (${of}) OFFSET 0)`),
    `(SELECT * FROM ${from}${where === undefined ? '' : ` WHERE ${where}`})`)
    return [`SELECT ${columnList(columns)} FROM ${rows} AS steps`, ...(filter === undefined ? [] : [`WHERE ${filter}`]), ...(groupBy.length === 0 ? [] : [`GROUP BY ${groupBy.join(', ')}`])].join('\n')
  },
}
