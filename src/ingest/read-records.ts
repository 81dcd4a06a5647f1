import type { Readable } from 'node:stream'
import type { LlmCall, ParsedRecord, Traffic } from '../domain/call.js'
import type { AdapterRecord } from './adapter.js'
import { blockItems } from './container/json-lines.js'
import type { Portion } from './container/item.js'
import { AuditError } from '../domain/error.js'
import { LIMITS } from './limits.js'
import { parseItem } from './parse-record.js'
import { readInput } from './read-input.js'
import type { RedactRule } from './redact/redact-text.js'
import { redactText } from './redact/redact-text.js'
import { hasSameMedia, redactLoggedCall } from './redact/redact-call.js'
import type { Placeholders } from './redact/placeholders.js'
import { defined } from './read/option.js'
import { createSettler } from './settle.js'
import { openInputs } from './source/open-input.js'
import type { Input } from './source/open-input.js'

export interface IngestOptions {
  /** What `-` reads; the process's standard input by default. */
  readonly stdin?: Readable
  readonly signal?: AbortSignal
  /** Personal data and secrets to replace before anything else sees the calls. */
  readonly redact?: readonly RedactRule[]
  /** Those of earlier logs, and of whatever else is read in the run; fresh ones by default. */
  readonly placeholders?: Placeholders
  /** What is to be read of an input: all of it when absent; undefined for nothing. Where parts are read one day and the rest another, packed data that ends too early is refused: it may still be written. */
  readonly part?: (input: Input) => Promise<Input | undefined>
}

/**
 * All records of the inputs, in order, one at a time: memory does not grow with the log. Only what several records say
 * together (halves of batches, split bodies) is held, and comes after the rest. Ids are as logged and may repeat.
 * Throws AuditError (exit code 2) for an input that cannot be read, naming file, line and the way out; the signal's reason when aborted.
 */
export async function* readRecords(inputs: readonly string[], options: IngestOptions = {}): AsyncGenerator<ParsedRecord> {
  for await (const lot of readLots(inputs, options)) {
    for (const record of lot) {
      options.signal?.throwIfAborted()
      yield record
    }
  }
}

/** Records that are handed on at once: to wait for each of millions costs as much as to copy it. */
const LOT = 64

/** As `readRecords`, but some records at a time. */
export async function* readLots(inputs: readonly string[], options: IngestOptions = {}): AsyncGenerator<readonly ParsedRecord[]> {
  const settler = createSettler()
  const redacted = redactor(options.redact, options.placeholders)
  for await (const { file, portion } of readPortions(inputs, options)) {
    let lot: ParsedRecord[] = []
    for (const record of recordsOf(portion, file)) {
      options.signal?.throwIfAborted()
      if (record.kind === 'deferred') {
        settler.add(record)
        continue
      }
      lot.push(redacted(record))
      if (lot.length < LOT) continue
      yield lot
      lot = []
    }
    if (lot.length > 0) yield lot
  }
  for (const record of settler.settle()) {
    options.signal?.throwIfAborted()
    yield [redacted(record)]
  }
}

/**
 * Makes the function that hides what rules find in calls; the same value gets the same placeholder in all of them. A call whose picture lies at
 * an address that holds what is to be hidden can be asked of nobody: it is excluded.
 */
export function redactor(rules: readonly RedactRule[] = [], placeholders: Placeholders = new Map()): (record: ParsedRecord) => ParsedRecord {
  if (rules.length === 0) return (record) => record
  return (record) => {
    if (record.kind !== 'call') return { ...record, detail: redactText(record.detail, rules, placeholders) }
    const call = redactLoggedCall(record.call, rules, placeholders)
    return hasSameMedia(record.call.request, call.request) ? { kind: 'call', call } : withoutMedia(call)
  }
}

function withoutMedia(call: LlmCall): ParsedRecord {
  const { provider, requestModel, responseModel, usage, costUsd, latencyMs, timeToFirstTokenMs, startedAt, serviceTier } = call
  const isKnown = costUsd !== undefined || Object.keys(usage).length > 0
  const traffic = isKnown && defined<Traffic>({ provider, requestModel, responseModel, usage, costUsd, latencyMs, timeToFirstTokenMs, startedAt, serviceTier })
  return { kind: 'excluded', reason: 'redacted', source: call.source, format: call.format, detail: 'the address of an image holds what redact hides (a signature, a key or a name), so that no model could open it', ...(traffic && { traffic }) }
}

/** What a portion of an input became, deferred parts included; never throws. */
export function* recordsOf(portion: Portion, file: string): Generator<AdapterRecord> {
  for (const item of 'items' in portion ? portion.items : blockItems(portion.block)) yield* parseItem(item, file)
}

/** The inputs in order and in pieces, not yet parsed where they are lines. Throws as `readRecords` does. */
export async function* readPortions(inputs: readonly string[], { stdin = process.stdin, signal, part }: IngestOptions = {}): AsyncGenerator<{ readonly file: string; readonly portion: Portion }> {
  for (const whole of await openInputs(inputs, stdin, signal)) {
    const input = part === undefined ? whole : await part(whole)
    if (input === undefined) continue
    for await (const portion of portionsOf(input, part !== undefined)) {
      signal?.throwIfAborted()
      yield { file: input.file, portion }
    }
  }
}

/** A file that nobody has named, being found in a folder, is counted when it is no log; one that is named stops the work. */
async function* portionsOf(input: Input, isRefusedCut: boolean): AsyncGenerator<Portion> {
  if (input.skip !== undefined) return yield { items: [{ line: 0, skipped: input.skip }] }
  try {
    yield* readInput(input, LIMITS, isRefusedCut)
  } catch (error) {
    if (!input.isFound || !(error instanceof AuditError)) throw error
    yield { items: [{ line: 0, unreadable: error.message.startsWith(input.file) ? error.message.slice(input.file.length).replace(/^:?\s/, '') : error.message }] }
  }
}
