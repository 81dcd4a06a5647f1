import { createBettingTest } from '../src/decide/betting-test.js'
import { createGenerator } from '../src/decide/generator.js'
import { simulatePower } from '../src/decide/power.js'
import type { DecisionRule } from '../src/domain/verdict.js'

// CPU time of bets and of a plan: npx tsx bench/decision-speed.ts
const UPDATES = 1_000_000

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const uniform = createGenerator(1)
const differences = Int8Array.from({ length: UPDATES }, () => { const at = uniform(); return at < 0.065 ? -1 : at < 0.1 ? 1 : 0 })
const bets = cpuSeconds(() => {
  const test = createBettingTest({ nullMean: -0.03, alpha: 0.05, maxSamples: UPDATES })
  for (let i = 0; i < UPDATES; i++) test.push(differences[i] ?? 0)
})
// The floor of any loop over the same differences: their logarithms alone.
const bare = cpuSeconds(() => {
  let sum = 0
  for (let i = 0; i < UPDATES; i++) sum += Math.log1p(0.3 * ((differences[i] ?? 0) + 0.03))
  if (!Number.isFinite(sum)) throw new Error('no sum')
})
const rule: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 1000, order: 'cheapest-first', futility: true, population: null }
const plan = cpuSeconds(() => {
  // Ten tasks of five candidates: cells that share horizon, K, margin and level are simulated once, so this is what a plan costs at most.
  for (const discordance of [0.05, 0.1, 0.2]) for (const difference of [0, -0.01, -0.1]) simulatePower({ rule, candidates: 5, discordance: Math.max(discordance, -difference), difference, repetitions: 250, seed: 1 })
})
console.log(`MUST ${UPDATES} bet updates: ${bets.toFixed(2)} s CPU, ${(bets / bare).toFixed(1)} times their bare logarithms (goal < 0.5 s) ${bets < 0.5 ? 'ok' : 'MISSED'}`)
console.log(`MUST nine cells of a plan: ${plan.toFixed(2)} s CPU (goal of a plan < 5 s) ${plan < 5 ? 'ok' : 'MISSED'}`)
