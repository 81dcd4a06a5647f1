import type { ReportData } from '../domain/report-data.js'
import type { AuditResult } from '../domain/result.js'
import { guaranteeSentences } from '../domain/guarantee.js'
import { count, money, percent, points } from './figures.js'
import { methodSections } from './html-method.js'
import { list, safe } from './html-parts.js'
import { STYLE } from './html-style.js'
import { overviewTable, taskSection } from './html-tasks.js'
import { isMoved, monthlySaving, paybackSentence, scopeSentences, stopSentence, undecidedSentences } from './summary.js'

/** A script that draws, with the SHA-256 by which the page's policy lets it run and nothing else. */
export interface PageScript {
  readonly text: string
  /** Base64. */
  readonly sha256: string
}

/** The saving, first of all: a month where the log is long enough to say, else over the log. */
function headline(result: AuditResult): string {
  const { savingUsd, savingShare } = result.totals
  if (!result.tasks.some(isMoved)) return '<p class="headline"><strong class="quiet">No saving is proved</strong> every task keeps its incumbent</p>'
  if (savingUsd === null) return '<p class="headline"><strong class="quiet">The saving is unknown</strong> a price is missing</p>'
  const month = monthlySaving(result)
  const [amount, when] = month ? [month.usd, `a month (${money(month.interval[0])} to ${money(month.interval[1])})`] : [savingUsd, 'over the logged period']
  return `<p class="headline"><strong>${safe(money(amount))}</strong> saved ${safe(when)}${savingShare === null ? '' : `, ${safe(percent(savingShare))} of the bill`}</p>`
}

/** The few figures that one asks for next. */
function facts(result: AuditResult): string {
  const { totals, tasks, rule } = result
  const month = monthlySaving(result)
  const rows: readonly (readonly [string, string, string])[] = [
    ['tasks that can move', `${count(tasks.filter(isMoved).length)} of ${count(tasks.length)}`, `at a margin of ${points(rule.margin).slice(1, -3)} points, level ${percent(rule.alpha)}`],
    ['cost of the log', totals.savingUsd === null || totals.costUsd === null ? money(totals.costUsd) : `${money(totals.costUsd)} → ${money(totals.costUsd - totals.savingUsd)}`, month ? `${month.days.toFixed(month.days < 10 ? 1 : 0)} logged days` : 'over the logged period'],
    ['this audit', money(totals.replayCostUsd), `${count(totals.replayCalls)} calls${totals.cachedCalls > 0 ? `, ${count(totals.cachedCalls)} answers taken from earlier runs` : ''}`],
  ]
  return `<dl class="facts">${rows.map(([name, value, more]) => `<div><dt>${safe(name)}</dt><dd><b>${safe(value)}</b> <small>${safe(more)}</small></dd></div>`).join('')}</dl>`
}

/** Text that a script reads as JSON and HTML never as markup. */
const inert = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c').replace(/[\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)

/**
 * The result as one HTML file that opens offline: nothing is loaded, text from logs is inert. With `data` and `script` it draws plots and
 * lists the cases in which the models differ; without them it holds the same figures as tables.
 */
export function renderHtml(result: AuditResult, page?: { readonly data: ReportData; readonly script: PageScript }): string {
  const scripts = page ? `script-src 'sha256-${page.script.sha256}'; ` : ''
  const sentences = [...(result.guarantee ? guaranteeSentences(result.guarantee) : []), ...scopeSentences(result), ...[paybackSentence(result) ?? [], stopSentence(result) ?? []].flat(), ...(result.policy === null ? [] : [`Policy: ${result.policy}`])]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${scripts}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Cheapest viable models, run ${safe(result.runId)}</title><style>${STYLE}</style></head>
<body><header><h1>Cheapest viable models</h1>
${headline(result)}
${facts(result)}
<nav aria-label="Contents"><a href="#tasks">Task by task</a>${page ? '<a href="#differ">Where the models differ</a>' : ''}<a href="#method">Method</a><a href="#input">Input</a><a href="#provenance">Provenance</a></nav></header>
<main>
${overviewTable(result.tasks)}
<ul class="notes">${sentences.map((sentence) => `<li>${safe(sentence)}</li>`).join('')}</ul>
<div id="overview"></div>
${list('Undecided', undecidedSentences(result))}
${list('Warnings', result.warnings)}
<h2 id="tasks">Task by task</h2>
${result.tasks.map((task, index) => taskSection(task, index, page?.data.tasks.find(({ id }) => id === task.id))).join('\n')}
${page ? '<h2 id="differ">Where the models differ</h2><div id="cases"></div>' : ''}
${methodSections(result, page?.data)}
</main>${page ? `<script type="application/json" id="report-data">${inert(page.data)}</script><script>${page.script.text}</script>` : ''}</body></html>
`
}
