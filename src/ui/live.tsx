import { render } from 'ink'
import type { AuditEvent } from '../domain/event.js'
import { listenToKeys } from './keys.js'
import { initialState, reduce } from './state.js'
import { View, type Watch } from './view.js'

/** Milliseconds between two frames at least: four frames a second are as many as figures can be read in, and cost little. */
const FRAME_MS = 250
/** Calls a second are counted over the last so many milliseconds. */
const RATE_MS = 10_000

export interface LiveView {
  readonly see: (event: AuditEvent) => void
  /** Resolves at once, or, while paused, when the pause ends. */
  readonly ready: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Draws the view on standard error, so that standard output stays the result alone. `stop` ends the run as Ctrl-C does. */
export function liveView(stop: () => void): LiveView {
  let state = initialState
  let timer: NodeJS.Timeout | undefined
  let showError = false
  let stopping = false
  let paused: { readonly promise: Promise<void>; readonly resume: () => void } | undefined
  const started = performance.now()
  const seen: { readonly at: number; readonly calls: number }[] = []

  const watch = (): Watch => {
    const now = performance.now()
    seen.push({ at: now, calls: state.calls })
    while ((seen[0]?.at ?? now) < now - RATE_MS) seen.shift()
    const first = seen[0]
    const span = first ? now - first.at : 0
    return {
      elapsedMs: now - started, keys: endKeys !== undefined, paused: paused !== undefined, stopping, showError,
      ...(first && span >= 1000 ? { callsPerSecond: ((state.calls - first.calls) * 1000) / span } : {}),
    }
  }
  const frame = () => <View state={state} watch={watch()} columns={process.stderr.columns ?? 80} rows={process.stderr.rows ?? 24} color={!process.env['NO_COLOR']} />
  const draw = () => {
    clearTimeout(timer)
    timer = undefined
    app.rerender(frame())
  }
  const resume = () => {
    paused?.resume()
    paused = undefined
  }
  const onKey = (key: string): void => {
    if (key === 'p') {
      if (paused) resume()
      else {
        let release = (): void => {}
        const promise = new Promise<void>((resolve) => { release = resolve })
        paused = { promise, resume: release }
      }
    } else if (key === 'e') showError = !showError
    else if (key === 'q') {
      stopping = true
      resume()
      stop()
    } else return
    draw()
  }
  const endKeys = listenToKeys(process.stdin, onKey)
  const app = render(frame(), { stdout: process.stderr, exitOnCtrlC: false, patchConsole: false })
  process.stderr.on('resize', draw)

  return {
    see: (event) => {
      state = reduce(state, event)
      timer ??= setTimeout(draw, FRAME_MS)
    },
    ready: async () => paused?.promise,
    close: async () => {
      process.stderr.off('resize', draw)
      endKeys?.()
      draw()
      app.unmount()
      await app.waitUntilExit()
    },
  }
}
