import type { Readable } from 'node:stream'
import { join } from 'node:path'
import type { AuditConfig } from '../config/schema.js'
import { AuditError } from '../domain/error.js'
import type { FailureKind, FailureSignal, LearnResult } from '../domain/learn.js'
import { readLots } from '../ingest/index.js'
import { nothingUsable } from '../monitor/nothing-usable.js'
import { createObserver } from '../monitor/observe.js'
import { makeRoom } from '../monitor/stored-state.js'
import { takeLock } from '../pipeline/record/lock.js'
import { readPlaceholders } from '../pipeline/log/kept-placeholders.js'
import { policyDifference } from '../policy/difference.js'
import type { PolicyDocument } from '../policy/document.js'
import { writePolicyFile, type WrittenPolicy } from '../policy/policy-file.js'
import { createPriceBook } from '../prices/book.js'
import { shortHash } from '../text/fingerprint.js'
import { createCollector, type RouteCases } from './collect.js'
import { failuresPath, mergeFailures, readFailures, writeFailures, type Failure } from './failure-store.js'
import { isEnough, learnRoute, type Learned, type LessonInput } from './lesson.js'
import { levelAt, lookAt, writeLooks } from './looks.js'
import { proposedPolicy, type Proposal } from './propose.js'
import { isHeldOut, type Unit } from './unit.js'

export interface LearnOptions {
  readonly inputs: readonly string[]
  readonly policy: PolicyDocument
  readonly policyFile: string
  readonly config: AuditConfig
  readonly auditDir: string
  /** Chance that rules which tell nothing are ever proposed for this version of the policy, over all looks. */
  readonly alpha: number
  /** Largest share of a route's traffic that may move. */
  readonly mostShare: number
  /** Where a proposal goes; undefined for nowhere. */
  readonly output: string | undefined
  readonly now: Date
  readonly signal: AbortSignal
  readonly stdin?: Readable
}

const SIGNALS: readonly FailureSignal[] = ['said', 'shown']
const SIGNAL_OF: Readonly<Record<FailureKind, FailureSignal>> = { feedback: 'said', correction: 'said', fallback: 'shown', unusable: 'shown' }

const asUnit = ({ key, digest, text, inputTokens, kind, at }: Failure): Unit => ({ key, digest, text, inputTokens, failed: true, kind, at: at ?? undefined })

/** What is to be learned by each route and signal of which anything failed. */
function inputsOf(cases: readonly RouteCases[], remembered: readonly Failure[], mostShare: number): readonly LessonInput[] {
  return cases.flatMap(({ route, from, to, isDearer, units, upgrade }) => SIGNALS.flatMap((signal): readonly LessonInput[] => {
    const own = remembered.filter((one) => one.route === route.id && one.model === from && SIGNAL_OF[one.kind] === signal).map(asUnit)
    if (!units[signal].some(({ failed }) => failed) && own.length === 0) return []
    return [{ route: route.id, signal, from, to, units: units[signal], traffic: units.shown, remembered: own, upgrade: upgrade[signal], mostShare, isDearer }]
  }))
}

/** A name for what is measured on: a look at the same is no further look. */
const evidenceName = (inputs: readonly LessonInput[]): string => shortHash(JSON.stringify(inputs.map(({ route, signal, units }) => [route, signal, units.filter(isHeldOut).map(({ key, failed }) => `${key}${failed ? '!' : ''}`).toSorted()])), 16)

/** Reads logs for what failed, keeps it, learns what such inputs have in common, and writes a proposal where that is shown on inputs that nothing was learned of. */
export async function runLearn(options: LearnOptions): Promise<{ readonly result: LearnResult; readonly written: WrittenPolicy | undefined; readonly damaged: number }> {
  const { policy, config, auditDir, signal, now } = options
  const statePath = join(auditDir, 'learn', `${policy.metadata.id}.json`)
  makeRoom(statePath)
  const unlock = takeLock(join(auditDir, 'learn', 'lock'), { code: 'learn', what: join(auditDir, 'learn'), remedy: 'Work in a directory that can be written.', program: 'audit learn' })
  try {
    const observe = createObserver(policy, config, createPriceBook(config), { byRequest: true })
    const collector = createCollector(policy, config, now)
    const excluded: Record<string, number> = {}
    let [records, calls] = [0, 0]
    for await (const lot of readLots(options.inputs, { signal, redact: config.redact, placeholders: readPlaceholders(auditDir).placeholders, ...(options.stdin === undefined ? {} : { stdin: options.stdin }) })) {
      for (const record of lot) {
        records += 1
        if (record.kind !== 'call') {
          excluded[record.reason] = (excluded[record.reason] ?? 0) + 1
          continue
        }
        calls += 1
        collector.add(record.call, observe(record.call))
      }
    }
    if (calls === 0) throw nothingUsable('learn', records, excluded)
    const cases = collector.cases()
    if (cases.length === 0) throw new AuditError('learn/no-route', `${options.policyFile}: no route of it moves traffic to another model, so none can fail`, 'A route with evidence or a rollout does; audit run writes one.')
    const path = failuresPath(auditDir)
    const { failures: known, damaged } = readFailures(path)
    const found = collector.failures()
    const kept = mergeFailures(known, found)
    if (kept.length > 0) writeFailures(path, kept)

    const inputs = inputsOf(cases, kept, options.mostShare)
    const enough = inputs.filter(isEnough)
    const { state, look } = lookAt(statePath, policy.metadata, evidenceName(enough))
    if (enough.length > 0) writeLooks(statePath, state)
    const level = levelAt(options.alpha, look, enough.length)
    const learned = inputs.map((input): Learned => { signal.throwIfAborted(); return learnRoute(input, level) })
    const proposals = learned.flatMap(({ lesson, rule }): readonly Proposal[] => (rule === undefined ? [] : [{ route: lesson.route, rule, lesson }]))
    const proposed = proposals.length === 0 ? undefined : proposedPolicy(policy, proposals, now)
    const written = proposed === undefined || options.output === undefined ? undefined : await writePolicyFile(options.output, proposed)
    const kinds: Partial<Record<FailureKind, number>> = {}
    for (const { kind } of kept) kinds[kind] = (kinds[kind] ?? 0) + 1
    const names = new Set(known.map(({ route, digest }) => `${route}\n${digest}`))
    const { id, version } = policy.metadata
    return {
      written, damaged,
      result: {
        schemaVersion: 1, kind: 'learn', policy: { file: options.policyFile, id, version }, alpha: options.alpha, look, calls, records, excluded,
        failures: { kept: kept.length, added: found.filter(({ route, digest }) => !names.has(`${route}\n${digest}`)).length, kinds },
        lessons: learned.map(({ lesson }) => lesson), changes: proposed === undefined ? [] : policyDifference(policy, proposed), written: written?.path ?? null,
      },
    }
  } finally {
    unlock()
  }
}
