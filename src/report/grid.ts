import Table from 'cli-table3'
import { columns, fit, fitMiddle, plain } from '../text/display.js'

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

/** A cell, or its forms, the fullest first: the first that fits is shown, and the last is what must not be lost. */
export type GridCell = string | readonly string[]

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
export function drawGrid(head: readonly GridColumn[], rows: readonly (readonly GridCell[])[], options: GridOptions): readonly string[] {
  const widths = columnWidths(head, rows, options.width)
  const table = new Table({
    colWidths: [...widths],
    colAligns: head.map((column) => column.align ?? 'left'),
    chars: { ...BARE, middle: ' '.repeat(GAP) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  })
  for (const row of [head.map((column) => column.title), ...rows]) table.push(widths.map((width, at) => shown(row[at] ?? '', width)))
  const [title = '', ...lines] = table.toString().split('\n').map((line) => line.trimEnd())
  return [options.color ? `\u001b[1m${title}\u001b[22m` : title, ...lines]
}

const formsOf = (cell: GridCell): readonly string[] => (typeof cell === 'string' ? [cell] : cell)

/** The fullest form of a cell that fits; of the last one beginning and end, for models of a family differ at the end. */
function shown(cell: GridCell, width: number): string {
  if (typeof cell === 'string') return fit(cell, width)
  return cell.map(plain).find((form) => columns(form) <= width) ?? fitMiddle(cell.at(-1) ?? '', width)
}

/** Natural widths where they fit; else the flexible columns share what the others leave, none with less than the last form of its cells takes as long as there is room, and at the last the widest gives way, whichever it is. */
function columnWidths(head: readonly GridColumn[], rows: readonly (readonly GridCell[])[], width: number): readonly number[] {
  const widest = (at: number, form: (cell: GridCell) => string): number => Math.max(1, ...rows.map((row) => columns(fit(form(row[at] ?? ''), width))))
  const natural = head.map((column, at) => Math.max(columns(column.title), widest(at, (cell) => formsOf(cell)[0] ?? '')))
  const least = head.map((_, at) => widest(at, (cell) => (typeof cell === 'string' ? '' : (cell.at(-1) ?? ''))))
  const total = width - GAP * (head.length - 1)
  const flexible = head.flatMap((column, at) => (column.flexible === true ? [at] : [])).sort((a, b) => (natural[a] ?? 0) - (natural[b] ?? 0))
  let room = total - natural.reduce((sum, one, at) => sum + (flexible.includes(at) ? 0 : one), 0)
  const widths = [...natural]
  // The narrow ones first: what they leave over goes to the wider.
  flexible.forEach((at, done) => {
    const owed = flexible.slice(done + 1).reduce((sum, later) => sum + Math.max(MIN_FLEXIBLE, least[later] ?? 0), 0)
    const fair = Math.max(Math.floor(room / (flexible.length - done)), least[at] ?? 0)
    const share = Math.min(natural[at] ?? 0, Math.max(MIN_FLEXIBLE, Math.min(fair, room - owed)))
    widths[at] = share
    room -= share
  })
  for (let excess = widths.reduce((sum, one) => sum + one, 0) - total; excess > 0; excess--) {
    const most = widths.indexOf(Math.max(...widths))
    widths[most] = (widths[most] ?? 0) - 1
  }
  return widths
}
