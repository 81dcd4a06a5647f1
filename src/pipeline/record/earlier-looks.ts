import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Case } from '../../domain/case.js'
import { AuditError } from '../../domain/error.js'
import { isJsonObject } from '../../domain/json.js'
import type { Plan, TaskPlan } from '../../domain/plan.js'
import { contentDigest } from '../../sample/content.js'
import { readPlan } from './run-files.js'
import { scoreRows } from './score-rows.js'

/** Below this share of cases that another run has looked at, the two are held apart. */
const NOTABLE_SHARE = 0.1
/** From this share on it is the same evidence, whatever else the log holds. */
const SAME_SHARE = 0.5

/** A task of another run that looked at the same cases. */
interface Look {
  readonly runId: string
  readonly directory: string
  readonly task: TaskPlan
  readonly seed: number
}

function planIn(directory: string): Plan | undefined {
  try {
    const plan: unknown = JSON.parse(readFileSync(join(directory, 'plan.json'), 'utf8'))
    return isJsonObject(plan) && plan['schemaVersion'] === 1 && Array.isArray(plan['tasks']) ? (plan as unknown as Plan) : undefined
  } catch {
    return undefined // no run, or one that cannot be read: then nothing is known of it
  }
}

/** True when answers were recorded: a plan alone has seen nothing. */
function hasSeen(directory: string): boolean {
  const trials = join(directory, 'trials.jsonl')
  return existsSync(trials) && statSync(trials).size > 0
}

/** Runs whose evidence is part of this one's, or the other way round. */
function isOfChain(plan: Plan, other: Plan, plans: ReadonlyMap<string, Plan>): boolean {
  const leadsTo = (from: Plan | undefined, runId: string, steps = 0): boolean =>
    from !== undefined && steps < 1000 && from.tasks.some(({ continues }) => continues !== undefined && (continues.runId === runId || leadsTo(plans.get(continues.runId), runId, steps + 1)))
  return leadsTo(plan, other.runId) || leadsTo(other, plan.runId)
}

function looksOf(auditDir: string, plan: Plan, runDir: string): readonly Look[] {
  const names = existsSync(auditDir) ? readdirSync(auditDir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name) : []
  const runs = names.toSorted().flatMap((name) => {
    const directory = join(auditDir, name)
    const other = resolve(directory) === resolve(runDir) || !hasSeen(directory) ? undefined : planIn(directory)
    return other === undefined ? [] : [{ directory, other }]
  })
  const plans = new Map(runs.map(({ other }) => [other.runId, other]))
  return runs.filter(({ other }) => other.runId !== plan.runId && !isOfChain(plan, other, plans)).flatMap(({ directory, other }) =>
    other.tasks.filter(({ unfit, caseSet }) => !unfit && caseSet !== undefined).map((task): Look => ({ runId: basename(directory), directory, task, seed: other.seed })))
}

/** Share of a task's cases that a look has shown to a candidate that both try, in [0,1]; 1 for the same set of cases, whatever their order. */
function shareSeen(task: TaskPlan, cases: readonly Case[], { task: other, directory }: Look): number {
  if (other.caseSet === task.caseSet) return 1
  const common = new Set(other.ladder.filter(({ model }) => task.ladder.some((own) => own.model.ref === model.ref)).map(({ model }) => model.ref))
  const pushed = new Set(scoreRows(directory).filter(({ taskId, model }) => taskId === other.summary.id && common.has(model)).map(({ index }) => index))
  if (pushed.size === 0 || !existsSync(join(directory, 'cases.jsonl'))) return 0
  const seen = new Set((readPlan(directory).cases.get(other.summary.id) ?? []).filter(({ index }) => pushed.has(index)).map(({ request }) => contentDigest(request)))
  const tried = cases.slice(0, task.rule.maxSamples)
  return tried.filter(({ request }) => seen.has(contentDigest(request))).length / Math.max(1, tried.length)
}

const sharesCandidate = (a: TaskPlan, b: TaskPlan): boolean => a.ladder.some(({ model }) => b.ladder.some((other) => other.model.ref === model.ref))

function whatChanged(task: TaskPlan, look: Look, seed: number): string {
  const { rule } = look.task
  const changes = [
    ...(rule.margin === task.rule.margin ? [] : [`the margin was ${rule.margin} and is ${task.rule.margin}`]),
    ...(rule.alpha === task.rule.alpha ? [] : [`the level was ${rule.alpha} and is ${task.rule.alpha}`]),
    ...(look.seed === seed ? [] : [`the seed was ${look.seed} and is ${seed}`]),
    ...(look.task.validator === task.validator ? [] : [`the validator was ${look.task.validator} and is ${task.validator}`]),
    ...(look.task.declared === task.declared ? [] : [`${look.task.declared} candidates were declared and now ${task.declared}`]),
  ]
  return changes.length === 0 ? 'another choice of models' : changes.join(', ')
}

/**
 * What earlier runs have seen of the cases that a plan would decide on: warnings, for a verdict that is reached at the second attempt, with a
 * setting chosen after the first, has no longer the error rate that is written beside it.
 * @throws AuditError `design/again` where a fixed design is involved: its level is spent once
 */
export function earlierLooks(auditDir: string, plan: Plan, cases: ReadonlyMap<string, readonly Case[]>, runDir: string): readonly string[] {
  const looks = looksOf(auditDir, plan, runDir)
  return plan.tasks.filter(({ unfit }) => !unfit).flatMap((task) => {
    const shared = looks.filter((look) => sharesCandidate(look.task, task)).map((look) => ({ look, share: shareSeen(task, cases.get(task.summary.id) ?? [], look) }))
    const same = shared.filter(({ share }) => share >= SAME_SHARE).map(({ look }) => look)
    const fixed = same.find((look) => look.task.rule.design === 'fixed' || task.rule.design === 'fixed')
    if (fixed) throw again(task, fixed)
    const changed = same.findLast((look) => look.task.caseSet === task.caseSet)
    const partly = changed ? undefined : shared.findLast(({ share }) => share >= NOTABLE_SHARE)
    if (partly) return [`task "${task.summary.label}": run ${partly.look.runId} has already tried candidates on ${Math.round(100 * partly.share)} % of these cases. The stated chance of error holds for each run by itself, not for the one that turns out well; --continue ${partly.look.runId} keeps it over both`]
    return changed ? [`task "${task.summary.label}": run ${changed.runId} has already tried candidates on these cases (${whatChanged(task, changed, plan.seed)}). The stated chance of error holds for each run by itself; a setting that was chosen after looking at the other has none`] : []
  })
}

function again({ summary, rule }: TaskPlan, { runId, task }: Look): AuditError {
  const before = task.rule.design === 'fixed' ? `a fixed design of ${task.rule.maxSamples} samples` : 'a sequential one'
  const now = rule.design === 'fixed' ? `a fixed design of ${rule.maxSamples} samples` : 'the sequential one'
  return new AuditError(
    'design/again',
    `task "${summary.label}": run ${runId} has tried the same candidates on the same cases with ${before}, and this would decide them again with ${now}. A fixed design spends all of its level at once: neither more samples nor a second rule can be added to it afterwards`,
    'The verdict of that run stands. To look again, use a later log with new cases.',
  )
}
