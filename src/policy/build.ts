import type { TaskResult } from '../domain/result.js'
import type { BuildPolicyInput } from './build-input.js'
import { createCatalog, policyConstraints } from './catalog.js'
import { API_VERSION } from './document.js'
import type { Condition, FallbackReason, LinearClassifier, PolicyDocument, Route } from './document.js'
import { ALERTS, shareCap, rolloutOf } from './safeguards.js'
import { cascadeParts, certifiedMove } from './certified-move.js'
import { routeEvidence } from './evidence.js'
import { checkPolicy } from './check.js'
import { createSlugger } from './slug.js'
import { taskMatch } from './task-match.js'

export type { BuildPolicyInput, PolicyConstraint, PolicyProvider } from './build-input.js'

export interface BuiltPolicy {
  readonly document: PolicyDocument
  /** For people: what the policy does not do, and why. */
  readonly warnings: readonly string[]
}

/** Least precision of a task's recognisers: below it, traffic of other tasks would reach a model not tried on it. */
export const MIN_PRECISION = 0.99
export const DEFAULT_ROUTE = 'incumbent'
const VALID_DAYS = 90

/**
 * Failures of the call, after which the incumbent serves. Not `refusal`: refusals were scored as answers, so the certificate
 * holds with them in it, and asking a second model what the first declined is for people to decide.
 */
const FALLBACK_ON: readonly FallbackReason[] = ['rate_limit', 'timeout', 'server_error', 'context_length']

/**
 * Writes the policy of a result. One route for each task that moves to a single certified model; one that keeps the
 * incumbent where it is not the default; the rest, and whatever matches nothing, stays on the default incumbent.
 * A request that no route knows keeps the model that it asks for. The budget tier's share is capped to begin with, and
 * a warning says what that holds back. Valid for 90 days. Pure; throws AuditError on a constraint that no request can be
 * checked against.
 */
export function buildPolicy(input: BuildPolicyInput): BuiltPolicy {
  const { result, now } = input
  const warnings: string[] = []
  const warn = (text: string): void => { warnings.push(text) }
  const catalog = createCatalog(input, warn)
  const tasks = new Map(input.tasks.map((task) => [task.id, task]))
  const slug = createSlugger([DEFAULT_ROUTE])
  const incumbent = catalog.use(input.defaultIncumbent)

  const recognised = (task: TaskResult, otherwise: string): Condition | undefined => {
    const found = tasks.get(task.id)
    const precision = found?.recognition.precision ?? 0
    const match = found === undefined ? undefined : taskMatch(found)
    if (match !== undefined && precision >= MIN_PRECISION) return match
    const why = found === undefined || found.recognizers.length === 0 ? 'nothing recognises its requests without a model'
      : match === undefined ? 'one of its recognisers cannot be written in a policy'
        : `its recognisers catch other tasks too (precision ${(Math.floor(precision * 1000) / 10).toFixed(1)} %, needed ${MIN_PRECISION * 100} %)`
    warn(`No route for the task ${task.id} (${task.label}): ${why}. ${otherwise} A task name in the request’s metadata would make it recognisable.`)
    return undefined
  }

  const policyId = createSlugger()(`audit-${result.runId}`, 'audit')
  const outside: Route[] = []
  const classifiers: Record<string, LinearClassifier> = {}
  const moved = result.tasks.flatMap((task): readonly Route[] => {
    const { decision } = task
    if (decision.strategy === 'incumbent' || decision.model === task.incumbent) return []
    if (task.target === 'log') return [] // What was shown holds for the logged calls alone, not for those to come.
    const rule = input.rules?.[task.id] ?? result.rule
    const { move, because } = certifiedMove(task, rule, result.guarantee)
    if (because !== undefined) warn(`No route for the ${decision.strategy} of the task ${task.id} (${task.label}): ${because}. ${move === undefined ? 'It keeps its incumbent' : `It goes to ${move.model}, which is viable by itself`}.`)
    if (move === undefined) {
      if (because === undefined) warn(`No route for the task ${task.id} (${task.label}): the result names ${decision.model} but holds no certificate for it. It keeps its incumbent.`)
      return []
    }
    const found = recognised(task, 'It keeps its incumbent.')
    // Part of the task's traffic asks for another model than the incumbent: nothing was shown about that part.
    const others = (task.excluded['other-model'] ?? 0) > 0
    if (found === undefined) return []
    const id = slug(task.label, task.id)
    const asked: readonly Condition[] = others ? [{ field: 'request.model', in: catalog.namesOf(task.incumbent) }] : []
    const { strategy } = move
    const split: readonly Condition[] = strategy?.kind === 'split' ? [{ classifier: id, label: 'cheap', min_score: strategy.minScore ?? 1 }] : []
    if (strategy?.kind === 'split' && strategy.classifier) classifiers[id] = strategy.classifier
    const narrow = [...asked, ...split]
    const [match, kept]: readonly Condition[] = [narrow, asked].map((parts): Condition => (parts.length === 0 ? found : { all: [found, ...parts] }))
    if (match === undefined || kept === undefined) return []
    const cascade = strategy?.kind === 'cascade' ? cascadeParts(strategy, FALLBACK_ON) : { on: FALLBACK_ON }
    const stage = input.stage ?? 'full'
    const back = task.incumbent === input.defaultIncumbent ? undefined : slug(`keep-${task.label}`, `keep-${task.id}`)
    if (back !== undefined) outside.push({ id: back, task_type: task.taskType, priority: 300, match: kept, target: { model: catalog.use(task.incumbent) } })
    return [{
      id,
      task_type: task.taskType,
      priority: 200,
      match,
      target: { model: catalog.use(move.model) },
      fallback: [{ model: catalog.use(task.incumbent), on: cascade.on }],
      ...('escalate' in cascade && cascade.escalate !== undefined ? { escalate: cascade.escalate } : {}),
      rollout: rolloutOf(stage, `${policyId}/${id}`, back ?? DEFAULT_ROUTE),
      evidence: routeEvidence(result, task, move.certificate, rule, { snapshot: input.snapshots?.[task.id], pricedAt: input.prices[move.model] === undefined ? undefined : now, strategy: strategy?.kind }),
    }]
  })

  const routedTo = new Set(moved.map((route) => route.evidence?.['task_id']))
  const others = result.tasks.filter((task) => task.incumbent !== input.defaultIncumbent)
  const kept = others.filter((task) => !routedTo.has(task.id)).flatMap((task): readonly Route[] => {
    const match = recognised(task, 'Its requests keep the model that they ask for.')
    return match === undefined ? [] : [{ id: slug(`keep-${task.label}`, `keep-${task.id}`), task_type: task.taskType, priority: 100, match, target: { model: catalog.use(task.incumbent) } }]
  })

  // A request of an unrecognised task still names the model it was written for, perhaps by a name that only the configuration knows.
  const owners = new Map<string, Set<string>>()
  const refs = [...new Set([input.defaultIncumbent, ...others.map((task) => task.incumbent)])]
  for (const ref of refs) for (const name of catalog.namesOf(ref)) owners.set(name, (owners.get(name) ?? new Set()).add(ref))
  const asked = refs.filter((ref) => ref !== input.defaultIncumbent || (input.loggedNames?.[ref] ?? []).length > 0).flatMap((ref): readonly Route[] => {
    const names = catalog.namesOf(ref).filter((name) => owners.get(name)?.size === 1)
    return names.length === 0 ? [] : [{ id: slug(`asked-for-${ref}`, 'asked-for-model'), priority: 900, match: { field: 'request.model', in: names }, target: { model: catalog.use(ref) } }]
  })

  const constraints = policyConstraints(input.constraints, input.defaultIncumbent, catalog, warn)
  const { from, to } = input.logWindow ?? {}
  const document: PolicyDocument = {
    apiVersion: API_VERSION,
    kind: 'RoutingPolicy',
    metadata: {
      id: policyId,
      version: 1,
      created_at: instant(now),
      valid_until: instant(new Date(now.getTime() + VALID_DAYS * 86_400_000)),
      generator: { name: 'cheapest-viable', version: input.generatorVersion },
      source: { ...(from === undefined && to === undefined ? {} : { log_window: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } }), queries: result.input.calls, run_id: result.runId },
    },
    defaults: { route: DEFAULT_ROUTE, on_expired: DEFAULT_ROUTE, on_missing_signal: 'no_match', token_counter: 'chars_div_4' },
    providers: catalog.providers(),
    models: catalog.models(),
    ...(constraints.length === 0 ? {} : { constraints }),
    routes: [...kept, ...moved, ...outside, ...asked, { id: DEFAULT_ROUTE, priority: 1000, match: { always: true }, target: { model: incumbent, as_asked: true } }],
    ...shareCap(moved, result.tasks, catalog.models(), input.maxBudgetShare, warn),
    ...(moved.length === 0 ? {} : { alerts: ALERTS }),
    ...(Object.keys(classifiers).length === 0 ? {} : { classifiers }),
  }
  const [issue] = checkPolicy(document)
  if (issue !== undefined) throw new Error(`a policy was built that is not sound: ${issue.path.join('.')} ${issue.message}`)
  return { document, warnings }
}

function instant(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
