import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { AuditError } from '../domain/error.js'
import { isJsonObject } from '../domain/json.js'
import type { Plan, TaskPlan } from '../domain/plan.js'

/** A task of another run that looked at the same cases. */
interface Look {
  readonly runId: string
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

function looksOf(auditDir: string, plan: Plan, runDir: string): readonly Look[] {
  const names = existsSync(auditDir) ? readdirSync(auditDir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name) : []
  return names.toSorted().flatMap((name) => {
    const directory = join(auditDir, name)
    if (resolve(directory) === resolve(runDir) || !hasSeen(directory)) return []
    const other = planIn(directory)
    return other === undefined || other.runId === plan.runId ? [] : other.tasks.filter(({ unfit, caseSet }) => !unfit && caseSet !== undefined).map((task): Look => ({ runId: basename(directory), task, seed: other.seed }))
  })
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
export function earlierLooks(auditDir: string, plan: Plan, runDir: string): readonly string[] {
  const looks = looksOf(auditDir, plan, runDir)
  return plan.tasks.filter(({ unfit }) => !unfit).flatMap((task) => {
    const same = looks.filter((look) => look.task.caseSet === task.caseSet && sharesCandidate(look.task, task))
    const fixed = same.find((look) => look.task.rule.design === 'fixed' || task.rule.design === 'fixed')
    if (fixed) throw again(task, fixed)
    const changed = same.at(-1)
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
