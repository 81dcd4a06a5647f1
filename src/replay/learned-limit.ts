import type { RateWindow } from '../providers/index.js'

/** What a provider lets through, learned from the headers of its answers: a bucket that fills up within a minute. */
export interface LearnedLimit {
  /** Milliseconds of the clock at which `amount` is likely to be let through; −∞ while nothing is known. */
  readonly readyAt: (amount: number, now: number) => number
  /** Counts what is sent. */
  readonly take: (amount: number, now: number) => void
  /** What a provider said of a request that was sent when `sentBefore` had been taken in all. */
  readonly learn: (window: RateWindow, sentBefore: number, now: number) => void
  /** What was taken in all, to be handed to `learn` later. */
  readonly taken: () => number
}

/** Mirrors the provider's own bucket: never above what it last said was left, less what was sent since. */
export function createLearnedLimit(): LearnedLimit {
  let perMinute = Number.POSITIVE_INFINITY
  let level = Number.POSITIVE_INFINITY
  let at = 0
  let total = 0
  const fill = (now: number) => {
    if (perMinute === Number.POSITIVE_INFINITY) return
    level = Math.min(perMinute, level + ((now - at) * perMinute) / 60_000)
    at = now
  }
  return {
    readyAt: (amount, now) => {
      if (perMinute === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY
      fill(now)
      const missing = Math.min(amount, perMinute) - level // what is larger than the bucket passes when it is full
      return missing <= 0 ? Number.NEGATIVE_INFINITY : now + (missing * 60_000) / perMinute
    },
    take: (amount, now) => {
      fill(now)
      level -= amount
      total += amount
    },
    learn: (window, sentBefore, now) => {
      fill(now)
      if (window.perMinute !== perMinute) level = window.perMinute
      perMinute = window.perMinute
      at = now
      level = Math.max(-window.perMinute / 60, Math.min(level, window.remaining - (total - sentBefore))) // at most a second of debt: what was refused took nothing
    },
    taken: () => total,
  }
}
