import { createGenerator } from '../../src/decide/generator.js'
import { methodsFor, type Method } from './methods.js'

/** USD per replay in these tables: 1,000 tokens in and 300 out at $0.15 and $0.60 a million. */
const USD_PER_REPLAY = 0.00033
const SIZES = [100, 300, 1000] as const
const DISCORDANCES = [2, 5, 10, 20] as const
const DIFFERENCES = [0, -1, -2, -3, -5] as const

interface Tally {
  readonly method: Method
  viable: number
  replays: number
}

/** Fills `into` with independent differences of the given discordance and mean. */
function draw(into: Int8Array, uniform: () => number, discordance: number, difference: number): void {
  const losses = (discordance - difference) / 2
  for (let i = 0; i < into.length; i++) {
    const at = uniform()
    into[i] = at < losses ? -1 : at < discordance ? 1 : 0
  }
}

const percent = (share: number): string => (100 * share).toFixed(1).padStart(5)

/** One line a cell: every method on the same draws, share declared viable and mean replays. */
export function sideBySide(repetitions: number): readonly string[] {
  const lines: string[] = []
  for (const maxSamples of SIZES) {
    const methods = methodsFor(maxSamples, 1)
    lines.push('', `n_max ${maxSamples}: viable % / replays / USD  (d ≤ −3: every "viable" is false)`)
    lines.push(`${'disc %   d pp'.padEnd(14)}${methods.map(({ name }) => name.padStart(24)).join('')}`)
    for (const percentDiscordant of DISCORDANCES) {
      for (const points of DIFFERENCES) {
        const discordance = Math.max(percentDiscordant, -points) / 100
        if (-points > percentDiscordant && points !== -3) continue
        const uniform = createGenerator(maxSamples * 1000 + percentDiscordant * 10 - points)
        const differences = new Int8Array(maxSamples)
        const tallies = methods.map((method): Tally => ({ method, viable: 0, replays: 0 }))
        for (let repetition = 0; repetition < repetitions; repetition++) {
          draw(differences, uniform, discordance, points / 100)
          for (const tally of tallies) {
            const said = tally.method.decide(differences, maxSamples, 1)
            tally.viable += said.viable ? 1 : 0
            tally.replays += said.replays
          }
        }
        const cells = tallies.map(({ viable, replays }) => `${percent(viable / repetitions)} /${(replays / repetitions).toFixed(0).padStart(5)} / ${((replays / repetitions) * USD_PER_REPLAY).toFixed(3)}`.padStart(24))
        lines.push(`${`${(discordance * 100).toFixed(0).padStart(6)} ${`${points}`.padStart(6)}`.padEnd(14)}${cells.join('')}`)
      }
    }
  }
  return lines
}

/** Candidates from the cheapest up, in points; prices as shares of the incumbent's. */
const LADDERS: readonly (readonly number[])[] = [[-3, -3, -3], [0, 0, 0], [-10, -5, 0], [-5, 0, 1], [-20, -10, -6], [-3, -3, -3, -3, -3, -3], [-20, -10, -6, -3, 0, 0]]
const PRICES: Readonly<Record<number, readonly number[]>> = { 3: [0.05, 0.15, 0.4], 6: [0.02, 0.05, 0.1, 0.15, 0.3, 0.4] }
const LADDER_SAMPLES = 1000
const LADDER_DISCORDANCE = 0.1

/** Ladders at n_max 1000: what each method ends with when it climbs from the cheapest candidate up to the first viable one. */
export function ladders(repetitions: number): readonly string[] {
  const lines = ['', `Ladders, n_max ${LADDER_SAMPLES}, discordance ${LADDER_DISCORDANCE * 100} % or |d|: false viable % / cheapest viable found % / candidate cost in incumbent calls`]
  lines.push(`${'d from cheap to dear'.padEnd(28)}${methodsFor(LADDER_SAMPLES, 3).map(({ name }) => name.padStart(22)).join('')}`)
  for (const ladder of LADDERS) {
    const candidates = ladder.length
    const methods = methodsFor(LADDER_SAMPLES, candidates)
    const uniform = createGenerator(7 + candidates - (ladder[0] ?? 0))
    const draws = ladder.map(() => new Int8Array(LADDER_SAMPLES))
    const right = ladder.findIndex((points) => points > -3)
    const tallies = methods.map((method) => ({ method, wrong: 0, found: 0, cost: 0 }))
    for (let repetition = 0; repetition < repetitions; repetition++) {
      for (const [at, points] of ladder.entries()) draw(draws[at] as Int8Array, uniform, Math.max(LADDER_DISCORDANCE, -points / 100), points / 100)
      for (const tally of tallies) {
        let chosen = -1
        for (let at = 0; at < candidates && chosen < 0; at++) {
          const said = tally.method.decide(draws[at] as Int8Array, LADDER_SAMPLES, candidates)
          tally.cost += said.replays * (PRICES[candidates]?.[at] ?? 0)
          if (said.viable) chosen = at
        }
        tally.wrong += chosen >= 0 && (ladder[chosen] ?? 0) <= -3 ? 1 : 0
        tally.found += chosen === right ? 1 : 0
      }
    }
    lines.push(`${ladder.join(', ').padEnd(28)}${tallies.map(({ wrong, found, cost }) => `${percent(wrong / repetitions)} /${percent(found / repetitions)} /${(cost / repetitions).toFixed(0).padStart(5)}`.padStart(22)).join('')}`)
  }
  return [...lines, '"Found" at a ladder without a viable candidate: none was declared.']
}
