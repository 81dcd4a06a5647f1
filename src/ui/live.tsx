import { render } from 'ink'
import type { AuditEvent } from '../domain/event.js'
import { initialState, reduce } from './state.js'
import { View } from './view.js'

/** Milliseconds between two frames at least; a person reads no faster. */
const FRAME_MS = 100

export interface LiveView {
  readonly see: (event: AuditEvent) => void
  readonly close: () => Promise<void>
}

/** Draws the view on standard error, so that standard output stays the result alone. */
export function liveView(): LiveView {
  let state = initialState
  let timer: NodeJS.Timeout | undefined
  const frame = () => <View state={state} columns={process.stderr.columns ?? 80} rows={process.stderr.rows ?? 24} />
  const app = render(frame(), { stdout: process.stderr, exitOnCtrlC: false, patchConsole: false })
  const draw = () => {
    timer = undefined
    app.rerender(frame())
  }
  return {
    see: (event) => {
      state = reduce(state, event)
      timer ??= setTimeout(draw, FRAME_MS)
    },
    close: async () => {
      clearTimeout(timer)
      draw()
      app.unmount()
      await app.waitUntilExit()
    },
  }
}
