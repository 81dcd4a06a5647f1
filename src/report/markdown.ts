import { decidedStrategy } from '../domain/decided-strategy.js'
import type { AuditResult, TaskResult } from '../domain/result.js'
import type { StrategyResult } from '../domain/strategy.js'
import { verdictWords } from '../domain/verdict-words.js'
import { count, eValue, moneyWithInterval, percent, pointsWithInterval } from './figures.js'
import { isMoved, latencyChange, provenanceOf, shownCandidate, totalsSentences, undecidedSentences } from './summary.js'
import { codeSpan, escapeMarkdown } from './markdown-text.js'

const MAX_TASKS = 25
const MAX_LINES = 8
const MAX_STRATEGIES = 4
/** Room for a cause and its way out. */
const MAX_SENTENCE = 500

/** The result as a comment for a pull request: at most 25 tasks and 8 lines of each list, what is longer is counted. Text from logs is inert in it. */
export function renderMarkdown(result: AuditResult): string {
  const rows = result.tasks.slice(0, MAX_TASKS).flatMap((task) => [row(task), ...(task.strategies ?? []).slice(0, MAX_STRATEGIES).map((one) => strategyRow(task, one))])
  return [
    '### Cheapest viable models',
    '',
    ...(rows.length === 0 ? ['No task was found in the log.'] : ['| share | task | incumbent → decision | difference | e | saving | p95 | n |', '|--:|:--|:--|--:|--:|--:|--:|--:|', ...rows]),
    ...(result.tasks.length > MAX_TASKS ? ['', `and ${result.tasks.length - MAX_TASKS} more tasks`] : []),
    '',
    ...totalsSentences(result).map((sentence) => `- ${escapeMarkdown(sentence)}`),
    ...section('Undecided', undecidedSentences(result)),
    ...section('Warnings', result.warnings),
    '',
    `Fixed before the first call: ${escapeMarkdown(provenanceOf(result).map(([name, value]) => `${name} ${value}`).join(', '))}`,
  ].join('\n') + '\n'
}

function row(task: TaskResult): string {
  const shown = shownCandidate(task)
  const tried = shown !== undefined && shown.trials > 0
  return `| ${[
    cell(percent(task.share)),
    codeSpan(task.label),
    isMoved(task) ? `${codeSpan(task.incumbent)} → ${codeSpan(task.decision.model)}${task.decision.strategy === 'single' ? '' : ` (${task.decision.strategy})`}` : `${codeSpan(task.incumbent)} (kept)`,
    tried ? cell(pointsWithInterval(shown.difference, shown.interval)) : '–',
    tried ? cell(eValue(shown.eValue)) : '–',
    isMoved(task) ? cell(moneyWithInterval(task.decision.savingUsd, task.decision.savingInterval)) : '–',
    cell(latencyChange(task)),
    count(shown?.trials ?? 0),
  ].join(' | ')} |`
}

/** A strategy that was declared for a task, below it: what it is, its verdict, and how much it asks the incumbent. */
function strategyRow(task: TaskResult, one: StrategyResult): string {
  const { sign, words } = verdictWords(one.verdict, one.reason, true)
  const told = one.verdict === 'non-inferior' && !one.viable ? `✗ ${one.notViableBecause === 'latency' ? 'too slow' : 'not viable'}` : `${sign} ${words}`
  const asks = one.escalated === null ? '' : `, asks the incumbent in ${percent(one.escalated)}`
  return `| ${[
    '',
    `↳ ${one.kind}`,
    `${one.models.map((model) => codeSpan(model)).join(' + ')}: ${told}${decidedStrategy(task) === one ? ', taken' : ''}${asks}`,
    one.trials > 0 ? cell(pointsWithInterval(one.difference, one.interval)) : '–',
    one.trials > 0 ? cell(eValue(one.eValue)) : '–',
    '',
    '',
    count(one.trials),
  ].join(' | ')} |`
}

/** Figures of our own, in which Markdown could see HTML or a formula; an interval and its units do not break over lines. */
function cell(figures: string): string {
  return figures.replaceAll('<', '&lt;').replaceAll('$', '&#36;').replace(/(?<=\d) (?=%|pp)|(?<=,) /g, '\u00a0')
}

function section(title: string, sentences: readonly string[]): readonly string[] {
  if (sentences.length === 0) return []
  const more = sentences.length > MAX_LINES ? [`- and ${sentences.length - MAX_LINES} more`] : []
  return ['', `**${title}**`, '', ...sentences.slice(0, MAX_LINES).map((sentence) => `- ${escapeMarkdown(sentence, MAX_SENTENCE)}`), ...more]
}
