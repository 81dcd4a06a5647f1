import type { Agreement, TaskEvidence } from '../domain/report-data.js'
import type { CandidateResult, TaskResult } from '../domain/result.js'
import type { StrategyResult } from '../domain/strategy.js'
import { verdictWords } from '../domain/verdict-words.js'
import { casesLeftOut } from './exclusion-words.js'
import { count, eValue, milliseconds, money, moneyWithInterval, percent, pointsWithInterval } from './figures.js'
import { cell, modelName, safe, table } from './html-parts.js'
import { isMoved, latencyChange, shownCandidate } from './summary.js'

const modelCell = (ref: string): string => `<td>${modelName(ref)}</td>`

/** A sign and a word, in the colour of the verdict; the exact verdict is the title. */
function verdictCell({ verdict, reason }: Pick<CandidateResult, 'verdict' | 'reason'>): string {
  const { sign, state, words } = verdictWords(verdict, reason)
  return `<td><span class="${state}" title="${safe(`${verdict} / ${reason}`)}">${sign} ${safe(words)}</span></td>`
}

/** Cells, or a whole row. */
type Row = readonly string[] | string

/** Why, below the row that it is about, as wide as the table. */
const whyRow = (columns: number, sentences: readonly string[]): string => `<tr class="why" role="row"><td role="cell" colspan="${columns}"><span class="sticky">${safe(sentences.join(' '))}</span></td></tr>`

function overviewRow(task: TaskResult, index: number): readonly string[] {
  const shown = shownCandidate(task)
  const tried = shown !== undefined && shown.trials > 0
  const { decision } = task
  return [
    `<td><a href="#section-${index}">${safe(task.label)}</a></td>`,
    isMoved(task) ? `<td><span class="good">→</span> ${modelName(decision.model)}${decision.strategy === 'single' ? '' : ` (${decision.strategy})`}</td>` : '<td class="quiet">kept</td>',
    cell(isMoved(task) ? moneyWithInterval(decision.savingUsd, decision.savingInterval) : '–', true),
    cell(tried && shown.difference !== null ? pointsWithInterval(shown.difference, shown.interval) : '–', true),
    modelCell(task.incumbent), cell(percent(task.share), true), cell(latencyChange(task), true), cell(tried ? count(shown.trials) : '–', true),
  ]
}

/** All tasks, a line each. */
export function overviewTable(tasks: readonly TaskResult[]): string {
  return table('All tasks: what each moves to, what that saves over the logged period, the difference to the incumbent in percentage points with its interval, the share of the calls, the change of the 95th percentile of latency, and the cases tried', ['task', 'decision', 'saving#', 'difference#', 'incumbent', 'share#', 'p95#', 'cases#'], tasks.map(overviewRow))
}

function agreementSentence(agreement: Agreement | undefined): readonly string[] {
  if (agreement === undefined) return []
  const { both, onlyIncumbent, onlyCandidate, neither, unscored } = agreement
  return [`Both right in ${count(both)} cases, only the incumbent in ${count(onlyIncumbent)}, only the candidate in ${count(onlyCandidate)}, neither in ${count(neither)}${unscored === 0 ? '' : `; ${count(unscored)} without a score`}.`]
}

const CANDIDATE_HEAD = ['candidate', 'verdict', 'cases#', 'failed / no score#', 'difference#', 'e-value#', 'a call#', 'p95#']

function candidateRows(candidate: CandidateResult, agreement: Agreement | undefined): readonly Row[] {
  const tried = candidate.trials > 0
  return [
    [
      modelCell(candidate.model), verdictCell(candidate), cell(count(candidate.trials), true), cell(`${count(candidate.failed)} / ${count(candidate.unscored)}`, true),
      cell(candidate.difference === null ? '–' : pointsWithInterval(candidate.difference, candidate.interval), true), cell(tried ? eValue(candidate.eValue) : '–', true),
      cell(candidate.costPerCallUsd === null ? '–' : money(candidate.costPerCallUsd), true), cell(candidate.latencyMs ? milliseconds(candidate.latencyMs.p95) : '–', true),
    ],
    whyRow(CANDIDATE_HEAD.length, [candidate.message, ...(tried ? agreementSentence(agreement) : [])]),
  ]
}

const STRATEGY_HEAD = ['strategy', 'models', 'verdict', 'cases#', 'difference#', 'e-value#', 'asks the incumbent#', 'a call#', 'p95#']

function strategyRows(one: StrategyResult): readonly Row[] {
  return [
    [
      cell(one.kind), `<td>${one.models.map(modelName).join(', ')}</td>`, verdictCell(one), cell(count(one.trials), true), cell(one.difference === null ? '–' : pointsWithInterval(one.difference, one.interval), true),
      cell(one.trials > 0 ? eValue(one.eValue) : '–', true), cell(one.escalated === null ? '–' : percent(one.escalated), true), cell(one.costPerCallUsd === null ? '–' : money(one.costPerCallUsd), true), cell(one.latencyMs ? milliseconds(one.latencyMs.p95) : '–', true),
    ],
    whyRow(STRATEGY_HEAD.length, [one.message]),
  ]
}

function decisionLine(task: TaskResult): string {
  const { decision } = task
  if (!isMoved(task)) return `<p class="decision"><span class="quiet">Keeps ${modelName(task.incumbent)}:</span> ${safe(decision.reason)}</p>`
  return `<p class="decision"><span class="good">Moves to ${modelName(decision.model)}${decision.strategy === 'single' ? '' : ` (${decision.strategy})`}</span>, saving ${safe(moneyWithInterval(decision.savingUsd, decision.savingInterval))} over the logged period.</p>`
}

function factsLine(task: TaskResult): string {
  const left = Object.entries(task.excluded).filter(([, n]) => n > 0).map(([reason, n]) => `${count(n)} ${casesLeftOut(reason)}`)
  return safe(`${count(task.calls)} calls, ${percent(task.share)} of the traffic. Incumbent ${task.incumbent}. ${count(task.eligible)} cases could be drawn${left.length === 0 ? '' : ` (left out: ${left.join(', ')})`}. Answers are scored by ${task.validator} against ${task.control === 'logged' ? 'what the log holds' : 'the incumbent asked again'}${task.validatorReason === undefined ? '' : `: ${task.validatorReason}`}.`)
}

/** What the judge did on this run, and for which candidates people let it decide; nothing where none was asked. */
function judgeLine({ judge }: TaskResult): string {
  if (judge === undefined) return ''
  const share = (value: number | null): string => (value === null ? 'none' : percent(value))
  const { model, judged, unread, wins, losses, ties, selfConsistency, firstPlace, longer, costUsd, calibration } = judge
  return `<p class="facts-line">${safe([
    `Judge ${model}, asked in both orders, ${money(costUsd)}: ${count(judged)} disagreements judged, ${count(unread)} not readable; candidate better in ${count(wins)}, incumbent better in ${count(losses)}, tie in ${count(ties)}. Same verdict in both orders: ${share(selfConsistency)}. Preferences for the answer that stood first: ${share(firstPlace)} (50 % is without bias), for the longer one: ${share(longer)}.`,
    ...Object.entries(calibration).map(([candidate, words]) => `${candidate}: ${words.replace(/\.$/, '')}.`),
  ].join(' '))}</p>`
}

/** One task: what was decided, why, and a place for its drawings. */
export function taskSection(task: TaskResult, index: number, evidence: TaskEvidence | undefined): string {
  const agreementOf = (model: string): Agreement | undefined => evidence?.candidates.find((one) => one.model === model)?.agreement
  const strategies = task.strategies ?? []
  return `<section id="section-${index}"><h3>${safe(task.label)}</h3>${decisionLine(task)}<p class="facts-line">${factsLine(task)}</p>${judgeLine(task)}${
    table(`Candidates of ${task.label}, cheapest first`, CANDIDATE_HEAD, task.candidates.flatMap((one) => candidateRows(one, agreementOf(one.model))))}${
    strategies.length === 0 ? '' : table(`Strategies of ${task.label}: two models that share it`, STRATEGY_HEAD, strategies.flatMap(strategyRows))}<div id="task-${index}"></div></section>`
}
