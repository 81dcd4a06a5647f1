import type { MonitorResult } from '../domain/monitor.js'
import { fit } from '../text/display.js'
import { count, money, percent } from './figures.js'

/** Slack's `mrkdwn`: three characters mean something, and a mention or a link is made of them. */
const escaped = (text: string): string => fit(text, 500).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/[*_~`]/gu, (char) => `\u200b${char}`)

const MOST = 20

/** A message for receivers of Slack's incoming webhooks (Mattermost and Discord's `/slack` take it, too), as JSON text. */
export function renderMonitorWebhook(result: MonitorResult): string {
  const { alerts, period, policy } = result
  const notices = result.notices.filter(({ isNew }) => isNew)
  const head = alerts.length > 0 ? `${alerts.length === 1 ? 'One alert' : `${alerts.length} alerts`} on the routing policy ${policy.id}` : notices.length > 0 ? `${notices.length === 1 ? 'One notice' : `${notices.length} notices`} on the routing policy ${policy.id}, no alert` : `No alert on the routing policy ${policy.id}`
  const lines = alerts.slice(0, MOST).map(({ id, route, message }) => `• *${escaped(id)}* (${escaped(route)}): ${escaped(message)}`)
  const figures = `${count(period.calls)} new calls, ${money(period.costUsd)} paid, ${money(period.savingUsd)} saved${period.errorRate === null ? '' : `, ${percent(period.errorRate)} failed`}`
  const section = (text: string): unknown => ({ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 2900) } })
  return `${JSON.stringify({
    text: fit(head, 200),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: fit(head, 140) } },
      ...(lines.length === 0 ? [] : [section(lines.join('\n'))]),
      section(escaped(figures)),
      ...(notices.length === 0 ? [] : [section(notices.slice(0, MOST).map(({ kind, route, message }) => `◦ ${escaped(kind)}${route === null ? '' : ` (${escaped(route)})`}: ${escaped(message)}`).join('\n'))]),
    ],
  })}\n`
}
