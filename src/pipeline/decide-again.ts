import { dirname } from 'node:path'
import { AuditError } from '../domain/error.js'
import type { AuditEvent } from '../domain/event.js'
import type { LabelRow } from '../domain/judgement.js'
import type { Plan, TaskPlan } from '../domain/plan.js'
import type { AuditResult } from '../domain/result.js'
import { createBudget } from '../replay/budget.js'
import { openJournal } from '../replay/journal.js'
import { blankLedger } from '../replay/ledger.js'
import type { Clock } from '../replay/limiter.js'
import { createReplayer } from '../replay/replayer.js'
import { didYouMean } from '../text/nearest.js'
import { executePlan, resultOf } from './execute.js'
import { readLabels } from './plan/labels.js'
import { readPlan } from './record/run-files.js'
import { createWaste } from './waste.js'

export interface DecideAgainOptions {
  readonly margin: number | undefined
  readonly alpha: number | undefined
  /** Only these; undefined for all of the plan. */
  readonly candidates: readonly string[] | undefined
  /** File of people's labels, read anew. */
  readonly labels?: string
  readonly signal: AbortSignal
  readonly clock: Clock
}

function adjusted(task: TaskPlan, labels: readonly LabelRow[] | undefined, options: DecideAgainOptions): TaskPlan {
  const { margin, alpha, candidates } = options
  return {
    ...task,
    ...(labels ? { labels: labels.filter((row) => row.taskId === task.summary.id) } : {}),
    rule: { ...task.rule, ...(margin === undefined ? {} : { margin }), ...(alpha === undefined ? {} : { alpha }) },
    ladder: candidates === undefined ? task.ladder : task.ladder.filter(({ model }) => candidates.includes(model.ref)),
  }
}

function assertKnown(plan: Plan, candidates: readonly string[]): void {
  const known = [...new Set(plan.tasks.flatMap(({ ladder }) => ladder.map(({ model }) => model.ref)))]
  for (const name of candidates) {
    if (!known.includes(name)) throw new AuditError('candidate/unknown', `--candidate ${name}: the run has no such candidate.${didYouMean(name, known)}`, `It has: ${known.join(', ')}.`)
  }
}

/** Decides a recorded run anew, by the code that decided it: the trials come from the journal, and no call is made. */
export async function* decideAgain(runDir: string, options: DecideAgainOptions): AsyncGenerator<AuditEvent, AuditResult> {
  const started = options.clock.now()
  const { plan, cases } = readPlan(runDir)
  if (plan.tasks.some(({ unfit, summary }) => !unfit && !cases.has(summary.id))) {
    throw new AuditError('run/purged', `${runDir}: its prompts and answers were purged, so it cannot be decided again`, 'Its result is kept: audit report.')
  }
  if (options.candidates) assertKnown(plan, options.candidates)
  const labels = options.labels === undefined ? undefined : readLabels(options.labels)
  const changed: Plan = { ...plan, tasks: plan.tasks.map((task) => adjusted(task, labels, options)) }
  const journal = openJournal(runDir, { auditDir: dirname(runDir), keepFailures: true, fresh: false, readOnly: true })
  const budget = createBudget({ totalUsd: undefined, providerUsd: {}, modelUsd: {} }, [])
  const replayer = createReplayer({ journal, ledger: blankLedger(), budget, connect: undefined, clock: options.clock, jitter: () => 0 })
  let cachedCalls = 0
  const { tasks } = yield* executePlan(changed, cases, {
    plan: changed, replayer, window: () => 1, signal: options.signal, spentUsd: () => 0, budgeted: false, missingIsError: false, waste: createWaste(),
    onReplayed: () => { cachedCalls += 1 },
  })
  return resultOf(changed, tasks, { replayCalls: 0, replayCostUsd: 0, cachedCalls }, { wallMs: Math.round(options.clock.now() - started), stoppedByBudget: false, policy: null, warnings: plan.warnings })
}
