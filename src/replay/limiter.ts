import type { RateFacts } from '../providers/index.js'
import { createAdaptiveWindow, type AdaptiveWindow } from './adaptive-window.js'
import type { Clock } from './clock.js'
import { createLearnedLimit, type LearnedLimit } from './learned-limit.js'
import { createTokenBucket } from './token-bucket.js'

export type { Clock } from './clock.js'

export interface Limits {
  /** Calls at once, ≥ 1; a function where it may change meanwhile. */
  readonly concurrency: number | (() => number)
  readonly rpm?: number | undefined
  readonly tpm?: number | undefined
}

/** How a call went, as far as the limits are concerned. */
export interface Passage {
  /** Turned away by a rate limit or for overload. */
  readonly overloaded: boolean
  /** Milliseconds that the provider asked to be left alone; the whole model is, when its limit is used up or refusals come in numbers. */
  readonly pauseMs?: number | undefined
  readonly rate?: RateFacts | undefined
  /** Tokens that the call really took. */
  readonly tokens?: number | undefined
}

/** What one provider is asked at once and per minute. */
export interface Limiter {
  /**
   * Runs `work` when the provider's limits let it. Models take turns, so that one that is paused or slow holds up no other.
   * @param tokens that the call is expected to take
   * @param passage what the outcome says about the limits
   * @param signals whoever of them aborts keeps a call from starting; a call that runs is `work`'s own business
   */
  readonly run: <T>(model: string, tokens: number, work: () => Promise<T>, passage: (outcome: T) => Passage, signals: readonly AbortSignal[]) => Promise<T>
}

interface Waiting {
  readonly tokens: number
  readonly start: () => void
}

interface Lane {
  readonly window: AdaptiveWindow
  readonly requests: LearnedLimit
  readonly tokens: LearnedLimit
  readonly queue: Set<Waiting>
  active: number
  pausedUntil: number
}

/** One provider's limiter: configured limits hold for all its models together, learned ones for each. */
export function createLimiter(limits: Limits, clock: Clock): Limiter {
  const { concurrency } = limits
  const most = typeof concurrency === 'function' ? concurrency : () => concurrency
  const lanes = new Map<string, Lane>()
  const rpm = limits.rpm === undefined ? undefined : createTokenBucket(limits.rpm)
  const tpm = limits.tpm === undefined ? undefined : createTokenBucket(limits.tpm)
  let active = 0
  let alarm: { readonly at: number; readonly off: AbortController } | undefined

  const laneOf = (model: string): Lane => {
    const known = lanes.get(model)
    if (known) return known
    const lane: Lane = { window: createAdaptiveWindow(most), requests: createLearnedLimit(), tokens: createLearnedLimit(), queue: new Set(), active: 0, pausedUntil: Number.NEGATIVE_INFINITY }
    lanes.set(model, lane)
    return lane
  }

  function readyAt(lane: Lane, { tokens }: Waiting, now: number): number {
    return Math.max(lane.pausedUntil, rpm?.readyAt() ?? now, tpm?.readyAt() ?? now, lane.requests.readyAt(1, now), lane.tokens.readyAt(tokens, now))
  }

  function wakeAt(time: number, now: number): void {
    if (alarm && alarm.at <= time) return
    alarm?.off.abort()
    const off = new AbortController()
    alarm = { at: time, off }
    clock.sleep(time - now, off.signal).then(() => {
      if (alarm?.off === off) alarm = undefined
      pump()
    }, () => {}) // called off
  }

  /** Starts what may start, one of each model in turn; sets the alarm for what may start later. */
  function pump(): void {
    const now = clock.now()
    let soonest = Number.POSITIVE_INFINITY
    for (let started = true; started && active < most(); ) {
      started = false
      soonest = Number.POSITIVE_INFINITY
      for (const [model, lane] of lanes) {
        const [first] = lane.queue
        if (!first || lane.active >= lane.window.size() || active >= most()) continue
        const ready = readyAt(lane, first, now)
        if (ready > now) {
          soonest = Math.min(soonest, ready)
          continue
        }
        lane.queue.delete(first)
        lanes.delete(model)
        lanes.set(model, lane) // to the end of the round
        first.start()
        started = true
        break
      }
    }
    if (soonest < Number.POSITIVE_INFINITY) wakeAt(soonest, now)
    else if (alarm && [...lanes.values()].every(({ queue }) => queue.size === 0)) {
      alarm.off.abort() // a timer would keep the process alive
      alarm = undefined
    }
  }

  function take(lane: Lane, tokens: number, now: number): void {
    active += 1
    lane.active += 1
    rpm?.take(1, now)
    tpm?.take(tokens, now)
    lane.requests.take(1, now)
    lane.tokens.take(tokens, now)
  }

  function observe(lane: Lane, passage: Passage, sent: { readonly at: number; readonly requests: number; readonly tokens: number; readonly expected: number }): void {
    const now = clock.now()
    if (passage.overloaded) lane.window.refused(sent.at, now)
    else lane.window.succeeded()
    const usedUp = passage.rate?.requests?.remaining === 0 || passage.rate?.tokens?.remaining === 0
    if (passage.pauseMs !== undefined && (usedUp || lane.window.pressed())) lane.pausedUntil = Math.max(lane.pausedUntil, now + passage.pauseMs)
    if (passage.tokens !== undefined) tpm?.take(passage.tokens - sent.expected, now)
    if (passage.rate?.requests) lane.requests.learn(passage.rate.requests, sent.requests, now)
    if (passage.rate?.tokens) lane.tokens.learn(passage.rate.tokens, sent.tokens, now)
  }

  return {
    run: (model, tokens, work, passage, signals) =>
      new Promise((resolve, reject) => {
        const aborted = signals.find((signal) => signal.aborted)
        if (aborted) return reject(aborted.reason as Error)
        const lane = laneOf(model)
        const quit = () => {
          if (!lane.queue.delete(waiting)) return
          forget()
          reject(signals.find((signal) => signal.aborted)?.reason as Error)
          pump()
        }
        const forget = () => signals.forEach((signal) => signal.removeEventListener('abort', quit))
        const waiting: Waiting = {
          tokens,
          start: () => {
            forget()
            const now = clock.now()
            take(lane, tokens, now)
            const sent = { at: now, requests: lane.requests.taken(), tokens: lane.tokens.taken(), expected: tokens }
            work().then((outcome) => {
              observe(lane, passage(outcome), sent)
              resolve(outcome)
            }, reject).finally(() => {
              active -= 1
              lane.active -= 1
              pump()
            })
          },
        }
        signals.forEach((signal) => signal.addEventListener('abort', quit))
        lane.queue.add(waiting)
        pump()
      }),
  }
}
