import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'
import { decideSampled, type Agreement } from './decision/sampled-control.js'

// The incumbent asked again on a sample of the cases on which the candidate agrees with the log: npx tsx bench/decision-sampled-control.ts [--repetitions 2000]
const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '2000' } } })
const repetitions = Number(values.repetitions)
const ALPHA = 0.05
const BOUND = ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / repetitions)
/** A candidate's call costs so much of the incumbent's. */
const CHEAP = 0.05
/** Reruns that are paid before any candidate. */
const PILOT = 60
const SHARES = [1, 0.5, 0.35, 0.2]

/** Wins P(Y = 1, X = 0) and losses P(Y = 0, X = 1); `both` wrong. Noise may depend on a case's difficulty, for only these sums matter. */
const world = (wins: number, losses: number, both: number) => (uniform: () => number): Agreement => {
  const at = uniform()
  return at < wins ? { candidate: true, rerun: false } : at < wins + losses ? { candidate: false, rerun: true } : at < wins + losses + both ? { candidate: false, rerun: false } : { candidate: true, rerun: true }
}

interface Cell { readonly certified: number; readonly replays: number; readonly cost: number }

function cell(maxSamples: number, share: number, draw: (uniform: () => number) => Agreement, seed: number): Cell {
  const uniform = createGenerator(seed)
  let [certified, replays, cost] = [0, 0, 0]
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const outcome = decideSampled({ margin: 0.03, alpha: ALPHA, maxSamples, candidates: 1, share }, () => draw(uniform), uniform)
    certified += outcome.certified ? 1 : 0
    replays += outcome.replays
    // The pilot's answers serve the first cases.
    cost += PILOT + Math.max(0, outcome.reruns - PILOT * (outcome.reruns / outcome.replays)) + CHEAP * outcome.replays
  }
  return { certified: certified / repetitions, replays: replays / repetitions, cost: cost / repetitions }
}

const WORLDS = [
  ['equal, self-agreement 95 %', world(0.025, 0.025, 0.025), 0],
  ['equal, self-agreement 90 %', world(0.05, 0.05, 0.05), 0],
  ['1 point worse, 95 %', world(0.025, 0.035, 0.025), -1],
  ['noise on hard cases where both waver, 90 %', world(0.03, 0.03, 0.07), 0],
  ['at the margin, 95 %', world(0.025, 0.055, 0.025), -3],
  ['at the margin, only losses', world(0, 0.03, 0.05), -3],
  ['at the margin, many wins: the incumbent wavers where the candidate does not', world(0.15, 0.18, 0), -3],
  ['at the margin, the incumbent has drifted: it agrees in 80 %', world(0.16, 0.19, 0.04), -3],
  ['5 points worse, 95 %', world(0.02, 0.07, 0.03), -5],
] as const

let worst = 0
console.log(`${repetitions} repetitions, K = 1, a candidate costs ${100 * CHEAP} % of the incumbent; certified % / candidate's replays / cost of all in calls of the incumbent, pilot of ${PILOT} included; {cost per certificate}`)
console.log(`${'samples  world'.padEnd(86)}${SHARES.map((share) => `asked again ${100 * share} %`.padStart(30)).join('')}`)
for (const maxSamples of [300, 1000, 3000]) {
  for (const [name, draw, points] of WORLDS) {
    const cells = SHARES.map((share, at) => cell(maxSamples, share, draw, 1000 * maxSamples + at))
    if (points <= -3) worst = Math.max(worst, ...cells.map(({ certified }) => certified))
    console.log(`${`${maxSamples}`.padStart(7)}  ${name}`.padEnd(86) + cells.map(({ certified, replays, cost }) => `${(100 * certified).toFixed(1)} / ${replays.toFixed(0)} / ${cost.toFixed(0)}${points > -3 ? ` {${certified > 0 ? (cost / certified).toFixed(0) : '–'}}` : ''}`.padStart(30)).join(''))
  }
}
console.log(`MUST most false "viable" at the margin: ${(100 * worst).toFixed(2)} % (goal ≤ 5 %, noise to ${(100 * BOUND).toFixed(2)} %) ${worst <= BOUND ? 'ok' : 'MISSED'}`)
if (worst > BOUND) process.exitCode = 1
