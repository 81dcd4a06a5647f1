import type { AuditResult, CandidateResult, TaskResult } from '../domain/result.js'
import { plain } from '../text/display.js'
import { count, eValue, milliseconds, money, moneyWithInterval, percent, points, pointsWithInterval } from './figures.js'
import { isMoved, totalsSentences, undecidedSentences } from './summary.js'

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8886; vertical-align: top }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.scroll { overflow-x: auto }
section td:last-child { min-width: 20rem }
small { opacity: .75 }
@media print { body { max-width: none; margin: 0 } }`

/** Text of unknown origin as HTML text: safe characters only, markup escaped. */
function safe(text: string): string {
  return plain(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

const cell = (text: string, figure = false): string => `<td${figure ? ' class="n"' : ''}>${safe(text)}</td>`
const list = (title: string, sentences: readonly string[]): string => (sentences.length === 0 ? '' : `<h2>${safe(title)}</h2><ul>${sentences.map((one) => `<li>${safe(one)}</li>`).join('')}</ul>`)

function table(caption: string, head: readonly string[], rows: readonly string[]): string {
  return `<div class="scroll"><table><caption><small>${safe(caption)}</small></caption><thead><tr>${head.map((title) => `<th scope="col">${safe(title)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody></table></div>`
}

function taskRow(task: TaskResult): string {
  return [
    cell(percent(task.share), true), cell(task.label), cell(task.incumbent), cell(isMoved(task) ? task.decision.model : 'kept'),
    cell(isMoved(task) ? moneyWithInterval(task.decision.savingUsd, task.decision.savingInterval) : '–', true),
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

function taskSection(task: TaskResult): string {
  const facts = `${count(task.calls)} calls, ${count(task.eligible)} eligible cases, validator ${task.validator}, control ${task.control}, incumbent ${task.incumbent}`
  return `<section><h3>${safe(task.label)}</h3><p>${safe(facts)}. ${safe(task.decision.reason)}</p>${
    table(`Candidates of ${task.label}, cheapest first`, ['candidate', 'verdict', 'trials', 'failed / unscored', 'difference', 'e', 'per call', 'p95', 'why'], task.candidates.map(candidateRow))}</section>`
}

/** The result as one HTML file that opens offline: no script, nothing loaded, text from logs inert. */
export function renderHtml(result: AuditResult): string {
  const { rule, input } = result
  const excluded = Object.entries(input.excluded).map(([reason, n]) => `${reason} ${count(n)}`).join(', ')
  const method = `Each candidate was compared with the incumbent case by case in an order drawn beforehand (seed ${result.seed}). A candidate is certified when a betting test refutes, at level ${rule.alpha} divided by the number of candidates, that it is worse by ${points(rule.margin).replace('+', '')} or more; that holds whenever one looks. The interval shows all margins that the same tests have not refuted.`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Cheapest viable models, run ${safe(result.runId)}</title><style>${STYLE}</style></head>
<body><main><h1>Cheapest viable models</h1>
<ul>${totalsSentences(result).map((sentence) => `<li>${safe(sentence)}</li>`).join('')}</ul>
${table('Tasks, the dearest first', ['share', 'task', 'incumbent', 'decision', 'saving'], result.tasks.map(taskRow))}
${list('Undecided', undecidedSentences(result))}
${list('Warnings', result.warnings)}
<h2>Task by task</h2>
${result.tasks.map(taskSection).join('\n')}
<h2>Method and input</h2>
<p>${safe(method)}</p>
<p>${safe(`${count(input.calls)} records read${excluded ? `; left out: ${excluded}` : ''}. Run ${result.runId}.`)}</p>
</main></body></html>
`
}
