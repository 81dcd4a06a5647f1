import * as Plot from '@observablehq/plot'
import type { ReportData } from '../domain/report-data.js'
import { figure } from './figure.js'
import { lookOf, shortName, VERDICT_LOOKS } from './verdicts.js'

const LABEL = 34
/** As wide as the page, so that a phone need not scroll to see the end of an interval. */
const roomFor = (most: number): number => Math.max(320, Math.min(most, document.documentElement.clientWidth - 32))
const cut = (text: string): string => (text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text)

/** USD by task, as logged and as the decision would have it. */
function costFigure({ result }: ReportData): Element | undefined {
  const bars = result.tasks.flatMap((task) => (task.costUsd === null ? [] : [
    { task: cut(task.label), when: 'now', usd: task.costUsd },
    { task: cut(task.label), when: 'after', usd: Math.max(0, task.costUsd - (task.decision.savingUsd ?? 0)) },
  ]))
  if (bars.length === 0) return undefined
  return Plot.plot({
    className: 'plot', width: roomFor(860), marginLeft: 50, insetRight: 40, marginBottom: 40, height: 40 + 46 * (bars.length / 2),
    x: { label: 'USD over the logged period', grid: true }, y: { label: null, axis: 'left', domain: ['now', 'after'] },
    fy: { label: null, domain: [...new Set(bars.map(({ task }) => task))], axis: null },
    color: { domain: ['now', 'after'], range: ['var(--quiet)', 'var(--good)'] },
    marks: [
      Plot.barX(bars, { x: 'usd', y: 'when', fy: 'task', fill: 'when', insetTop: 1, insetBottom: 1 }),
      Plot.text(bars.filter(({ when }) => when === 'now'), { x: 'usd', y: 'when', fy: 'task', text: 'task', textAnchor: 'start', dx: 6 }),
      Plot.ruleX([0]),
    ],
  })
}

/** Differences with their intervals against the margin, every candidate of every task. */
function forestFigure({ result }: ReportData): Element | undefined {
  const rows = result.tasks.flatMap((task) => task.candidates.filter(({ difference, trials }) => difference !== null && trials > 0).map((candidate, at) => ({
    task: at === 0 ? cut(task.label) : '', model: shortName(candidate.model), difference: 100 * (candidate.difference ?? 0),
    low: 100 * Math.max(-0.35, candidate.interval[0]), high: 100 * Math.min(0.35, candidate.interval[1]), look: lookOf(candidate),
    row: `${candidate.model} on ${task.label}`,
  })))
  if (rows.length === 0) return undefined
  const margin = -100 * result.rule.margin
  const width = roomFor(860)
  const wide = width >= 700
  return Plot.plot({
    className: 'plot', width, marginLeft: wide ? 190 : 100, marginRight: wide ? 170 : 10, marginBottom: 40, height: 60 + 24 * rows.length,
    x: { label: 'candidate − incumbent, percentage points', domain: [-35, 35], grid: true }, y: { domain: rows.map(({ row }) => row), axis: null },
    color: { domain: Object.values(VERDICT_LOOKS).map(({ name }) => name), range: Object.values(VERDICT_LOOKS).map(({ color }) => color), legend: false },
    marks: [
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
      Plot.ruleX([margin], { stroke: 'var(--bad)', strokeDasharray: '4 3' }),
      Plot.ruleY(rows, { x1: 'low', x2: 'high', y: 'row', stroke: ({ look }: (typeof rows)[number]) => look.color, strokeWidth: 2 }),
      Plot.dot(rows, { x: ({ difference }: (typeof rows)[number]) => Math.max(-35, Math.min(35, difference)), y: 'row', fill: ({ look }: (typeof rows)[number]) => look.color, stroke: 'var(--page)', symbol: ({ look }: (typeof rows)[number]) => look.symbol, r: 5 }),
      Plot.text(rows, { y: 'row', x: -35, text: 'model', textAnchor: 'end', dx: -8 }),
      Plot.text(rows, { y: 'row', x: 35, text: 'task', textAnchor: wide ? 'start' : 'end', dx: wide ? 8 : -2, dy: wide ? 0 : -9, fillOpacity: 0.75 }),
    ],
  })
}

/** The two drawings that show the whole audit. */
export function drawOverview(host: Element, data: ReportData): void {
  figure(host, `Differences with their intervals; the dashed line is the margin of −${(100 * data.result.rule.margin).toFixed(1)} points. A candidate whose whole interval lies right of it is certified. Circle: non-inferior, diamond: undecided, cross: inferior, square: not evaluated.`, forestFigure(data))
  figure(host, 'Cost by task over the logged period, now and after the decisions of this report.', costFigure(data))
}
