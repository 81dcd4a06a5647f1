import type { AlertRule, Source } from './alert-rules.js'
import { createAnswerLabels, MOST_LABELS, NO_LABELS } from './answer-labels.js'
import type { AnswerLabelsState } from './answer-labels.js'
import type { Observation } from './observe.js'
import { medianShift, shareShift } from './quantity.js'
import type { Quantity } from './quantity.js'
import { createWatch } from './watch.js'
import type { Watch, WatchState } from './watch.js'

/** Id of the built-in alert on what answers look like. */
export const BEHAVIOUR = 'behaviour'

export interface RouteWatchState {
  readonly calls: number
  readonly watches: Readonly<Record<string, WatchState>>
  readonly answers: AnswerLabelsState
}

/** One quantity of a route, under the alert that it belongs to. */
export interface Watched {
  readonly alert: string
  readonly source: Source | 'behaviour' | 'share'
  /** What it is, for people: `answers "no"`. */
  readonly subject: string
  readonly watch: Watch
}

export interface RouteWatch {
  push(observation: Observation): void
  /** A call that ended in an error: nothing else is known of it. */
  failed(): void
  watched(): readonly Watched[]
  acknowledge(alert: string): void
  state(): RouteWatchState
}

export const NO_ROUTE_WATCH: RouteWatchState = { calls: 0, watches: {}, answers: NO_LABELS }

const SHAPES = ['tool', 'json', 'code', 'number', 'label', 'sentence', 'prose', 'empty'] as const
const POINTS = 0.1
const LENGTH_FACTOR = 1.5
const MIN_N = 20
/** Share of a route's level that goes to its alerts; the rest goes to how its answers look. */
const FOR_ALERTS = 0.7

interface Behaviour {
  readonly key: string
  readonly subject: string
  readonly quantity: Quantity
  readonly value: (observation: Observation) => number
}

/** Of the watches on the few answers of a route: their keys hold the answers. */
const ANSWER = 'answer '
export const isAnswerWatch = (key: string): boolean => key.startsWith(ANSWER)

const flag = (key: string, subject: string, holds: (observation: Observation) => boolean): Behaviour => ({ key, subject, quantity: shareShift({ name: key, by: POINTS, minN: MIN_N }), value: (one) => Number(holds(one)) })

const FIXED: readonly Behaviour[] = [
  { key: 'longer', subject: 'the median length of answers in tokens', quantity: medianShift({ name: 'longer', by: LENGTH_FACTOR - 1, minN: MIN_N }), value: ({ outputTokens }) => outputTokens },
  { key: 'shorter', subject: 'the median length of answers in tokens', quantity: medianShift({ name: 'shorter', by: 1 / LENGTH_FACTOR - 1, minN: MIN_N }), value: ({ outputTokens }) => outputTokens },
  flag('fenced', 'the share of answers with a code fence', ({ fenced }) => fenced),
  flag('refusals', 'the share of refusals', ({ refused }) => refused),
  ...SHAPES.map((shape) => flag(`shape ${shape}`, `the share of answers of the form "${shape}"`, (one) => one.shape === shape)),
]

function valueOf(source: Source, { costUsd, usable, feedback, latencyMs }: Observation): number | undefined {
  switch (source) {
    case 'cost': return costUsd
    case 'usable': return Number(usable)
    case 'feedback': return feedback
    case 'latency': return latencyMs
    case 'error': return 0
  }
}

/**
 * Watches the calls of one route. `level` bounds the chance that any of its watches ever alarms without a change (union bound). With `behaviour` it watches how
 * answers look, too: their length, form, refusals, and which of a few answers they give; that is what a model shows that was replaced in silence.
 */
export function createRouteWatch(name: string, rules: readonly AlertRule[], level: number, behaviour: boolean, from: RouteWatchState = NO_ROUTE_WATCH): RouteWatch {
  const own = (behaviour ? FOR_ALERTS : 1) * level / Math.max(1, rules.length)
  const start = (key: string, quantity: Quantity, share: number | (() => number)): Watch => createWatch(quantity, share, `${name}/${key}`, from.watches[key])
  /** Equal parts for how answers look and, once they are learned, for the few that there are: how many is told by the first 50 answers, before any of these watches bets. */
  const each = (): number => {
    const { labels } = answers
    return ((1 - FOR_ALERTS) * level) / (FIXED.length + (labels === null ? MOST_LABELS + 1 : labels.length === 0 ? 0 : labels.length + 1))
  }
  const alerts = rules.map(({ id, source, quantity }) => ({ alert: id, source, subject: '', watch: start(`${id}/${quantity.name}`, quantity, own) }))
  const answers = createAnswerLabels(from.answers)
  const looks = (behaviour ? FIXED : []).map((one) => ({ ...one, watch: start(one.key, one.quantity, each) }))
  let { calls } = from
  let saying: (Behaviour & { readonly watch: Watch })[] = []
  const listen = (labels: readonly string[]): void => {
    const known = new Set(labels)
    const kinds = [...labels.map((label) => flag(`${ANSWER}${label}`, `the share of answers "${label}"`, ({ answer }) => answer === label)), flag(`${ANSWER}other`, 'the share of answers that were not usual before', ({ answer }) => answer === undefined || !known.has(answer))]
    saying = kinds.map((one) => ({ ...one, watch: start(one.key, one.quantity, each) }))
  }
  if (behaviour && answers.labels !== null && answers.labels.length > 0) listen(answers.labels)

  return {
    push(observation) {
      const { startedAt } = observation
      calls += 1
      for (const { source, watch } of alerts) {
        const value = valueOf(source, observation)
        if (value !== undefined) watch.push(value, calls, startedAt)
      }
      for (const { value, watch } of looks) watch.push(value(observation), calls, startedAt)
      if (!behaviour) return
      for (const { value, watch } of saying) watch.push(value(observation), calls, startedAt)
      if (answers.labels !== null) return
      answers.push(observation.answer)
      const labels = answers.labels as readonly string[] | null
      if (labels !== null && labels.length > 0) listen(labels)
    },
    failed() {
      for (const { source, watch } of alerts) if (source === 'error') watch.push(1, calls)
    },
    watched: () => [...alerts, ...[...looks, ...saying].map(({ subject, watch }) => ({ alert: BEHAVIOUR, source: 'behaviour' as const, subject, watch }))],
    acknowledge(alert) {
      for (const one of alerts) if (one.alert === alert || alert === 'all') one.watch.acknowledge()
      if (alert === BEHAVIOUR || alert === 'all') for (const { watch } of [...looks, ...saying]) watch.acknowledge()
    },
    state: () => ({
      calls,
      watches: Object.fromEntries([...alerts.map(({ alert, watch }) => [`${alert}/${watch.quantity.name}`, watch.state()] as const), ...[...looks, ...saying].map(({ key, watch }) => [key, watch.state()] as const)]),
      answers: answers.state(),
    }),
  }
}
