import type { Clock } from '../../src/replay/limiter.js'

/** A clock on which a sleep takes no time to wait for: it moves the clock on when it is the next to end. */
export function manualClock(): Clock & { readonly sleeps: readonly number[] } {
  let now = 0
  const sleeps: number[] = []
  const sleeping: { readonly at: number; readonly wake: () => void }[] = []
  const turn = (): void => {
    sleeping.sort((a, b) => a.at - b.at)
    const next = sleeping.shift()
    if (!next) return
    now = Math.max(now, next.at)
    next.wake()
  }
  return {
    sleeps,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        sleeps.push(ms)
        sleeping.push({ at: now + ms, wake: resolve })
        setImmediate(turn)
      }),
  }
}
