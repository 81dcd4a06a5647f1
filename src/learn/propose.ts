import type { Lesson } from '../domain/learn.js'
import type { Condition, LinearClassifier, PolicyDocument, Route } from '../policy/document.js'
import { createSlugger } from '../policy/slug.js'
import { otherwiseOf } from '../rollout/stage.js'
import type { Rule } from './rule.js'

export interface Proposal {
  readonly route: string
  readonly rule: Rule
  readonly lesson: Lesson
}

/** Evidence of a proposal as the policy keeps it: figures only. */
function evidenceOf({ route, signal, rule, measured }: Lesson) {
  if (measured === null) return { route, signal }
  const { caught, others, traffic, pValue, level, costChange } = measured
  return { route, signal, rule: rule?.kind ?? '', caught: [caught.n, caught.of], others: [others.n, others.of], traffic: [traffic.n, traffic.of], p_value: pValue, level, ...(costChange === null ? {} : { cost_change: costChange }) }
}

const without = <T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> => Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)) as Omit<T, K>

/**
 * The policy as its next version, in which inputs like known failures go to the model above: for each proposal a route before the one that failed, that takes what that one
 * would take where the rule holds. The other routes stay as they are.
 */
export function proposedPolicy(policy: PolicyDocument, proposals: readonly Proposal[], now: Date): PolicyDocument {
  const slug = createSlugger(policy.routes.map(({ id }) => id))
  const classifiers: Record<string, LinearClassifier> = {}
  const before = new Map<string, Route[]>()
  for (const { route: id, rule } of proposals) {
    const route = policy.routes.find((one) => one.id === id)
    const above = route === undefined ? undefined : otherwiseOf(policy, route)
    if (route === undefined || above === undefined) continue
    const name = slug(`${id}-upgrade`, 'upgrade')
    if (rule.classifier !== undefined) classifiers[name] = rule.classifier
    const match: Condition = { all: [route.match, rule.condition(name)] }
    const { task_type: taskType, require, schedule, priority } = route
    before.set(id, [...(before.get(id) ?? []), {
      id: name, ...(taskType === undefined ? {} : { task_type: taskType }), priority, match, ...(require === undefined ? {} : { require }), ...(schedule === undefined ? {} : { schedule }),
      target: without(above.target, 'as_asked'), ...(above.fallback === undefined ? {} : { fallback: above.fallback }),
    }])
  }
  return {
    ...policy,
    metadata: { ...policy.metadata, version: policy.metadata.version + 1, created_at: now.toISOString().replace(/\.\d{3}Z$/u, 'Z'), source: { ...policy.metadata.source, learned: proposals.map(({ lesson }) => evidenceOf(lesson)) } },
    routes: policy.routes.flatMap((route) => [...(before.get(route.id) ?? []), route]),
    ...(Object.keys(classifiers).length === 0 ? {} : { classifiers: { ...policy.classifiers, ...classifiers } }),
  }
}
