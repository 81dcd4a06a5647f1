import { join } from 'node:path'
import { totalBudgetUsd } from '../config/total-budget.js'
import { AuditError, EXIT } from '../domain/error.js'
import type { AuditEvent } from '../domain/event.js'
import type { Plan } from '../domain/plan.js'
import type { AuditResult } from '../domain/result.js'
import type { Task } from '../domain/task.js'
import type { KeptPlaceholders } from '../ingest/index.js'
import { lockRun } from '../replay/lock.js'
import { candidateProviders } from './plan/candidate.js'
import { batchRounds } from './batch-rounds.js'
import { assertKeys } from './connect.js'
import { decidableWarning } from './plan/decidable.js'
import { discover, type Discovered } from './log/discover.js'
import { readsWarehouse } from './log/discover-warehouse.js'
import { earlierLooks } from './record/earlier-looks.js'
import { executePlan, resultOf, type Executed, type Meter } from './execute.js'
import { continueHorizons } from './plan/horizon.js'
import { hideAnswers } from './hide-answers.js'
import { withHiddenConstraints } from './plan/hidden-constraints.js'
import type { AuditOptions } from './options.js'
import { sampleWarehouse } from './log/population.js'
import { planRun, type Planned } from './plan/plan.js'
import { openReplayRoom } from './replay-room.js'
import { earlierPlan, writePlan, writeResult, writeScores } from './record/run-files.js'
import type { RunContext } from './run-context.js'
import { compareWithLast, lastFinished, markCarried, type SinceLast } from './record/since-last.js'
import { assertContinuation } from './continuation/continue-plan.js'
import { readEarlierRun, type EarlierRun } from './continuation/earlier-run.js'
import { faultWarnings } from './faults.js'
import { createWaste } from './waste.js'

/** What an audit ends with; `result.json` lies in `runDir` already. */
export interface Audited {
  readonly result: AuditResult
  readonly plan: Plan
  readonly tasks: readonly Task[]
  readonly runDir: string
  readonly evidence: Executed['evidence']
  /** Set with --since-last, where there is a run to compare with. */
  readonly sinceLast?: SinceLast & { readonly runId: string }
}

interface Counter {
  replayCalls: number
  replayCostUsd: number
  cachedCalls: number
}

function countTrial(counter: Counter, event: Extract<AuditEvent, { type: 'trial' }>): void {
  if (event.cached) counter.cachedCalls += 1
  else counter.replayCalls += 1
  counter.replayCostUsd += event.costUsd
}

/** Answers of batches are found on record later; here they are counted as what they are: calls that were made and paid for. */
async function* countBatches(rounds: AsyncGenerator<AuditEvent, void>, counter: Counter): AsyncGenerator<AuditEvent, void> {
  for await (const event of rounds) {
    if (event.type === 'batch' && (event.state === 'collected' || event.state === 'one-by-one')) {
      counter.replayCalls += event.done
      counter.replayCostUsd += event.costUsd
    }
    yield event
  }
}

/** Yields the events of a generator, with those that happen beside it in between. */
async function* interleave<R>(main: AsyncGenerator<AuditEvent, R>, beside: AuditEvent[]): AsyncGenerator<AuditEvent, R> {
  for (;;) {
    const step = await main.next()
    yield* beside.splice(0)
    if (step.done) return step.value
    yield step.value
  }
}

/** The plan of an audit, without a single call: reads the logs, finds the tasks, draws the cases. */
export async function* planAudit(options: AuditOptions): AsyncGenerator<AuditEvent, Planned & { readonly tasks: readonly Task[]; readonly remember: Discovered['remember']; readonly placeholders: KeptPlaceholders; readonly earlier: EarlierRun | undefined }> {
  const providers = candidateProviders(options.config)
  if (!options.offline) assertKeys(providers, options.config, options.env)
  const sampled = readsWarehouse(options) ? yield* sampleWarehouse(options) : undefined
  const { traffic, input, tasks, remember, placeholders } = sampled ?? (yield* discover(options))
  const earlier = options.continues === undefined ? undefined : readEarlierRun(options.auditDir, options.continues)
  const planned = withHiddenConstraints(planRun(traffic, input, tasks, options, sampled, earlier), options.config, placeholders)
  traffic.table.close()
  for (const message of planned.plan.warnings) yield { type: 'warning', message }
  return { ...planned, tasks, remember, placeholders, earlier }
}

/**
 * The whole audit: logs → calls → tasks → cases → trials → scores → verdicts → result. What is paid for is on disk
 * before it is used, so that the same command after any end goes on where the last one stopped.
 * @throws AuditError for expected ends; the AbortSignal's reason when interrupted
 */
export async function* runAudit(options: AuditOptions): AsyncGenerator<AuditEvent, Audited> {
  const started = options.clock.now()
  const { plan: planned, cases, tasks, remember, placeholders, earlier } = yield* planAudit(options)
  if (options.batch && planned.tasks.some(({ controlShare }) => controlShare !== undefined)) throw new AuditError('config/control-share', '--batch and quality.control_share do not go together: whether the incumbent is asked on a case hangs on the answer of the candidate', 'Leave one of them out: a batch costs half, a share of 0.5 about three quarters.')
  const runDir = options.runDir ?? join(options.auditDir, planned.runId)
  // What may be refused is looked at before there is a directory.
  const last = options.sinceLast ? lastFinished(options.auditDir) : undefined
  const compared = last && compareWithLast(planned, last)
  if (options.sinceLast && !last) yield { type: 'warning', message: `--since-last: no finished run lies in ${options.auditDir}; everything is audited` }
  const said = earlier ? assertContinuation(planned, cases, earlier) : []
  for (const message of said) yield { type: 'warning', message }
  const unlock = lockRun(runDir)
  try {
    const looks = earlierLooks(options.auditDir, planned, cases, runDir)
    for (const message of looks) yield { type: 'warning', message }
    const continued = continueHorizons(planned, options.fresh ? undefined : earlierPlan(runDir))
    const plan: Plan = { ...continued, warnings: [...continued.warnings, ...said, ...looks] }
    const longer = plan.tasks.find(({ horizons, rule }) => horizons.length > 1 && horizons.some((horizon) => horizon < rule.maxSamples))
    if (longer) yield { type: 'warning', message: `this run was begun with ${longer.horizons[0]} samples at most; its bets stand, and it goes on from them` }
    const room = openReplayRoom(runDir, plan, options, hideAnswers(options.config.redact, placeholders))
    try {
      for (const message of room.warnings) yield { type: 'warning', message }
      writePlan(runDir, plan, cases)
      yield* remember()
      const maxCalls = plan.tasks.filter(({ unfit }) => !unfit).reduce((sum, task) => sum + task.rule.maxSamples * task.ladder.length, 0)
      const short = decidableWarning(plan)
      if (short !== undefined) yield { type: 'warning', message: short }
      if (options.confirm && !(await options.confirm(plan))) throw new AuditError('run/declined', 'nothing was sent: the run was not confirmed', 'Answer y, or pass --yes.', EXIT.interrupted)
      yield { type: 'planned', runId: plan.runId, tasks: plan.tasks.filter(({ unfit }) => !unfit).length, maxCalls, budgetUsd: totalBudgetUsd(options.config) }

      const waste = createWaste()
      const counter: Counter = { replayCalls: 0, replayCostUsd: 0, cachedCalls: 0 }
      const beside: AuditEvent[] = []
      const asked = new Set<string>()
      const context: RunContext = {
        plan, waste,
        replayer: room.replayer,
        watched: options.watched ?? false,
        window: options.steering?.concurrency ?? (() => options.concurrency),
        ...(options.steering ? { skipped: options.steering.skipped } : {}),
        signal: options.signal,
        spentUsd: room.budget.spentUsd,
        budgeted: room.budgeted,
        missingIsError: options.offline,
        ...(earlier ? { earlier: (taskId: string, model: string) => earlier.tasks.get(taskId)?.pushed.get(model) } : {}),
        onReplayed: (event) => {
          countTrial(counter, event)
          if (!event.cached) asked.add(event.taskId)
          beside.push(event)
        },
      }
      if (room.batcher) yield* countBatches(batchRounds({ plan, cases, context, batcher: room.batcher, recorded: room.recorded, clock: options.clock, handIn: options.batch ?? false, wait: options.wait ?? true }), counter)
      const execution = executePlan(plan, cases, context)
      const { tasks: decided, evidence, collected, refused } = yield* interleave(execution, beside)
      const results = last && compared ? markCarried(decided, compared, last, asked) : decided
      const meter: Meter = counter
      const wallMs = Math.round(options.clock.now() - started)
      const result = resultOf(plan, results, meter, { wallMs, stoppedByBudget: refused, policy: null, warnings: plan.warnings })
      writeScores(runDir, evidence, collected)
      writeResult(runDir, result)
      for (const message of faultWarnings(results, evidence)) yield { type: 'warning', message }
      yield { type: 'finished', runId: plan.runId, spentUsd: room.budget.spentUsd(), stoppedBy: result.stoppedBy, wastedCalls: await waste.count(), ...room.unsure() }
      return { result, plan, tasks, runDir, evidence, ...(last && compared ? { sinceLast: { ...compared, runId: last.result.runId } } : {}) }
    } finally {
      await room.close()
    }
  } finally {
    unlock()
  }
}
