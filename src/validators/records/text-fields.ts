const KEYED = /^[\s*_>-]{0,6}(\p{L}[\p{L}\p{N} _/().-]{0,40}?)[*_]{0,2}\s?[:：][*_]{0,2}\s+(\S.{0,200})$/u
const RULE = /^:?-{2,}:?$/
const MOST_LINES = 500

/** Named values of a text: lines of `key: value`, each under its key, or the rows of a Markdown table, each as one value. Undefined for a text of another shape. */
export function textFields(text: string): readonly (readonly [field: string, value: string])[] | undefined {
  const lines = text.replace(/^\s*```\w{0,20}\n|\n```\s*$/g, '').split('\n', MOST_LINES).filter((line) => line.trim() !== '')
  return lines.length < 2 ? undefined : tableRows(lines) ?? keyedLines(lines)
}

function keyedLines(lines: readonly string[]): readonly (readonly [string, string])[] | undefined {
  const pairs = lines.map((line) => KEYED.exec(line)).map((match) => match && ([(match[1] ?? '').trim(), (match[2] ?? '').trim()] as const))
  const keys = new Set(pairs.map((pair) => pair?.[0].toLowerCase()))
  return pairs.every((pair) => pair !== null) && keys.size === pairs.length ? pairs : undefined
}

/** The header tells the columns apart, so that a cell that moved to another one is seen. */
function tableRows(lines: readonly string[]): readonly (readonly [string, string])[] | undefined {
  const [head = '', rule = '', ...rows] = lines
  if (!head.includes('|') || !rule.includes('-') || !cellsOf(rule).every((cell) => RULE.test(cell)) || !rows.every((row) => row.includes('|')) || rows.length === 0) return undefined
  const columns = cellsOf(head)
  const read = rows.map(cellsOf)
  return read.every((cells) => cells.length === columns.length) ? read.map((cells) => [columns.join('|'), cells.join('|')]) : undefined
}

function cellsOf(line: string): readonly string[] {
  return line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim().replace(/^[*_`]+|(?<![*_`])[*_`]+$/g, ''))
}
