import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'

// Other ways to bet, on the same draws as the one that decides: npx tsx bench/decision-bets.ts [--repetitions 4000]
const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '4000' } } })
const repetitions = Number(values.repetitions)
const MARGIN = 0.03
const BAR = Math.log(1 / 0.05)
const CAP = 0.95 / (1 - MARGIN)

interface Account {
  readonly samples: number
  seen: number
  logWealth: number
  sum: number
  squares: number
  wins: number
  losses: number
}
type Bet = (account: Account) => number

const spread = ({ squares, seen }: Account): number => squares / (30 + seen)
const chase = (account: Account): number => Math.sqrt((2 * Math.max(0, BAR - account.logWealth)) / (spread(account) * (account.samples - account.seen)))
/** The bet of src/decide/betting-test.ts. */
const own: Bet = (account) => {
  const drift = Math.min(2 * MARGIN, Math.max(0, account.sum / (account.seen + 200) + MARGIN))
  return Math.max(chase(account), drift / (1.5 * spread(account) + 0.7 * drift))
}

/** Growth-optimal bet for wins, ties and losses of known chances, by bisection of its derivative. */
function growthOptimal(win: number, loss: number): number {
  let [low, high] = [0, CAP]
  for (let step = 0; step < 14; step++) {
    const bet = (low + high) / 2
    const slope = (win * (1 + MARGIN)) / (1 + bet * (1 + MARGIN)) - (loss * (1 - MARGIN)) / (1 - bet * (1 - MARGIN)) + ((1 - win - loss) * MARGIN) / (1 + bet * MARGIN)
    if (slope > 0) low = bet
    else high = bet
  }
  return low
}

const ternary = (share: number, shrink: number): Bet => (account) => {
  const { wins, losses, seen } = account
  const discordance = (3 + wins + losses) / (30 + seen)
  const difference = (wins - losses) / (seen + shrink)
  return Math.max(chase(account), share * growthOptimal(Math.max(0, (discordance + difference) / 2), Math.max(1e-4, (discordance - difference) / 2)))
}

/** Several bets share the capital evenly: the sum is a supermartingale, too. */
const METHODS: readonly (readonly [name: string, bets: readonly Bet[]])[] = [
  ['as it is', [own]], ['chase alone', [chase]], ['ternary .67', [ternary(0.67, 200)]], ['ternary .80', [ternary(0.8, 200)]],
  ['hedge own/chase', [own, chase]], ['hedge own/ternary', [own, ternary(0.8, 100)]], ['chase × 1.15', [(account) => 1.15 * chase(account)]],
]

function run(bets: readonly Bet[], samples: number, discordance: number, difference: number, seed: number): { readonly certified: boolean; readonly trials: number } {
  const uniform = createGenerator(seed)
  const accounts = bets.map((): Account => ({ samples, seen: 0, logWealth: 0, sum: 0, squares: 3, wins: 0, losses: 0 }))
  for (let trial = 1; trial <= samples; trial++) {
    const u = uniform()
    const value = u < (discordance + difference) / 2 ? 1 : u < discordance ? -1 : 0
    let wealth = 0
    accounts.forEach((account, at) => {
      const bet = Math.min(bets[at]?.(account) ?? 0, CAP)
      account.logWealth += Math.log1p(bet * (value + MARGIN))
      account.squares += (value + MARGIN) ** 2
      account.sum += value
      account.seen += 1
      if (value === 1) account.wins += 1
      if (value === -1) account.losses += 1
      wealth += Math.exp(account.logWealth) / accounts.length
    })
    if (wealth >= Math.exp(BAR)) return { certified: true, trials: trial }
  }
  return { certified: false, trials: samples }
}

console.log(`Certified in % / mean trials, ${repetitions} runs a cell on the same draws, margin 3 points, level 5 %, no futility.\n`)
for (const samples of [300, 1000]) {
  for (const [discordance, difference] of [[0.02, 0], [0.02, -0.01], [0.05, 0], [0.05, -0.01], [0.1, 0], [0.1, -0.02], [0.05, -0.03]] as const) {
    const cells = METHODS.map(([name, bets]) => {
      const ends = Array.from({ length: repetitions }, (_, at) => run(bets, samples, discordance, difference, at * 7 + 1))
      const certified = ends.filter((end) => end.certified).length / repetitions
      return `${name} ${(100 * certified).toFixed(1)}/${(ends.reduce((sum, { trials }) => sum + trials, 0) / repetitions).toFixed(0)}`
    })
    console.log(`n ${samples}, ${(100 * discordance).toFixed(0)} % differ, d ${(100 * difference).toFixed(0)}: ${cells.join(' · ')}`)
  }
}
