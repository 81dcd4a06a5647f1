import { didYouMean } from '../text/nearest.js'
import type { Condition, FallbackReason, LinearClassifier, PolicyDocument, Requirement, Route } from './document.js'
import { unfit } from './candidates.js'
import { shortened } from './in-words.js'
import type { LintIssue } from './in-words.js'

/** Takes one finding: severity, path, what is wrong, what to do. */
type Add = (severity: LintIssue['severity'], path: LintIssue['path'], message: string, way: string) => void

const METRICS = ['cost_per_request', 'quality', 'error_rate', 'latency_p95', 'latency_p99']
/** Nobody reads more at once. */
const MOST = 500
const quoted = (text: string): string => shortened(JSON.stringify(text))
const chainNames = ({ target, fallback = [] }: Route): readonly string[] => [target.model, ...fallback.map(({ model }) => model)]

/** What a document that is sound in all its parts says as a whole, and should not; expiry only where `now` is given. Pure. */
export function policySemantics(policy: PolicyDocument, now: Date | undefined): readonly LintIssue[] {
  const issues: LintIssue[] = []
  const add: Add = (severity, path, message, way) => { issues.push({ severity, path, message, way }) }
  if (isExpired(policy, now)) issues.push({ severity: 'error', isExpiry: true, path: ['metadata', 'valid_until'], message: `has passed (${policy.metadata.valid_until}): every request gets the route ${policy.defaults.on_expired ?? policy.defaults.route}`, way: 'Run the audit again, or set a later time.' })
  validity(policy, add)
  unused(policy, add)
  conditions(policy, add)
  limitsAndAlerts(policy, add)
  requirements(policy, add)
  routes(policy, add)
  const more = issues.length - MOST
  return more <= 0 ? issues : [...issues.toSorted((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1)).slice(0, MOST), { severity: 'warning', path: [], message: `has ${more} more findings`, way: 'Look to these first.' }]
}

const isExpired = ({ metadata }: PolicyDocument, now: Date | undefined): boolean => now !== undefined && now.getTime() >= Date.parse(metadata.valid_until)

function validity({ metadata: { valid_from: from, valid_until: until } }: PolicyDocument, add: Add): void {
  if (from !== undefined && Date.parse(from) >= Date.parse(until)) add('error', ['metadata', 'valid_from'], `is not before valid_until (${until})`, 'Set valid_from to an earlier time, or valid_until to a later one.')
}

function unused(policy: PolicyDocument, add: Add): void {
  const models = new Set(policy.routes.flatMap((route) => [...chainNames(route), ...(route.rollout?.shadow === undefined ? [] : [route.rollout.shadow.model])]))
  for (const name of Object.keys(policy.models)) if (!models.has(name)) add('warning', ['models', name], 'is used by no route', 'Name it in a route, or remove it.')
  const providers = new Set(Object.values(policy.models).map(({ provider }) => provider))
  for (const name of Object.keys(policy.providers)) if (!providers.has(name)) add('warning', ['providers', name], 'serves no model', 'Name it in a model, or remove it.')
  const ids = new Set<string>()
  policy.constraints?.forEach(({ id }, at) => { if (ids.size === ids.add(id).size) add('warning', ['constraints', at, 'id'], `is the id of two constraints: ${id}`, 'Rename one of them: traces and exports name constraints by their ids.') })
}

/** What conditions name, and what they cannot mean. */
function conditions(policy: PolicyDocument, add: Add): void {
  const visit = (condition: Condition, path: LintIssue['path']): void => {
    if ('all' in condition) condition.all.forEach((part, at) => { visit(part, [...path, 'all', at]) })
    else if ('any' in condition) condition.any.forEach((part, at) => { visit(part, [...path, 'any', at]) })
    else if ('not' in condition) visit(condition.not, [...path, 'not'])
    else if ('classifier' in condition) asked(condition.classifier, condition.label, path)
    else if ('regex' in condition && condition.regex === '') add('error', [...path, 'regex'], 'is empty, and so is found in every text', 'Write a pattern, or exists: true.')
  }
  const asked = (name: string, label: string, path: LintIssue['path']): void => {
    const own = policy.classifiers !== undefined && Object.hasOwn(policy.classifiers, name) ? policy.classifiers[name] : undefined
    const names = Object.keys(policy.classifiers ?? {})
    if (own === undefined) add('warning', [...path, 'classifier'], `names ${quoted(name)}, which the policy does not define: each request must bring what it says.${didYouMean(name, names)}`, 'Define it under classifiers, or bring it with each request.')
    else if (own.type === 'linear' && !(own as LinearClassifier).labels.includes(label)) add('warning', [...path, 'label'], `names ${quoted(label)}, which the classifier ${name} never says.${didYouMean(label, (own as LinearClassifier).labels)}`, `It says ${(own as LinearClassifier).labels.map(quoted).slice(0, 20).join(', ')}.`)
  }
  policy.constraints?.forEach(({ when }, at) => { visit(when, ['constraints', at, 'when']) })
  policy.routes.forEach(({ match }, at) => { visit(match, ['routes', at, 'match']) })
}

function limitsAndAlerts(policy: PolicyDocument, add: Add): void {
  policy.limits?.max_share?.forEach((cap, at) => {
    const redirect = policy.routes.find((route) => route.id === cap.on_exceeded)
    if (redirect !== undefined && policy.models[redirect.target.model]?.tier === cap.tier) add('warning', ['limits', 'max_share', at, 'on_exceeded'], `is a route of the same tier, ${cap.tier}: the cap has no effect`, 'Name a route of another tier, or leave it out for the default route.')
  })
  policy.alerts?.forEach(({ metric, change_percent: change }, at) => {
    if (!METRICS.includes(metric)) add('warning', ['alerts', at, 'metric'], `is ${quoted(metric)}, which audit monitor does not watch.${didYouMean(metric, METRICS)}`, `It watches ${METRICS.join(', ')}.`)
    if (change?.above === undefined && change?.below === undefined) add('warning', ['alerts', at], 'names no change, and so never fires', 'Add change_percent with above or below.')
  })
}

function requirements(policy: PolicyDocument, add: Add): void {
  const catalog = { models: new Map(Object.entries(policy.models)), providers: policy.providers }
  const metByNone = (names: readonly string[], required: Requirement): boolean => names.every((name) => unfit(name, [required], {}, catalog) !== undefined)
  policy.constraints?.forEach((one, at) => {
    if (metByNone([...catalog.models.keys()], one.require)) add('warning', ['constraints', at, 'require'], 'is met by no model: every request that it applies to is refused', 'Declare capabilities, compliance or regions where a model or provider has them, or add one that does.')
  })
  policy.routes.forEach((route, at) => {
    if (route.require !== undefined && route.target.as_asked !== true && metByNone(chainNames(route), route.require)) add('warning', ['routes', at, 'require'], 'is met by no model of the route: every request that it serves is refused', 'Declare what its models and their providers offer, or name a model that does.')
  })
}

function routes(policy: PolicyDocument, add: Add): void {
  const byId = new Map(policy.routes.map((route) => [route.id, route]))
  // Of routes that match everything only the two that come first can stand before another.
  const always = policy.routes.map((route, place) => ({ route, place })).filter(({ route }) => isAlways(route)).sort((a, b) => a.route.priority - b.route.priority || a.place - b.place).slice(0, 2)
  redirectCycles(policy, byId, add)
  policy.routes.forEach((route, at) => {
    fallbackCycles(route, at, add)
    const first = always.find(({ route: other, place }) => other !== route && (other.priority < route.priority || (other.priority === route.priority && place < at)))
    const isNamed = [policy.defaults.route, policy.defaults.on_expired].includes(route.id)
    if (first !== undefined && !isNamed) add('warning', ['routes', at], `is never reached: the route ${first.route.id} before it matches everything`, 'Give it a lower priority number than that route, or remove it.')
    const steps = route.rollout?.cutover?.steps ?? []
    if (steps.some((step, place) => place > 0 && step <= (steps[place - 1] ?? 0))) add('warning', ['routes', at, 'rollout', 'cutover', 'steps'], 'do not rise', 'Write them in rising order, e.g. [1, 10, 50, 100].')
    escalations(route, at, add)
  })
  if (!policy.routes.some(isAlways) && byId.get(policy.defaults.route)?.rollout !== undefined) add('warning', ['defaults', 'route'], 'is a route with a rollout: what is outside it has nowhere else to go', 'Name a route without a rollout.')
}

/** A long chain by its ends. */
const listed = (names: readonly string[]): string => (names.length > 12 ? [...names.slice(0, 6), '…', ...names.slice(-5)] : names).join(' → ')

function fallbackCycles(route: Route, at: number, add: Add): void {
  const chain = chainNames(route)
  const places = new Map<string, number>()
  chain.forEach((model, place) => {
    const before = places.get(model)
    if (before !== undefined) add('error', ['routes', at, 'fallback', place - 1, 'model'], `is a fallback cycle: ${listed(chain.slice(before, place + 1))}`, 'Remove this step, or name another model: a chain asks each model once.')
    places.set(model, place)
  })
}

function escalations({ escalate, fallback = [] }: Route, at: number, add: Add): void {
  const served = new Set<FallbackReason>(fallback.flatMap(({ on }) => on))
  if (escalate?.low_confidence !== undefined && !served.has('low_confidence')) add('warning', ['routes', at, 'escalate', 'low_confidence'], 'has no effect: no fallback is asked on low_confidence', 'Add low_confidence to the on of a fallback.')
  if (escalate?.validation_failure !== undefined && !served.has('validation_failure')) add('warning', ['routes', at, 'escalate', 'validation_failure'], 'ends in an error once its attempts fail: no fallback is asked on validation_failure', 'Add validation_failure to the on of a fallback.')
}

function isAlways(route: Route): boolean {
  const always = (condition: Condition): boolean => 'always' in condition || ('any' in condition && condition.any.some(always)) || ('all' in condition && condition.all.every(always))
  return always(route.match) && route.schedule === undefined && route.rollout === undefined
}

/** Cycles among what rollouts redirect to, each once, at the first of its routes. */
function redirectCycles(policy: PolicyDocument, byId: ReadonlyMap<string, Route>, add: Add): void {
  const seen = new Set<Route>()
  policy.routes.forEach((start, at) => {
    const walked = new Set<Route>()
    let route: Route | undefined = start
    while (route?.rollout !== undefined && route.rollout.stage !== 'full' && !seen.has(route)) {
      seen.add(route)
      walked.add(route)
      route = byId.get(route.rollout.otherwise ?? policy.defaults.route)
    }
    if (route === undefined || !walked.has(route)) return
    const names = [...walked].map(({ id }) => id)
    const cycle = names.slice(names.indexOf(route.id))
    const place = route === start ? at : policy.routes.indexOf(route)
    add('error', ['routes', place, 'rollout', 'otherwise'], `is a cycle of redirects: ${listed([...cycle, route.id])}`, 'Name a route without a rollout, or with one in full, as otherwise of one of them.')
  })
}
