import type { ReportData } from '../domain/report-data.js'
import type { AuditResult, CandidateResult, TaskResult } from '../domain/result.js'
import { plain } from '../text/display.js'
import { count, eValue, milliseconds, money, moneyWithInterval, percent, points, pointsWithInterval } from './figures.js'
import { STYLE } from './html-style.js'
import { isMoved, monthlySaving, provenanceOf, totalsSentences, undecidedSentences, latencyChange, shownCandidate } from './summary.js'

/** Text of unknown origin as HTML text: safe characters only, markup escaped. */
function safe(text: string): string {
  return plain(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

const cell = (text: string, figure = false): string => `<td${figure ? ' class="n"' : ''}>${safe(text)}</td>`
const list = (title: string, sentences: readonly string[]): string => (sentences.length === 0 ? '' : `<h2>${safe(title)}</h2><ul>${sentences.map((one) => `<li>${safe(one)}</li>`).join('')}</ul>`)

function table(caption: string, head: readonly string[], rows: readonly string[]): string {
  return `<div class="scroll" tabindex="0" role="region" aria-label="${safe(caption)}"><table><caption><small>${safe(caption)}</small></caption><thead><tr>${head.map((title) => `<th scope="col">${safe(title)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody></table></div>`
}

function taskRow(task: TaskResult, index: number): string {
  const shown = shownCandidate(task)
  const tried = shown !== undefined && shown.trials > 0
  return [
    cell(percent(task.share), true), `<td><a href="#section-${index}">${safe(task.label)}</a></td>`, cell(task.incumbent), cell(isMoved(task) ? task.decision.model : 'kept'),
    cell(tried && shown.difference !== null ? pointsWithInterval(shown.difference, shown.interval) : '–', true),
    cell(isMoved(task) ? moneyWithInterval(task.decision.savingUsd, task.decision.savingInterval) : '–', true), cell(latencyChange(task), true), cell(tried ? count(shown.trials) : '–', true),
  ].join('')
}

function candidateRow(candidate: CandidateResult): string {
  const tried = candidate.trials > 0
  return [
    cell(candidate.model), cell(`${candidate.verdict} / ${candidate.reason}`), cell(count(candidate.trials), true), cell(`${count(candidate.failed)} / ${count(candidate.unscored)}`, true),
    cell(candidate.difference === null ? '–' : pointsWithInterval(candidate.difference, candidate.interval), true), cell(tried ? eValue(candidate.eValue) : '–', true),
    cell(candidate.costPerCallUsd === null ? '–' : money(candidate.costPerCallUsd), true), cell(candidate.latencyMs ? milliseconds(candidate.latencyMs.p95) : '–', true), cell(candidate.message),
  ].join('')
}

function taskSection(task: TaskResult, index: number): string {
  const facts = `${count(task.calls)} calls, ${count(task.eligible)} eligible cases, validator ${task.validator}, control ${task.control}, incumbent ${task.incumbent}`
  return `<section id="section-${index}"><h3>${safe(task.label)}</h3><p>${safe(facts)}. ${safe(task.decision.reason)}</p>${
    table(`Candidates of ${task.label}, cheapest first`, ['candidate', 'verdict', 'trials', 'failed / unscored', 'difference', 'e', 'per call', 'p95', 'why'], task.candidates.map(candidateRow))}${strategyTable(task)}<div id="task-${index}"></div></section>`
}

function strategyTable({ label, strategies = [] }: TaskResult): string {
  if (strategies.length === 0) return ''
  const rows = strategies.map((one) => [
    cell(one.kind), cell(one.models.join(', ')), cell(`${one.verdict} / ${one.reason}`), cell(count(one.trials), true), cell(one.difference === null ? '–' : pointsWithInterval(one.difference, one.interval), true),
    cell(one.trials > 0 ? eValue(one.eValue) : '–', true), cell(percent(one.escalated), true), cell(one.costPerCallUsd === null ? '–' : money(one.costPerCallUsd), true), cell(one.latencyMs ? milliseconds(one.latencyMs.p95) : '–', true), cell(one.message),
  ].join(''))
  return table(`Strategies of ${label}: two models that share it`, ['kind', 'models', 'verdict', 'trials', 'difference', 'e', 'to the incumbent', 'per call', 'p95', 'why'], rows)
}

/** A script that draws, with the SHA-256 by which the page's policy lets it run and nothing else. */
export interface PageScript {
  readonly text: string
  /** Base64. */
  readonly sha256: string
}

/** The saving, first of all: a month where the log is long enough to say, else over the log. */
function headline(result: AuditResult): string {
  const { savingUsd, savingShare } = result.totals
  const month = monthlySaving(result)
  const [amount, when] = month ? [month.usd, `a month (${money(month.interval[0])} to ${money(month.interval[1])})`] : [savingUsd, 'over the logged period']
  return `<p class="headline"><strong>${safe(money(amount))}</strong> saved ${safe(when)}${savingShare === null ? '' : `, ${safe(percent(savingShare))} of the bill`}</p>`
}

/** Text that a script reads as JSON and HTML never as markup. */
const inert = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c').replace(/[\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)

/**
 * The result as one HTML file that opens offline: nothing is loaded, text from logs is inert. With `data` and `script` it draws plots and
 * lists the cases in which the models differ; without them it holds the same figures as tables.
 */
export function renderHtml(result: AuditResult, page?: { readonly data: ReportData; readonly script: PageScript }): string {
  const { rule, input } = result
  const excluded = Object.entries(input.excluded).map(([reason, n]) => cell(reason) + cell(count(n), true))
  const method = `Each candidate was compared with the incumbent case by case in an order drawn beforehand (seed ${result.seed}). ${rule.design === 'fixed' ? `A candidate is certified when the wins and losses of a fixed number of cases refute` : 'A candidate is certified when a betting test refutes'}, at level ${rule.alpha} divided by the number of candidates and strategies that were declared, that it is worse by ${points(rule.margin).replace('+', '')} or more${rule.design === 'fixed' ? '.' : '; that holds whenever one looks.'} The interval shows all margins that the same tests have not refuted. A verdict holds for traffic like the logged window${result.tasks.some(({ target }) => target === 'log') ? ' (of tasks with target “log”: for the logged calls alone)' : ''}, and for what the validator measures.`
  const scripts = page ? `script-src 'sha256-${page.script.sha256}'; ` : ''
  const provenance = [...provenanceOf(result), ...(page ? [['version', page.data.version]] : []), ['policy', result.policy ?? 'none written']]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${scripts}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Cheapest viable models, run ${safe(result.runId)}</title><style>${STYLE}</style></head>
<body><main><h1>Cheapest viable models</h1>
${headline(result)}
<ul>${totalsSentences(result).map((sentence) => `<li>${safe(sentence)}</li>`).join('')}</ul>
${table('Tasks, the dearest first: what each moves to, the difference to the incumbent with its interval, what that saves, the change of the 95th percentile of latency, and the trials', ['share', 'task', 'incumbent', 'decision', 'difference', 'saving', 'p95', 'n'], result.tasks.map(taskRow))}
<div id="overview"></div>
${list('Undecided', undecidedSentences(result))}
${list('Warnings', result.warnings)}
<h2>Task by task</h2>
${result.tasks.map(taskSection).join('\n')}
${page ? '<h2>Where the models differ</h2><div id="cases"></div>' : ''}
<h2>Method</h2>
<p>${safe(method)}</p>
<h2>Input</h2>
<p>${safe(`${count(input.calls)} records read.`)}${excluded.length === 0 ? ' None was left out.' : ''}</p>
${excluded.length === 0 ? '' : table('Left out, by reason', ['reason', 'records'], excluded)}
${table('Provenance', ['what', 'value'], provenance.map(([name = '', value = '']) => cell(name) + cell(value)))}
</main>${page ? `<script type="application/json" id="report-data">${inert(page.data)}</script><script>${page.script.text}</script>` : ''}</body></html>
`
}
