import { existsSync, readdirSync, statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { join } from 'node:path'
import { AuditError } from '../../domain/error.js'
import type { Plan, TaskPlan } from '../../domain/plan.js'
import type { AuditResult, TaskResult } from '../../domain/result.js'
import { earlierPlan, readResult } from './run-files.js'

/** A run that came to its end, as it lies on disk. */
export interface LastRun {
  readonly plan: Plan
  readonly result: AuditResult
  /** ISO 8601. */
  readonly finishedAt: string
}

export interface SinceLast {
  /** Tasks whose plan is what it was, by id: their recorded decision stands where the recorded answers bear it out. */
  readonly unchanged: ReadonlySet<string>
  /** What changed, a line a task. */
  readonly changes: readonly string[]
}

/** The run in a directory of runs whose result was written last; undefined when none was finished. */
export function lastFinished(auditDir: string): LastRun | undefined {
  const names = existsSync(auditDir) ? readdirSync(auditDir) : []
  const finished = names.flatMap((name) => {
    const path = join(auditDir, name, 'result.json')
    return existsSync(path) ? [{ directory: join(auditDir, name), at: statSync(path).mtimeMs }] : []
  })
  const [newest] = finished.toSorted((a, b) => b.at - a.at)
  const plan = newest && earlierPlan(newest.directory)
  return newest && plan && { plan, result: readResult(newest.directory), finishedAt: new Date(newest.at).toISOString() }
}

const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(JSON.parse(JSON.stringify(a ?? null)), JSON.parse(JSON.stringify(b ?? null)))

/** All that a verdict follows from, but for what other tasks of the log change too. */
function basis({ summary: { share: _share, ...summary }, horizons: _horizons, validatorReason: _reason, ...rest }: TaskPlan): unknown {
  return { summary, ...rest }
}

function candidateChanges(now: TaskPlan, before: TaskPlan): readonly string[] {
  const all = (task: TaskPlan) => new Map([...task.ladder, ...task.outside].map((one) => [one.model.ref, one]))
  const [own, other] = [all(now), all(before)]
  return [
    ...[...own.keys()].filter((ref) => !other.has(ref)).map((ref) => `${ref} is a new candidate`),
    ...[...other.keys()].filter((ref) => !own.has(ref)).map((ref) => `${ref} is no candidate any more`),
    ...[...own].filter(([ref, { price }]) => other.has(ref) && !same(price, other.get(ref)?.price)).map(([ref]) => `the price of ${ref} changed`),
  ]
}

function whatChanged(now: TaskPlan, before: TaskPlan, plan: Plan, last: Plan): readonly string[] {
  const providers = [now.incumbent.ref, ...now.ladder.map(({ model }) => model.ref)].map((ref) => ref.split('/')[0] ?? ref)
  const known = [
    ...(now.caseSet !== undefined && now.caseSet === before.caseSet && now.summary.calls === before.summary.calls ? [] : ['its calls changed']),
    ...(same(now.incumbent, before.incumbent) ? [] : ['the incumbent or its price changed']),
    ...candidateChanges(now, before),
    ...(now.validator === before.validator && same(now.validatorContext, before.validatorContext) ? [] : ['its validator changed']),
    ...(providers.every((name) => same(plan.providers[name], last.providers[name])) ? [] : ['a provider is reached otherwise']),
    ...(same([plan.constraints, plan.maxP95Ratio, plan.fdr], [last.constraints, last.maxP95Ratio, last.fdr]) ? [] : ['constraints, latency bound or the kind of guarantee changed']),
  ]
  return known.length > 0 || same(basis(now), basis(before)) ? known : ['its settings changed']
}

function assertSameRule(now: TaskPlan, before: TaskPlan, plan: Plan, last: Plan): void {
  const changes = [
    ...(now.rule.margin === before.rule.margin ? [] : [`the margin was ${before.rule.margin} and is ${now.rule.margin}`]),
    ...(now.rule.alpha === before.rule.alpha ? [] : [`the level was ${before.rule.alpha} and is ${now.rule.alpha}`]),
    ...(now.rule.design === before.rule.design ? [] : ['the design changed']),
    ...(plan.seed === last.seed ? [] : [`the seed was ${last.seed} and is ${plan.seed}`]),
  ]
  if (changes.length === 0) return
  throw new AuditError(
    'since-last/rule',
    `--since-last: task "${now.summary.label}" was decided by run ${last.runId}, and since then ${changes.join(', ')}. A rule that is chosen after looking at the evidence has not the chance of error that it states`,
    'Put it back, or run without --since-last: everything is then decided by the new rule, with a warning in the result.',
  )
}

/**
 * What of a plan the last finished run has decided already.
 * @throws AuditError `since-last/rule` where margin, level, design or seed changed after the last run has looked
 */
export function compareWithLast(plan: Plan, { plan: last }: LastRun): SinceLast {
  const before = new Map(last.tasks.map((task) => [task.summary.id, task]))
  const unchanged = new Set<string>()
  const changes: string[] = []
  for (const task of plan.tasks.filter(({ unfit }) => !unfit)) {
    const { id, label } = task.summary
    const other = before.get(id)
    if (other && !other.unfit) assertSameRule(task, other, plan, last)
    const found = other === undefined ? ['it is new'] : other.unfit ? ['it was not audited'] : whatChanged(task, other, plan, last)
    if (found.length === 0) unchanged.add(id)
    else changes.push(`task "${label}": ${found.join(', ')}`)
  }
  for (const { summary, unfit } of plan.tasks) {
    if (unfit && before.get(summary.id)?.unfit === undefined && before.has(summary.id)) changes.push(`task "${summary.label}" is not audited this time (${unfit.message}): the policy has no route for it`)
  }
  const here = new Set(plan.tasks.map(({ summary }) => summary.id))
  for (const { summary } of last.tasks.filter((task) => !task.unfit && !here.has(task.summary.id))) changes.push(`task "${summary.label}" is not in this log any more: the policy has no route for it`)
  return { unchanged, changes }
}

/** Without what differs from run to run though nothing was decided otherwise. */
const verdictsOf = ({ candidates, strategies, decision: { model, strategy } }: TaskResult): unknown =>
  ({ model, strategy, verdicts: candidates.map((one) => [one.model, one.verdict, one.reason, one.viable, one.trials]), strategies: strategies?.length ?? 0 })

/** Marks results that the last run reached, and that its recorded answers bore out again without a call, with the run that they come from. */
export function markCarried(tasks: readonly TaskResult[], { unchanged }: SinceLast, last: LastRun, asked: ReadonlySet<string>): readonly TaskResult[] {
  const before = new Map(last.result.tasks.map((task) => [task.id, task]))
  return tasks.map((task) => {
    const other = before.get(task.id)
    if (!unchanged.has(task.id) || asked.has(task.id) || !other || !same(verdictsOf(task), verdictsOf(other))) return task
    return { ...task, carriedOver: other.carriedOver ?? { runId: last.result.runId, decidedAt: last.finishedAt } }
  })
}
