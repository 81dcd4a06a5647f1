import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'
import { methodsFor } from './decision/methods.js'
import { mean } from './lib/figures.js'
import { realPairs } from './lib/real-pairs.js'
import { readReplayRows } from './lib/replay-row.js'

// Every pair of recorded models, resampled: npx tsx bench/decision-real.ts --data DIR [--repetitions 2000]
const { values } = parseArgs({ options: { data: { type: 'string' }, repetitions: { type: 'string', default: '2000' } } })
if (values.data === undefined) throw new Error('--data must name a folder that holds replay/')
const repetitions = Number(values.repetitions)
const MARGIN = 0.03
const SAMPLES = 1000

const pairs = realPairs(readReplayRows(values.data), -0.2)
const methods = methodsFor(SAMPLES, 1)
const drawn = new Int8Array(SAMPLES)

interface Line {
  readonly difference: number
  readonly name: string
  /** Share declared viable and mean replays by method. */
  readonly viable: readonly number[]
  readonly replays: readonly number[]
}

const lines = pairs.map((pair, at): Line => {
  const uniform = createGenerator(1000 + at)
  const viable = methods.map(() => 0)
  const replays = methods.map(() => 0)
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (let i = 0; i < SAMPLES; i++) drawn[i] = pair.differences[Math.floor(uniform() * pair.differences.length)] ?? 0
    methods.forEach((method, m) => {
      const said = method.decide(drawn, SAMPLES, 1)
      viable[m] = (viable[m] ?? 0) + Number(said.viable) / repetitions
      replays[m] = (replays[m] ?? 0) + said.replays / repetitions
    })
  }
  return { difference: pair.difference, name: `${pair.task}: ${pair.incumbent} → ${pair.candidate}`, viable, replays }
})

function row(name: string, some: readonly Line[]): string {
  const cells = methods.map((_, m) => {
    const shares = some.map(({ viable }) => viable[m] ?? 0)
    return `${(100 * mean(shares)).toFixed(2)} (${(100 * Math.max(0, ...shares)).toFixed(1)}) / ${mean(some.map(({ replays }) => replays[m] ?? 0)).toFixed(0)}`.padStart(24)
  })
  return `${name.padEnd(36)}${cells.join('')}`
}

console.log(`${pairs.length} pairs with d ≥ −20 points, ${repetitions} repetitions of ${SAMPLES} draws each; discordance ${['least', 'median', 'most'].map((name, i) => `${name} ${(100 * (pairs.map((p) => p.discordance).toSorted((a, b) => a - b)[Math.floor([0, 0.5, 0.999][i]! * pairs.length)] ?? 0)).toFixed(0)} %`).join(', ')}`)
console.log(`declared viable: mean % (most %) / mean replays\n${''.padEnd(36)}${methods.map(({ name }) => name.padStart(24)).join('')}`)
const worse = lines.filter(({ difference }) => difference <= -MARGIN)
console.log(row(`${worse.length} truly not viable, d ≤ −3`, worse))
console.log(row(`${lines.length - worse.length} truly viable, d > −3`, lines.filter(({ difference }) => difference > -MARGIN)))
console.log(row(`${lines.filter(({ difference }) => difference >= -0.01).length} with d ≥ −1`, lines.filter(({ difference }) => difference >= -0.01)))
console.log(row(`${lines.filter(({ difference }) => difference <= -0.06).length} with d ≤ −6`, lines.filter(({ difference }) => difference <= -0.06)))
const own = methods.findIndex(({ name }) => name === 'betting')
const shares = worse.map(({ viable }) => viable[own] ?? 0)
// The bound of a single pair is the level plus three standard errors of its estimate.
const bound = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / repetitions)
console.log(`\nMUST mean false viable of the betting test: ${(100 * mean(shares)).toFixed(2)} % (goal ≤ 1 %) ${mean(shares) <= 0.01 ? 'ok' : 'MISSED'}`)
console.log(`MUST most false viable of a pair: ${(100 * Math.max(...shares)).toFixed(2)} % (goal ≤ 5 %, noise to ${(100 * bound).toFixed(2)} %) ${Math.max(...shares) <= 0.05 ? 'ok' : Math.max(...shares) <= bound ? 'within noise' : 'MISSED'}`)
if (mean(shares) > 0.01 || Math.max(...shares) > bound) process.exitCode = 1
