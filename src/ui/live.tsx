import { render } from 'ink'
import type { AuditEvent } from '../domain/event.js'
import { listenToKeys } from './keys.js'
import { createPause } from './pause.js'
import { initialState, reduce } from './state.js'
import { View, type Watch } from './view.js'

/** Milliseconds between two frames at least: figures cannot be read faster, and each frame costs. */
const FRAME_MS = 500
/** What a person waits for is shown at once; together with what comes within the same moment. */
const SOON_MS = 50
const SOON: ReadonlySet<AuditEvent['type']> = new Set(['task-started', 'verdict', 'decision', 'warning', 'finished'])
/** Calls a second are counted over the last so many milliseconds. */
const RATE_MS = 10_000
/** Calls at once that keys can raise to; the limits of providers hold all the same. */
const MOST_AT_ONCE = 256

/** What the keys may do to a run. */
export interface Controls {
  /** Ends the run as Ctrl-C does. */
  readonly stop: () => void
  /** Leaves the task for now. */
  readonly skip: (taskId: string) => void
  readonly concurrency: () => number
  readonly setConcurrency: (concurrency: number) => void
}

export interface LiveView {
  readonly see: (event: AuditEvent) => void
  /** Resolves at once, or, while paused, when the pause ends. */
  readonly ready: () => Promise<void>
  readonly close: () => Promise<void>
}

/** A quarter more or less, at least one. */
export const nextConcurrency = (now: number, direction: 1 | -1): number => Math.max(1, Math.min(Math.max(now, MOST_AT_ONCE), now + direction * Math.max(1, Math.floor(now / 4))))

/** Draws the view on standard error, so that standard output stays the result alone; `first` is what the first frame shows already. */
export function liveView(controls: Controls, color = true, first?: AuditEvent): LiveView {
  let state = first ? reduce(initialState, first) : initialState
  let timer: NodeJS.Timeout | undefined
  let due = Number.POSITIVE_INFINITY
  let drawnAt = 0
  let showError = false
  let stopping = false
  let closed = false
  const pause = createPause(() => performance.now())
  const started = performance.now()
  const seen: { readonly at: number; readonly calls: number }[] = []

  const watch = (): Watch => {
    const now = performance.now()
    seen.push({ at: now, calls: state.calls })
    while ((seen[0]?.at ?? now) < now - RATE_MS) seen.shift()
    const first = seen[0]
    const span = first ? now - first.at : 0
    return {
      elapsedMs: now - started - pause.lastedMs(), keys: endKeys !== undefined && !closed, paused: pause.on(), stopping, showError, concurrency: controls.concurrency(),
      ...(first && span >= 1000 ? { callsPerSecond: ((state.calls - first.calls) * 1000) / span } : {}),
    }
  }
  const frame = () => <View state={state} watch={watch()} columns={process.stderr.columns ?? 80} rows={process.stderr.rows ?? 24} color={color && !process.env['NO_COLOR']} />
  const draw = () => {
    clearTimeout(timer)
    timer = undefined
    due = Number.POSITIVE_INFINITY
    drawnAt = performance.now()
    app.rerender(frame())
  }
  const drawAt = (time: number) => {
    if (time >= due) return
    clearTimeout(timer)
    due = time
    timer = setTimeout(draw, time - performance.now())
  }
  const skip = () => {
    const current = state.tasks.at(-1)
    if (current === undefined || current.decision !== undefined) return
    state = { ...state, note: `skipping ${current.label}: calls under way end and are kept` }
    controls.skip(current.id)
  }
  const actions: Readonly<Record<string, () => void>> = {
    p: () => (pause.on() ? pause.end() : pause.begin()),
    e: () => { showError = !showError },
    s: skip,
    '+': () => controls.setConcurrency(nextConcurrency(controls.concurrency(), 1)),
    '-': () => controls.setConcurrency(nextConcurrency(controls.concurrency(), -1)),
    q: () => {
      stopping = true
      pause.end()
      controls.stop()
    },
  }
  const onKey = (key: string): void => {
    const name = key === '=' ? '+' : key === '_' ? '-' : key
    if (!Object.hasOwn(actions, name)) return
    actions[name]?.()
    draw()
  }
  const endKeys = listenToKeys(process.stdin, onKey)
  const app = render(frame(), { stdout: process.stderr, exitOnCtrlC: false, patchConsole: false })
  process.stderr.on('resize', draw)

  return {
    see: (event) => {
      state = reduce(state, event)
      drawAt(SOON.has(event.type) ? performance.now() + SOON_MS : drawnAt + FRAME_MS)
    },
    ready: pause.over,
    close: async () => {
      process.stderr.off('resize', draw)
      closed = true
      endKeys?.()
      draw()
      app.unmount()
      await app.waitUntilExit()
    },
  }
}
