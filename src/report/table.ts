import { parseModelRef } from '../domain/model.js'
import type { AuditResult, TaskResult } from '../domain/result.js'
import { count, eValue, money, moneyWithInterval, percent, points, pointsWithInterval } from './figures.js'
import { drawGrid, reportWidth } from './grid.js'
import type { GridCell, GridColumn, GridOptions } from './grid.js'
import { isMoved, latencyChange, nextCommands, shownCandidate, totalsSentences, undecidedSentences } from './summary.js'
import { wrap } from '../text/display.js'

interface Column extends GridColumn {
  readonly cell: (task: TaskResult) => GridCell
}

function strategyOf(task: TaskResult): string {
  return task.decision.strategy === 'single' ? '' : ` (${task.decision.strategy})`
}

/** A model without its provider, for screens that have no room for it. */
function short(ref: string): string {
  return parseModelRef(ref)?.model ?? ref
}

/** The incumbent gives way first; where the task goes to is never lost. */
function moveForms(task: TaskResult): readonly string[] {
  const { incumbent } = task
  if (!isMoved(task)) return [`${incumbent} (kept)`, `${short(incumbent)} (kept)`, `= ${short(incumbent)}`]
  const [model, strategy] = [task.decision.model, strategyOf(task)]
  return [`${incumbent} → ${model}${strategy}`, `${short(incumbent)} → ${model}${strategy}`, `${short(incumbent)} → ${short(model)}${strategy}`, `→ ${short(model)}${strategy}`]
}

const share: Column = { title: 'share', align: 'right', cell: (task) => percent(task.share) }
const label: Column = { title: 'task', flexible: true, cell: (task) => task.label }
const decision: Column = { title: 'decision', flexible: true, cell: (task) => [isMoved(task) ? `→ ${short(task.decision.model)}${strategyOf(task)}` : `= ${short(task.incumbent)}`] }
const move: Column = { title: 'incumbent → decision', flexible: true, cell: moveForms }
const difference: Column = { title: 'difference', align: 'right', cell: (task) => { const shown = shownCandidate(task); return shown === undefined || shown.trials === 0 ? '–' : points(shown.difference) } }
const interval: Column = { title: 'difference', align: 'right', cell: (task) => { const shown = shownCandidate(task); return shown === undefined || shown.trials === 0 ? '–' : pointsWithInterval(shown.difference, shown.interval) } }
const wealth: Column = { title: 'e', align: 'right', cell: (task) => { const shown = shownCandidate(task); return shown === undefined || shown.trials === 0 ? '–' : eValue(shown.eValue) } }
const saving: Column = { title: 'saving', align: 'right', cell: (task) => (isMoved(task) ? money(task.decision.savingUsd) : '–') }
const savingInterval: Column = { title: 'saving', align: 'right', cell: (task) => (isMoved(task) ? moneyWithInterval(task.decision.savingUsd, task.decision.savingInterval) : '–') }
const latency: Column = { title: 'p95', align: 'right', cell: latencyChange }
const trials: Column = { title: 'n', align: 'right', cell: (task) => count(shownCandidate(task)?.trials ?? 0) }

/** From this width on, the columns that fit; narrower screens show less, never longer lines. */
const LAYOUTS: readonly { readonly from: number; readonly columns: readonly Column[] }[] = [
  { from: 130, columns: [share, label, move, interval, wealth, savingInterval, latency, trials] },
  { from: 110, columns: [share, label, move, interval, savingInterval, latency, trials] },
  { from: 70, columns: [share, label, decision, difference, wealth, saving, trials] },
  { from: 0, columns: [share, label, decision, saving] },
]

/**
 * The result as a table for a terminal: one line a task, below it totals, what is undecided, and warnings.
 * `width` is clamped to 40–200 columns, and no line is longer. Without color there is no escape sequence in it.
 */
export function renderTable(result: AuditResult, options: GridOptions): string {
  const width = reportWidth(options.width)
  const layout = LAYOUTS.find((one) => width >= one.from)?.columns ?? []
  const grid = drawGrid(layout, result.tasks.map((task) => layout.map((column) => column.cell(task))), { width, color: options.color })
  const paragraph = (title: string, sentences: readonly string[]): readonly string[] => (sentences.length === 0 ? [] : ['', ...(title === '' ? [] : [title]), ...sentences.flatMap((sentence) => wrap(title === '' ? sentence : `- ${sentence}`, width, title === '' ? '' : '  '))])
  const next = nextCommands(result)
  return [
    ...(result.tasks.length === 0 ? ['No task was found in the log.'] : grid),
    ...paragraph('', totalsSentences(result)),
    ...paragraph('Undecided', undecidedSentences(result)),
    ...paragraph('Warnings', result.warnings),
    ...(next.length === 0 ? [] : ['', 'Next', ...next.flatMap((command) => wrap(command, width - 2, '  ').map((line) => `  ${line}`))]),
  ].join('\n') + '\n'
}
