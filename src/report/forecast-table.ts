import type { RunForecast, TaskForecast } from '../domain/forecast.js'
import { wrap } from '../text/display.js'
import { count, money, percent } from './figures.js'
import { drawGrid, reportWidth, type GridColumn, type GridOptions } from './grid.js'

interface Column extends GridColumn {
  readonly cell: (task: TaskForecast) => string
}

const label: Column = { title: 'task', flexible: true, cell: (task) => task.label }
const cases: Column = { title: 'cases', align: 'right', cell: (task) => count(task.maxSamples) }
const tried: Column = { title: 'candidates', flexible: true, cell: (task) => task.unfit ?? task.candidates.join(', ') }
const chance: Column = { title: 'chance at 5/10/20 %', align: 'right', cell: (task) => (task.power.length === 0 ? '–' : task.power.map(({ certified }) => percent(certified).replace(/\.\d %$/, '')).join(' / ')) }
const expected: Column = { title: 'expected', align: 'right', cell: (task) => (task.unfit ? '–' : `${count(task.expected.calls)} ${money(task.expected.usd)}`) }
const most: Column = { title: 'at most', align: 'right', cell: (task) => (task.unfit ? '–' : `${count(task.most.calls)} ${money(task.most.usd)}`) }

const LAYOUTS: readonly { readonly from: number; readonly columns: readonly Column[] }[] = [
  { from: 100, columns: [label, cases, tried, chance, expected, most] },
  { from: 60, columns: [label, cases, chance, expected, most] },
  { from: 0, columns: [label, chance, most] },
]

/** What a run would do, one line a task; below it what it comes to and when a verdict is out of reach. */
export function renderForecast(forecast: RunForecast, options: GridOptions): string {
  const width = reportWidth(options.width)
  const layout = LAYOUTS.find((one) => width >= one.from)?.columns ?? []
  const { totals, rule } = forecast
  const few = forecast.tasks.filter((task) => !task.unfit && task.maxSamples < task.floor)
  const sentences = [
    `Expected ${count(totals.expected.calls)} candidate calls and ${money(totals.expected.usd)} at list price and logged length if candidates are as good as the incumbent and differ in 10 % of the cases; at most ${count(totals.most.calls)} calls and ${money(totals.most.usd)}. Worse candidates are dropped early. Calls to the incumbent as control come on top where the log has no expected answers.`,
    `"Chance" is that of certifying a candidate exactly as good as the incumbent, if 5, 10 or 20 % of the answers differ. The chance of a wrong certificate is at most ${percent(rule.alpha)} a task.`,
    ...(few.length === 0 ? [] : [`Too few cases to certify anything, even a candidate that never loses: ${few.map((task) => `${task.label} (needs ${task.floor})`).join(', ')}.`]),
    ...(totals.budgetUsd === null ? [] : [`Budget ${money(totals.budgetUsd)}.`]),
  ]
  const grid = drawGrid(layout, forecast.tasks.map((task) => layout.map((column) => column.cell(task))), { width, color: options.color })
  return [...(forecast.tasks.length === 0 ? ['No task was found in the log.'] : grid), '', ...sentences.flatMap((sentence) => wrap(sentence, width))].join('\n') + '\n'
}
