import type { CheckView } from './check-view.js'
import { data, junitDocument, property, xml } from './ci-text.js'

/** JUnit XML: one test case for the policy file and one a route. What is inconclusive counts as skipped, never as passed. */
export function renderCheckJunit(view: CheckView): string {
  const bad = view.routes.filter((one) => one.status === 'regressed').length + (view.policy.issues.length > 0 ? 1 : 0)
  const skipped = view.routes.filter((one) => one.status === 'inconclusive').length
  const inner = (status: string, type: string, message: string): string =>
    status === 'regressed' ? `<failure type="${xml(type)}" message="${xml(message)}"/>` : status === 'inconclusive' ? `<skipped message="${xml(message)}"/>` : `<system-out>${xml(message)}</system-out>`
  const cases = [
    `    <testcase classname="policy" name="${xml(view.policy.file)}">${view.policy.issues.length > 0 ? inner('regressed', 'policy', view.policy.issues.join('; ')) : ''}</testcase>`,
    ...view.routes.map((one) => `    <testcase classname="route" name="${xml(`${one.route} → ${one.model}`)}">${inner(one.status, one.broken.join(','), [one.message, ...one.notes].join('; '))}</testcase>`),
  ]
  return junitDocument('audit check', 'routing policy', cases, { failures: bad, skipped })
}

/** Workflow commands of GitHub Actions: an error for what regressed, a warning for what is not known, a notice for the rest. */
export function renderCheckAnnotations(view: CheckView): string {
  const level = { regressed: 'error', inconclusive: 'warning', ok: 'notice' } as const
  const lines = [
    ...view.policy.issues.map((issue) => `::error file=${property(view.policy.file)},title=Routing policy::${data(issue)}`),
    ...view.routes.map((one) => `::${level[one.status]} file=${property(view.policy.file)},title=${property(`Route ${one.route}: ${one.status}`)}::${data([one.message, ...one.notes].join('; '))}`),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
