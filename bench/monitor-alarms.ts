import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'
import { createMonitor } from '../src/monitor/monitor.js'
import type { Observation } from '../src/monitor/observe.js'
import { meanRise, scoreFall, tailRise } from '../src/monitor/quantity.js'
import type { Quantity } from '../src/monitor/quantity.js'
import { createWatch } from '../src/monitor/watch.js'
import { loadPolicy } from '../src/policy/check.js'

// Alarms on simulated streams: of single watches and of a whole monitor without change, and how long a change takes; fixed thresholds on the same streams.
// npx tsx bench/monitor-alarms.ts [--streams 10000] [--days 30] [--calls 2000] [--changed 1000] [--only cost,latency,…]
const { values } = parseArgs({ options: { streams: { type: 'string', default: '10000' }, days: { type: 'string', default: '30' }, calls: { type: 'string', default: '2000' }, changed: { type: 'string', default: '1000' }, only: { type: 'string' } } })
const [streams, days, calls, changed] = [Number(values.streams), Number(values.days), Number(values.calls), Number(values.changed)]
/** Parts that are run: names of streams, `changes`, `monitors`; all when none is named. */
const only = values.only?.split(',')
const isWanted = (name: string): boolean => only === undefined || only.some((part) => name.startsWith(part))
const PER_DAY = 1000
const LEVEL = 0.05
/** The policy's window for quality: a fall must be found within it. */
const PLAN_DAYS = 7

type Draw = (uniform: () => number) => number
const normal = (uniform: () => number): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
const answers = (share: number): Draw => (uniform) => Number(uniform() < share)
const sizes = (spread: number, factor = 1): Draw => (uniform) => factor * Math.exp(spread * normal(uniform))

const QUALITY = scoreFall({ name: 'quality', by: -0.05, minN: 100 })
const COST = meanRise({ name: 'cost', by: 0.2, minN: 200 })
const LATENCY = tailRise({ name: 'latency', by: 1, minN: 200 }, 'p99')

interface Rule {
  readonly name: string
  readonly push: (value: number) => boolean
}

/** An alarm whenever the mean of the last `window` values lies by a share (−0.05: 5 % below) off the mean of the first day: what dashboards do. */
function threshold(name: string, window: number, every: number, by = -0.05): Rule {
  const ring = new Float64Array(window)
  let [n, sum, first] = [0, 0, 0]
  return {
    name,
    push: (value) => {
      if (n < PER_DAY) first += value
      const at = n % window
      sum += value - (ring[at] ?? 0)
      ring[at] = value
      n += 1
      return n >= PER_DAY + window && n % every === 0 && (sum / window / (first / PER_DAY) - 1) / by > 1
    },
  }
}

/** An alarm on every day whose p99 is more than twice that of the first day. */
function p99Threshold(name: string): Rule {
  let day: number[] = []
  let first: number | undefined
  return {
    name,
    push: (value) => {
      day.push(value)
      if (day.length < PER_DAY) return false
      const p99 = Float64Array.from(day).sort()[Math.ceil(0.99 * PER_DAY) - 1] ?? Number.NaN
      day = []
      first ??= p99
      return p99 > 2 * first
    },
  }
}

/** The fixed thresholds that are held beside a watch. */
function thresholdsOf(quantity: Quantity): readonly Rule[] {
  if (quantity === QUALITY) return [threshold('last 100, each call', 100, 1), threshold('last day, each hour', PER_DAY, 42), threshold('last day, daily', PER_DAY, PER_DAY), threshold('last 7 days, daily', 7 * PER_DAY, PER_DAY)]
  if (quantity === COST) return [threshold('last day, each hour', PER_DAY, 42, 0.2), threshold('last day, daily', PER_DAY, PER_DAY, 0.2)]
  return [p99Threshold('p99 of a day, daily')]
}

const quantile = (list: readonly number[], share: number): number => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(share * list.length))] ?? Number.NaN
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`
const musts: boolean[] = []
function must(name: string, value: string, goal: string, ok: boolean): void {
  musts.push(ok)
  console.log(`MUST ${name}: ${value} (goal ${goal}) ${ok ? 'ok' : 'MISSED'}`)
}

/** Runs rules over the same streams; at which value each alarmed first, by rule, Infinity for never. */
function race(count: number, length: number, seed: number, draw: (at: number) => Draw, rules: (stream: number) => readonly Rule[]): ReadonlyMap<string, number[]> {
  const firsts = new Map<string, number[]>()
  for (let stream = 0; stream < count; stream++) {
    const uniform = createGenerator(seed + stream)
    const open = new Map(rules(stream).map((rule) => [rule.name, rule]))
    for (const name of open.keys()) if (!firsts.has(name)) firsts.set(name, [])
    for (let at = 0; at < length && open.size > 0; at++) {
      const value = draw(at)(uniform)
      for (const [name, rule] of open) {
        if (!rule.push(value)) continue
        firsts.get(name)?.push(at + 1)
        open.delete(name)
      }
    }
    for (const name of open.keys()) firsts.get(name)?.push(Infinity)
  }
  return firsts
}

const watching = (name: string, quantity: Quantity, stream: number): Rule => {
  const watch = createWatch(quantity, LEVEL, `${name} ${stream}`)
  let n = 0
  return { name, push: (value) => { watch.push(value, n += 1); return watch.alarm !== undefined } }
}

const length = days * PER_DAY
console.log(`${streams} streams without change, ${days} days of ${PER_DAY} calls, each watch at level ${LEVEL}`)
for (const [name, quantity, draw] of [['quality, 90 % usable', QUALITY, answers(0.9)], ['quality, 60 % usable', QUALITY, answers(0.6)], ['cost, lognormal 1.5', COST, sizes(1.5)], ['latency, lognormal 1', LATENCY, sizes(1)]] as const) {
  const rules = (stream: number): readonly Rule[] => [watching('sequential', quantity, stream), ...thresholdsOf(quantity)]
  if (!isWanted(name)) continue
  for (const [rule, firsts] of race(streams, length, 1, () => draw, rules)) {
    const share = firsts.filter((at) => at < Infinity).length / streams
    console.log(`  ${name.padEnd(24)}${rule.padEnd(24)}alarm ever ${percent(share)}`)
    if (rule === 'sequential') must(`alarm ever without change, ${name}`, percent(share), '<= 5 %', share <= LEVEL)
  }
}

console.log(`${changed} streams whose quality falls from 90 % to 85 % after 7 days; days until the alarm (null: not within ${days})`)
const START = 7 * PER_DAY
const asked = isWanted('changes') ? changed : 0
const fall = race(asked, START + days * PER_DAY, 1_000_000, (at) => answers(at < START ? 0.9 : 0.85), (stream) => [watching('sequential', QUALITY, stream), ...thresholdsOf(QUALITY)])
for (const [rule, firsts] of isWanted('changes') ? fall : []) {
  const early = firsts.filter((at) => at <= START).length / changed
  const delays = firsts.filter((at) => at > START).map((at) => (at - START) / PER_DAY)
  const inTime = delays.filter((delay) => delay <= PLAN_DAYS).length / Math.max(1, delays.length)
  console.log(`  ${rule.padEnd(24)}before it ${percent(early)}, within ${PLAN_DAYS} days ${percent(inTime)}, p50 ${quantile(delays, 0.5).toFixed(2)}, p90 ${quantile(delays, 0.9).toFixed(2)} days`)
  if (rule === 'sequential') must('a fall of 5 points found within 7 days', percent(inTime), '>= 80 %', inTime >= 0.8)
}
for (const [name, quantity, before, after] of [['cost +25 %, lognormal 1', COST, sizes(1), sizes(1, 1.25)], ['cost +30 %, lognormal 1', COST, sizes(1), sizes(1, 1.3)], ['p99 × 2.5, lognormal 1', LATENCY, sizes(1), sizes(1, 2.5)]] as const) {
  if (!isWanted('changes')) continue
  for (const [rule, firsts] of race(asked, START + days * PER_DAY, 2_000_000, (at) => (at < START ? before : after), (stream) => [watching('sequential', quantity, stream), ...thresholdsOf(quantity)])) {
    const delays = firsts.filter((at) => at > START).map((at) => (at - START) / PER_DAY)
    console.log(`  ${name.padEnd(24)}${rule.padEnd(24)}before it ${percent(firsts.filter((at) => at <= START).length / changed)}, within ${PLAN_DAYS} days ${percent(delays.filter((delay) => delay <= PLAN_DAYS).length / Math.max(1, delays.length))}, p50 ${quantile(delays, 0.5).toFixed(2)}, p90 ${quantile(delays, 0.9).toFixed(2)} days`)
  }
}

console.log(`${streams} whole monitors (2 routes and all traffic; cost, quality, users, latency, errors, behaviour, share cap) without change, ${calls} calls each`)
const policy = loadPolicy({
  apiVersion: 'llm-routing-policy/v1', kind: 'RoutingPolicy', metadata: { id: 'p', version: 1, created_at: '2026-01-01T00:00:00Z', valid_until: '2036-01-01T00:00:00Z' },
  defaults: { route: 'b' }, providers: { x: { type: 'openai' } }, models: { m: { provider: 'x', id: 'm', tier: 'budget' }, n: { provider: 'x', id: 'n', tier: 'premium' } },
  routes: [{ id: 'a', priority: 1, task_type: 'classification', match: { field: 'metadata.t', eq: 'a' }, target: { model: 'm' } }, { id: 'b', priority: 9, match: { always: true }, target: { model: 'n' } }],
  limits: { max_share: [{ tier: 'budget', percent: 60 }] },
})
const LABELS = ['yes', 'no', 'maybe'] as const
function observation(uniform: () => number): Observation {
  const isA = uniform() < 0.58
  const usable = uniform() < 0.95
  return {
    route: isA ? 'a' : 'b', servedBy: 'target', model: isA ? 'x/m' : 'x/n', tier: isA ? 'budget' : 'premium', requestModel: 'm', responseModel: undefined, costUsd: 0.001 * Math.exp(normal(uniform)) * (isA ? 1 : 10), incumbentUsd: undefined,
    latencyMs: 500 * Math.exp(0.7 * normal(uniform)), outputTokens: Math.ceil(20 * Math.exp(0.8 * normal(uniform))), usable, refused: !usable && uniform() < 0.3, escalated: false, feedback: uniform() < 0.1 ? Number(uniform() < 0.8) : undefined,
    shape: uniform() < 0.7 ? 'label' : 'sentence', fenced: false, answer: uniform() < 0.9 ? LABELS[Math.floor(uniform() * 3)] : undefined, startedAt: undefined, unknown: undefined,
  }
}
let [any, notices] = [0, 0]
for (let stream = 0; isWanted('monitors') && stream < streams; stream++) {
  const uniform = createGenerator(3_000_000 + stream)
  const monitor = createMonitor(policy, LEVEL, undefined)
  let alarmed = false
  for (let at = 0; at < calls; at++) {
    if (uniform() < 0.01) monitor.exclude('error')
    else monitor.push(observation(uniform))
    if (at % 50 === 49) alarmed ||= monitor.isFiring
  }
  if (alarmed) any += 1
  if (monitor.findings().notices.length > 0) notices += 1
}
if (isWanted('monitors')) must('any alarm ever of a whole monitor without change', percent(any / streams), '<= 5 %', any / streams <= LEVEL)
console.log(`  notices without change: ${percent(notices / streams)}`)
process.exitCode = musts.every(Boolean) ? 0 : 1
