import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PairedDifference } from '../../decide/index.js'
import type { Case } from '../../domain/case.js'
import { AuditError } from '../../domain/error.js'
import type { Plan, TaskPlan } from '../../domain/plan.js'
import type { TaskResult } from '../../domain/result.js'
import { contentDigest } from '../../sample/content.js'
import { earlierPlan, readPlan, readResult, wasFinished } from '../record/run-files.js'
import { scoreRows, type ScoreRow } from '../record/score-rows.js'

/** A task of a finished run, with all that its verdicts have seen. */
export interface EarlierTask {
  readonly plan: TaskPlan
  /** In the drawn order, those that no candidate came to included. */
  readonly cases: readonly Case[]
  /** Candidates of which anything was seen. */
  readonly tried: readonly string[]
  /** What was pushed to the test of each candidate, in order; of one that was blocked nothing was concluded, so it begins anew. */
  readonly pushed: ReadonlyMap<string, readonly PairedDifference[]>
  /** The first case that no candidate came to. */
  readonly reach: number
}

/** A finished run from which another goes on. */
export interface EarlierRun {
  readonly plan: Plan
  readonly tasks: ReadonlyMap<string, EarlierTask>
  /** Digests of requests whose answers other runs have looked at: nothing about them is new. */
  readonly lookedAt: ReadonlySet<string>
  /** Another run that goes on from this one, by run id. */
  readonly followers: ReadonlySet<string>
}

function pushedOf(rows: readonly ScoreRow[], result: TaskResult | undefined): ReadonlyMap<string, readonly PairedDifference[]> {
  const models = new Map<string, PairedDifference[]>()
  const blocked = new Set((result?.candidates ?? []).filter(({ reason }) => reason === 'blocked').map(({ model }) => model))
  for (const { model, difference } of rows) {
    if (blocked.has(model)) continue
    const known = models.get(model)
    if (known) known.push(difference)
    else models.set(model, [difference])
  }
  return models
}

/** Trials that go on for strategies leave no scores behind. */
function reachOf(rows: readonly ScoreRow[], { strategySamples = 0 }: TaskPlan): number {
  return rows.reduce((reach, { index }) => Math.max(reach, index + 1), strategySamples)
}

const continuesFrom = (plan: Plan, runId: string): boolean => plan.tasks.some(({ continues }) => continues?.runId === runId)

/** Digests of the cases of a run whose scores were looked at. */
function seenIn(directory: string): readonly string[] {
  const pushed = new Set(scoreRows(directory).map(({ taskId, index }) => `${taskId}\n${index}`))
  const { cases } = readPlan(directory)
  return [...cases.values()].flat().filter(({ taskId, index }) => !wasFinished(directory) || pushed.has(`${taskId}\n${index}`)).map(({ request }) => contentDigest(request))
}

/**
 * Reads the run from which another is to go on, and what other runs in the same directory have looked at since.
 * @throws AuditError `continue/…` where it has not ended, or its cases were purged
 */
export function readEarlierRun(auditDir: string, runDir: string): EarlierRun {
  const { plan, cases } = readPlan(runDir)
  if (!wasFinished(runDir)) throw new AuditError('continue/open', `--continue ${plan.runId}: that run has not ended`, 'Let it end first: the command that began it goes on where it stopped.')
  const audited = plan.tasks.filter(({ unfit }) => !unfit)
  if (!existsSync(join(runDir, 'trials.jsonl')) || audited.some(({ summary }) => !cases.has(summary.id))) {
    throw new AuditError('continue/purged', `--continue ${plan.runId}: its prompts and answers were purged, so nobody can tell which cases of this log are new to it`, 'Its verdicts stand. Without --continue the log is audited by itself.')
  }
  const results = readResult(runDir).tasks
  const rows = scoreRows(runDir)
  const lookedAt = new Set<string>()
  const followers = new Set<string>()
  /** What a run that goes on from here has begun with stays its own, whoever has looked at it since. */
  const theirs = new Set<string>()
  const names = existsSync(auditDir) ? readdirSync(auditDir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(auditDir, name)) : []
  for (const directory of names.filter((name) => resolve(name) !== resolve(runDir) && existsSync(join(name, 'trials.jsonl')))) {
    const other = earlierPlan(directory)
    if (other === undefined) continue
    if (continuesFrom(other, plan.runId)) {
      followers.add(other.runId)
      for (const one of [...readPlan(directory).cases.values()].flat()) theirs.add(contentDigest(one.request))
    } else for (const content of seenIn(directory)) lookedAt.add(content)
  }
  return {
    plan, followers,
    lookedAt: new Set([...lookedAt].filter((content) => !theirs.has(content))),
    tasks: new Map(audited.map((task): [string, EarlierTask] => {
      const { id } = task.summary
      const own = rows.filter(({ taskId }) => taskId === id)
      return [id, { plan: task, cases: cases.get(id) ?? [], tried: [...new Set(own.map(({ model }) => model))], pushed: pushedOf(own, results.find((one) => one.id === id)), reach: reachOf(own, task) }]
    })),
  }
}
