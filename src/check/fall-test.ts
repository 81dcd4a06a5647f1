/** Constant bets, as shares of the largest that no loss can ruin. */
const BETS = [0.05, 0.1, 0.2, 0.4, 0.65, 0.95] as const

/** A test that the mean of differences in [−1,1] has fallen below a bound. */
export interface FallTest {
  /** True once shown, and from then on. */
  readonly rejected: boolean
  readonly push: (difference: number) => void
}

/**
 * Tests mean ≥ −margin against a fall, at any stop: several constant bets on a fall start with equal parts of the wealth, and
 * their sum is a non-negative supermartingale under the null, so P(it ever reaches 1/level) ≤ level (Ville 1939; grid of bets:
 * Waudby-Smith & Ramdas 2024, J. R. Stat. Soc. B 86(1)). Unlike a bet that aims at a horizon it sees a collapse within tens of
 * cases and still a small fall within hundreds.
 */
export function createFallTest(margin: number, level: number): FallTest {
  const logWealth = BETS.map(() => -Math.log(BETS.length))
  let rejected = false
  return {
    get rejected() { return rejected },
    push(difference) {
      const loss = -difference - margin // positive when this case fell by more than the margin
      BETS.forEach((share, at) => { logWealth[at] = (logWealth[at] ?? 0) + Math.log1p((share / (1 + margin)) * loss) })
      rejected ||= logWealth.reduce((sum, log) => sum + Math.exp(log), 0) >= 1 / level
    },
  }
}
