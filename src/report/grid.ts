import Table from 'cli-table3'
import { columns, fit } from '../text/display.js'

export interface GridColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** True for the columns that give way when the line is too long. */
  readonly flexible?: boolean
}

export interface GridOptions {
  /** Columns of the terminal. */
  readonly width: number
  readonly color: boolean
}

const GAP = 2
const MIN_FLEXIBLE = 6

/** Columns that a report may take: between 40 and 200. */
export function reportWidth(width: number): number {
  return Math.min(200, Math.max(40, Math.trunc(width) || 80))
}

/** No lines: they cost width and say nothing. */
const BARE = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'].map((name) => [name, '']),
)

/** A table without lines, each row on one line of at most `width` columns. Cells are made safe here. */
export function drawGrid(head: readonly GridColumn[], rows: readonly (readonly string[])[], options: GridOptions): readonly string[] {
  const widths = columnWidths(head, rows, options.width)
  const table = new Table({
    colWidths: [...widths],
    colAligns: head.map((column) => column.align ?? 'left'),
    chars: { ...BARE, middle: ' '.repeat(GAP) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  })
  for (const row of [head.map((column) => column.title), ...rows]) table.push(widths.map((width, at) => fit(row[at] ?? '', width)))
  const [title = '', ...lines] = table.toString().split('\n').map((line) => line.trimEnd())
  return [options.color ? `\u001b[1m${title}\u001b[22m` : title, ...lines]
}

/** Natural widths where they fit; else the flexible columns share what the others leave, and at the last the widest gives way, whichever it is. */
function columnWidths(head: readonly GridColumn[], rows: readonly (readonly string[])[], width: number): readonly number[] {
  const natural = head.map((column, at) => Math.max(1, columns(column.title), ...rows.map((row) => columns(fit(row[at] ?? '', width)))))
  const total = width - GAP * (head.length - 1)
  const flexible = head.flatMap((column, at) => (column.flexible === true ? [at] : [])).sort((a, b) => (natural[a] ?? 0) - (natural[b] ?? 0))
  let room = total - natural.reduce((sum, one, at) => sum + (flexible.includes(at) ? 0 : one), 0)
  const widths = [...natural]
  // The narrow ones first: what they leave over goes to the wider.
  flexible.forEach((at, done) => {
    const share = Math.min(natural[at] ?? 0, Math.max(MIN_FLEXIBLE, Math.floor(room / (flexible.length - done))))
    widths[at] = share
    room -= share
  })
  for (let excess = widths.reduce((sum, one) => sum + one, 0) - total; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths))
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}
