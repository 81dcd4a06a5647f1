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

/** The usable calls of a log, each with the route that its request matches. */
export async function* observedCalls(options: ReadOptions): AsyncGenerator<{ readonly call: LlmCall; readonly seen: Observation }> {
  const { policy, config, since, signal } = options
  const observe = createObserver(policy, config, createPriceBook(config), { byRequest: true })
  for await (const lot of readLots(options.inputs, { signal, redact: config.redact })) {
    for (const record of lot) {
      if (record.kind !== 'call' || (since !== undefined && (record.call.startedAt === undefined || record.call.startedAt < since))) continue
      yield { call: record.call, seen: observe(record.call) }
    }
  }
}
