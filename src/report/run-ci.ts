import type { AuditResult, TaskResult } from '../domain/result.js'
import { data, junitDocument, property, xml } from './ci-text.js'
import { isMoved } from './summary.js'

/** A kept task of which some candidate is neither certified nor proved worse. */
const isOpen = (task: TaskResult): boolean => !isMoved(task) && task.candidates.some(({ verdict, reason }) => verdict === 'inconclusive' || reason === 'blocked')

const outcome = (task: TaskResult): string => (isMoved(task) ? `${task.incumbent} → ${task.decision.model}` : `${task.incumbent} (kept${isOpen(task) ? ', undecided' : ''})`)

/** JUnit XML of a run: one test case a task. What is undecided counts as skipped, never as passed; a run by itself fails nothing, audit check does. */
export function renderJunit({ tasks }: AuditResult): string {
  const cases = tasks.map((task) => {
    const reason = xml(task.decision.reason)
    return `    <testcase classname="${xml(task.taskType)}" name="${xml(`${task.label}: ${outcome(task)}`)}">${isOpen(task) ? `<skipped message="${reason}"/>` : `<system-out>${reason}</system-out>`}</testcase>`
  })
  return junitDocument('audit run', 'tasks', cases, { failures: 0, skipped: tasks.filter(isOpen).length })
}

/** Workflow commands of GitHub Actions: a notice for every decided task, a warning for what is undecided and for each warning of the run. */
export function renderGithub({ tasks, warnings, policy }: AuditResult): string {
  const file = policy === null ? '' : `file=${property(policy)},`
  const lines = [
    ...tasks.map((task) => `::${isOpen(task) ? 'warning' : 'notice'} ${file}title=${property(`${task.label}: ${outcome(task)}`)}::${data(task.decision.reason)}`),
    ...warnings.map((warning) => `::warning ${file}title=audit run::${data(warning)}`),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
