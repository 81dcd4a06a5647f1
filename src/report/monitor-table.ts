import type { MonitorAlert, MonitorPeriod, MonitorResult, MonitorRoute } from '../domain/monitor.js'
import { plain, wrap } from '../text/display.js'
import { count, milliseconds, money, percent } from './figures.js'
import { drawGrid, reportWidth, type GridColumn, type GridOptions } from './grid.js'
import { escapeMarkdown } from './markdown-text.js'

const HEAD: readonly GridColumn[] = [
  { title: 'share', align: 'right' }, { title: 'route', flexible: true }, { title: 'model', flexible: true }, { title: 'calls', align: 'right' }, { title: 'per request', align: 'right' },
  { title: 'saved', align: 'right' }, { title: 'p50', align: 'right' }, { title: 'p99', align: 'right' }, { title: 'usable', align: 'right' }, { title: 'users', align: 'right' }, { title: 'fallback', align: 'right' },
]

const orDash = (text: string): string => (text === 'unknown' ? '–' : text)
const time = (ms: number | undefined): string => (ms === undefined ? '–' : milliseconds(ms))

function rows(route: MonitorRoute): readonly (readonly string[])[] {
  const [first] = route.models
  const own = [
    percent(route.share), route.route, first === undefined ? '–' : first.model, count(route.calls), orDash(money(route.costPerCallUsd)), orDash(money(route.savingUsd)),
    time(route.latencyMs?.p50), time(route.latencyMs?.p99), orDash(percent(route.usableRate)), orDash(percent(route.feedback.mean)), orDash(percent(route.fallbackRate)),
  ]
  if (route.models.length < 2) return [own]
  const each = route.models.map((one) => ['', '', one.model, count(one.calls), orDash(money(one.costPerCallUsd)), '', time(one.latencyMs?.p50), time(one.latencyMs?.p99), '', '', ''])
  return [own.map((cell, at) => (at === 2 ? 'all' : cell)), ...each]
}

const where = ({ route }: Pick<MonitorAlert, 'route'>): string => (route === 'all' ? 'all traffic' : `route ${route}`)
const alertLine = ({ isNew, isOver, ...alert }: MonitorAlert): string => `${isOver && !isNew ? 'OVER' : 'ALERT'} ${alert.id} (${where(alert)}): ${alert.message}.${isOver ? ' It no longer fires.' : isNew ? '' : ' It fired before and was not acknowledged.'}`

function summary({ calls, records, from, to, costUsd, savingUsd, incumbentUsd, errorRate }: MonitorPeriod): readonly string[] {
  const span = from === null || to === null ? '' : ` from ${from} to ${to}`
  return [
    `${count(calls)} calls in ${count(records)} new records${span}${errorRate === null || errorRate === 0 ? '' : `; ${percent(errorRate)} of the calls failed`}.`,
    ...(costUsd === null ? [] : [`${money(costUsd)} were paid${savingUsd === null || incumbentUsd === null ? '' : `; always asking the incumbent would have cost ${money(incumbentUsd)} where both are known: ${money(savingUsd)} saved (${percent(incumbentUsd > 0 ? savingUsd / incumbentUsd : null)})`}.`]),
  ]
}

function closing({ status, alpha, total, policy }: MonitorResult): string {
  return `${status === 'alert' ? 'ALERT' : 'No alert'} over ${count(total.calls)} calls since monitoring began. Traffic without change raises an alert, ever, with a chance of ${percent(alpha)} at most. Policy ${plain(policy.id)}, version ${policy.version}.`
}

const noticeLine = ({ kind, route, message }: MonitorResult['notices'][number]): string => `- ${kind.replace('-', ' ')}${route === null ? '' : ` (${route})`}: ${message}.`

/** Notices that are new; of those that were told before only how many they are. */
function noticeLines({ notices }: MonitorResult): readonly string[] {
  const old = notices.filter(({ isNew }) => !isNew).length
  return [...notices.filter(({ isNew }) => isNew).map(noticeLine), ...(old === 0 ? [] : [`- ${old} notice${old === 1 ? '' : 's'} told before still hold${old === 1 ? 's' : ''}: --json lists ${old === 1 ? 'it' : 'them'}.`])]
}

/** What was read, how it stands, and what is to be known, on a terminal. */
export function renderMonitor(result: MonitorResult, options: GridOptions): string {
  const width = reportWidth(options.width)
  const { period } = result
  const red = (text: string): string => (options.color ? `\u001b[31m${text}\u001b[39m` : text)
  return [
    ...(period.routes.length === 0 ? [] : [...drawGrid(HEAD, period.routes.flatMap(rows), { width, color: options.color }), '']),
    ...summary(period).flatMap((line) => wrap(line, width)),
    ...result.alerts.flatMap((alert) => wrap(alertLine(alert), width, '  ').map(red)),
    ...noticeLines(result).flatMap((line) => wrap(line, width, '  ')),
    ...wrap(closing(result), width),
  ].join('\n') + '\n'
}

/** The same as Markdown. */
export function renderMonitorMarkdown(result: MonitorResult): string {
  const row = (list: readonly string[]): string => `| ${list.map((cell) => escapeMarkdown(cell)).join(' | ')} |`
  const { period } = result
  return [
    `### Traffic against the policy: ${result.status}`, '',
    ...result.alerts.map((alert) => `- **${escapeMarkdown(alertLine(alert), 600)}**`), ...(result.alerts.length === 0 ? [] : ['']),
    ...(period.routes.length === 0 ? [] : [row(HEAD.map(({ title }) => title)), `|${' --- |'.repeat(HEAD.length)}`, ...period.routes.flatMap(rows).map(row), '']),
    ...summary(period).map((line) => escapeMarkdown(line, 600)), '',
    ...noticeLines(result).map((line) => `- ${escapeMarkdown(line.slice(2), 600)}`), ...(result.notices.length === 0 ? [] : ['']),
    escapeMarkdown(closing(result), 600),
  ].join('\n') + '\n'
}
