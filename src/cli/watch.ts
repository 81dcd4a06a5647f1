import { appendFileSync, writeFileSync } from 'node:fs'
import { AuditError } from '../domain/error.js'
import type { AuditEvent } from '../domain/event.js'
import { createHand, type Hand } from '../pipeline/steering.js'
import { progressLine } from './progress.js'

export interface Watcher {
  readonly see: (event: AuditEvent) => void
  /** Ends the view; what is printed afterwards stands below it. */
  readonly close: () => Promise<void>
  /** Waited for before the next step is taken: a view may pause the run. */
  readonly ready?: () => Promise<void>
}

/** Lines on standard error. */
function lines(): Watcher {
  return {
    see: (event) => {
      const line = progressLine(event)
      if (line !== undefined) process.stderr.write(`${line}\n`)
    },
    close: async () => {},
  }
}

/** Lines until the run is planned, for until then it may ask a question; then the live view. Loading ink takes a second, so it is loaded first. */
async function live(hand: Hand): Promise<Watcher> {
  process.env['NODE_ENV'] ??= 'production' // the library's other build checks itself at every frame
  const { liveView } = await import('../ui/live.js')
  const before = lines()
  let view: Watcher | undefined
  return {
    see: (event) => {
      if (event.type === 'planned') view = liveView({ ...hand, stop: () => process.kill(process.pid, 'SIGINT') })
      const now = view ?? before
      now.see(event)
    },
    ready: async () => view?.ready?.(),
    close: async () => view?.close(),
  }
}

/** NDJSON of all events, to a file or to standard output (`-`). */
function eventLog(target: string): Watcher {
  if (target !== '-') {
    try {
      writeFileSync(target, '')
    } catch (error) {
      throw new AuditError('output/write', `--events ${target}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be written'}`, 'Name a file that can be written.')
    }
  }
  return {
    see: (event) => {
      const line = `${JSON.stringify(event)}\n`
      if (target === '-') process.stdout.write(line)
      else appendFileSync(target, line)
    },
    close: async () => {},
  }
}

/** A log of a CI server, or a terminal that cannot move its cursor, as screen readers ask for: lines are all it takes. */
const plainTerminal = (): boolean => process.env['TERM'] === 'dumb' || ['CI', 'CONTINUOUS_INTEGRATION'].some((name) => name in process.env && !['0', 'false'].includes(process.env[name] ?? ''))

/** The hand of a person who sees the run on a terminal and can press keys there; undefined where nobody does. */
export const handOnTerminal = (concurrency: number): Hand | undefined => (process.stderr.isTTY === true ? createHand(concurrency) : undefined)

/** The views that were asked for; the live one only with a hand. */
export async function watchers(options: { readonly quiet: boolean; readonly events: string | undefined; readonly live: Hand | undefined }): Promise<readonly Watcher[]> {
  const views: Watcher[] = []
  if (options.events !== undefined) views.push(eventLog(options.events))
  if (!options.quiet) views.push(options.live && !plainTerminal() ? await live(options.live) : lines())
  return views
}

/** Runs a stage to its end, showing every event on the way. */
export async function follow<R>(stage: AsyncGenerator<AuditEvent, R>, views: readonly Watcher[]): Promise<R> {
  try {
    for (;;) {
      for (const view of views) await view.ready?.()
      const step = await stage.next()
      if (step.done) return step.value
      for (const view of views) view.see(step.value)
    }
  } finally {
    for (const view of views) await view.close()
  }
}
