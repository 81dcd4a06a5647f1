import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'
import { createMonitor } from '../src/decide/monitor.js'
import type { DecisionRule } from '../src/domain/verdict.js'

// Order of the ladder, futility and division of a budget, in money on the same draws: npx tsx bench/decision-money.ts [--repetitions 1000]
const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '1000' } } })
const repetitions = Number(values.repetitions)
const uniform = createGenerator(4)
const SAMPLES = 1000
const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: SAMPLES, order: 'cheapest-first', futility: true, population: null }

interface Candidate {
  /** True mean difference in points, and its price as a share of the incumbent's. */
  readonly points: number
  readonly price: number
  readonly draws: Int8Array
}

function drawn(points: number, discordance: number): Int8Array {
  const q = Math.max(discordance, Math.abs(points) / 100)
  const losses = (q - points / 100) / 2
  return Int8Array.from({ length: SAMPLES }, () => {
    const at = uniform()
    return at < losses ? -1 : at < q ? 1 : 0
  })
}

interface Spent { certified: number; wrong: number; saving: number; usd: number; control: number }

/** Climbs the candidates in an order; `wealthUsd` is what may be spent, in calls of the incumbent; every case that any of them is tried on asks it once as control. */
function climb(order: readonly Candidate[], declared: number, futility: boolean, wealthUsd = Infinity): Spent {
  const spent: Spent = { certified: 0, wrong: 0, saving: 0, usd: 0, control: 0 }
  for (const { points, price, draws } of order) {
    const monitor = createMonitor({ ...RULE, futility }, declared, { truth: true })
    for (let at = 0; monitor.state === 'undecided' && at < SAMPLES; at++) {
      const cost = price + (at < spent.control ? 0 : 1)
      if (spent.usd + cost > wealthUsd) return spent
      spent.usd += cost
      spent.control = Math.max(spent.control, at + 1)
      monitor.push({ nonInferiority: draws[at] ?? 0, reverse: draws[at] ?? 0 })
    }
    if (monitor.state !== 'non-inferior') continue
    return { ...spent, certified: 1, wrong: points <= -3 ? 1 : 0, saving: 1 - price }
  }
  return spent
}

const sum = (all: readonly Spent[], pick: (one: Spent) => number): number => all.reduce((total, one) => total + pick(one), 0)
const row = (name: string, all: readonly Spent[]): string => {
  const [certified, usd, saving] = [sum(all, (one) => one.certified), sum(all, (one) => one.usd), sum(all, (one) => one.saving)]
  return `${name.padEnd(44)} certified ${((100 * certified) / all.length).toFixed(1).padStart(5)} %  wrong ${((100 * sum(all, (one) => one.wrong)) / all.length).toFixed(1).padStart(4)} %  cost ${(usd / all.length).toFixed(0).padStart(5)}  per certificate ${certified === 0 ? '    –' : (usd / certified).toFixed(0).padStart(5)}  saving found per 1,000 spent ${((1000 * saving) / usd).toFixed(2).padStart(5)}  mean saving ${((100 * saving) / all.length).toFixed(1).padStart(5)} %`
}

const PRICES = [0.02, 0.1, 0.4] as const
const ladders: readonly (readonly number[])[] = [[0, 0, 0], [-10, 0, 0], [-10, -5, 0], [-3, -1, 0], [-20, -10, -6], [-1, 0, 1]]
console.log(`${repetitions} runs a row, ${SAMPLES} samples at most, 10 % differ; prices ${PRICES.join(', ')} of the incumbent’s, which is asked once a case as control; cost in calls of the incumbent. "Likely first" knows beforehand, as no plan does, which candidate is best.`)
for (const ladder of ladders) {
  const ways: Readonly<Record<string, Spent[]>> = { 'cheapest first': [], 'cheapest first, no futility': [], 'likely first (dearest where equal)': [], 'likely first, no futility': [] }
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const cheapest = ladder.map((points, at): Candidate => ({ points, price: PRICES[at] ?? 1, draws: drawn(points, 0.1) }))
    const likely = cheapest.toSorted((a, b) => b.points - a.points || b.price - a.price)
    ways['cheapest first']?.push(climb(cheapest, 3, true))
    ways['cheapest first, no futility']?.push(climb(cheapest, 3, false))
    ways['likely first (dearest where equal)']?.push(climb(likely, 3, true))
    ways['likely first, no futility']?.push(climb(likely, 3, false))
  }
  console.log(`true differences ${ladder.join(', ')} points`)
  for (const [name, all] of Object.entries(ways)) console.log(row(`  ${name}`, all))
}

// ---- a budget over tasks -----------------------------------------------------------------------------------------------------------------

/** Ten tasks, whose traffic falls by a half from one to the next; of each the call of the incumbent costs another amount, and one candidate is as good in half of them. */
const TASKS = Array.from({ length: 10 }, (_, rank) => ({ calls: 200_000 / 2 ** rank, callUsd: [0.01, 0.002, 0.03, 0.0005, 0.02, 0.005, 0.05, 0.001, 0.01, 0.03][rank] ?? 0.01, discordance: [0.1, 0.2, 0.05, 0.1, 0.05][rank % 5] ?? 0.1 }))
const EXPECTED_CALLS = 600
console.log(`\nTen tasks that cost ${TASKS.map(({ calls, callUsd }) => (calls * callUsd).toFixed(0)).join(', ')} USD, candidates at a tenth of the price, half of them equal and half five points worse; ${repetitions} runs a row`)
for (const budget of [5, 15, 40]) {
  const ways: Readonly<Record<string, { saved: number; usd: number }>> = { 'equal parts': { saved: 0, usd: 0 }, 'dearest task first': { saved: 0, usd: 0 }, 'saving per dollar first': { saved: 0, usd: 0 } }
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const tasks = TASKS.map((task) => {
      const points = uniform() < 0.5 ? 0 : -5
      return { ...task, candidate: { points, price: 0.1, draws: drawn(points, task.discordance) } satisfies Candidate }
    })
    const outlay = ({ callUsd }: { readonly callUsd: number }): number => EXPECTED_CALLS * callUsd * 1.1
    const orders = {
      'equal parts': tasks, 'dearest task first': tasks.toSorted((a, b) => b.calls * b.callUsd - a.calls * a.callUsd),
      'saving per dollar first': tasks.toSorted((a, b) => (b.calls * b.callUsd) / outlay(b) - (a.calls * a.callUsd) / outlay(a)),
    }
    for (const [name, order] of Object.entries(orders)) {
      const way = ways[name]
      let left = budget
      for (const task of order) {
        const share = name === 'equal parts' ? budget / order.length : left
        const one = climb([task.candidate], 1, true, share / task.callUsd)
        left -= one.usd * task.callUsd
        if (way) {
          way.usd += (one.usd * task.callUsd) / repetitions
          way.saved += (one.saving * task.calls * task.callUsd) / repetitions
        }
      }
    }
  }
  for (const [name, { saved, usd }] of Object.entries(ways)) console.log(`  budget ${`${budget}`.padStart(3)} USD  ${name.padEnd(26)} spent ${usd.toFixed(2).padStart(6)}  saving found ${saved.toFixed(0).padStart(6)} USD  per dollar ${(saved / usd).toFixed(0).padStart(5)}`)
}
