import { plain, wrap } from '../text/display.js'
import type { CheckView } from './check-view.js'
import { count, milliseconds, money, percent, points, pointsWithInterval } from './figures.js'
import { drawGrid, reportWidth, type GridColumn, type GridOptions } from './grid.js'
import { escapeMarkdown } from './markdown-text.js'

const HEAD: readonly GridColumn[] = [
  { title: 'route', flexible: true }, { title: 'model', flexible: true }, { title: 'status' }, { title: 'vs incumbent', align: 'right' }, { title: 'since pinned', align: 'right' }, { title: 'p95', align: 'right' }, { title: 'n', align: 'right' },
]

function cells(one: CheckView['routes'][number]): readonly string[] {
  return [
    one.route, one.model, one.broken.length > 0 ? `${one.status}: ${one.broken.join(', ')}` : one.status, one.difference === null ? '–' : pointsWithInterval(one.difference, one.interval),
    one.sinceBaseline === null ? '–' : points(one.sinceBaseline), one.latencyP95Ms === null ? '–' : milliseconds(one.latencyP95Ms), `${count(one.cases)} of ${count(one.pinned)}`,
  ]
}

const closing = (view: CheckView): string => `${view.status === 'ok' ? 'No regression' : view.status === 'regressed' ? 'REGRESSED' : 'Not enough evidence to say'} at margin ${percent(view.margin)}, level ${percent(view.alpha)}. Replays cost ${money(view.costUsd)}.`

/** A check on a terminal: a line a route, then why. */
export function renderCheck(view: CheckView, options: GridOptions): string {
  const width = reportWidth(options.width)
  const sentences = view.routes.flatMap((one) => [`- ${one.route}: ${one.message}`, ...one.notes.map((note) => `  note: ${note}`)])
  return [
    ...view.policy.issues.flatMap((issue) => wrap(`policy: ${issue}`, width)),
    ...(view.routes.length === 0 ? ['No route is pinned.'] : drawGrid(HEAD, view.routes.map(cells), { width, color: options.color })),
    '', ...sentences.flatMap((sentence) => wrap(sentence, width, '  ')), closing(view),
  ].join('\n') + '\n'
}

/** The same as Markdown, for the summary of a CI job. */
export function renderCheckMarkdown(view: CheckView): string {
  const row = (list: readonly string[]): string => `| ${list.map((cell) => escapeMarkdown(cell)).join(' | ')} |`
  return [
    `### Routing policy: ${view.status}`, '', closing(view), '',
    row(HEAD.map(({ title }) => title)), `|${' --- |'.repeat(HEAD.length)}`, ...view.routes.map((one) => row(cells(one))), '',
    ...view.policy.issues.map((issue) => `- policy: ${escapeMarkdown(plain(issue))}`),
    ...view.routes.flatMap((one) => [`- ${escapeMarkdown(one.route)}: ${escapeMarkdown(one.message)}`, ...one.notes.map((note) => `  - ${escapeMarkdown(note)}`)]),
  ].join('\n') + '\n'
}
