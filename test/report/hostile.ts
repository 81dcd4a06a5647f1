import fc from 'fast-check'
import type { AuditResult, CandidateResult, TaskResult } from '../../src/domain/result.js'
import type { InspectResult } from '../../src/domain/inspect.js'

const nasty = fc.constantFrom('\u001b[31mred\u001b[0m', '\u001b]8;;http://x.example\u0007link\u001b]8;;\u0007', '\u0007', '\r\n# Title', '| a | b |', '`code`', '![x](http://x.example/y.png)', '<script>alert(1)</script>', '@someone #12', '\u202etxt.exe', '\u0000', '\u009b31m', '漢字漢字', '👩‍👩‍👧 family', 'e\u0301', '\ud800', 'x'.repeat(300), 'a b c d', '\u2028')
/** Text such as a log or a model may bring. */
export const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), nasty, fc.tuple(nasty, fc.string(), nasty).map((parts) => parts.join('')))

const figure = fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(0, 1e-9, 1e12, 0.0012))
const maybe = fc.option(figure)
const pair = fc.tuple(figure, figure)

const candidate: fc.Arbitrary<CandidateResult> = fc.record({
  model: text, verdict: fc.constantFrom('non-inferior' as const, 'inferior' as const, 'inconclusive' as const, 'not-evaluated' as const), reason: fc.constantFrom('certified' as const, 'budget' as const),
  viable: fc.boolean(), notViableBecause: fc.constant(null), trials: fc.nat(5000), failed: fc.nat(9), unscored: fc.nat(9), score: maybe, incumbentScore: maybe, difference: maybe, interval: pair,
  eValue: fc.oneof(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constant(Infinity)), morePlanned: fc.option(fc.nat(9999)), costPerCallUsd: maybe, latencyMs: fc.constant(null), message: text,
})

const task: fc.Arbitrary<TaskResult> = fc.record({
  id: text, label: text, taskType: fc.constant('chat' as const), calls: fc.nat(1e6), share: fc.double({ min: 0, max: 1, noNaN: true }), costUsd: maybe, incumbent: text, validator: text,
  control: fc.constant('logged' as const), target: fc.constantFrom('traffic' as const, 'log' as const), eligible: fc.nat(99), excluded: fc.constant({}), candidates: fc.array(candidate, { maxLength: 3 }),
  decision: fc.record({ model: text, strategy: fc.constantFrom('single' as const, 'cascade' as const, 'incumbent' as const), reason: text, savingUsd: maybe, savingInterval: fc.option(pair) }),
})

const input = fc.record({ calls: fc.nat(1e7), excluded: fc.dictionary(text, fc.nat(99), { maxKeys: 3 }), formats: fc.dictionary(text, fc.nat(99), { maxKeys: 3 }) })
const totals = fc.record({ costUsd: maybe, projectedCostUsd: maybe, savingUsd: maybe, savingShare: maybe, replayCalls: fc.nat(9999), replayCostUsd: figure, cachedCalls: fc.nat(9), wallMs: fc.nat(9) })

export const auditResults: fc.Arbitrary<AuditResult> = fc.record({
  schemaVersion: fc.constant(1 as const), runId: text, seed: fc.nat(), incumbent: fc.option(text), rule: fc.constant({ margin: 0.03, alpha: 0.05, maxSamples: 1000 }), input,
  tasks: fc.array(task, { maxLength: 5 }), totals, policy: fc.option(text), stoppedBy: fc.constantFrom('budget' as const, null), warnings: fc.array(text, { maxLength: 3 }),
})

export const inspectResults: fc.Arbitrary<InspectResult> = fc.record({
  schemaVersion: fc.constant(1 as const), input,
  tasks: fc.array(fc.record({ id: text, label: text, taskType: fc.constant('chat' as const), calls: fc.nat(9999), share: fc.double({ min: 0, max: 1, noNaN: true }), costUsd: maybe, models: fc.dictionary(text, fc.nat(99), { maxKeys: 3 }), latencyMs: fc.option(fc.record({ p50: fc.nat(99999), p95: fc.nat(99999), p99: fc.nat(99999) })), repeats: fc.nat(9), repeatsCostUsd: maybe, mostSavingUsd: maybe, tokensPerCall: fc.record({ input: fc.option(fc.nat(99999)), output: fc.option(fc.nat(99999)) }), tiers: fc.dictionary(text, fc.nat(99), { maxKeys: 3 }), template: text, validator: text, example: text }), { maxLength: 4 }),
  other: fc.record({ calls: fc.nat(9), share: fc.double({ min: 0, max: 1, noNaN: true }), costUsd: maybe }),
  excluded: fc.array(fc.record({ reason: fc.constantFrom('error' as const, 'truncated' as const), count: fc.nat(99), first: fc.array(fc.record({ source: fc.record({ file: text, line: fc.nat(99) }), detail: text }), { maxLength: 2 }) }), { maxLength: 2 }),
  drift: fc.record({ since: fc.constant('2026-03-01T00:00:00.000Z'), calls: fc.nat(999), changes: fc.array(fc.record({ id: text, label: text, change: fc.constantFrom('new' as const, 'gone' as const, 'grown' as const, 'shrunk' as const, 'split' as const, 'merged' as const), shareBefore: fc.double({ min: 0, max: 1, noNaN: true }), shareNow: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 7 }) }),
  totals: fc.tuple(totals, maybe, maybe).map(([all, mostSavingUsd, repeatsCostUsd]) => ({ ...all, mostSavingUsd, repeatsCostUsd })),
})
