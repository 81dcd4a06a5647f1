import { count, milliseconds, money, percent } from './figures.js'
import { drawGrid, reportWidth } from './grid.js'
import type { GridColumn, GridOptions } from './grid.js'
import type { InspectResult, InspectTask } from '../domain/inspect.js'
import { wrap } from '../text/display.js'

interface Column extends GridColumn {
  readonly cell: (task: InspectTask) => string
}

const share: Column = { title: 'share', align: 'right', cell: (task) => percent(task.share) }
const calls: Column = { title: 'calls', align: 'right', cell: (task) => count(task.calls) }
const label: Column = { title: 'task', flexible: true, cell: (task) => task.label }
const type: Column = { title: 'type', cell: (task) => task.taskType }
const cost: Column = { title: 'cost', align: 'right', cell: (task) => money(task.costUsd) }
const latency: Column = { title: 'p50 / p95 / p99', align: 'right', cell: ({ latencyMs }) => (latencyMs === null ? '–' : `${milliseconds(latencyMs.p50)} / ${milliseconds(latencyMs.p95)} / ${milliseconds(latencyMs.p99)}`) }
const models: Column = { title: 'models', flexible: true, cell: (task) => byCount(task.models).map(([model, n]) => `${model} ${percent(task.calls === 0 ? null : n / task.calls)}`).join(', ') }
const validator: Column = { title: 'validator', flexible: true, cell: (task) => task.validator ?? '–' }

const LAYOUTS: readonly { readonly from: number; readonly columns: readonly Column[] }[] = [
  { from: 110, columns: [share, calls, label, type, models, latency, validator, cost] },
  { from: 70, columns: [share, calls, label, type, models, cost] },
  { from: 0, columns: [share, label, cost] },
]

/** What the traffic is, as a table for a terminal of `width` columns (clamped to 40–200; no line is longer): one line a task, below it what is left over, excluded, and the most that could be saved. */
export function renderInspectTable(result: InspectResult, options: GridOptions): string {
  const width = reportWidth(options.width)
  const layout = LAYOUTS.find((one) => width >= one.from)?.columns ?? []
  const grid = drawGrid(layout, result.tasks.map((task) => layout.map((column) => column.cell(task))), { width, color: options.color })
  const { input, other, totals } = result
  const excluded = byCount(input.excluded)
  const repeats = result.tasks.reduce((sum, task) => sum + task.repeats, 0)
  const sentences = [
    `${count(input.calls)} records read; usable ${byCount(input.formats).map(([format, n]) => `${count(n)} ${format}`).join(', ') || 'none'}.`,
    ...(excluded.length === 0 ? [] : [`Excluded: ${excluded.map(([reason, n]) => `${count(n)} ${reason}`).join(', ')}.`]),
    ...(other.calls === 0 ? [] : [`Of no task: ${count(other.calls)} calls (${percent(other.share)}), ${money(other.costUsd)}.`]),
    ...(repeats === 0 ? [] : [`Exact repeats: ${count(repeats)} calls; one of each is sampled.`]),
    `Cost ${money(totals.costUsd)}; the most that could be saved, if the cheapest candidate were good enough everywhere: ${money(totals.mostSavingUsd)}.`,
  ]
  return [...(result.tasks.length === 0 ? ['No task was found in the log.'] : grid), '', ...sentences.flatMap((sentence) => wrap(sentence, width))].join('\n') + '\n'
}

function byCount(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
}
