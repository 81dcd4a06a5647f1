import * as Plot from '@observablehq/plot'
import type { ReportData, TaskEvidence } from '../domain/report-data.js'
import type { TaskResult } from '../domain/result.js'
import { figure } from './figure.js'
import { lookOf, shortName } from './verdicts.js'

const WIDTH = 430

/** Cost against quality: the incumbent, every candidate with its interval, and the line below which nothing is good enough. */
function plane(task: TaskResult, margin: number): Element | undefined {
  const shown = task.candidates.filter(({ score, costPerCallUsd, trials }) => score !== null && costPerCallUsd !== null && trials > 0)
  const level = shown.find(({ incumbentScore }) => incumbentScore !== null)?.incumbentScore
  if (shown.length === 0 || level === undefined || level === null) return undefined
  const rows = shown.map((candidate) => ({
    model: shortName(candidate.model), usd: 1000 * (candidate.costPerCallUsd ?? 0), quality: 100 * (level + (candidate.difference ?? 0)),
    low: 100 * Math.max(0, level + Math.max(-0.35, candidate.interval[0])), high: 100 * Math.min(1, level + Math.min(0.35, candidate.interval[1])), look: lookOf(candidate),
  }))
  type Row = (typeof rows)[number]
  const incumbentUsd = task.costUsd === null || task.calls === 0 ? undefined : (1000 * task.costUsd) / task.calls
  const incumbent = incumbentUsd === undefined ? [] : [{ usd: incumbentUsd, quality: 100 * level, model: shortName(task.incumbent) }]
  return Plot.plot({
    className: 'plot', width: WIDTH, height: 280, marginLeft: 48, marginRight: 70, marginBottom: 42, style: { overflow: 'visible' },
    x: { label: 'USD per 1,000 calls', grid: true, zero: true }, y: { label: 'score, %', grid: true },
    marks: [
      Plot.ruleY([100 * (level - margin)], { stroke: 'var(--bad)', strokeDasharray: '4 3' }),
      Plot.ruleX(rows, { x: 'usd', y1: 'low', y2: 'high', stroke: ({ look }: Row) => look.color, strokeWidth: 2 }),
      Plot.dot(rows, { x: 'usd', y: 'quality', fill: ({ look }: Row) => look.color, stroke: 'var(--page)', symbol: ({ look }: Row) => look.symbol, r: 6 }),
      Plot.dot(incumbent, { x: 'usd', y: 'quality', stroke: 'currentColor', fill: 'none', strokeWidth: 2, r: 6 }),
      Plot.text([...rows, ...incumbent], { x: 'usd', y: 'quality', text: 'model', dy: -12, textAnchor: 'middle' }),
    ],
  })
}

/** How the wealth of each candidate's test went, on its way to the certificate at 1/α. */
function paths(evidence: TaskEvidence, alpha: number): Element | undefined {
  const points = evidence.candidates.flatMap(({ model, path }) => path.map(([trials, e]) => ({ model: shortName(model), trials, e: Math.min(1e4, Math.max(1e-3, e)) })))
  if (points.length === 0) return undefined
  const ends = evidence.candidates.flatMap(({ model, path }) => { const last = path.at(-1); return last ? [{ model: shortName(model), trials: last[0], e: Math.min(1e4, Math.max(1e-3, last[1])) }] : [] })
  return Plot.plot({
    className: 'plot', width: WIDTH, height: 280, marginLeft: 48, marginRight: 110, marginBottom: 42,
    x: { label: 'trials', grid: true }, y: { type: 'log', label: 'e-value', grid: true, ticks: 5, tickFormat: (value: number) => (value >= 1 ? `${value}` : `1/${Math.round(1 / value)}`) },
    marks: [
      Plot.ruleY([1 / alpha], { stroke: 'var(--good)', strokeDasharray: '4 3' }),
      Plot.line(points, { x: 'trials', y: 'e', z: 'model', stroke: 'currentColor', strokeOpacity: 0.75 }),
      Plot.text(ends, { x: 'trials', y: 'e', text: 'model', textAnchor: 'start', dx: 5 }),
    ],
  })
}

/** Latency of every arm: the middle half as a bar, each call as a tick. */
function latencies(task: TaskResult, evidence: TaskEvidence): Element | undefined {
  const rows = [
    ...evidence.incumbentLatencyMs.map((ms) => ({ model: `${shortName(task.incumbent)} (log)`, seconds: ms / 1000 })),
    ...evidence.candidates.flatMap(({ model, latencyMs }) => latencyMs.map((ms) => ({ model: shortName(model), seconds: ms / 1000 }))),
  ]
  if (rows.length === 0) return undefined
  const models = [...new Set(rows.map(({ model }) => model))]
  return Plot.plot({
    className: 'plot', width: WIDTH, height: 50 + 34 * models.length, marginLeft: 150, marginBottom: 40,
    x: { label: 'seconds', grid: true, zero: true }, y: { label: null, domain: models, tickFormat: (name: string) => (name.length > 22 ? `${name.slice(0, 21)}…` : name) },
    marks: [Plot.tickX(rows, { x: 'seconds', y: 'model', strokeOpacity: 0.25 }), Plot.boxX(rows, { x: 'seconds', y: 'model', fillOpacity: 0.25, r: 0 })],
  })
}

/** What the candidate said where the incumbent said this, for answers of a closed set. */
function confusion(evidence: TaskEvidence, model: string): Element | undefined {
  const cells = evidence.candidates.find((one) => one.model === model)?.confusion
  if (!cells || cells.length === 0) return undefined
  const clip = (text: string): string => (text === '' ? '(empty)' : text.length > 16 ? `${text.slice(0, 15)}…` : text)
  const rows = cells.map(({ incumbent, candidate, count }) => ({ incumbent: clip(incumbent), candidate: clip(candidate), count }))
  type Cell = (typeof rows)[number]
  const totals = new Map<string, number>()
  for (const { incumbent, count } of rows) totals.set(incumbent, (totals.get(incumbent) ?? 0) + count)
  const share = ({ incumbent, count }: Cell): number => count / (totals.get(incumbent) ?? 1)
  return Plot.plot({
    className: 'plot', width: WIDTH, height: 90 + 26 * totals.size, marginLeft: 120, marginBottom: 70,
    x: { label: 'candidate', tickRotate: -30 }, y: { label: 'incumbent' }, color: { type: 'linear', domain: [0, 1], range: ['transparent', 'var(--good)'], interpolate: () => (at: number) => `color-mix(in srgb, var(--good) ${Math.round(70 * at)}%, transparent)` },
    marks: [Plot.cell(rows, { x: 'candidate', y: 'incumbent', fill: share, inset: 1 }), Plot.text(rows, { x: 'candidate', y: 'incumbent', text: 'count' })],
  })
}

/** The drawings of one task. */
export function drawTask(host: Element, task: TaskResult, evidence: TaskEvidence, { result }: ReportData): void {
  const grid = document.createElement('div')
  grid.className = 'figures'
  host.append(grid)
  figure(grid, 'Cost and quality: ring, the incumbent; below the dashed line nothing is good enough. Bars are the intervals.', plane(task, result.rule.margin))
  figure(grid, `How the decision came about: the e-value of each candidate; at the dashed line, ${Math.round(1 / result.rule.alpha)}, it is certified.`, paths(evidence, result.rule.alpha))
  figure(grid, 'Latency of each call (ticks) and the middle half of them (bars).', latencies(task, evidence))
  const shown = task.candidates.find(({ model }) => model === task.decision.model) ?? task.candidates.find(({ trials }) => trials > 0)
  if (shown) figure(grid, `Answers of ${shortName(shown.model)} where the incumbent answered as on the left, in counts.`, confusion(evidence, shown.model))
}
