import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'
import { loadPolicy } from '../src/policy/check.js'
import { aimOf, createComparison } from '../src/rollout/comparison.js'
import { planRollout } from '../src/rollout/plan.js'

// What `audit shadow plan` says of a canary at 1,000 requests a day, against what `audit shadow analyze` decides on streams of a candidate that is as good, worse by just the margin, or worse by 5 points.
// Beside it, on the same streams: every evening, whether the candidate's mean of that day (of all days) lies below the incumbent's by more than the margin. npx tsx bench/rollout-plan.ts [--streams 1000]
const { values } = parseArgs({ options: { streams: { type: 'string', default: '1000' } } })
const streams = Number(values.streams)
const [PER_DAY, ALPHA, SCORE, DROP] = [1000, 0.05, 0.9, 0.05]
const MOST_DAYS = 40

const policy = loadPolicy({
  apiVersion: 'llm-routing-policy/v1', kind: 'RoutingPolicy', metadata: { id: 'p', version: 1, created_at: '2026-01-01T00:00:00Z', valid_until: '2036-01-01T00:00:00Z' },
  defaults: { route: 'b' }, providers: { x: { type: 'openai' } }, models: { m: { provider: 'x', id: 'm', tier: 'budget' }, n: { provider: 'x', id: 'n', tier: 'premium' } },
  routes: [{ id: 'a', priority: 1, match: { field: 'metadata.t', eq: 'a' }, target: { model: 'm' }, rollout: { stage: 'canary', percent: 50, key: 'request.id', otherwise: 'b', rollback: { quality_drop: 0.025, error_rate: 0.02 } } }, { id: 'b', priority: 9, match: { always: true }, target: { model: 'n' } }],
})
const [plan] = planRollout({ policy, traffic: new Map([['a', { calls: 30 * PER_DAY, candidateUsd: 1, incumbentUsd: 1 }]]), days: 30, alpha: ALPHA, margin: undefined, seed: 1 })

interface Outcome { readonly state: string; readonly day: number; readonly evening: boolean; readonly allDays: boolean }

function play(percent: number, margin: number, drop: number, days: number, seed: number): Outcome {
  const uniform = createGenerator(seed)
  const comparison = createComparison({ margin, alpha: ALPHA, aim: aimOf({ paired: false, percent, margin, score: SCORE }), percent, truth: true })
  const sums = [[0, 0], [0, 0]].map(([n, right]) => ({ n: n ?? 0, right: right ?? 0, dayN: 0, dayRight: 0 }))
  const [mine, theirs] = sums as [typeof sums[number], typeof sums[number]]
  let [day, evening, allDays] = [Infinity, false, false]
  for (let call = 1; call <= days * PER_DAY; call++) {
    const isMine = uniform() < percent / 100
    const value = Number(uniform() < (isMine ? SCORE - drop : SCORE))
    if (day === Infinity) {
      if (isMine) comparison.candidate(value)
      else comparison.incumbent(value)
      if (comparison.state === 'non-inferior' || comparison.state === 'inferior') day = call / PER_DAY
    }
    const own = isMine ? mine : theirs
    own.n += 1
    own.dayN += 1
    own.right += value
    own.dayRight += value
    if (call % PER_DAY !== 0) continue
    evening ||= mine.dayN > 0 && mine.dayRight / mine.dayN < theirs.dayRight / theirs.dayN - margin
    allDays ||= mine.n > 0 && mine.right / mine.n < theirs.right / theirs.n - margin
    for (const one of sums) [one.dayN, one.dayRight] = [0, 0]
  }
  return { state: day === Infinity ? 'hold' : comparison.state, day, evening, allDays }
}

const percent = (part: number): string => `${((100 * part) / streams).toFixed(1)} %`
const cells = (list: readonly (string | number)[]): string => list.map((cell, at) => String(cell).padEnd(at === 1 ? 26 : 15)).join('')
console.log(cells(['stage', 'candidate', 'plan: days', 'horizon', 'promote', 'roll back', 'days p50', 'evening', 'all days']))
let [wrongPromotions, wrongReturns] = [0, 0]
const found: (readonly [name: string, share: number])[] = []
for (const { stage, percent: inside, margin, days: planned } of plan?.stages ?? []) {
  if (stage !== 'canary') continue
  const horizon = Math.min(MOST_DAYS, Math.ceil(planned ?? MOST_DAYS))
  for (const [name, drop] of [['as good', 0], ['worse by just the margin', margin], ['worse by 5 points', DROP]] as const) {
    const ends = Array.from({ length: streams }, (_, stream) => play(inside, margin, drop, horizon, 1_000_000 * inside + stream))
    const count = (holds: (one: Outcome) => boolean): number => ends.filter(holds).length
    const [promoted, returned] = [count(({ state }) => state === 'non-inferior'), count(({ state }) => state === 'inferior')]
    const days = ends.flatMap(({ day }) => (day === Infinity ? [] : [day])).toSorted((a, b) => a - b)
    console.log(cells([`canary ${inside} %`, `${name} (±${(100 * margin).toFixed(1)})`, planned === null ? 'none' : planned.toFixed(1), horizon, percent(promoted), percent(returned), days.length === 0 ? '–' : (days[days.length >> 1] ?? 0).toFixed(1), percent(count(({ evening }) => evening)), percent(count(({ allDays }) => allDays))]))
    if (drop >= margin) wrongPromotions = Math.max(wrongPromotions, promoted / streams)
    if (drop <= margin) wrongReturns = Math.max(wrongReturns, returned / streams)
    if (drop === DROP && drop > margin) found.push([`canary ${inside} %`, returned / streams])
  }
}
const must = (name: string, share: number, goal: string, ok: boolean): boolean => {
  console.log(`MUST ${name}: ${(100 * share).toFixed(1)} % (goal ${goal}) ${ok ? 'ok' : 'MISSED'}`)
  return ok
}
const all = [
  must('promoted though worse by the margin or more, at most', wrongPromotions, '<= 5 %', wrongPromotions <= ALPHA + 2 * Math.sqrt(ALPHA / streams)),
  must('rolled back though not worse than the margin, at most', wrongReturns, '<= 5 %', wrongReturns <= ALPHA + 2 * Math.sqrt(ALPHA / streams)),
  ...found.map(([name, share]) => must(`a fall of 5 points is rolled back within the plan's days, ${name}`, share, '>= 80 %', share >= 0.8)),
]
process.exitCode = all.every(Boolean) ? 0 : 1
