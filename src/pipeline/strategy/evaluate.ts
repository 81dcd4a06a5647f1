import { decideFamily, type FamilyResult, type ThresholdResult, type Together } from '../../decide/index.js'
import { signedPoints } from '../../domain/points.js'
import type { PlannedStrategy, StrategyResult } from '../../domain/strategy.js'
import type { Adjudication } from '../task/adjudication.js'
import type { CandidateRun } from '../task/candidate-run.js'
import { UNUSABLE_SHARE } from '../task/control.js'
import { percentile, summarizeLatency } from '../task/latency.js'
import { kinMessage, kinOf } from '../kin/kin.js'
import { failedIn, unscoredIn, type PushedCase } from '../task/pair.js'
import { ratioSaving, type Saving } from '../task/saving.js'
import type { TaskRun } from '../task/task-run.js'
import { answerCheckOf } from './answer-check.js'
import { createAgreement } from './agreement.js'
import { agreementEvidence, cascadeEvidence, splitEvidence, type StrategyCase, type StrategyEvidence } from './strategy-cases.js'

/** The first so many trials train the classifier of a split, where no number of samples was set for strategies. */
const TRAINING = 200

/** A family's result, and what moving to it would save. */
export interface StrategyOutcome {
  readonly result: StrategyResult
  readonly saving: Saving | undefined
}

export interface StrategyInput {
  readonly run: TaskRun
  /** By model reference. */
  readonly runs: ReadonlyMap<string, CandidateRun>
  readonly adjudications: ReadonlyMap<string, Adjudication>
  readonly together: Together | undefined
}

const percent = (share: number): string => `${Math.round(100 * share)} %`

function untried(strategy: PlannedStrategy, reason: StrategyResult['reason'], message: string): StrategyOutcome {
  return {
    saving: undefined,
    result: { ...strategy, verdict: 'not-evaluated', reason, viable: false, notViableBecause: null, trials: 0, difference: null, interval: [-1, 1], eValue: 0, escalated: null, costPerCallUsd: null, latencyMs: null, message },
  }
}

/** The trials of the models of a strategy; or why there are none to go by. */
function pairedOf({ models }: PlannedStrategy, { runs, adjudications }: StrategyInput): readonly (readonly PushedCase[])[] | string {
  const all = models.map((model) => runs.get(model)?.paired ?? [])
  const idle = models.find((_, at) => all[at]?.length === 0)
  if (idle !== undefined) return `${idle} was not tried`
  const settled = models.find((model) => adjudications.get(model)?.by !== 'validator')
  if (settled !== undefined) return `the disagreements of ${settled} are settled by a judge or by people, whose verdicts on another mix of answers are not known`
  const unusable = models.find((_, at) => (all[at] ?? []).filter((pair) => failedIn(pair) || unscoredIn(pair)).length > UNUSABLE_SHARE * (all[at]?.length ?? 0))
  return unusable === undefined ? all : `too many trials of ${unusable} failed or have no score`
}

async function evidenceOf(strategy: PlannedStrategy, input: StrategyInput): Promise<StrategyEvidence | string> {
  const { run } = input
  const paired = pairedOf(strategy, input)
  if (typeof paired === 'string') return paired
  const [first = '', second = ''] = strategy.models
  const [own = [], other = []] = paired
  switch (strategy.kind) {
    case 'cascade': return cascadeEvidence(run, first, own)
    case 'agreement': return agreementEvidence(run, [first, second], [own, other], createAgreement(run, first, second))
    case 'split': {
      const training = trainingOf(run)
      return splitEvidence(run, first, own, training) ?? (own.length < training ? `only ${own.length} trials of ${first} are there, and ${training} are needed to train the classifier` : `${first} never lost in the ${training} trials of the training, or always did: there is nothing to learn`)
    }
  }
}

function trainingOf({ plan }: TaskRun): number {
  const samples = plan.strategySamples ?? 0
  return samples > 0 ? Math.floor(samples / 2) : TRAINING
}

/** Milliseconds of the chain by case, at a threshold; undefined where any is unknown. */
function chainTimes(cases: readonly StrategyCase[], threshold: number, paysTwice: boolean): readonly { readonly own: number; readonly incumbent: number }[] | undefined {
  const times = cases.map(({ doubt, cheapMs, pair: { controlLatencyMs: incumbent } }) => {
    const escalated = !(doubt < threshold)
    const own = escalated ? (paysTwice ? (cheapMs ?? Number.NaN) : 0) + (incumbent ?? Number.NaN) : (cheapMs ?? Number.NaN)
    return { own, incumbent: incumbent ?? Number.NaN }
  }).filter(({ own, incumbent }) => !Number.isNaN(own + incumbent))
  return times.length === 0 ? undefined : times
}

function latencyFault(run: TaskRun, times: ReturnType<typeof chainTimes>): string | undefined {
  const limit = run.context.plan.maxP95Ratio
  if (limit === undefined) return undefined
  if (!times) return 'Its latency is not known, so the p95 bound cannot be checked.'
  const p95 = (values: readonly number[]): number => percentile(values.toSorted((a, b) => a - b), 0.95)
  const ratio = p95(times.map(({ own }) => own)) / p95(times.map(({ incumbent }) => incumbent))
  return ratio > limit ? `The p95 latency of the whole chain is ${ratio.toFixed(1)} times the incumbent's; at most ${limit} is allowed.` : undefined
}

function messageOf(strategy: PlannedStrategy, { tested, chosen }: FamilyResult, evidence: StrategyEvidence, shown: ThresholdResult): string {
  const { summary, escalated } = shown
  const [first = '', second = ''] = strategy.models
  const how = {
    cascade: `${first} answers, and the incumbent where that answer is refused or breaks the form asked for`,
    agreement: `${first} answers where ${second} says the same, else the incumbent`,
    split: `a classifier trained on ${evidence.trained?.examples ?? 0} trials sends part of the questions to ${first}`,
  }[strategy.kind]
  const seen = `${summary.processed} trials, mean difference ${signedPoints(summary.difference ?? 0)} points, ${percent(escalated)} go to the incumbent`
  const thresholds = evidence.thresholds.length > 1 ? `; ${tested.length} of ${evidence.thresholds.length} thresholds were tested, from the safest up` : ''
  return chosen ? `Certified: ${how} (${seen}, e-value ${summary.eValue.toFixed(1)}${thresholds}).` : `Not certified: ${how} (${seen}${thresholds}).`
}

/** Tests the families that were declared for a task on the trials that are there; no call is made. In the order of the plan. */
export async function evaluateStrategies(input: StrategyInput): Promise<readonly StrategyOutcome[]> {
  const { run } = input
  const outcomes: StrategyOutcome[] = []
  for (const strategy of run.plan.strategies ?? []) {
    const evidence = await evidenceOf(strategy, input)
    outcomes.push(typeof evidence === 'string' ? untried(strategy, 'data', `Not tested: ${evidence}.`) : evidence.cases.length === 0 ? untried(strategy, 'data', 'Not tested: there are no trials left to test it on.') : outcomeOf(strategy, evidence, input))
  }
  return outcomes
}

function outcomeOf(strategy: PlannedStrategy, evidence: StrategyEvidence, { run, runs, together }: StrategyInput): StrategyOutcome {
  const { plan } = run
  const { cases, thresholds, paysTwice, trained } = evidence
  const horizon = Math.max(1, ((plan.strategySamples ?? 0) > 0 ? (plan.strategySamples ?? 0) : plan.rule.maxSamples) - (trained?.examples ?? 0))
  const decide = (some: readonly StrategyCase[]): FamilyResult => decideFamily(some, thresholds, { rule: { ...plan.rule, maxSamples: horizon }, families: plan.declared, truth: plan.hasGold, paysTwice, ...(together ? { together } : {}) })
  const whole = decide(cases)
  const { chosen } = whole
  const floor = Math.ceil(Math.log(plan.rule.alpha / plan.declared) / Math.log(1 - plan.rule.margin))
  const used = cases.slice(0, chosen?.summary.processed)
  const kin = chosen && kinOf(used.map(({ pair }) => pair.one), used.map(({ doubt, difference }) => (doubt < chosen.threshold ? difference.nonInferiority : 0)), floor, run.context.plan.seed)
  const family = kin?.found ? decide(kin.firsts.flatMap((at) => cases[at] ?? [])) : whole
  const shown = family.chosen ?? family.tested.at(-1)
  if (!shown) throw new Error('a family without thresholds was decided')
  const { threshold, escalated, summary } = shown
  const times = chainTimes(cases, threshold, paysTwice)
  const slow = family.chosen ? latencyFault(run, times) : undefined
  const priced = cases.every((one) => one.priced)
  const costs = cases.map((one) => ({ candidate: one.doubt < threshold ? one.candidateUsd : one.incumbentUsd + (paysTwice ? one.candidateUsd : 0), incumbent: one.incumbentUsd }))
  const sendable = Math.min(...strategy.models.map((model) => runs.get(model)?.sendable ?? 0))
  const at = thresholds.indexOf(threshold)
  return {
    saving: family.chosen && priced ? ratioSaving(plan, costs, sendable) : undefined,
    result: {
      ...strategy,
      verdict: summary.verdict,
      reason: summary.reason,
      viable: family.chosen !== undefined && slow === undefined,
      notViableBecause: slow ? 'latency' : null,
      trials: summary.processed,
      difference: summary.difference,
      interval: summary.interval,
      eValue: summary.eValue,
      escalated,
      costPerCallUsd: priced ? shown.costPerCallUsd : null,
      latencyMs: times ? summarizeLatency(times.map(({ own }) => own)) : null,
      message: [messageOf(strategy, family, evidence, shown), ...(slow ? [slow] : []), ...(kin ? [kinMessage(kin, used.length, family.chosen !== undefined, summary)] : [])].join(' '),
      ...(strategy.kind === 'cascade' ? { check: answerCheckOf(plan, run.cases) } : {}),
      ...(trained && family.chosen ? { classifier: trained.classifier, minScore: trained.minScores[at] ?? 1 } : {}),
    },
  }
}
