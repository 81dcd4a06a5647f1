import { closeSync, openSync, writeFileSync } from 'node:fs'
import { AuditError } from '../domain/error.js'
import type { AuditEvent } from '../domain/event.js'
import { isPipe } from '../files/read-text.js'
import { openForReader } from '../files/write-pipe.js'
import { createHand, type Hand } from '../pipeline/steering.js'
import { writeTrouble } from '../text/file-trouble.js'
import { progressLine, standingLine } from './progress.js'
import { tell } from './tell.js'

export interface Watcher {
  readonly see: (event: AuditEvent) => void
  /** Ends the view; what is printed afterwards stands below it. */
  readonly close: () => Promise<void>
  /** Waited for before the next step is taken: a view may pause the run. */
  readonly ready?: () => Promise<void>
}

/** Milliseconds without a line after which the next event says how far the run is. */
const SILENCE_MS = 30_000

/** Lines: one for what happens, and while one candidate takes long, now and then how far it is. Nothing is ever drawn over. */
export function lines(write: (line: string) => void = tell, now: () => number = () => performance.now()): Watcher {
  let [saidAt, spentUsd] = [now(), 0]
  return {
    see: (event) => {
      if (event.type === 'trial') spentUsd = event.spentUsd
      const line = progressLine(event) ?? (now() - saidAt >= SILENCE_MS ? standingLine(event, spentUsd) : undefined)
      if (line === undefined) return
      saidAt = now()
      write(line)
    },
    close: async () => {},
  }
}

/** Lines until the run is planned, for until then it may ask a question; then the live view. Loading ink takes a second, so it is loaded first. */
async function live(hand: Hand, color: boolean): Promise<Watcher> {
  process.env['NODE_ENV'] ??= 'production' // the library's other build checks itself at every frame
  const { liveView } = await import('../ui/live.js')
  const before = lines()
  let view: Watcher | undefined
  return {
    see: (event) => {
      if (event.type === 'planned') view = liveView({ ...hand, stop: () => process.kill(process.pid, 'SIGINT') }, color, event)
      else (view ?? before).see(event)
    },
    ready: async () => view?.ready?.(),
    close: async () => view?.close(),
  }
}

/** NDJSON of all events, to a file or to standard output (`-`). */
function eventLog(target: string): Watcher {
  if (target === '-') return { see: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`), close: async () => {} }
  const orSay = <T>(act: () => T): T => {
    try {
      return act()
    } catch (error) {
      throw new AuditError('output/write', `--events ${target}: ${writeTrouble(error)}`, 'Name a file that can be written.')
    }
  }
  const file = orSay(() => (isPipe(target) ? openForReader(target) : openSync(target, 'w')))
  return {
    see: (event) => orSay(() => writeFileSync(file, `${JSON.stringify(event)}\n`)),
    close: async () => closeSync(file),
  }
}

const isSet = (value: string | undefined): boolean => value !== undefined && !['', '0', 'false'].includes(value)

/** What says that lines are wanted: a screen reader (AUDIT_PLAIN, or INK_SCREEN_READER as other programs of this kind heed it), a CI server, a terminal that cannot move its cursor. */
const wantsLines = (env: NodeJS.ProcessEnv): boolean => env['TERM'] === 'dumb' || ['AUDIT_PLAIN', 'INK_SCREEN_READER', 'CI', 'CONTINUOUS_INTEGRATION'].some((name) => isSet(env[name]))

/** The hand of a person who sees the run on a terminal and can press keys there; undefined where nobody does, or lines were asked for. */
export const handOnTerminal = ({ concurrency, plain, env, terminal = process.stderr.isTTY }: { readonly concurrency: number; readonly plain?: boolean; readonly env: NodeJS.ProcessEnv; readonly terminal?: boolean }): Hand | undefined =>
  (terminal && plain !== true && !wantsLines(env) ? createHand(concurrency) : undefined)

/** The views that were asked for; the live one only with a hand. */
export async function watchers(options: { readonly quiet: boolean; readonly events: string | undefined; readonly live: Hand | undefined; readonly color?: boolean }): Promise<readonly Watcher[]> {
  const views: Watcher[] = []
  if (options.events !== undefined) views.push(eventLog(options.events))
  if (!options.quiet) views.push(options.live ? await live(options.live, options.color ?? true) : lines())
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
