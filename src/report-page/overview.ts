import * as Plot from '@observablehq/plot'
import type { ReportData } from '../domain/report-data.js'
import { figure } from './figure.js'
import { lookOf, shortName, VERDICT_LOOKS } from './verdicts.js'

const LABEL = 34
/** Points beyond which a difference is drawn at the edge. */
const EDGE = 35
/** As wide as the page, so that a phone need not scroll to see the end of an interval. */
const roomFor = (most: number): number => Math.max(320, Math.min(most, document.documentElement.clientWidth - 32))
const cut = (text: string, most = LABEL): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

const NOW_AFTER = { domain: ['now', 'after'], range: ['var(--quiet)', 'var(--good)'] }

/** USD by task, as logged and as the decision would have it. */
function costFigure({ result }: ReportData): Element | undefined {
  const bars = result.tasks.flatMap((task, at) => (task.costUsd === null ? [] : [
    { at, task: cut(task.label), when: 'now', usd: task.costUsd },
    { at, task: cut(task.label), when: 'after', usd: Math.max(0, task.costUsd - (task.decision.savingUsd ?? 0)) },
  ]))
  if (bars.length === 0) return undefined
  return Plot.plot({
    className: 'plot', width: roomFor(1080), marginLeft: 44, marginRight: 16, insetRight: 130, marginBottom: 40, height: 60 + 46 * (bars.length / 2),
    x: { label: 'USD over the logged period', grid: true }, y: { label: null, axis: 'left', domain: ['now', 'after'], tickSize: 0 },
    fy: { label: null, domain: [...new Set(bars.map(({ at }) => at))], axis: null },
    color: NOW_AFTER,
    marks: [
      Plot.barX(bars, { x: 'usd', y: 'when', fy: 'at', fill: 'when', insetTop: 1, insetBottom: 1 }),
      Plot.text(bars.filter(({ when }) => when === 'now'), { x: 'usd', y: 'when', fy: 'at', text: 'task', textAnchor: 'start', dx: 6 }),
      Plot.ruleX([0]),
    ],
  })
}

/** Share of the logged calls by model, as logged and if every decision is followed in full. */
function trafficFigure({ result }: ReportData): Element | undefined {
  const shares = new Map<string, { now: number; after: number }>()
  const add = (model: string, when: 'now' | 'after', share: number): void => {
    const own = shares.get(model) ?? { now: 0, after: 0 }
    own[when] += 100 * share
    shares.set(model, own)
  }
  for (const { incumbent, share, decision } of result.tasks) {
    add(incumbent, 'now', share)
    add(decision.strategy === 'incumbent' || decision.strategy === 'single' ? decision.model : `${decision.model} (${decision.strategy})`, 'after', share)
  }
  if (shares.size < 2) return undefined
  const bars = [...shares].flatMap(([model, { now, after }]) => [{ model, when: 'now', share: now }, { model, when: 'after', share: after }])
  return Plot.plot({
    className: 'plot', width: roomFor(1080), marginLeft: 44, marginRight: 16, insetRight: 180, marginBottom: 40, height: 60 + 46 * shares.size,
    x: { label: '% of the calls', grid: true }, y: { label: null, axis: 'left', domain: ['now', 'after'], tickSize: 0 }, fy: { label: null, domain: [...shares.keys()], axis: null }, color: NOW_AFTER,
    marks: [
      Plot.barX(bars, { x: 'share', y: 'when', fy: 'model', fill: 'when', insetTop: 1, insetBottom: 1 }),
      Plot.text([...shares].map(([model, { now }]) => ({ model, when: 'now', share: now, name: cut(model) })), { x: 'share', y: 'when', fy: 'model', text: 'name', textAnchor: 'start', dx: 6 }),
      Plot.ruleX([0]),
    ],
  })
}

/** Differences with their intervals against the margin, every candidate of every task. */
function forestFigure({ result }: ReportData): Element | undefined {
  const rows = result.tasks.flatMap((task, number) => task.candidates.filter(({ difference, trials }) => difference !== null && trials > 0).map((candidate, at) => ({
    task: at === 0 ? cut(task.label) : '', head: `head ${number}`, row: `${number} ${candidate.model}`, model: cut(shortName(candidate.model), 22), difference: 100 * (candidate.difference ?? 0),
    low: 100 * candidate.interval[0], high: 100 * candidate.interval[1], look: lookOf(candidate),
  })))
  type Row = (typeof rows)[number]
  if (rows.length === 0) return undefined
  const margin = -100 * result.rule.margin
  const width = roomFor(1080)
  const wide = width >= 700
  const left = wide ? 400 : 120
  const heads = rows.filter(({ task }) => task !== '')
  const domain = rows.flatMap(({ task, head, row }) => (wide || task === '' ? [row] : [head, row]))
  const within = (value: number): number => Math.max(-EDGE, Math.min(EDGE, value))
  const color = ({ look }: Row): string => look.color
  const inside = rows.filter(({ difference }) => Math.abs(difference) <= EDGE)
  const [below, above] = [rows.filter(({ difference }) => difference < -EDGE), rows.filter(({ difference }) => difference > EDGE)]
  return Plot.plot({
    className: 'plot', width, marginLeft: left, marginRight: 16, marginTop: 22, marginBottom: 40, height: 62 + 24 * domain.length,
    x: { label: 'candidate − incumbent, percentage points', domain: [-EDGE, EDGE], grid: true }, y: { domain, axis: null },
    marks: [
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
      Plot.ruleX([margin], { stroke: 'var(--bad)', strokeDasharray: '4 3' }),
      Plot.text([margin], { x: (value: number) => value, text: () => `margin −${Math.abs(margin).toFixed(1)}`, frameAnchor: 'top', textAnchor: 'end', dx: -4, dy: -14, fill: 'var(--bad)' }),
      Plot.ruleY(rows, { x1: ({ low }: Row) => within(low), x2: ({ high }: Row) => within(high), y: 'row', stroke: color, strokeWidth: 2 }),
      Plot.text(inside.filter(({ low }) => low < -EDGE), { x: -EDGE, y: 'row', text: () => '‹', dx: -4, fill: color, fontSize: 16 }),
      Plot.text(rows.filter(({ high, difference }) => high > EDGE && difference <= EDGE), { x: EDGE, y: 'row', text: () => '›', dx: 4, fill: color, fontSize: 16 }),
      Plot.dot(inside, { x: 'difference', y: 'row', fill: color, stroke: 'var(--page)', symbol: ({ look }: Row) => look.symbol, r: 5 }),
      Plot.text(below, { x: -EDGE, y: 'row', text: ({ difference }: Row) => `‹ −${Math.abs(difference).toFixed(0)} `, textAnchor: 'start', dx: -8, fill: color, stroke: 'var(--page)', strokeWidth: 5, fontWeight: 'bold' }),
      Plot.text(above, { x: EDGE, y: 'row', text: ({ difference }: Row) => ` +${difference.toFixed(0)} ›`, textAnchor: 'end', dx: 8, fill: color, stroke: 'var(--page)', strokeWidth: 5, fontWeight: 'bold' }),
      Plot.text(rows, { y: 'row', x: -EDGE, text: 'model', textAnchor: 'end', dx: -14 }),
      Plot.text(heads, { y: wide ? 'row' : 'head', x: -EDGE, text: 'task', textAnchor: 'start', dx: 2 - left, fillOpacity: 0.8, fontWeight: 600 }),
    ],
  })
}

/** The drawings that show the whole audit. */
export function drawOverview(host: Element, data: ReportData): void {
  const names = Object.values(VERDICT_LOOKS).map(({ shape, name }) => `${shape} ${name}`).join(', ')
  figure(host, 'Differences of all candidates', `Differences with their intervals; the dashed line is the margin of −${(100 * data.result.rule.margin).toFixed(1)} points. A candidate whose whole interval lies right of it is certified; a long interval belongs to one that was dropped after few cases. ${names}; ‹ and › lead beyond ±${EDGE} points.`, forestFigure(data))
  figure(host, 'Cost by task, now and after', 'Cost by task over the logged period, now and after the decisions of this report.', costFigure(data))
  figure(host, 'Traffic by model, now and after', 'Share of the calls of these tasks by model, now and if every decision is followed in full; a policy may hold it back at first.', trafficFigure(data))
}
