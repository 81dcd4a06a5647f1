import type { Case } from '../domain/case.js'
import type { AuditEvent } from '../domain/event.js'
import type { Plan } from '../domain/plan.js'
import type { AuditResult, TaskResult, Totals } from '../domain/result.js'
import type { PushedCase } from './pair.js'
import { runTask } from './task-ladder.js'
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
  /** True when the budget refused a call that was still needed. */
  readonly refused: boolean
}

/** Audits the tasks of a plan, the dearest first, one after the other: so the budget goes where the money is. */
export async function* executePlan(plan: Plan, cases: ReadonlyMap<string, readonly Case[]>, context: RunContext): AsyncGenerator<AuditEvent, Executed> {
  const tasks: TaskResult[] = []
  let refused = false
  const evidence = new Map<string, ReadonlyMap<string, readonly PushedCase[]>>()
  for (const task of plan.tasks) {
    context.signal.throwIfAborted()
    const ladder = yield* runTask(task, cases.get(task.summary.id) ?? [], context)
    tasks.push(ladder.result)
    evidence.set(task.summary.id, ladder.evidence)
    refused ||= ladder.refused
  }
  await context.replayer.drain()
  return { tasks, evidence, refused }
}

const sum = (amounts: readonly (number | null)[]): number | null => {
  const known = amounts.filter((amount) => amount !== null)
  return known.length === 0 ? null : known.reduce((total, amount) => total + amount, 0)
}

function totalsOf(tasks: readonly TaskResult[], meter: Meter, wallMs: number): Totals {
  const costUsd = sum(tasks.map((task) => task.costUsd))
  const savingUsd = sum(tasks.map(({ decision }) => decision.savingUsd))
  return {
    costUsd,
    projectedCostUsd: costUsd === null || savingUsd === null ? null : costUsd - savingUsd,
    savingUsd,
    savingShare: costUsd === null || savingUsd === null || costUsd === 0 ? null : savingUsd / costUsd,
    ...meter,
    wallMs,
  }
}

/** The result of a run in the words of the contract. */
export function resultOf(plan: Plan, tasks: readonly TaskResult[], meter: Meter, options: { readonly wallMs: number; readonly stoppedByBudget: boolean; readonly policy: string | null; readonly warnings: readonly string[] }): AuditResult {
  const incumbents = [...new Set(tasks.map(({ incumbent }) => incumbent))]
  const first = plan.tasks[0]
  return {
    schemaVersion: 1,
    runId: plan.runId,
    seed: plan.seed,
    incumbent: incumbents.length === 1 ? (incumbents[0] ?? null) : null,
    rule: { margin: first?.rule.margin ?? 0, alpha: first?.rule.alpha ?? 0, maxSamples: first?.configuredMaxSamples ?? 0 },
    input: plan.input,
    ...(plan.logWindow ? { logWindow: plan.logWindow } : {}),
    tasks,
    totals: totalsOf(tasks, meter, options.wallMs),
    policy: options.policy,
    stoppedBy: options.stoppedByBudget ? 'budget' : null,
    warnings: options.warnings,
  }
}
