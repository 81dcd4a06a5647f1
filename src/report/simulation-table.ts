import { plain, wrap } from '../text/display.js'
import { count, money, percent, points, pointsWithInterval } from './figures.js'
import { drawGrid, reportWidth, type GridColumn, type GridOptions } from './grid.js'

/** What is drawn of a simulation (policy/simulate.ts gives it). */
export interface SimulationView {
  readonly policy: { readonly id: string; readonly version: number; readonly validUntil: string }
  readonly calls: number
  readonly routes: readonly { readonly route: string; readonly model: string; readonly calls: number; readonly share: number; readonly costUsd: number; readonly projectedCostUsd: number; readonly difference: number | null }[]
  readonly reasons: Readonly<Record<string, number>>
  readonly totals: { readonly costUsd: number; readonly projectedCostUsd: number; readonly savingUsd: number; readonly savingShare: number | null; readonly unpriced: number; readonly refused: number; readonly difference: number; readonly interval: readonly [number, number]; readonly unproven: number }
}

const HEAD: readonly GridColumn[] = [
  { title: 'share', align: 'right' }, { title: 'route', flexible: true }, { title: 'model', flexible: true }, { title: 'cost', align: 'right' }, { title: 'projected', align: 'right' }, { title: 'difference', align: 'right' },
]

/** The routing mix of a policy over a log, what it costs against what was paid, and what is known of its quality. */
export function renderSimulation(view: SimulationView, options: GridOptions): string {
  const width = reportWidth(options.width)
  const { totals, reasons, calls } = view
  const rows = view.routes.map((one) => [percent(one.share), one.route, one.model, money(one.costUsd), money(one.projectedCostUsd), one.difference === null ? '–' : points(one.difference)])
  const held = Object.entries(reasons).filter(([reason]) => reason !== 'matched' && reason !== 'default').map(([reason, n]) => `${reason.replaceAll('_', ' ')} ${count(n)}`)
  const sentences = [
    `${money(totals.costUsd)} were paid; under the policy ${money(totals.projectedCostUsd)}: ${money(totals.savingUsd)} less (${percent(totals.savingShare)}), at list price for the logged tokens.`,
    `Expected change of quality over all ${count(calls)} calls, by the routes’ evidence: ${pointsWithInterval(totals.difference, totals.interval)}.`,
    ...(held.length === 0 ? [] : [`Not by their own route: ${held.join(', ')}.`]),
    ...(totals.unproven === 0 ? [] : [`${count(totals.unproven)} calls move by a route that carries no evidence: of their quality nothing is known.`]),
    ...(totals.unpriced === 0 ? [] : [`${count(totals.unpriced)} calls are left out of the money: a price or a token count is unknown.`]),
    ...(totals.refused === 0 ? [] : [`${count(totals.refused)} calls would be refused: no model may serve them.`]),
    `Policy ${plain(view.policy.id)}, version ${view.policy.version}, valid until ${plain(view.policy.validUntil)}.`,
  ]
  return [...drawGrid(HEAD, rows, { width, color: options.color }), '', ...sentences.flatMap((sentence) => wrap(sentence, width))].join('\n') + '\n'
}
