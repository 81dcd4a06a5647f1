import type { ArmFigures, ArmMetric, RolloutVerdict, RouteAnalysis } from '../domain/rollout.js'
import type { LlmCall } from '../domain/call.js'
import type { JsonValue } from '../domain/json.js'
import type { ModelOutput } from '../domain/message.js'
import { textOf } from '../domain/message.js'
import type { ValidationContext, Validator } from '../domain/score.js'
import type { Observation } from '../monitor/observe.js'
import { countedValue } from '../validators/index.js'
import { createPromiseWatch } from '../monitor/promise-watch.js'
import type { Rollout, Route } from '../policy/document.js'
import { contentDigest } from '../sample/content.js'
import type { ArmOfCall } from './arm.js'
import { aimOf, createComparison, expectedScore, type Comparison } from './comparison.js'
import { createRecent } from './recent.js'
import { nextStage, rulesOf } from './stage.js'

export interface RouteTrialInput {
  readonly route: Route
  readonly rollout: Rollout
  readonly alpha: number
  readonly margin: number | undefined
  readonly validator: Validator | undefined
  readonly context: Omit<ValidationContext, 'input'>
  readonly goldOf: (call: LlmCall) => JsonValue | undefined
}

/** The trial of one route in production: its calls go in, its verdict comes out. */
export interface RouteTrial {
  add(call: LlmCall, seen: Observation, arm: ArmOfCall): void
  result(): RouteAnalysis
}

interface Sums { calls: number; costN: number; costUsd: number; readonly scores: Record<ArmMetric, { n: number; sum: number }> }

const METRICS = ['gold', 'feedback', 'agreement', 'usable'] as const
/** Calls of one arm that wait for the other's answer to the same request. */
const WAITING = 100_000
/** A metric counts where at least this share of both arms' calls carry it. */
const ENOUGH = 0.2
const LEAST_SCORED = 20
/** Least mean of what users say, on one arm at least, for it to be a score. */
const PRAISED = 0.1
/** From this share of strayed requests on the log is older than the stage rather than the candidate failing. */
const STALE = 0.2

/** Of two means; null where either is unknown or the second is 0. */
function ratioOf(mine: { readonly n: number; readonly sum: number } | undefined, theirs: { readonly n: number; readonly sum: number } | undefined): number | null {
  return mine === undefined || theirs === undefined || mine.n === 0 || theirs.n === 0 || theirs.sum === 0 ? null : (mine.sum / mine.n) / (theirs.sum / theirs.n)
}

const none = (): Sums => ({ calls: 0, costN: 0, costUsd: 0, scores: { gold: { n: 0, sum: 0 }, feedback: { n: 0, sum: 0 }, agreement: { n: 0, sum: 0 }, usable: { n: 0, sum: 0 } } })

/**
 * Compares the arms of one route by every metric that the log has, and decides by one of them: expected answers, else what users said, else, in a shadow, agreement with the
 * incumbent's answer, else whether answers can be used. Which, is chosen by what is there, not by what it says. Agreement can certify, but a disagreement is no proof of
 * being worse; usable answers can show a fall, but let a route pass only in a canary, and only if it carries the certificate of an audit.
 */
export function createRouteTrial(input: RouteTrialInput): RouteTrial {
  const { route, rollout, alpha, validator, context } = input
  const rules = rulesOf(route, input.margin)
  const margin = rules.marginAt(rollout)
  const aim = Math.max(rules.minN, aimOf({ paired: rollout.stage === 'shadow', percent: rollout.percent, margin, score: expectedScore(route.evidence?.incumbent) }))
  const comparison = (truth: boolean): Comparison => createComparison({ margin, alpha, aim, percent: rollout.percent, truth })
  const tests: Record<ArmMetric, Comparison> = { gold: comparison(true), feedback: comparison(true), agreement: comparison(false), usable: comparison(true) }
  const errors = createPromiseWatch({ bound: Math.max(1e-6, rules.errorRate), matters: Math.max(1e-6, rules.errorRate), minN: 20 }, alpha)
  const sums = { candidate: none(), incumbent: none() }
  const waiting = new Map<string, { readonly arm: 'candidate' | 'incumbent'; readonly call: LlmCall; readonly seen: Observation }>()
  const by = { tag: 0, bucket: 0, model: 0 }
  let [asked, strayed, unnamed] = [0, 0, 0]
  const recent = { candidate: createRecent(), incumbent: createRecent() }
  const paired = rollout.stage === 'shadow'

  const scored = (output: ModelOutput, call: LlmCall, reference: { readonly gold?: JsonValue; readonly output?: ModelOutput }): number | undefined => {
    const { tools } = call.request
    const score = validator?.validate(output, reference, { ...context, input: textOf(call.request.messages), ...(tools ? { tools } : {}) })
    return (score && countedValue(score, context ?? {})) ?? undefined
  }
  const valuesOf = (call: LlmCall, seen: Observation): Partial<Record<ArmMetric, number>> => {
    const gold = input.goldOf(call)
    const value = gold === undefined ? undefined : scored(call.output, call, { gold })
    return { usable: Number(seen.usable), ...(value === undefined ? {} : { gold: value }), ...(seen.feedback === undefined ? {} : { feedback: seen.feedback }) }
  }
  const count = (arm: 'candidate' | 'incumbent', metric: ArmMetric, value: number): void => {
    const own = sums[arm].scores[metric]
    own.n += 1
    own.sum += value
  }
  const pairUp = (candidate: { readonly call: LlmCall; readonly seen: Observation }, incumbent: { readonly call: LlmCall; readonly seen: Observation }): void => {
    const [mine, theirs] = [valuesOf(candidate.call, candidate.seen), valuesOf(incumbent.call, incumbent.seen)]
    for (const metric of ['gold', 'feedback', 'usable'] as const) {
      const [a, b] = [mine[metric], theirs[metric]]
      if (a !== undefined && b !== undefined) tests[metric].both(a, b)
    }
    const agreement = scored(candidate.call.output, candidate.call, { output: incumbent.call.output })
    if (agreement === undefined) return
    tests.agreement.both(agreement, 1)
    count('candidate', 'agreement', agreement)
    count('incumbent', 'agreement', 1)
  }

  function compare(arm: 'candidate' | 'incumbent', call: LlmCall, seen: Observation): void {
    if (!paired) {
      for (const [metric, value] of Object.entries(valuesOf(call, seen)) as [ArmMetric, number][]) tests[metric][arm](value)
      return
    }
    const key = contentDigest(call.request)
    const other = waiting.get(key)
    if (other !== undefined && other.arm !== arm) {
      waiting.delete(key)
      const own = { call, seen }
      return arm === 'candidate' ? pairUp(own, other) : pairUp(other, own)
    }
    waiting.set(key, { arm, call, seen })
    if (waiting.size <= WAITING) return
    const [oldest] = waiting.keys()
    if (oldest !== undefined) waiting.delete(oldest)
  }

  const choose = (): ArmMetric | null => {
    const { candidate, incumbent } = sums
    // Where users only ever complain, their mean is 0 on both arms whatever the answers: that is no score.
    const praised = (metric: ArmMetric): boolean => metric !== 'feedback' || [candidate, incumbent].some(({ scores: { feedback } }) => feedback.sum >= PRAISED * feedback.n && feedback.n > 0)
    const has = (metric: ArmMetric): boolean => praised(metric) && [candidate, incumbent].every(({ calls, scores }) => scores[metric].n >= LEAST_SCORED && scores[metric].n >= ENOUGH * Math.min(calls, paired ? candidate.calls : calls))
    return METRICS.find((metric) => (metric !== 'agreement' || paired) && has(metric)) ?? null
  }
  const figures = ({ calls, costN, costUsd, scores }: Sums, metric: ArmMetric | null): ArmFigures => {
    const own = metric === null ? undefined : scores[metric]
    return { calls, scored: own?.n ?? 0, score: own === undefined || own.n === 0 ? null : own.sum / own.n, costPerCallUsd: costN === 0 ? null : costUsd / costN }
  }

  return {
    add(call, seen, { arm, strayed: hasStrayed, unnamed: isUnnamed, by: way }) {
      by[way] += 1
      if (isUnnamed) unnamed += 1
      if (arm === 'candidate' || hasStrayed) {
        asked += 1
        if (hasStrayed) strayed += 1
        errors.push(Number(hasStrayed), asked, call.startedAt)
      }
      if (arm === undefined) return
      const own = sums[arm]
      own.calls += 1
      if (seen.costUsd !== undefined) {
        own.costN += 1
        own.costUsd += seen.costUsd
      }
      const values = valuesOf(call, seen)
      for (const [metric, value] of Object.entries(values) as [ArmMetric, number][]) count(arm, metric, value)
      recent[arm].add(call.startedAt, seen.costUsd, values)
      compare(arm, call, seen)
    },
    result() {
      const metric = choose()
      const test = metric === null ? undefined : tests[metric]
      const summary = test?.summary()
      const [candidate, incumbent] = [figures(sums.candidate, metric), figures(sums.incumbent, metric)]
      const end = Math.max(recent.candidate.latest, recent.incumbent.latest)
      const [mine, theirs] = [recent.candidate.since(rules.windowMs, end), recent.incumbent.since(rules.windowMs, end)]
      const costRatio = mine.costN === 0 || theirs.costN === 0 || theirs.costUsd === 0 ? null : (mine.costUsd / mine.costN) / (theirs.costUsd / theirs.costN)
      const qualityRatio = metric === null || metric === 'agreement' ? null : ratioOf(mine.scores[metric], theirs.scores[metric])
      const within = rules.windowMs === undefined ? '' : ` within ${rollout.cutover?.window ?? ''}`
      const stale = asked > 0 && strayed / asked > STALE
      const failing = !stale && errors.alarm !== undefined
      const certificate = (route.evidence?.e_value ?? 0) * (route.evidence?.alpha ?? 0) >= 1 - 1e-9
      const needed = nextStage(rollout)
      const { verdict, reason } = decide()
      function decide(): { readonly verdict: RolloutVerdict; readonly reason: string } {
        if (rollout.stage === 'canary' && rollout.percent === 0) return { verdict: 'hold', reason: 'it was rolled back; audit shadow plan begins anew' }
        if (needed === undefined) return { verdict: 'hold', reason: 'it has all its traffic; audit monitor watches it' }
        if (failing) return { verdict: 'roll-back', reason: `its candidate failed on ${((100 * strayed) / asked).toFixed(1)} % of its requests, shown to be above the ${(100 * rules.errorRate).toFixed(1)} % that the policy allows` }
        if (test?.state === 'inferior') return { verdict: 'roll-back', reason: `quality is shown to have fallen by more than ${(100 * margin).toFixed(1)} points` }
        if (candidate.calls === 0) return { verdict: 'hold', reason: 'the log holds no call that the candidate answered' }
        if (incumbent.calls === 0) return { verdict: 'hold', reason: 'the log holds no call that the incumbent answered, to compare with' }
        if (test === undefined) return { verdict: 'hold', reason: `too few calls of both arms can be compared (${candidate.calls} and ${incumbent.calls})` }
        if (test.state !== 'non-inferior') return { verdict: 'hold', reason: `after ${test.pairs} pairs it is neither shown to be good enough nor to be worse${test.state === 'futile' ? ': answers differ more often than the margin allows, which is no proof; expected answers or users would tell' : ''}` }
        if (mine.calls < rules.minN) return { verdict: 'hold', reason: `good enough so far, but ${mine.calls} of the ${rules.minN} requests${within} that the policy asks for` }
        if (qualityRatio !== null && qualityRatio < rules.minQualityRatio) return { verdict: 'hold', reason: `good enough over all, but${within} its quality is ${qualityRatio.toFixed(2)} times the incumbent's, and the policy asks for ${rules.minQualityRatio}` }
        if (costRatio !== null && costRatio > rules.maxCostRatio) return { verdict: 'hold', reason: `good enough, but a request costs ${costRatio.toFixed(2)} times what the incumbent's costs` }
        if (metric === 'usable' && paired) return { verdict: 'hold', reason: 'its answers can be used as often, but the validator of the route cannot compare them with the incumbent’s; expected answers (gold in the configuration) would tell' }
        if (metric === 'usable' && !certificate) return { verdict: 'hold', reason: 'its answers can be used as often, but whether they are right nobody said, and the route carries no certificate' }
        return { verdict: 'promote', reason: `shown to be no worse by more than ${(100 * margin).toFixed(1)} points` }
      }
      return {
        route: route.id, stage: rollout.stage, percent: rollout.percent, verdict, reason, metric, margin, candidate, incumbent,
        pairs: test?.pairs ?? 0, difference: summary?.difference ?? null, interval: summary?.interval ?? null, eValue: summary?.eValue ?? null, costRatio,
        errorRate: stale || asked === 0 ? null : strayed / asked, morePlanned: summary?.morePlanned ?? null,
        next: verdict === 'promote' ? needed ?? null : verdict === 'roll-back' ? { stage: 'canary', percent: 0 } : null,
        notes: [
          ...(stale ? [`${strayed} of ${asked} requests of the candidate's arm were answered by the incumbent: the log reaches back before this stage (leave that out with --since), or the gateway does not follow the policy`] : []),
          ...(rollout.stage === 'canary' && by.model > 0 && by.model >= 0.5 * (by.tag + by.bucket + by.model) ? [`most calls carry neither an arm nor the key ${rollout.key ?? 'request.id'}: their arm was told by who answered, which holds only if chance alone decided that`] : []),
          ...(unnamed > 0 ? [`${unnamed} calls were served by models that the policy does not name, and are left out of both arms`] : []),
          ...(metric === 'usable' ? ['compared by whether answers can be used: that they are right is what the audit showed'] : []),
        ],
      }
    },
  }
}
