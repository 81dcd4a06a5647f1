import { AuditError } from '../domain/error.js'
import type { AuditConfig } from '../config/schema.js'
import type { LlmCall } from '../domain/call.js'
import { readLots } from '../ingest/index.js'
import { createObserver, type Observation } from '../monitor/observe.js'
import type { PolicyDocument } from '../policy/document.js'
import { createPriceBook } from '../prices/book.js'

export interface ReadOptions {
  readonly inputs: readonly string[]
  readonly policy: PolicyDocument
  readonly config: AuditConfig
  /** Only calls from this time on, ISO 8601; calls without a time are left out then. */
  readonly since?: string
  readonly signal: AbortSignal
}

/** The usable calls of a log, each with the route that its request matches. @throws AuditError `shadow/no-calls` when there is none */
export async function* observedCalls(options: ReadOptions): AsyncGenerator<{ readonly call: LlmCall; readonly seen: Observation }> {
  const { policy, config, since, signal } = options
  const observe = createObserver(policy, config, createPriceBook(config), { byRequest: true })
  let [records, unusable, calls] = [0, 0, 0]
  for await (const lot of readLots(options.inputs, { signal, redact: config.redact })) {
    for (const record of lot) {
      records += 1
      if (record.kind !== 'call') unusable += 1
      if (record.kind !== 'call' || (since !== undefined && (record.call.startedAt === undefined || record.call.startedAt < since))) continue
      calls += 1
      yield { call: record.call, seen: observe(record.call) }
    }
  }
  if (calls === 0) throw new AuditError('shadow/no-calls', `no usable call in ${records} records: ${unusable} hold none${since === undefined ? '' : `, and none of the others began at ${since} or later`}`, 'Name the log of the traffic that the policy routes; audit inspect says what a log holds.')
}
