import { AuditError } from '../domain/error.js'
import type { AuditConfig } from '../config/schema.js'
import type { LlmCall } from '../domain/call.js'
import { readLots } from '../ingest/index.js'
import { createObserver, type Observation } from '../monitor/observe.js'
import { plausibleTimes, withPlausibleTime } from '../monitor/plausible-time.js'
import { createSeenCalls } from '../monitor/seen-calls.js'
import type { PolicyDocument } from '../policy/document.js'
import { createPriceBook } from '../prices/book.js'
import { taggedArm } from './arm.js'

export interface ReadOptions {
  readonly inputs: readonly string[]
  readonly policy: PolicyDocument
  readonly config: AuditConfig
  /** Only calls from this time on, ISO 8601; calls without a time are left out then. */
  readonly since?: string
  readonly now: Date
  readonly signal: AbortSignal
}

/** The usable calls of a log, each with the route that its request matches. @throws AuditError `shadow/no-calls` when there is none */
export async function* observedCalls(options: ReadOptions): AsyncGenerator<{ readonly call: LlmCall; readonly seen: Observation }> {
  const { policy, config, since, signal } = options
  const observe = createObserver(policy, config, createPriceBook(config), { byRequest: true })
  let [records, unusable, calls] = [0, 0, 0]
  const isPlausible = plausibleTimes(options.now)
  const seenCalls = createSeenCalls()
  for await (const lot of readLots(options.inputs, { signal, redact: config.redact })) {
    for (const record of lot) {
      records += 1
      if (record.kind !== 'call') unusable += 1
      if (record.kind !== 'call') continue
      // The same answer twice is no more evidence than once; the other arm's is another one.
      if (seenCalls.isRepeat(record.call, taggedArm(record.call))) continue
      const call = withPlausibleTime(record.call, isPlausible)
      if (since !== undefined && (call.startedAt === undefined || call.startedAt < since)) continue
      calls += 1
      yield { call, seen: observe(call) }
    }
  }
  if (calls === 0) throw new AuditError('shadow/no-calls', `no usable call in ${records} records: ${unusable} hold none${since === undefined ? '' : `, and none of the others began at ${since} or later`}`, 'Name the log of the traffic that the policy routes; audit inspect says what a log holds.')
}
