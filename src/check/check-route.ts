import type { Case } from '../domain/case.js'
import { AuditError } from '../domain/error.js'
import type { Price } from '../domain/model.js'
import { parseModelRef } from '../domain/model.js'
import { signedPoints } from '../domain/points.js'
import { inOrder } from '../pipeline/task/in-order.js'
import type { Step } from '../pipeline/task/in-order.js'
import { percentile } from '../pipeline/task/latency.js'
import { createScorer, scoreTrial } from '../pipeline/task/trial-score.js'
import type { ReplayCall, Replayed, Replayer } from '../replay/replayer.js'
import { findValidator } from '../validators/index.js'
import { latencyExceeded, moreThanTwentieth } from './latency-bound.js'
import type { PinnedCase, PinnedRoute } from './regression-set.js'
import { createRegressionTest } from './regression-test.js'
import { routeCalls } from './route-calls.js'
import { routeVectors, type RouteVectorsOptions } from './route-vectors.js'
import type { RouteCheck } from './result.js'

export interface RouteCheckOptions extends RouteVectorsOptions {
  readonly margin: number
  readonly alpha: number
  readonly maxSamples: number
  readonly concurrency: number
  /** Replay all cases, decided or not: their scores become the baseline. */
  readonly updateBaseline: boolean
  /** How often each case is asked; as often as when it was pinned where absent. */
  readonly draws: number | undefined
  /** Everything that the budget bears has been asked in batches. */
  readonly batch?: boolean
  readonly replayer: Replayer
}

/** A route's check, and its set with the scores of now as the baseline. */
export interface CheckedRoute {
  readonly check: RouteCheck
  readonly renewed: PinnedRoute
  /** False where an answer was missing, or refused by the budget. */
  readonly decided: boolean
}

interface Replay {
  readonly one: PinnedCase
  /** The routed model's answers, one for each draw. */
  readonly own: readonly Replayed[]
  readonly control: Replayed | undefined
}

/** Failures shown to lie above this share of the replays break availability; with more, in the sample, nothing is ok. */
const FAILED_SHARE = 0.05
const FEW = 20
/** So many answers in a row that say that there is no such model are believed. */
const GONE_AFTER = 3
const DEARER = 1.005
/** Cases that score otherwise than pinned, above which more draws of each are worth their money. */
const NOISY_SHARE = 0.03

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function validatorOf({ route, validator }: PinnedRoute): ReturnType<typeof findValidator> {
  try {
    return findValidator(validator)
  } catch (error) {
    if (!(error instanceof AuditError)) throw error
    throw new AuditError('check/validator', `The cases of the route ${route} were scored by ${validator}, which this program does not have: another version scores otherwise.`, 'Pin them anew with audit run, or check with the version of the program that pinned them.')
  }
}

/** Asks for nothing; shows whether a model's provider is known. */
const PROBE: PinnedCase = { id: '', request: { messages: [] }, reference: { text: '', toolCalls: [] } }

const caseOf = (one: PinnedCase, index: number): Case => ({
  id: one.id, taskId: '', index, source: { file: '', line: 0 }, request: one.request, reference: one.reference, ...(one.gold === undefined ? {} : { gold: one.gold }), usage: {}, metadata: {},
})

/** Where the log has no token counts, three in for each one out. */
const costPerCall = (price: Price, { input, output }: PinnedRoute['tokens']): number => (input + output > 0 ? input * price.input + output * price.output : 3 * price.input + price.output)

/** What the list price says, by the pinned mean tokens: dearer than pinned is broken, an unknown price is a note. */
function priceCheck(pinned: PinnedRoute, today: Price | undefined): { readonly broken: boolean; readonly note: string | undefined } {
  if (pinned.price === undefined) return { broken: false, note: undefined }
  if (today === undefined) return { broken: false, note: 'its list price is not known today and was not checked' }
  const [before, after] = [costPerCall(pinned.price, pinned.tokens), costPerCall(today, pinned.tokens)]
  if (after > before * DEARER) return { broken: true, note: `its list price went from $${pinned.price.input}/$${pinned.price.output} to $${today.input}/$${today.output} per million tokens, ${((after / before - 1) * 100).toFixed(0)} % more per call` }
  return { broken: false, note: after < before / DEARER ? `it became cheaper, by ${((1 - after / before) * 100).toFixed(0)} % per call` : undefined }
}

/** So many cases at first in a batch, and as many as were taken afterwards: a model that does not change is mostly decided on by then. */
const FIRST_ROUND = 120

/** What a check would ask next, a round ahead; none once it has decided. `replayer` knows what was asked and asks nothing. */
export async function callsWanted(pinned: PinnedRoute, options: RouteCheckOptions): Promise<readonly ReplayCall[]> {
  const { check, decided } = await checkRoute(pinned, options)
  if (decided) return []
  const calls = routeCalls(pinned, options.draws ?? pinned.draws ?? 1, options.providers, options.priceOf)
  const count = options.updateBaseline ? pinned.cases.length : Math.max(FIRST_ROUND, check.cases)
  return pinned.cases.slice(0, options.maxSamples).slice(check.cases, check.cases + count)
    .flatMap((one) => [...(calls.control(one) ?? []), ...(calls.own(one) ?? [])]).filter(({ key }) => !options.replayer.has(key))
}

/** Replays a route's pinned cases in their order until its verdict falls. Throws AuditError where the set-up is at fault. */
export async function checkRoute(pinned: PinnedRoute, options: RouteCheckOptions): Promise<CheckedRoute> {
  const { replayer, providers, signal } = options
  const cases = pinned.cases.slice(0, options.maxSamples)
  const asCases = cases.map(caseOf)
  let costUsd = 0
  const vectors = routeVectors(pinned, asCases, options, (usd) => { costUsd += usd })
  const scorer = createScorer(validatorOf(pinned), vectors ? { ...pinned.validatorContext, likeness: vectors.likeness } : pinned.validatorContext)
  const draws = options.draws ?? pinned.draws ?? 1
  const calls = routeCalls(pinned, draws, providers, options.priceOf)
  const test = createRegressionTest({ margin: options.margin, alpha: options.alpha, cases: cases.length, baselines: cases.filter((one) => one.baseline !== undefined).length })
  const startCase = async (index: number): Promise<Step<Replay>> => {
    const one = cases[index]
    const [control, own] = one === undefined ? [] : [calls.control(one), calls.own(one)]
    if (one === undefined || control === undefined || own === undefined) return { kind: 'missing' }
    const asked: Promise<Replayed | 'refused'>[] = []
    for (const call of [...control, ...own]) {
      const started = await replayer.launch(call, signal)
      if (started.kind !== 'launched') {
        for (const earlier of asked) earlier.catch(() => {}) // recorded when they arrive; nobody waits for them
        return started
      }
      asked.push(started.result)
    }
    return {
      kind: 'started',
      value: Promise.all(asked).then(async (all): Promise<Replay | 'refused'> => {
        const replayed = all.filter((each) => each !== 'refused')
        const known = vectors ? await Promise.all(replayed.map(({ trial: { outcome } }) => (outcome.status === 'answered' ? vectors.prepare(asCases[index] ?? caseOf(one, index), outcome.output) : 'ready'))) : []
        return replayed.length < all.length || known.includes('refused') ? 'refused' : { one, own: replayed.slice(control.length), control: replayed.slice(0, control.length)[0] }
      }),
    }
  }

  const renewed = new Map<string, PinnedCase>()
  const latencies: number[] = []
  const names = new Map<string, number>()
  let [taken, replays, failed, unscored, gone, compared, changed] = [0, 0, 0, 0, 0, 0, 0]
  let reason = ''
  let end: string = 'decided'
  const steps = inOrder(cases.length, (done) => Math.min(options.concurrency, Math.max(4, Math.ceil(done / 4))), startCase)
  while ((options.updateBaseline || test.state === 'undecided') && !(gone >= GONE_AFTER && gone === replays)) {
    const step = await steps.next()
    if (step.done) { end = step.value; break }
    const { one, own, control: asked } = step.value
    const controlScore = asked === undefined ? undefined : scoreTrial(asked.trial, asCases[taken] ?? caseOf(one, taken), scorer)
    const control = one.control ?? (controlScore?.status === 'scored' ? controlScore.value : undefined)
    if (asked?.cached === false) costUsd += asked.trial.costUsd
    const scores = own.map(({ trial, cached }) => {
      const score = scoreTrial(trial, asCases[taken] ?? caseOf(one, taken), scorer)
      replays += 1
      if (score.status !== 'scored') reason = score.reason
      if (score.status === 'failed') failed += 1
      if (score.status === 'unscored') unscored += 1
      if (trial.outcome.status === 'failed' && trial.outcome.failure === 'not_found') gone += 1
      if (trial.outcome.status === 'answered') {
        if (!cached && trial.latencyMs !== undefined) latencies.push(trial.latencyMs)
        const name = trial.outcome.responseModel
        if (name !== undefined) names.set(name, (names.get(name) ?? 0) + 1)
      }
      if (!cached) costUsd += trial.costUsd
      return score.status === 'scored' ? score.value : undefined
    })
    taken += 1
    const [worst, best] = [mean(scores.map((score) => score ?? 0)), mean(scores.map((score) => score ?? 1))]
    const { baseline: _old, ...rest } = one
    renewed.set(one.id, { ...rest, ...(control === undefined ? {} : { control }), ...(worst === best ? { baseline: worst } : {}) })
    if (one.baseline !== undefined && worst === best) {
      compared += 1
      if (worst !== one.baseline) changed += 1
    }
    test.push({ worst, best, control, baseline: one.baseline })
  }

  const summary = test.summary()
  const price = priceCheck(pinned, options.priceOf(pinned.model))
  const isGone = gone >= GONE_AFTER && gone === replays
  const isDown = isGone || moreThanTwentieth(replays, failed)
  const isSlow = pinned.latencyBoundMs !== undefined && latencyExceeded(latencies, pinned.latencyBoundMs)
  const broken = [
    ...(test.state === 'regressed' && !isDown ? ['quality' as const] : []),
    ...(price.broken ? ['price' as const] : []), ...(isSlow ? ['latency' as const] : []), ...(isDown ? ['availability' as const] : []),
  ]
  const notes = [price.note, ...[...names.keys()].filter((name) => pinned.snapshot !== undefined && name !== pinned.snapshot).map((name) => `the provider now answers as ${name}, then as ${pinned.snapshot}`)].filter((note) => note !== undefined)
  const sorted = latencies.toSorted((a, b) => a - b)
  const status = broken.length > 0 ? 'regressed' : test.state === 'ok' && failed + unscored <= FAILED_SHARE * replays ? 'ok' : 'inconclusive'
  const check: RouteCheck = {
    route: pinned.route, model: pinned.model, status, broken,
    message: sentence(),
    pinned: pinned.cases.length, cases: taken, replays, failed, difference: summary.difference, interval: summary.interval, sinceBaseline: summary.sinceBaseline,
    costUsd, latencyP95Ms: sorted.length === 0 ? null : percentile(sorted, 0.95), notes,
  }
  const { draws: _asBefore, ...route } = pinned
  return { check, decided: end === 'decided' || end === 'complete', renewed: { ...route, ...renewedFacts(), cases: pinned.cases.map((one) => renewed.get(one.id) ?? one) } }

  function renewedFacts(): Partial<PinnedRoute> {
    const today = options.priceOf(pinned.model)
    const [most] = [...names].toSorted(([, n], [, m]) => m - n)
    return { ...(draws === 1 ? {} : { draws }), ...(today === undefined ? {} : { price: today }), ...(most === undefined ? {} : { snapshot: most[0] }) }
  }

  function sentence(): string {
    const points = (value: number | null): string => (value === null ? 'nothing' : `${signedPoints(value)} points`)
    const against = summary.against === 'baseline' ? `${points(summary.sinceBaseline)} against its own pinned answers` : `${points(summary.difference)} against the incumbent ${pinned.incumbent}`
    if (isGone) return `${pinned.model} is gone: ${reason}`
    if (isDown) return `${failed} of ${replays} calls failed (${reason})`
    if (broken.includes('quality')) return `quality fell below the margin of ${options.margin * 100} points: ${against}, after ${replays} replays`
    if (isSlow) return `too slow: p95 ${Math.round(percentile(sorted, 0.95))} ms, bound ${pinned.latencyBoundMs} ms`
    if (price.broken) return price.note ?? ''
    if (status === 'ok') return `as good as when it was certified: ${against}, after ${replays} replays`
    if (end === 'refused' || (end === 'missing' && options.batch === true && calls.own(PROBE) !== undefined)) return `the budget ended the check after ${replays} replays`
    if (end === 'missing') return calls.own(PROBE) === undefined ? `the provider "${parseModelRef(pinned.model)?.provider ?? pinned.model}" is not known: name it under providers in the configuration` : `no answer is on record after ${replays} replays`
    if (failed > FAILED_SHARE * replays) return `${failed} of ${replays} calls failed (${reason}), which is too few to say that more than ${FAILED_SHARE * 100} % do`
    if (failed + unscored > FAILED_SHARE * replays) return `${failed + unscored} of ${replays} answers could not be scored (${reason})`
    const wavers = compared >= FEW && changed > NOISY_SHARE * compared ? `; its answers vary, ${Math.round((100 * changed) / compared)} % of the cases score otherwise than pinned: pin them anew with --update-baseline --draws ${draws + 2}` : ''
    return `${taken} cases do not decide at a margin of ${options.margin * 100} points: ${points(summary.difference)} against the incumbent${wavers}`
  }
}
