import { AuditError } from '../domain/error.js'
import type { AuditResult, CandidateResult, TaskResult } from '../domain/result.js'
import { caseIds, caseTrials } from '../pipeline/record/case-trials.js'
import type { StrategyResult } from '../domain/strategy.js'
import { reportData } from '../pipeline/record/report-data.js'
import { createSlugger } from '../policy/slug.js'
import { renderExplanation, type Subject } from '../report/explain.js'
import { plain } from '../text/display.js'
import { didYouMean } from '../text/nearest.js'
import { VERSION } from '../version.js'
import { outputColumns } from './output.js'
import { findRun } from './runs.js'

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** The item that is named in full, else the only one whose name begins or (from three letters on) holds what was typed. */
function named<T>(typed: string, items: readonly T[], namesOf: (item: T) => readonly string[]): T | undefined {
  const exact = items.find((item) => namesOf(item).some((name) => same(name, typed)))
  if (exact !== undefined || typed.length < 3) return exact
  const holding = items.filter((item) => namesOf(item).some((name) => name.toLowerCase().includes(typed.toLowerCase())))
  return holding.length === 1 ? holding[0] : undefined
}

/** By id, by label, or as its route is called in the policy. */
const taskNames = ({ id, label }: TaskResult): readonly string[] => [id, label, createSlugger()(label, id)]
const modelNames = ({ model }: CandidateResult): readonly string[] => [model, model.slice(model.indexOf('/') + 1)]

const strategyNames = ({ kind, models }: StrategyResult): readonly string[] => [kind, `${kind}:${models.join(',')}`]

function subjectOf(what: string, model: string | undefined, result: AuditResult, runDir: string): Subject {
  const task = named(what, result.tasks, taskNames)
  if (task !== undefined) {
    if (model === undefined) return { kind: 'task', task }
    const candidate = named(model, task.candidates, modelNames)
    if (candidate !== undefined) return { kind: 'verdict', task, candidate }
    const strategy = named(model, task.strategies ?? [], strategyNames)
    if (strategy !== undefined) return { kind: 'strategy', task, strategy }
    const known = [...task.candidates.map((one) => one.model), ...(task.strategies ?? []).map(({ kind }) => kind)]
    throw new AuditError('explain/model', `"${plain(model)}" was no candidate of ${plain(task.label)}.${didYouMean(model, [...task.candidates.flatMap(modelNames), ...(task.strategies ?? []).flatMap(strategyNames)])}`, `Its candidates: ${known.map((name) => plain(name)).join(', ') || 'none'}.`)
  }
  const cases = caseIds(runDir)
  const taskId = cases.get(what)
  const own = result.tasks.find(({ id }) => id === taskId)
  if (own !== undefined) {
    const trials = caseTrials(runDir, what).filter((trial) => model === undefined || named(model, own.candidates, modelNames)?.model === trial.model)
    return { kind: 'case', task: own, trials }
  }
  throw new AuditError('explain/unknown', `"${plain(what)}" is no task and no case of run ${result.runId}.${didYouMean(what, [...result.tasks.flatMap(taskNames), ...[...cases.keys()].slice(0, 5000)])}`, `Tasks: ${result.tasks.map(({ label }) => plain(label)).join(', ')}.`)
}

/** `audit explain`: why this? A task by id or label, a verdict by task and model, a case by its id. */
export async function explain(what: string, model: string | undefined, flags: { readonly run?: string }): Promise<void> {
  const runDir = findRun(flags.run)
  const data = reportData(runDir, VERSION)
  process.stdout.write(renderExplanation(subjectOf(what, model, data.result, runDir), data, Math.min(100, outputColumns())))
}
