import * as Plot from '@observablehq/plot'
import type { Agreement, ReportData, TaskEvidence } from '../domain/report-data.js'
import type { TaskResult } from '../domain/result.js'
import { figure } from './figure.js'
import { spread } from './spread.js'
import { lookOf, shortName } from './verdicts.js'

/** Two side by side on a wide page; on a phone no wider than its screen. */
const WIDTH = Math.max(300, Math.min(460, document.documentElement.clientWidth - 32))
/** Room for names on the left. */
const NAMES = WIDTH < 400 ? 110 : 150
const SHORT = WIDTH < 400 ? 13 : 22
const HEIGHT = 280
const clipped = (text: string, most = SHORT): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** Cost against quality: the incumbent, every candidate with its interval, and the line below which nothing is good enough. */
function plane(task: TaskResult, margin: number): Element | undefined {
  const shown = task.candidates.filter(({ score, costPerCallUsd, trials }) => score !== null && costPerCallUsd !== null && trials > 0)
  const level = shown.find(({ incumbentScore }) => incumbentScore !== null)?.incumbentScore
  if (shown.length === 0 || level === undefined || level === null) return undefined
  const rows = shown.map((candidate) => ({
    model: clipped(shortName(candidate.model)), usd: 1000 * (candidate.costPerCallUsd ?? 0), quality: 100 * Math.max(0, Math.min(1, level + (candidate.difference ?? 0))),
    low: 100 * Math.max(0, level + candidate.interval[0]), high: 100 * Math.min(1, level + candidate.interval[1]), look: lookOf(candidate),
  }))
  type Row = (typeof rows)[number]
  const incumbentUsd = task.costUsd === null || task.calls === 0 ? undefined : (1000 * task.costUsd) / task.calls
  const incumbent = incumbentUsd === undefined ? [] : [{ usd: incumbentUsd, quality: 100 * level, model: clipped(shortName(task.incumbent)) }]
  const points = [...rows, ...incumbent]
  // All that is drawn is in sight; an interval that leads far below the worst point is cut there.
  const floor = Math.max(0, Math.min(100 * (level - margin), ...points.map(({ quality }) => quality), ...rows.filter(({ look }) => look.symbol === 'circle').map(({ low }) => low)) - 6)
  const most = Math.max(...points.map(({ usd }) => usd))
  const [left, right, top, bottom] = [48, 16, 28, 44]
  const place = ({ usd, quality }: { readonly usd: number; readonly quality: number }): { x: number; y: number } => ({ x: left + (usd / (1.06 * most || 1)) * (WIDTH - left - right), y: top + ((100 - quality) / (100 - floor || 1)) * (HEIGHT - top - bottom) })
  const atEnd = (point: { readonly usd: number }): boolean => point.usd > 0.6 * most
  const moves = spread(points.map((point) => { const at = place(point); return { text: point.model, x: at.x + (atEnd(point) ? -10 - 7 * point.model.length : 10), y: at.y } }), HEIGHT - bottom)
  return Plot.plot({
    className: 'plot', width: WIDTH, height: HEIGHT, marginLeft: left, marginRight: right, marginTop: top, marginBottom: bottom,
    x: { label: 'USD per 1,000 calls', grid: true, domain: [0, 1.06 * most || 1], ticks: 5 }, y: { label: 'score, %', grid: true, domain: [floor, 100], ticks: 6 },
    marks: [
      Plot.ruleY([100 * (level - margin)], { stroke: 'var(--bad)', strokeDasharray: '4 3' }),
      Plot.ruleX(rows, { x: 'usd', y1: ({ low }: Row) => Math.max(floor, low), y2: 'high', stroke: ({ look }: Row) => look.color, strokeWidth: 2 }),
      Plot.dot(rows, { x: 'usd', y: 'quality', fill: ({ look }: Row) => look.color, stroke: 'var(--page)', symbol: ({ look }: Row) => look.symbol, r: 6 }),
      Plot.dot(incumbent, { x: 'usd', y: 'quality', stroke: 'currentColor', fill: 'none', strokeWidth: 2, r: 6 }),
      ...points.map((point, at) => Plot.text([point], { x: 'usd', y: 'quality', text: 'model', dx: atEnd(point) ? -10 : 10, dy: moves[at] ?? 0, textAnchor: atEnd(point) ? 'end' : 'start', stroke: 'var(--page)', strokeWidth: 4, fill: 'currentColor' })),
    ],
  })
}

/** How the wealth of each candidate's test went, on its way to the certificate at 1/α. */
function paths(task: TaskResult, evidence: TaskEvidence, alpha: number): Element | undefined {
  const colors = new Map(task.candidates.map((candidate) => [candidate.model, lookOf(candidate).color]))
  const lines = evidence.candidates.flatMap(({ model, path }) => path.map(([trials, e]) => ({ model, trials, e: Math.min(1e4, Math.max(1e-3, e)), color: colors.get(model) ?? 'currentColor' })))
  if (lines.length === 0) return undefined
  const ends = evidence.candidates.flatMap(({ model }) => { const last = lines.findLast((one) => one.model === model); return last ? [{ ...last, name: clipped(shortName(model)) }] : [] })
  const [low, high] = [Math.min(0.1, ...lines.map(({ e }) => e)), Math.max(1.5 / alpha, ...lines.map(({ e }) => e))]
  const most = Math.max(1, ...lines.map(({ trials }) => trials))
  const [left, right, top, bottom] = [48, 110, 24, 44]
  const moves = spread(ends.map(({ name, trials, e }) => ({ text: name, x: left + 6 + (trials / most) * (WIDTH - left - right), y: top + ((Math.log(high) - Math.log(e)) / (Math.log(high) - Math.log(low))) * (HEIGHT - top - bottom) })), HEIGHT - bottom)
  return Plot.plot({
    className: 'plot', width: WIDTH, height: HEIGHT, marginLeft: left, marginRight: right, marginTop: top, marginBottom: bottom,
    x: { label: 'cases', grid: true, domain: [0, most], ticks: 5 }, y: { type: 'log', label: 'e-value', domain: [low, high], ticks: [] },
    marks: [
      Plot.gridY([0.001, 0.01, 0.1, 1, 10, 100, 1000, 10_000].filter((tick) => tick >= low && tick <= high)),
      Plot.axisY([0.001, 0.01, 0.1, 1, 10, 100, 1000, 10_000].filter((tick) => tick >= low && tick <= high), { label: 'e-value', tickFormat: (value: number) => (value >= 1 ? `${value}` : `1/${Math.round(1 / value)}`) }),
      Plot.ruleY([1 / alpha], { stroke: 'var(--good)', strokeDasharray: '4 3' }),
      Plot.line(lines, { x: 'trials', y: 'e', z: 'model', stroke: 'color', strokeWidth: 1.75 }),
      ...ends.map((end, at) => Plot.text([end], { x: 'trials', y: 'e', text: 'name', textAnchor: 'start', dx: 6, dy: moves[at] ?? 0, fill: end.color, stroke: 'var(--page)', strokeWidth: 4 })),
    ],
    color: { type: 'identity' },
  })
}

const BINS = 60

/** How many calls of a model fall into each of equal spans, as a share of the fullest. */
function binned(rows: readonly { readonly model: string; readonly seconds: number }[]): readonly { readonly model: string; readonly from: number; readonly to: number; readonly share: number }[] {
  const width = Math.max(...rows.map(({ seconds }) => seconds)) / BINS || 1
  const counts = new Map<string, number[]>()
  for (const { model, seconds } of rows) {
    const own = counts.get(model) ?? Array.from({ length: BINS }, () => 0)
    const bin = Math.min(BINS - 1, Math.floor(seconds / width))
    own[bin] = (own[bin] ?? 0) + 1
    counts.set(model, own)
  }
  return [...counts].flatMap(([model, own]) => own.flatMap((count, bin) => (count === 0 ? [] : [{ model, from: bin * width, to: (bin + 1) * width, share: 0.12 + (0.6 * count) / Math.max(...own) }])))
}

/** Latency of every arm: the darker, the more calls; the middle half in a frame. Bars of many calls, for a mark each would make the page slow. */
function latencies(task: TaskResult, evidence: TaskEvidence): Element | undefined {
  const rows = [
    ...evidence.incumbentLatencyMs.map((ms) => ({ model: `${clipped(shortName(task.incumbent), SHORT - 6)} (log)`, seconds: ms / 1000 })),
    ...evidence.candidates.flatMap(({ model, latencyMs }) => latencyMs.map((ms) => ({ model: clipped(shortName(model)), seconds: ms / 1000 }))),
  ]
  if (rows.length === 0) return undefined
  const models = [...new Set(rows.map(({ model }) => model))]
  return Plot.plot({
    className: 'plot', width: WIDTH, height: 60 + 32 * models.length, marginLeft: NAMES, marginRight: 16, marginBottom: 44,
    x: { label: 'seconds', grid: true, zero: true, ticks: 5 }, y: { label: null, domain: models, tickSize: 0 }, opacity: { type: 'identity' },
    marks: [Plot.barX(binned(rows), { x1: 'from', x2: 'to', y: 'model', fill: 'currentColor', fillOpacity: 'share', insetTop: 2, insetBottom: 2 }), Plot.boxX(rows, { x: 'seconds', y: 'model', fill: 'none', stroke: 'currentColor', r: 0, insetTop: 2, insetBottom: 2 })],
  })
}

const PARTS: readonly { readonly key: keyof Agreement; readonly name: string; readonly color: string }[] = [
  { key: 'both', name: 'both right', color: 'var(--good)' },
  { key: 'onlyCandidate', name: 'only the candidate', color: 'color-mix(in srgb, var(--good) 45%, var(--page))' },
  { key: 'onlyIncumbent', name: 'only the incumbent', color: 'var(--bad)' },
  { key: 'neither', name: 'neither', color: 'var(--quiet)' },
  { key: 'unscored', name: 'no score', color: 'var(--line)' },
]

/** What the validator said of both arms' answers to the same cases. */
function agreements(evidence: TaskEvidence): Element | undefined {
  const rows = evidence.candidates.flatMap(({ model, agreement }) => PARTS.map(({ key, name }) => ({ model: clipped(shortName(model)), name, count: agreement[key] })))
  if (!rows.some(({ count }) => count > 0)) return undefined
  const models = [...new Set(rows.map(({ model }) => model))]
  return Plot.plot({
    className: 'plot', width: WIDTH, height: 60 + 32 * models.length, marginLeft: NAMES, marginRight: 16, marginBottom: 44,
    x: { label: '% of the cases', percent: true, ticks: 5, grid: true }, y: { label: null, domain: models, tickSize: 0 }, color: { domain: PARTS.map(({ name }) => name), range: PARTS.map(({ color }) => color) },
    marks: [Plot.barX(rows, Plot.stackX({ x: 'count', y: 'model', fill: 'name', offset: 'normalize', insetTop: 5, insetBottom: 5, order: PARTS.map(({ name }) => name) }))],
  })
}

/** What the candidate said where the incumbent said this, for answers of a closed set. */
function confusion(evidence: TaskEvidence, model: string): Element | undefined {
  const cells = evidence.candidates.find((one) => one.model === model)?.confusion
  if (!cells || cells.length === 0) return undefined
  const clip = (text: string): string => (text === '' ? '(empty)' : clipped(text))
  const rows = cells.map(({ incumbent, candidate, count }) => ({ incumbent: clip(incumbent), candidate: clip(candidate), count }))
  type Cell = (typeof rows)[number]
  const totals = new Map<string, number>()
  for (const { incumbent, count } of rows) totals.set(incumbent, (totals.get(incumbent) ?? 0) + count)
  const share = ({ incumbent, count }: Cell): number => count / (totals.get(incumbent) ?? 1)
  return Plot.plot({
    className: 'plot', width: WIDTH, height: 120 + 26 * totals.size, marginLeft: NAMES, marginRight: 16, marginBottom: 100,
    x: { label: 'candidate', tickRotate: -40, tickSize: 0 }, y: { label: 'incumbent', tickSize: 0 }, color: { type: 'linear', domain: [0, 1], range: ['transparent', 'var(--good)'], interpolate: () => (at: number) => `color-mix(in srgb, var(--good) ${Math.round(60 * at)}%, transparent)` },
    marks: [Plot.cell(rows, { x: 'candidate', y: 'incumbent', fill: share, inset: 1 }), Plot.text(rows, { x: 'candidate', y: 'incumbent', text: 'count' })],
  })
}

/** The drawings of one task. */
export function drawTask(host: Element, task: TaskResult, evidence: TaskEvidence, { result }: ReportData): void {
  const grid = document.createElement('div')
  grid.className = 'figures'
  host.append(grid)
  figure(grid, `Cost and quality, ${task.label}`, 'Cost and quality: the ring is the incumbent; below the dashed line nothing is good enough. Upright lines are the intervals.', plane(task, result.rule.margin))
  figure(grid, `E-values, ${task.label}`, `How the decision came about: the e-value of each candidate; at the dashed line, ${Math.round(1 / result.rule.alpha)}, it is certified.`, paths(task, evidence, result.rule.alpha))
  figure(grid, `Latency, ${task.label}`, 'Latency: the darker, the more calls. Frame and line are the middle half of them and their median.', latencies(task, evidence))
  figure(grid, `Agreement of both arms, ${task.label}`, `How both arms fared on the same cases, from left to right: ${PARTS.map(({ name }) => name).join(', ')}. The counts are in the table.`, agreements(evidence))
  const shown = task.candidates.find(({ model }) => model === task.decision.model) ?? task.candidates.find(({ trials }) => trials > 0)
  if (shown) figure(grid, `Answers of both arms, ${task.label}`, `Answers of ${shortName(shown.model)} (across) where the incumbent answered as on the left, in counts.`, confusion(evidence, shown.model))
}
