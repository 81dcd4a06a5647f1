import type { CandidateEvidence, DisputedCase, ReportData, TaskEvidence } from '../domain/report-data.js'
import type { AuditResult, CandidateResult, TaskResult } from '../domain/result.js'
import type { StrategyResult } from '../domain/strategy.js'
import { verdictWords } from '../domain/verdict-words.js'
import { casesLeftOut } from './exclusion-words.js'
import { count, eValue, milliseconds, money, percent, points, pointsWithInterval } from './figures.js'
import { wrap } from '../text/display.js'

/** What a person asks about: a task, a candidate's or a strategy's verdict on it, or one case. */
export type Subject =
  | { readonly kind: 'task'; readonly task: TaskResult }
  | { readonly kind: 'verdict'; readonly task: TaskResult; readonly candidate: CandidateResult }
  | { readonly kind: 'strategy'; readonly task: TaskResult; readonly strategy: StrategyResult }
  | { readonly kind: 'case'; readonly task: TaskResult; readonly trials: readonly CaseTrial[] }

/** One candidate's answer to one case. Texts are undefined after a purge. */
export interface CaseTrial extends Omit<DisputedCase, 'prompt' | 'incumbentAnswer' | 'candidateAnswer'> {
  readonly model: string
  readonly prompt: string | undefined
  readonly incumbentAnswer: string | undefined
  readonly candidateAnswer: string | undefined
}

const LONGEST = 600

function taskLines(task: TaskResult): readonly string[] {
  const { decision } = task
  const excluded = Object.entries(task.excluded).filter(([, n]) => n > 0).map(([reason, n]) => `${count(n)} ${casesLeftOut(reason)}`).join(', ')
  const kept = decision.strategy === 'incumbent'
  return [
    `Task ${task.label} (${task.id}), ${task.taskType}: ${count(task.calls)} calls, ${percent(task.share)} of the traffic, ${money(task.costUsd)}.`,
    `Incumbent ${task.incumbent}; answers are scored by ${task.validator} against ${task.control === 'logged' ? 'what the log holds' : 'the incumbent asked again'}.`,
    `${count(task.eligible)} cases could be drawn${excluded ? `; left out: ${excluded}` : ''}.`,
    '',
    kept ? `It keeps ${task.incumbent}: ${decision.reason}.` : `It moves to ${decision.model}${decision.strategy === 'single' ? '' : ` (${decision.strategy})`}: ${decision.reason}`,
    ...(kept ? [] : [`That saves ${money(decision.savingUsd)}${decision.savingInterval ? `, between ${money(decision.savingInterval[0])} and ${money(decision.savingInterval[1])},` : ''} over the logged period.`]),
  ]
}

function verdictLines(candidate: CandidateResult, data: ReportData, evidence: CandidateEvidence | undefined, detailed: boolean): readonly string[] {
  const { trials, difference, interval, latencyMs } = candidate
  const agreement = evidence?.agreement
  return [
    `${candidate.model}: ${verdictText(candidate)}. ${candidate.message}`,
    ...(trials === 0 ? [] : [
      `${count(trials)} trials, ${count(candidate.failed)} failed, ${count(candidate.unscored)} without a score. Mean score ${percent(candidate.score)}, the incumbent's ${percent(candidate.incumbentScore)}: difference ${pointsWithInterval(difference, interval)}.`,
      ...(detailed ? [wealthLine(candidate, data.result)] : []),
    ]),
    ...(agreement === undefined || trials === 0 ? [] : [`Both right in ${count(agreement.both)} cases, only the incumbent in ${count(agreement.onlyIncumbent)}, only the candidate in ${count(agreement.onlyCandidate)}, neither in ${count(agreement.neither)}.`]),
    ...(latencyMs ? [`Latency p50 ${milliseconds(latencyMs.p50)}, p95 ${milliseconds(latencyMs.p95)}. A call costs ${money(candidate.costPerCallUsd)}.`] : []),
    ...(candidate.notViableBecause ? [`Good enough, and yet not viable because of its ${candidate.notViableBecause}.`] : []),
    ...(candidate.morePlanned ? [`About ${count(candidate.morePlanned)} further trials would decide.`] : []),
  ]
}

const verdictText = ({ verdict, reason }: Pick<CandidateResult, 'verdict' | 'reason'>): string => `${verdictWords(verdict, reason).words} (${verdict}/${reason})`

/** What the models of a strategy share the task by. */
const SHARED: Readonly<Record<StrategyResult['kind'], (models: readonly string[]) => string>> = {
  cascade: ([cheap]) => `${cheap} answers, and the incumbent where that answer is refused, fails or breaks the form asked for`,
  agreement: ([one, other]) => `${one} and ${other} are asked, and the incumbent where they disagree`,
  split: ([cheap]) => `a classifier of the question sends a part to ${cheap} and the rest to the incumbent`,
}

function strategyLines(one: StrategyResult, result: AuditResult | undefined): readonly string[] {
  const { trials, difference, interval, escalated, latencyMs } = one
  return [
    `${one.kind} (${SHARED[one.kind](one.models)}): ${verdictText(one)}. ${one.message}`,
    ...(trials === 0 ? [] : [
      `${count(trials)} cases, difference ${pointsWithInterval(difference, interval)}. The incumbent answers ${percent(escalated)} of them; a case costs ${money(one.costPerCallUsd)} in all.`,
      ...(result ? [wealthLine(one, result)] : []),
    ]),
    ...(latencyMs ? [`Latency of the whole chain p50 ${milliseconds(latencyMs.p50)}, p95 ${milliseconds(latencyMs.p95)}.`] : []),
    ...(one.notViableBecause ? [`Good enough, and yet not viable because of its ${one.notViableBecause}.`] : []),
  ]
}

function wealthLine({ eValue: wealth }: Pick<CandidateResult, 'eValue'>, { rule, guarantee }: AuditResult): string {
  const grown = `Wealth e = ${eValue(wealth)}: what a bet against "worse by the margin or more" has grown to.`
  if (rule.design === 'fixed') return `${grown} The verdict does not rest on it: a fixed design certifies by its counts of wins and losses.`
  if (guarantee?.threshold !== undefined) return `${grown} A certificate needs ${eValue(guarantee.threshold)}: ${guarantee.tasks} tasks / (${guarantee.level} × ${Math.max(1, guarantee.declared ?? 1)} declared), so that the false discovery rate holds.`
  return `${grown} A certificate needs 1/alpha, ${eValue(1 / rule.alpha)} unless the task sets its own level; a model that is so much worse gets there with a chance of at most alpha.`
}

function score(value: number | null): string {
  return value === null ? 'no score' : `score ${value.toFixed(2)}`
}

function caseLines(trials: readonly CaseTrial[]): readonly string[] {
  const first = trials[0]
  if (first === undefined) return ['No candidate was tried on this case: the verdicts fell before its turn.']
  const clip = (text: string | undefined): string => (text === undefined ? '(deleted by audit purge)' : text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
  return [
    `Number ${count(first.index + 1)} in the drawn order.`,
    `Asked: ${clip(first.prompt)}`,
    ...(first.expected === undefined ? [] : [`Expected: ${clip(first.expected)}`]),
    `In the log: ${clip(first.incumbentAnswer)}`,
    ...trials.flatMap(({ model, candidateAnswer, candidateScore, incumbentScore, reason }) => [
      '',
      `${model}: ${clip(candidateAnswer)}`,
      `Incumbent ${score(incumbentScore)}, candidate ${score(candidateScore)}${candidateScore !== null && incumbentScore !== null ? `, difference ${points(candidateScore - incumbentScore)}` : ''}: ${reason}`,
    ]),
  ]
}

function evidenceOf(data: ReportData, task: TaskResult, model: string): CandidateEvidence | undefined {
  const own: TaskEvidence | undefined = data.tasks.find(({ id }) => id === task.id)
  return own?.candidates.find((one) => one.model === model)
}

/** Why it is so, in words, from what a run recorded. Lines of at most `width` columns; text of unknown origin is made safe. */
export function renderExplanation(subject: Subject, data: ReportData, width: number): string {
  const { task } = subject
  const sentences = ((): readonly string[] => {
    switch (subject.kind) {
      case 'task': return [...taskLines(task), ...task.candidates.flatMap((one) => ['', ...verdictLines(one, data, evidenceOf(data, task, one.model), false)]), ...(task.strategies ?? []).flatMap((one) => ['', ...strategyLines(one, undefined)]), '', `More on one of them: audit explain ${task.id} <model${(task.strategies ?? []).length > 0 ? ' or strategy' : ''}>`]
      case 'verdict': {
        const evidence = evidenceOf(data, task, subject.candidate.model)
        const examples = (evidence?.disputed ?? []).slice(0, 3).map(({ caseId, reason }) => `Differed in ${caseId}: ${reason}`)
        return [`On ${task.label} (${task.id}), against ${task.incumbent}:`, ...verdictLines(subject.candidate, data, evidence, true), ...(examples.length > 0 ? ['', ...examples, `See one: audit explain ${evidence?.disputed[0]?.caseId ?? ''}`] : [])]
      }
      case 'strategy': return [`On ${task.label} (${task.id}), against ${task.incumbent}:`, ...strategyLines(subject.strategy, data.result)]
      case 'case': return [`A case of ${task.label} (${task.id}), incumbent ${task.incumbent}.`, ...caseLines(subject.trials)]
    }
  })()
  return `${sentences.flatMap((sentence) => (sentence === '' ? [''] : wrap(sentence, width, '  '))).join('\n')}\n`
}
