import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../replay/limiter.js'

/** The machine's own clock; tests bring another. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal ? { signal } : {})
  },
}

/** The time that is written into files; SOURCE_DATE_EPOCH (seconds) makes them reproducible. */
export function fileTime(env: NodeJS.ProcessEnv): Date {
  const epoch = Number(env['SOURCE_DATE_EPOCH'] || Number.NaN)
  return Number.isFinite(epoch) ? new Date(epoch * 1000) : new Date()
}
