import type { DoubtfulCase } from '../../decide/index.js'
import { lastUserText } from '../../domain/message.js'
import type { SplitClassifier } from '../../domain/strategy.js'
import { costOf, tierCost } from '../../prices/book.js'
import { pairedDifference, type PushedCase } from '../task/pair.js'
import type { TaskRun } from '../task/task-run.js'
import { cheapScores, trainSplit } from './train-split.js'

/** One case of a strategy, with what the whole chain takes. */
export interface StrategyCase extends DoubtfulCase {
  readonly pair: PushedCase
  /** Milliseconds of the cheap part; undefined where unknown. */
  readonly cheapMs: number | undefined
  /** False where a price or token count is missing. */
  readonly priced: boolean
}

/** What a family is tested on: cases in the drawn order, and thresholds from the safest up. */
export interface StrategyEvidence {
  readonly cases: readonly StrategyCase[]
  readonly thresholds: readonly number[]
  readonly paysTwice: boolean
  readonly trained?: { readonly classifier: SplitClassifier; readonly minScores: readonly number[]; readonly examples: number }
}

/** USD of a candidate's trial with its retries; undefined where unknown. An answer from a batch was cheaper than those that a route will get. */
export function trialCost(run: TaskRun, model: string, { trial }: PushedCase): number | undefined {
  const price = run.plan.ladder.find((one) => one.model.ref === model)?.price
  if (trial.outcome.status === 'failed') return trial.costUsd
  const last = price && costOf(trial.outcome.usage, price)
  return last === undefined ? undefined : trial.attempts > 1 ? Math.max(last, trial.costUsd) : last
}

/** USD of the incumbent's call of a case, as logged, else at list price. */
export function incumbentCost(run: TaskRun, { one }: PushedCase): number | undefined {
  const { price } = run.plan.incumbent
  return one.costUsd ?? (price && tierCost(one.usage, price, one.serviceTier))
}

function caseOf(run: TaskRun, pair: PushedCase, models: readonly string[], pairs: readonly PushedCase[], doubt: number): StrategyCase {
  const costs = models.map((model, at) => trialCost(run, model, pairs[at] ?? pair))
  const incumbent = incumbentCost(run, pair)
  const times = pairs.map(({ trial }) => trial.latencyMs)
  return {
    pair, doubt, difference: pairedDifference(pair),
    candidateUsd: costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    incumbentUsd: incumbent ?? 0,
    priced: incumbent !== undefined && costs.every((cost) => cost !== undefined),
    cheapMs: times.every((time) => time !== undefined) ? Math.max(...times.map((time) => time ?? 0)) : undefined,
  }
}

/** Failed calls are answered by the incumbent, as a policy's fallback does. */
const failed = ({ candidate }: PushedCase): boolean => candidate.status === 'failed'

/** A cascade: the incumbent is asked where the answer fails the check. */
export function cascadeEvidence(run: TaskRun, model: string, paired: readonly PushedCase[]): StrategyEvidence {
  return { cases: paired.map((pair) => caseOf(run, pair, [model], [pair], pair.passes === false || failed(pair) ? 1 : 0)), thresholds: [0.5], paysTwice: true }
}

/** Two cheap models, and the incumbent where the task's validator says that their answers differ. */
export async function agreementEvidence(run: TaskRun, models: readonly [string, string], paired: readonly [readonly PushedCase[], readonly PushedCase[]], agree: (first: PushedCase, second: PushedCase) => Promise<boolean>): Promise<StrategyEvidence> {
  const seconds = new Map(paired[1].map((pair) => [pair.index, pair]))
  const cases: StrategyCase[] = []
  for (const first of paired[0]) {
    const second = seconds.get(first.index)
    if (!second) break // a gap would make the cases another draw
    const same = !failed(first) && !failed(second) && (await agree(first, second))
    cases.push(caseOf(run, first, models, [first, second], same ? 0 : 1))
  }
  return { cases, thresholds: [0.5], paysTwice: true }
}

/** A split: a classifier of the question, trained on the first cases and tested on the others. Undefined where nothing could be learned. */
export function splitEvidence(run: TaskRun, model: string, paired: readonly PushedCase[], training: number): StrategyEvidence | undefined {
  const textOf = ({ one }: PushedCase): string => lastUserText(one.request) ?? ''
  const first = paired.slice(0, training)
  const trained = first.length < training ? undefined : trainSplit(first.map((pair) => ({ text: textOf(pair), lost: pairedDifference(pair).nonInferiority < 0 })))
  if (!trained) return undefined
  const scoreOf = cheapScores(trained.classifier)
  return {
    cases: paired.slice(training).map((pair) => caseOf(run, pair, [model], [pair], failed(pair) ? Infinity : -scoreOf(textOf(pair)))),
    // Scores have six decimals: half of the last one keeps equality on the cheap side, as the policy's "at least" does.
    thresholds: trained.minScores.map((score) => -score + 5e-7),
    paysTwice: false,
    trained: { ...trained, examples: training },
  }
}

