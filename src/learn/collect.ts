import type { AuditConfig } from '../config/schema.js'
import type { LlmCall } from '../domain/call.js'
import type { FailureSignal } from '../domain/learn.js'
import { REDACT_RULES, redactText } from '../ingest/index.js'
import type { Observation } from '../monitor/observe.js'
import { requestOfCall } from '../policy/call-request.js'
import type { PolicyDocument, Route } from '../policy/document.js'
import { costOf } from '../prices/book.js'
import { movedRoutes, otherwiseOf } from '../rollout/stage.js'
import { contentDigest } from '../sample/content.js'
import { shortHash } from '../text/fingerprint.js'
import { MOST_FAILURES, MOST_TEXT, type Failure } from './failure-store.js'
import { failedBy, outcomesOf } from './outcome.js'
import { createSample, type Sample, type Unit } from './unit.js'

/** What was seen of one route. */
export interface RouteCases {
  readonly route: Route
  /** By `provider/model`; null where the policy names no other route. */
  readonly from: string
  readonly to: string | null
  readonly isDearer: boolean
  readonly units: Readonly<Record<FailureSignal, readonly Unit[]>>
  /** Answers of the dearer model, by signal. */
  readonly upgrade: Readonly<Record<FailureSignal, readonly Unit[]>>
}

const MOST_UNITS = 20_000
const MOST_UPGRADES = 5_000
const TIERS = ['budget', 'standard', 'premium'] as const

const wire = (policy: PolicyDocument, key: string): string => { const entry = policy.models[key]; return entry === undefined ? key : `${entry.provider}/${entry.id}` }

interface Watched {
  readonly route: Route
  readonly above: Route | undefined
  readonly samples: Readonly<Record<FailureSignal, Sample>>
  readonly upgrades: Readonly<Record<FailureSignal, Sample>>
}

/** Gathers outcomes by route: one question of each conversation and of each group of repeats, at most 20,000 a route, a uniform sample of all. */
export function createCollector(policy: PolicyDocument, config: AuditConfig, now: Date) {
  const routes = new Map<string, Watched>(movedRoutes(policy).map((route) => [route.id, {
    route, above: otherwiseOf(policy, route),
    samples: { said: createSample(MOST_UNITS), shown: createSample(MOST_UNITS) }, upgrades: { said: createSample(MOST_UPGRADES), shown: createSample(MOST_UPGRADES) },
  }]))
  const rules = [...REDACT_RULES, ...config.redact.filter((rule) => typeof rule !== 'string')]
  /** Redacted before it is cut: half an address is none that is found. Placeholders are counted anew in each text, so that they mean the same in all. */
  const shown = (text: string): string => redactText(text.slice(0, 2 * MOST_TEXT), rules, new Map()).slice(0, MOST_TEXT)
  const failures = new Map<string, Failure>()

  const priceOf = (key: string | undefined) => {
    const price = policy.models[key ?? '']?.price_per_1m
    return price?.input === undefined || price.output === undefined ? undefined : { input: price.input, output: price.output, ...(price.cache_read === undefined ? {} : { cacheRead: price.cache_read }) }
  }
  const listed = (key: string | undefined, { usage }: LlmCall): number | undefined => {
    const price = priceOf(key)
    return price === undefined ? undefined : costOf(usage, price)
  }

  function add(call: LlmCall, seen: Observation): void {
    const own = routes.get(seen.route)
    if (own === undefined) return
    const { route, above, samples, upgrades } = own
    const digest = contentDigest(call.request)
    const request = requestOfCall(call)
    const base = {
      digest, key: call.conversationId === undefined ? digest : shortHash(`conversation\n${call.conversationId}`, 32),
      text: shown(request.prompt?.last_user ?? ''), inputTokens: request.tokens?.input ?? 0,
      paidUsd: seen.costUsd, otherUsd: listed(above?.target.model, call), at: call.startedAt,
    }
    for (const { signal, kind } of outcomesOf(call, seen)) {
      samples[signal].add({ ...base, failed: kind !== undefined, ...(kind === undefined ? {} : { kind }) })
      const name = `${route.id}\n${digest}`
      if (kind === undefined || failures.has(name)) continue
      failures.set(name, { schemaVersion: 1, digest, key: base.key, route: route.id, model: wire(policy, route.target.model), kind, at: call.startedAt ?? null, noted: now.toISOString(), inputTokens: base.inputTokens, text: base.text })
      const [oldest] = failures.size > MOST_FAILURES ? failures.keys() : []
      if (oldest !== undefined) failures.delete(oldest)
    }
    if (seen.servedBy !== 'held-back' && seen.servedBy !== 'fallback') return
    if (above === undefined || seen.model !== wire(policy, above.target.model)) return
    for (const signal of ['said', 'shown'] as const) {
      const failed = failedBy(signal, call, seen)
      if (failed !== undefined) upgrades[signal].add({ ...base, failed })
    }
  }

  function isDearer({ route, above }: Watched): boolean {
    const [mine, theirs] = [route.target.model, above?.target.model ?? '']
    const [price, other] = [priceOf(mine), priceOf(theirs)]
    if (price !== undefined && other !== undefined) return other.input >= price.input && other.output >= price.output && other.input + other.output > price.input + price.output
    const tier = (key: string): number => TIERS.indexOf(policy.models[key]?.tier ?? 'budget')
    return above !== undefined && tier(theirs) > tier(mine)
  }

  return {
    add,
    failures: (): readonly Failure[] => [...failures.values()],
    cases: (): readonly RouteCases[] => [...routes.values()].map((own) => ({
      route: own.route, from: wire(policy, own.route.target.model), to: own.above === undefined || own.above.target.model === own.route.target.model ? null : wire(policy, own.above.target.model), isDearer: isDearer(own),
      units: { said: own.samples.said.units(), shown: own.samples.shown.units() }, upgrade: { said: own.upgrades.said.units(), shown: own.upgrades.shown.units() },
    })),
  }
}
