import { hashText } from '../text/hash-text.js'
import { FRESH } from './accounts.js'
import type { AccountsState } from './accounts.js'
import { binOf, valueOf } from './bins.js'
import { createChangeTest } from './change-test.js'
import type { Quantity } from './quantity.js'
import { createPool, NO_VALUES } from './value-pool.js'
import type { PoolState } from './value-pool.js'
import { wayBack } from './way-back.js'

/** A change that was shown: the measure before it and after, and where in the stream. */
export interface Alarm {
  /** Number of the call that showed it, and of the one with which it began by the best estimate. */
  readonly at: number
  readonly began: number
  readonly before: number
  readonly after: number
  readonly wealth: number
  /** ISO 8601 of the call that showed it, where the log has times. */
  readonly time?: string
  /** The measure of late, once enough values came since. */
  readonly now?: number
}

/** What a watch remembers between two runs. */
export interface WatchState {
  readonly seen: number
  readonly pool: PoolState
  /** Since each watching bet says that a change began. */
  readonly since: readonly (PoolState & { readonly first: number })[]
  readonly test: AccountsState
  readonly shown: boolean
  readonly alarm?: Alarm
  readonly recent: PoolState
}

export interface Watch {
  readonly quantity: Quantity
  readonly alarm: Alarm | undefined
  /** The last one that ended since this watch was opened, where it did. */
  readonly over: Alarm | undefined
  readonly seen: number
  /** Wealth against the level, ≥ 1 where a change is shown. */
  readonly evidence: number
  /** The measure over all values before the alarm, else over all; undefined while there are none. */
  readonly before: number | undefined
  /** The value of a call; `call` is its number in the stream, from 1. */
  push(value: number, call: number, time?: string): void
  /** Takes what is now as the way it is, and learns it anew. */
  acknowledge(): void
  state(): WatchState
}

const FRESH_WATCH: WatchState = { seen: 0, pool: NO_VALUES, since: [], test: FRESH, shown: false, recent: NO_VALUES }

/** Values after which it is looked whether a change is over. */
const BLOCK = 100
/** How often a shown change is looked at for its size. */
const EVERY = 10
const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const

/** A uniform number in (0,1) that depends on the quantity and the place in the stream alone, so that a log read in pieces gives what it gives at once. */
function uniformAt(seed: number, place: number): number {
  let x = (seed + Math.imul(place, 0x9e3779b9)) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (((x ^ (x >>> 16)) >>> 0) + 0.5) / 2 ** 32
}

/** Values of a stretch of the stream: as few counts as there are different bins. */
function createStretch(scale: Quantity['scale'], from: PoolState & { readonly first?: number }) {
  const bins = new Map<number, number>()
  for (let at = 0; at + 1 < from.counts.length; at += 2) bins.set(from.counts[at] ?? 0, from.counts[at + 1] ?? 0)
  let { n, sum, first = 0 } = from
  return {
    get n() { return n },
    get sum() { return sum },
    /** Number of its first call. */
    get first() { return first },
    bins: bins as ReadonlyMap<number, number>,
    add(value: number, call: number): void {
      const bin = binOf(scale, value)
      if (n === 0) first = call
      bins.set(bin, (bins.get(bin) ?? 0) + 1)
      n += 1
      sum += value
    },
    clear(): void {
      if (n === 0) return
      bins.clear()
      n = 0
      sum = 0
    },
    state: () => ({ n, sum, first, counts: [...bins].sort(([a], [b]) => a - b).flat() }),
  }
}

type Values = Pick<ReturnType<typeof createStretch>, 'n' | 'sum' | 'bins'>

function measureOf({ measure, scale }: Quantity, { n, sum, bins }: Values): number | undefined {
  if (n <= 0) return undefined
  if (measure === 'mean') return sum / n
  const rank = Math.max(1, Math.ceil(SHARES[measure] * n))
  let seen = 0
  for (const [bin, count] of [...bins].sort(([a], [b]) => a - b)) {
    seen += count
    if (seen >= rank) return valueOf(scale, bin)
  }
  return undefined
}

/** One standard error of a share or mean score in [0,1]: a move of just what matters must not have to wait for luck. Sizes, whose tails are heavy, get none. */
const slackOf = ({ scale, measure }: Quantity, after: number, n: number): number => (scale === 'size' || measure !== 'mean' ? 0 : Math.sqrt(Math.max(0, after * (1 - after)) / n))

/** How far a measure moved, as a multiple of what matters: 1 is just enough. */
export function moved({ kind, by, least = 0 }: Pick<Quantity, 'kind' | 'by' | 'least'>, before: number, after: number): number {
  if (Math.abs(after - before) < least) return 0
  const change = kind === 'points' ? after - before : before === 0 ? (after > 0 ? Infinity : 0) : after / before - 1
  return change / by
}

/**
 * Watches one quantity of a stream of calls, for ever. It alarms once the change test has reached 1/level (so that a stream without change alarms with a
 * chance of `level` at most, however long and however often it is looked at), and the measure since the change began has moved by as much as matters, give or take a standard error. It ends
 * by itself once its measure is shown to be back within half of that, by three standard errors (`wayBack`). A level that is a function may change until the first bet, not later.
 */
export function createWatch(quantity: Quantity, given: number | (() => number), seedText: string, from: WatchState = FRESH_WATCH): Watch {
  const levelNow = typeof given === 'number' ? () => given : given
  const { scale, bets, watching, learn, minN, by } = quantity
  const upward = by > 0
  const [seed] = hashText(seedText)
  const pool = createPool(scale, from.pool)
  const stretches = watching.map((_, at) => createStretch(scale, from.since[at] ?? NO_VALUES))
  const recent = createStretch(scale, from.recent)
  const test = createChangeTest(bets, watching, from.test)
  const edge = upward ? 1 : 0
  let { seen, shown, alarm } = from
  let over: Alarm | undefined

  /** Since when a change is most likely, of those that lasted long enough. */
  const likeliest = () => {
    let best: { readonly stretch: (typeof stretches)[number]; readonly cusum: number } | undefined
    stretches.forEach((stretch, at) => {
      const cusum = test.cusum[at] ?? 0
      if (stretch.n >= minN && cusum > (best?.cusum ?? 0)) best = { stretch, cusum }
    })
    return best?.stretch
  }

  /** All that came before a change. */
  const earlier = (since: Values): Values => {
    if (quantity.measure === 'mean') return { n: pool.n - since.n, sum: pool.sum - since.sum, bins: new Map() }
    const bins = new Map(pool.counts())
    for (const [bin, count] of since.bins) bins.set(bin, (bins.get(bin) ?? 0) - count)
    return { n: pool.n - since.n, sum: pool.sum - since.sum, bins }
  }

  function look(call: number, time: string | undefined): void {
    const since = likeliest()
    if (since === undefined) return
    const [before, after] = [measureOf(quantity, earlier(since)), measureOf(quantity, since)]
    if (before === undefined || after === undefined || moved(quantity, before, after + Math.sign(by) * slackOf(quantity, after, since.n)) < 1) return
    alarm = { at: call, began: since.first, before, after, wealth: test.wealth, ...(time === undefined ? {} : { time }) }
    pool.remove(since.bins, since.sum)
    for (const stretch of stretches) stretch.clear()
  }

  function whileAlarmed(current: Alarm, value: number, call: number): void {
    recent.add(value, call)
    if (recent.n % Math.max(minN, BLOCK) !== 0) return
    const way = wayBack(quantity, current.before, recent)
    alarm = { ...current, now: measureOf(quantity, recent) ?? current.after }
    if (way !== 'open') recent.clear()
    if (way !== 'back') return
    over = alarm
    alarm = undefined
    shown = false
    test.restart()
  }

  return {
    quantity,
    get alarm() { return alarm },
    get over() { return over },
    get seen() { return seen },
    get evidence() { return test.wealth * levelNow() },
    get before() { return alarm?.before ?? measureOf(quantity, pool.n === 0 ? { n: 0, sum: 0, bins: new Map() } : { n: pool.n, sum: pool.sum, bins: new Map(pool.counts()) }) },
    push(value, call, time) {
      seen += 1
      if (alarm !== undefined) return whileAlarmed(alarm, value, call)
      const zeros = pool.n === 0 ? 0 : pool.rank(edge).equal / pool.n
      pool.add(value)
      if (pool.n <= learn) return
      const { below, equal } = pool.rank(value)
      const rank = (below + uniformAt(seed, seen) * equal) / pool.n
      test.push(upward ? 1 - rank : rank, zeros)
      stretches.forEach((stretch, at) => {
        if (test.cusum[at] === 0) stretch.clear()
        else stretch.add(value, call)
      })
      shown ||= test.wealth * levelNow() >= 1
      if (shown && seen % EVERY === 0) look(call, time)
    },
    acknowledge() {
      pool.clear()
      for (const stretch of stretches) stretch.clear()
      recent.clear()
      test.restart()
      shown = false
      alarm = undefined
    },
    state: () => ({ seen, pool: pool.state(), since: stretches.map((stretch) => stretch.state()), test: test.state(), shown, recent: recent.state(), ...(alarm === undefined ? {} : { alarm }) }),
  }
}
