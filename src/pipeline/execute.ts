import type { Case } from '../domain/case.js'
import type { AuditEvent } from '../domain/event.js'
import type { Guarantee } from '../domain/guarantee.js'
import type { Plan } from '../domain/plan.js'
import type { AuditResult, TaskResult, Totals } from '../domain/result.js'
import type { PushedCase } from './task/pair.js'
import { declareTogether, holdVerdicts } from './declare-together.js'
import { claimOf, barFor, firstBar } from './fdr.js'
import { runTask, type TaskLadder } from './task/task-ladder.js'
import type { RunContext } from './run-context.js'

/** What a run counted while it worked. */
export interface Meter {
  readonly replayCalls: number
  readonly replayCostUsd: number
  readonly cachedCalls: number
}

export interface Executed {
  readonly tasks: readonly TaskResult[]
  /** Pushed cases by task and candidate. */
  readonly evidence: ReadonlyMap<string, ReadonlyMap<string, readonly PushedCase[]>>
  /** Cases beyond the verdicts, in which people can check a judge. */
  readonly collected: Executed['evidence']
  /** True when the budget refused a call that was still needed. */
  readonly refused: boolean
}

/** Audits the tasks of a plan, the dearest first, one after the other: so the budget goes where the money is. */
export async function* executePlan(plan: Plan, cases: ReadonlyMap<string, readonly Case[]>, context: RunContext): AsyncGenerator<AuditEvent, Executed> {
  const ladders = new Map<string, TaskLadder>()
  const { fdr } = plan
  const held: AuditEvent[] = []
  for (const task of plan.tasks) {
    context.signal.throwIfAborted()
    const ladder = runTask(task, cases.get(task.summary.id) ?? [], context, fdr && firstBar(fdr))
    ladders.set(task.summary.id, yield* fdr ? holdVerdicts(ladder, held) : ladder)
  }
  if (fdr) yield* declareTogether(plan, fdr, { cases, context, ladders, held })
  await context.replayer.drain()
  const all = plan.tasks.flatMap(({ summary }) => ladders.get(summary.id) ?? [])
  return {
    tasks: all.map(({ result }) => result),
    evidence: new Map(all.map(({ result, evidence }) => [result.id, evidence])),
    collected: new Map(all.map(({ result, collected }) => [result.id, collected])),
    refused: all.some(({ refused }) => refused),
  }
}

const sum = (amounts: readonly (number | null)[]): number | null => {
  const known = amounts.filter((amount) => amount !== null)
  return known.length === 0 ? null : known.reduce((total, amount) => total + amount, 0)
}

const DAY_MS = 86_400_000

/** Days that the log spans; undefined under one, which says little of a day. */
function daysOf({ logWindow }: Plan): number | undefined {
  const days = logWindow ? (Date.parse(logWindow.to) - Date.parse(logWindow.from)) / DAY_MS : 0
  return days >= 1 ? days : undefined
}

function totalsOf(tasks: readonly TaskResult[], meter: Meter, wallMs: number, days: number | undefined): Totals {
  const costUsd = sum(tasks.map((task) => task.costUsd))
  const savingUsd = sum(tasks.map(({ decision }) => decision.savingUsd))
  return {
    costUsd,
    projectedCostUsd: costUsd === null || savingUsd === null ? null : costUsd - savingUsd,
    savingUsd,
    savingShare: costUsd === null || savingUsd === null || costUsd === 0 ? null : savingUsd / costUsd,
    savingPerDayUsd: savingUsd === null || days === undefined ? null : savingUsd / days,
    ...meter,
    wallMs,
  }
}

function guaranteeOf(plan: Plan, tasks: readonly TaskResult[]): Guarantee {
  const audited = plan.tasks.filter(({ unfit }) => !unfit)
  const design = audited.some(({ rule }) => rule.design === 'fixed') ? 'fixed' : 'sequential'
  const declared = tasks.filter((task) => claimOf(task) !== undefined).length
  return plan.fdr
    ? { kind: 'fdr', design, ...plan.fdr, threshold: barFor(plan.fdr, declared), declared }
    : { kind: 'task', design, level: Math.max(0, ...audited.map(({ rule }) => rule.alpha)), tasks: audited.length }
}

/** What a certificate takes for independent without having seen that it is; said where it cannot be overlooked, beside the candidate's own message. */
function kinWarnings(tasks: readonly TaskResult[]): readonly string[] {
  return tasks.flatMap(({ label, candidates }) => candidates.flatMap(({ model, viable, trials, kin }) =>
    viable && kin?.correlation === null ? [`task "${label}": the certificate of ${model} rests on ${trials} cases that share ${kin.by} in ${kin.groups} groups, and too few differ to tell whether the cases of a group go the same way; the stated chance of error supposes that they do not`] : []))
}

/** The result of a run in the words of the contract. */
export function resultOf(plan: Plan, tasks: readonly TaskResult[], meter: Meter, options: { readonly wallMs: number; readonly stoppedByBudget: boolean; readonly policy: string | null; readonly warnings: readonly string[] }): AuditResult {
  const incumbents = [...new Set(tasks.map(({ incumbent }) => incumbent))]
  const first = plan.tasks[0]
  const guarantee = guaranteeOf(plan, tasks)
  return {
    schemaVersion: 1,
    runId: plan.runId,
    seed: plan.seed,
    incumbent: incumbents.length === 1 ? (incumbents[0] ?? null) : null,
    rule: { margin: first?.rule.margin ?? 0, alpha: first?.rule.alpha ?? 0, maxSamples: first?.configuredMaxSamples ?? 0, ...(guarantee.design === 'fixed' ? { design: 'fixed' } : {}) },
    ...(guarantee.tasks > 0 ? { guarantee } : {}),
    input: plan.input,
    ...(plan.logWindow ? { logWindow: plan.logWindow } : {}),
    tasks,
    totals: totalsOf(tasks, meter, options.wallMs, daysOf(plan)),
    policy: options.policy,
    stoppedBy: options.stoppedByBudget ? 'budget' : null,
    warnings: [...options.warnings, ...kinWarnings(tasks)],
  }
}
