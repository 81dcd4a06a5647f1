import type { InspectResult, InspectTask } from '../domain/inspect.js'
import { columns, fit, plain, wrap } from '../text/display.js'
import { count, money, percent, UNKNOWN } from './figures.js'
import { reportWidth } from './grid.js'
import type { GridOptions } from './grid.js'
import { costLines, driftLines, excludedLines, factsOf, sampledLines, unpricedLines } from './inspect-lines.js'

/** Tasks that have a line; of them, this many of the dearest and of the most called have their facts and their prompt, too. */
const SHOWN = 20
const IN_FULL = 4
const INDENT = '  '
const GAP = '  '

interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
}

function paint(color: boolean): Paint {
  return color ? { bold: (text) => `\u001b[1m${text}\u001b[22m`, dim: (text) => `\u001b[2m${text}\u001b[22m` } : { bold: (text) => text, dim: (text) => text }
}

/** Puts facts side by side, ` · ` between them, on at most `limit` lines; what finds no room is left out, the last first. */
function packed(facts: readonly string[], width: number, limit: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const fact of facts.map((one) => fit(one, width))) {
    const longer = line === '' ? fact : `${line} · ${fact}`
    if (columns(longer) <= width) line = longer
    else {
      lines.push(line)
      line = fact
    }
  }
  return [...lines, ...(line === '' ? [] : [line])].slice(0, limit)
}

const FIGURES: readonly { readonly title: string; readonly from: number; readonly cell: (task: InspectTask) => string }[] = [
  { title: 'share', from: 0, cell: (task) => percent(task.share) },
  { title: 'cost', from: 0, cell: (task) => money(task.costUsd) },
  { title: 'save ≤', from: 60, cell: (task) => money(task.mostSavingUsd) },
]

function quoted(text: string, width: number): string {
  return `“${fit(text, width - 2)}”`
}

/** One line of figures and name; in full one or two of facts, and the prompt: its template where one was found, then one of its texts; a narrow screen has room for one of the two. */
function taskLines(task: InspectTask, figures: string, width: number, inFull: boolean, { bold, dim }: Paint): readonly string[] {
  const room = width - columns(figures)
  const kind = `${INDENT}${task.taskType}, ${plain(task.validator ?? 'no validator')}${width >= 110 ? `, ${plain(task.id)}` : ''}`
  const label = fit(task.label, Math.max(6, room - (room >= 40 ? columns(kind) : 0)))
  const rest = room - columns(label) >= columns(kind) ? kind : ''
  if (!inFull) return [`${figures}${bold(label)}${rest}`]
  const inner = width - INDENT.length
  const texts = [...(task.template === undefined ? [] : [fit(task.template, inner)]), ...(task.example === undefined || (task.template !== undefined && width < 60) ? [] : [quoted(task.example, inner)])]
  return [`${figures}${bold(label)}${rest}`, ...packed(factsOf(task, width), inner, width < 60 ? 3 : 2).map((line) => `${INDENT}${dim(line)}`), ...texts.map((line) => `${INDENT}${line}`)]
}

function headline({ input, tasks, totals, keptForCost: kept }: InspectResult): string {
  const calls = Object.values(input.formats).reduce((sum, n) => sum + n, 0)
  if (calls === 0 && kept !== undefined) return `Nothing can be audited: no record holds a prompt and its answer. What can be said is what was paid: ${count(kept.calls)} ${kept.calls === 1 ? 'call' : 'calls'}, ${money(kept.costUsd)}.`
  const most = totals.mostSavingUsd
  const share = most === null || totals.costUsd === null || totals.costUsd === 0 ? '' : ` (${percent(most / totals.costUsd)})`
  return `${count(calls)} ${calls === 1 ? 'call' : 'calls'} of ${count(tasks.length)} ${tasks.length === 1 ? 'task' : 'tasks'} cost ${money(totals.costUsd)}; ${most === null ? 'what could be saved is unknown: name candidates with a price' : `at list prices at most ${money(most)}${share} could be saved`}.`
}

/** What stands below the tasks: those not shown, what is in none, repeats, what was left out, what changed. */
function footer(result: InspectResult, width: number): readonly string[] {
  const { input, other, totals } = result
  const hidden = result.tasks.slice(SHOWN)
  const sum = (of: (task: InspectTask) => number): number => hidden.reduce((all, task) => all + of(task), 0)
  const repeats = result.tasks.reduce((all, task) => all + task.repeats, 0)
  const formats = Object.entries(input.formats).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return [
    ...(hidden.length === 0 ? [] : [`${count(hidden.length)} more tasks hold ${percent(sum(({ share }) => share))} of the calls (${money(hidden.some(({ costUsd }) => costUsd !== null) ? sum(({ costUsd }) => costUsd ?? 0) : null)}); --json lists them all.`]),
    ...(other.calls === 0 ? [] : [`Of no task: ${count(other.calls)} calls (${percent(other.share)}), ${money(other.costUsd)}.`]),
    ...(repeats === 0 ? [] : [`Exact repeats: ${count(repeats)} ${repeats === 1 ? 'call' : 'calls'}${totals.repeatsCostUsd === null ? '' : `, ${money(totals.repeatsCostUsd)} that a cache would save`}; one of each is sampled.`]),
    `${count(input.calls)} records read; usable ${formats.map(([format, n]) => `${count(n)} ${format}`).join(', ') || 'none'}.`,
    ...sampledLines(result),
    ...excludedLines(result),
    ...unpricedLines(result),
    ...costLines(result),
    ...driftLines(result.drift),
  ].flatMap((sentence) => wrap(sentence, width, INDENT))
}

/**
 * What the traffic is, for a terminal of `width` columns (clamped to 40–200; no line is longer): the tasks by cost with what a lead asks
 * first, and below them what is left over, excluded or changed. Every text of a log is made safe and cut; without color there is no
 * escape sequence.
 */
export function renderInspectTable(result: InspectResult, options: GridOptions): string {
  const width = reportWidth(options.width)
  const style = paint(options.color)
  const shown = result.tasks.slice(0, SHOWN)
  const figures = FIGURES.filter(({ from }) => width >= from).map((one) => ({ ...one, cells: shown.map(one.cell) }))
  const widths = figures.map(({ title, cells }) => Math.max(columns(title), ...cells.map((cell) => columns(cell === UNKNOWN ? '–' : cell))))
  const row = (cells: readonly string[]): string => cells.map((cell, at) => `${' '.repeat(Math.max(0, (widths[at] ?? 0) - columns(cell)))}${cell}${GAP}`).join('')
  const full = new Set([...shown.slice(0, IN_FULL), ...shown.toSorted((a, b) => b.calls - a.calls).slice(0, IN_FULL)])
  const head = row(figures.map(({ title }) => title))
  const tasks = shown.flatMap((task, at) => taskLines(task, row(figures.map(({ cells }) => (cells[at] === UNKNOWN ? '–' : cells[at] ?? ''))), width, full.has(task), style))
  return [
    ...wrap(headline(result), width).map(style.bold), '',
    ...(shown.length === 0 ? ['No task was found in the log.'] : [style.dim(`${head}${fit('task', width - columns(head))}`), ...tasks]),
    '', ...footer(result, width),
  ].join('\n') + '\n'
}
