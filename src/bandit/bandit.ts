import { betaDraw } from './beta.js'
import { stepFloor } from './floor-test.js'
import { assertState, startState, type BanditState, type ContextState, type Stop } from './state.js'

/** What an audit showed of an arm against the reference: its wealth, at which level and margin. `eValue` is null for a fixed design, which has none. */
export interface ArmCertificate {
  readonly margin: number
  readonly alpha: number
  readonly eValue: number | null
}

export interface BanditArm {
  readonly model: string
  /** USD of a request, on average. */
  readonly costUsd: number
  /** Absent for the reference alone. */
  readonly certificate?: ArmCertificate
}

export interface BanditOptions {
  /** The reference first: the incumbent against which the others were certified. */
  readonly arms: readonly BanditArm[]
  /** The arm that the policy serves: what all fall back to. Default: the cheapest certified one. */
  readonly home?: string
  /** USD by which a right answer (reward 1) is worth more than a wrong one (reward 0). */
  readonly worthUsd: number
  /** Largest accepted loss against the reference, in (0,1); certificates must be for this much or less. */
  readonly margin: number
  /** Chance that any arm which keeps the margin is ever stopped. Default 0.05. */
  readonly alpha?: number
  /** Share of requests that the reference always gets: without it nobody knows what is lost. The smaller, the later a fall is seen. Default 0.1. */
  readonly control?: number
  /** Share that each other running arm always gets. Default 0.05. */
  readonly explore?: number
  /** Rewards of an arm in a context that count; older ones fade. Default 1000. */
  readonly window?: number
}

/** Who answers one request. Kept until its reward comes: it holds what the tests need, as it was when chance decided. */
export interface BanditChoice {
  readonly model: string
  readonly context: string
  /** Chance that each arm had. */
  readonly shares: readonly number[]
  /** What each arm was expected to get. */
  readonly expected: readonly number[]
}

export interface Bandit {
  readonly start: () => BanditState
  /** `uniform` gives numbers in [0,1). */
  readonly choose: (state: BanditState, request: { readonly context?: string; readonly uniform: () => number }) => BanditChoice
  /** The state after a reward in [0,1]. @throws RangeError for another one */
  readonly learn: (state: BanditState, choice: BanditChoice, reward: number) => BanditState
}

const DRAWS = 32
const MOST_CONTEXTS = 64
const OTHERS = 'other'
/** Rewards of the arm elsewhere that stand for what is not known of it in a context. */
const SHRINKAGE = 10
const NONE: ContextState = { n: [], sum: [] }

/** Names of contexts are anyone's: `constructor` is one like others. */
const contextOf = ({ contexts }: BanditState, name: string): ContextState => (Object.hasOwn(contexts, name) ? (contexts[name] ?? NONE) : NONE)

function assertOptions({ arms, worthUsd, margin, alpha, control, explore, window, home }: Required<BanditOptions>): void {
  const bad = (why: string): never => { throw new RangeError(why) }
  const [reference, ...others] = arms
  if (reference === undefined || others.length === 0) bad('a bandit needs the reference and at least one certified arm')
  if (new Set(arms.map(({ model }) => model)).size < arms.length) bad('an arm is named twice')
  if (!arms.some(({ model }) => model === home)) bad(`${home} is no arm`)
  if (!(margin > 0 && margin < 1 && alpha > 0 && alpha < 1)) bad('margin and alpha lie above 0 and below 1')
  if (!(worthUsd > 0 && Number.isFinite(worthUsd) && window >= 1)) bad('worthUsd is above 0, and window at least 1')
  if (!(control > 0 && explore > 0 && control + others.length * explore < 1)) bad('control and explore are above 0, and leave something to choose')
  for (const { model, costUsd, certificate } of arms) {
    if (!(costUsd >= 0 && Number.isFinite(costUsd))) bad(`the cost of ${model} is no amount`)
    if (model === reference?.model) continue
    if (certificate === undefined) bad(`${model} has no certificate: an audit must show first that it is good enough`)
    const { margin: shown = 1, alpha: level = 1, eValue = 0 } = certificate ?? {}
    if (!(shown <= margin + 1e-12 && level > 0 && level < 1)) bad(`${model} was certified for a margin of ${shown}, not of ${margin}`)
    if (eValue !== null && !(eValue * level >= 1 - 1e-9)) bad(`the evidence for ${model} (e-value ${eValue} at level ${level}) is no certificate`)
  }
}

/**
 * A contextual bandit over certified models: Thompson sampling (Thompson 1933, Biometrika 25) of worth × reward − cost, with a floor. Pure: states go in and out, chance is handed in. What it promises, and on
 * which conditions, stands in docs/bandit.md. @throws RangeError for an arm without a certificate, and for options out of range
 */
export function createBandit(given: BanditOptions): Bandit {
  const cheapest = given.arms.slice(1).toSorted((a, b) => a.costUsd - b.costUsd)[0]?.model ?? ''
  const options: Required<BanditOptions> = { home: cheapest, alpha: 0.05, control: 0.1, explore: 0.05, window: 1000, ...given }
  assertOptions(options)
  const { arms, worthUsd, margin, alpha, control, explore, window } = options
  const names = arms.map(({ model }) => model)
  const home = names.indexOf(options.home)
  // One level for each arm, and one for the mix.
  const bar = arms.length / alpha
  const bound = 1 + 1 / Math.min(control, explore)
  const mixBound = 1 + 1 / control

  const overall = ({ contexts }: BanditState): readonly number[] => arms.map((_, at) => {
    let [n, sum] = [2, 1]
    for (const one of Object.values(contexts)) {
      n += one.n[at] ?? 0
      sum += one.sum[at] ?? 0
    }
    return sum / n
  })
  const posterior = (state: BanditState, context: string): readonly (readonly [good: number, bad: number])[] => {
    const own = contextOf(state, context)
    return overall(state).map((mean, at) => {
      const [n, sum] = [own.n[at] ?? 0, own.sum[at] ?? 0]
      return [1 + sum + SHRINKAGE * mean, 1 + n - sum + SHRINKAGE * (1 - mean)]
    })
  }

  /** Chances of the arms, computed before one is drawn: the draws of the posteriors are chance themselves, and are done with by then. */
  function sharesOf(state: BanditState, beliefs: ReturnType<typeof posterior>, uniform: () => number): readonly number[] {
    const running = arms.map((_, at) => at === 0 || state.stopped[at] === null)
    const shares = arms.map(() => 0)
    if (state.mixStopped !== null) {
      const fallback = running[home] ? home : 0
      return shares.map((_, at) => (at === fallback ? (fallback === 0 ? 1 : 1 - control) : at === 0 ? control : 0))
    }
    const floor = arms.map((_, at) => (at === 0 ? control : running[at] ? explore : 0))
    const free = 1 - floor.reduce((sum, one) => sum + one, 0)
    for (let draw = 0; draw < DRAWS; draw++) {
      let [best, most] = [0, -Infinity]
      beliefs.forEach(([good, bad], at) => {
        if (!running[at]) return
        const value = worthUsd * betaDraw(good, bad, uniform) - (arms[at]?.costUsd ?? 0)
        if (value > most) [best, most] = [at, value]
      })
      shares[best] = (shares[best] ?? 0) + free / DRAWS
    }
    return shares.map((share, at) => share + (floor[at] ?? 0))
  }

  return {
    start: () => startState(names),
    choose(state, { context: asked = '', uniform }) {
      assertState(state, names)
      const context = Object.hasOwn(state.contexts, asked) || Object.keys(state.contexts).length < MOST_CONTEXTS ? asked : OTHERS
      const beliefs = posterior(state, context)
      const shares = sharesOf(state, beliefs, uniform)
      let left = uniform()
      const drawn = shares.findIndex((share) => (left -= share) < 0)
      const at = drawn < 0 ? 0 : drawn
      return { model: names[at] ?? '', context, shares, expected: beliefs.map(([good, bad]) => good / (good + bad)) }
    },
    learn(state, choice, reward) {
      assertState(state, names)
      if (!(reward >= 0 && reward <= 1)) throw new RangeError(`a reward lies in [0,1]; it is ${reward}`)
      const { shares, expected, context } = choice
      const served = names.indexOf(choice.model)
      if (served < 0 || shares.length !== names.length) throw new RangeError('this choice was made by another bandit')
      const rewards = state.rewards + 1
      /** The reward as it stands for an arm whoever served: its mean is what the arm would get, because the chance of being served is known. */
      const standIn = (at: number): number => (expected[at] ?? 0) + (served === at ? (reward - (expected[at] ?? 0)) / (shares[at] ?? 1) : 0)
      const reference = standIn(0)
      const tests = [...state.tests]
      const stopped = [...state.stopped]
      const stopAt = (wealth: number, before: Stop | null): Stop | null => before ?? (wealth >= bar ? { at: rewards, evidence: wealth / bar } : null)
      for (let at = 1; at < names.length; at++) {
        const before = tests[at]
        if (before === undefined || stopped[at] !== null || !((shares[at] ?? 0) > 0)) continue
        const { state: test, wealth } = stepFloor(before, standIn(at) - reference, margin, bound)
        tests[at] = test
        stopped[at] = stopAt(wealth, null)
      }
      const mix = state.mixStopped === null ? stepFloor(state.mixTest, reward - reference, margin, mixBound) : undefined
      const own = contextOf(state, context)
      const faded = (list: readonly number[], added: number): readonly number[] => arms.map((_, at) => (list[at] ?? 0) * (at === served ? 1 - 1 / window : 1) + (at === served ? added : 0))
      return {
        ...state, rewards, tests, stopped,
        contexts: { ...state.contexts, [context]: { n: faded(own.n, 1), sum: faded(own.sum, reward) } },
        ...(mix === undefined ? {} : { mixTest: mix.state, mixStopped: stopAt(mix.wealth, state.mixStopped) }),
      }
    },
  }
}
