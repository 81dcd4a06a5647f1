import type { Case } from '../domain/case.js'
import { withoutParameters } from '../domain/message.js'
import type { ModelRef, Price } from '../domain/model.js'
import { parseModelRef } from '../domain/model.js'
import type { PlannedProvider } from '../domain/plan.js'
import { inOrder } from '../pipeline/in-order.js'
import type { Step } from '../pipeline/in-order.js'
import { percentile } from '../pipeline/latency.js'
import { createScorer, scoreTrial } from '../pipeline/trial-score.js'
import { trialKey } from '../replay/address.js'
import { outputCap } from '../replay/output-cap.js'
import type { Replayed, Replayer } from '../replay/replayer.js'
import { findValidator } from '../validators/index.js'
import { latencyExceeded } from './latency-bound.js'
import type { PinnedCase, PinnedRoute } from './regression-set.js'
import { createRegressionTest } from './regression-test.js'
import type { RouteCheck } from './result.js'

export interface RouteCheckOptions {
  readonly margin: number
  readonly alpha: number
  readonly maxSamples: number
  readonly concurrency: number
  /** Replay all cases, decided or not: their scores become the baseline. */
  readonly updateBaseline: boolean
  readonly replayer: Replayer
  readonly providers: Readonly<Record<string, PlannedProvider>>
  /** List prices of today. */
  readonly priceOf: (ref: string) => Price | undefined
  readonly signal: AbortSignal
}

/** A route's check, and its set with the scores of now as the baseline. */
export interface CheckedRoute {
  readonly check: RouteCheck
  readonly renewed: PinnedRoute
}

interface Replay {
  readonly one: PinnedCase
  readonly replayed: Replayed
  readonly control: Replayed | undefined
}

/** Failures above this share of the replays break availability. */
const FAILED_SHARE = 0.05
const FEW = 20
/** So many answers in a row that say that there is no such model are believed. */
const GONE_AFTER = 3
const DEARER = 1.005

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

/** Replays a route's pinned cases in their order until its verdict falls. Throws AuditError where the set-up is at fault. */
export async function checkRoute(pinned: PinnedRoute, options: RouteCheckOptions): Promise<CheckedRoute> {
  const { replayer, providers, signal } = options
  const scorer = createScorer(findValidator(pinned.validator), pinned.validatorContext)
  const model: ModelRef = { ...(parseModelRef(pinned.model) ?? { ref: pinned.model, provider: '', model: pinned.model }), ...(pinned.omit === undefined ? {} : { omit: pinned.omit }) }
  const incumbent = parseModelRef(pinned.incumbent)
  const cases = pinned.cases.slice(0, options.maxSamples)
  const test = createRegressionTest({ margin: options.margin, alpha: options.alpha, cases: cases.length, baselines: cases.filter((one) => one.baseline !== undefined).length })
  const launch = async (one: PinnedCase, target: ModelRef): Promise<Step<Replayed>> => {
    const provider = providers[target.provider]
    if (provider === undefined) return { kind: 'missing' }
    const request = withoutParameters(one.request, target.omit)
    const maxOutputTokens = outputCap(request, pinned.longestAnswerTokens)
    const key = trialKey({ api: provider.api, baseUrl: provider.baseUrl, model: target.model, request, maxOutputTokens })
    const started = await replayer.launch({ key, model: target, request, maxOutputTokens, capIsOurs: request.maxOutputTokens === undefined, price: options.priceOf(target.ref) ?? (target.ref === pinned.model ? pinned.price : undefined) }, signal)
    return started.kind === 'launched' ? { kind: 'started', value: started.result } : started
  }
  const startCase = async (index: number): Promise<Step<Replay>> => {
    const one = cases[index]
    if (one === undefined) return { kind: 'missing' }
    const control = one.control !== undefined || incumbent === undefined ? undefined : await launch(one, incumbent)
    if (control !== undefined && control.kind !== 'started') return control
    const own = await launch(one, model)
    if (own.kind !== 'started') return own
    const both = async (): Promise<Replay | 'refused'> => {
      const [asked, replayed] = await Promise.all([control?.value, own.value])
      return asked === 'refused' || replayed === 'refused' ? 'refused' : { one, replayed, control: asked }
    }
    return { kind: 'started', value: both() }
  }

  const renewed = new Map<string, PinnedCase>()
  const latencies: number[] = []
  const names = new Map<string, number>()
  let [replays, failed, unscored, gone, costUsd] = [0, 0, 0, 0, 0]
  let reason = ''
  let end: string = 'decided'
  const steps = inOrder(cases.length, (taken) => Math.min(options.concurrency, Math.max(4, Math.ceil(taken / 4))), startCase)
  while ((options.updateBaseline || test.state === 'undecided') && !(gone >= GONE_AFTER && gone === replays)) {
    const step = await steps.next()
    if (step.done) { end = step.value; break }
    const { one, replayed: { trial, cached }, control: asked } = step.value
    const score = scoreTrial(trial, caseOf(one, replays), scorer)
    const controlScore = asked === undefined ? undefined : scoreTrial(asked.trial, caseOf(one, replays), scorer)
    const now = score.status === 'scored' ? score.value : undefined
    const control = one.control ?? (controlScore?.status === 'scored' ? controlScore.value : undefined)
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
    if (!cached) costUsd += trial.costUsd + (asked?.cached === false ? asked.trial.costUsd : 0)
    const { baseline: _old, ...rest } = one
    renewed.set(one.id, { ...rest, ...(control === undefined ? {} : { control }), ...(now === undefined ? {} : { baseline: now }) })
    test.push({ now, control, baseline: one.baseline })
  }

  const summary = test.summary()
  const price = priceCheck(pinned, options.priceOf(pinned.model))
  const isGone = gone >= GONE_AFTER && gone === replays
  const isDown = isGone || (replays >= FEW && failed > FAILED_SHARE * replays)
  const isSlow = pinned.latencyBoundMs !== undefined && latencyExceeded(latencies, pinned.latencyBoundMs)
  const broken = [
    ...(test.state === 'regressed' && !isDown ? ['quality' as const] : []),
    ...(price.broken ? ['price' as const] : []), ...(isSlow ? ['latency' as const] : []), ...(isDown ? ['availability' as const] : []),
  ]
  const notes = [price.note, ...[...names.keys()].filter((name) => pinned.snapshot !== undefined && name !== pinned.snapshot).map((name) => `the provider now answers as ${name}, then as ${pinned.snapshot}`)].filter((note) => note !== undefined)
  const sorted = latencies.toSorted((a, b) => a - b)
  const status = broken.length > 0 ? 'regressed' : test.state === 'ok' && unscored <= FAILED_SHARE * replays ? 'ok' : 'inconclusive'
  const check: RouteCheck = {
    route: pinned.route, model: pinned.model, status, broken,
    message: sentence(),
    pinned: pinned.cases.length, cases: replays, failed, difference: summary.difference, interval: summary.interval, sinceBaseline: summary.sinceBaseline,
    costUsd, latencyP95Ms: sorted.length === 0 ? null : percentile(sorted, 0.95), notes,
  }
  return { check, renewed: { ...pinned, ...renewedFacts(), cases: pinned.cases.map((one) => renewed.get(one.id) ?? one) } }

  function renewedFacts(): Partial<PinnedRoute> {
    const today = options.priceOf(pinned.model)
    const [most] = [...names].toSorted(([, n], [, m]) => m - n)
    return { ...(today === undefined ? {} : { price: today }), ...(most === undefined ? {} : { snapshot: most[0] }) }
  }

  function sentence(): string {
    const points = (value: number | null): string => (value === null ? 'nothing' : `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)} points`)
    const against = summary.against === 'baseline' ? `${points(summary.sinceBaseline)} against its own pinned answers` : `${points(summary.difference)} against the incumbent ${pinned.incumbent}`
    if (isGone) return `${pinned.model} is gone: ${reason}`
    if (isDown) return `${failed} of ${replays} calls failed (${reason})`
    if (broken.includes('quality')) return `quality fell below the margin of ${options.margin * 100} points: ${against}, after ${replays} replays`
    if (isSlow) return `too slow: p95 ${Math.round(percentile(sorted, 0.95))} ms, bound ${pinned.latencyBoundMs} ms`
    if (price.broken) return price.note ?? ''
    if (status === 'ok') return `as good as when it was certified: ${against}, after ${replays} replays`
    if (end === 'refused') return `the budget ended the check after ${replays} replays`
    if (end === 'missing') return providers[model.provider] === undefined ? `the provider "${model.provider}" is not known: name it under providers in the configuration` : `no answer is on record after ${replays} replays`
    if (unscored > FAILED_SHARE * replays) return `${unscored} of ${replays} answers could not be scored (${reason})`
    return `${replays} cases do not decide at a margin of ${options.margin * 100} points: ${points(summary.difference)} against the incumbent`
  }
}
