import type { AuditEvent } from '../domain/event.js'
import { signedPoints } from '../domain/points.js'
import { plain } from '../text/display.js'

/** Says on standard error what happens, one line at a time: in a terminal, a pipe, a CI log and a screen reader alike. */
export function progressLine(event: AuditEvent): string | undefined {
  switch (event.type) {
    case 'ingested': {
      const excluded = Object.entries(event.input.excluded).map(([reason, n]) => `${reason} ${n}`).join(', ')
      return `read ${event.input.calls} records${excluded ? `; left out: ${excluded}` : ''}`
    }
    case 'tasks-found': return `found ${event.tasks.length} task${event.tasks.length === 1 ? '' : 's'}`
    case 'planned': return `run ${event.runId}: ${event.tasks} task${event.tasks === 1 ? '' : 's'}, at most ${event.maxCalls} candidate calls, budget $${event.budgetUsd}`
    case 'task-started': return `${plain(event.label)} (${event.validator}): ${plain(event.incumbent)} against ${event.candidates.map((name) => plain(name)).join(', ') || 'nothing'}`
    case 'control': return event.done === event.of ? `  control: ${event.agreed} of ${event.of} repeated calls agree with the log` : undefined
    case 'verdict': return event.reason === 'skipped' && event.trials === 0 ? undefined : `  ${plain(event.model)}: ${event.verdict}/${event.reason} – ${plain(event.message)}`
    case 'decision': return event.notTried ? undefined : `  decision: ${event.strategy === 'incumbent' ? 'keep ' : ''}${plain(event.model)}`
    case 'warning': return `warning: ${plain(event.message)}`
    case 'finished': return `spent $${event.spentUsd.toFixed(4)}${event.unsureAttempts > 0 ? ` (of it $${event.unsureUsd.toFixed(4)} for ${event.unsureAttempts} calls that were cut off: they may have been charged or not)` : ''}${event.stoppedBy ? `; stopped by the ${event.stoppedBy}` : ''}${event.wastedCalls > 0 ? `; ${event.wastedCalls} calls were paid for after their decision had fallen, and are on record` : ''}`
    case 'batch': {
      if (event.state === 'handed-in') return `  batch: ${event.calls} calls handed in`
      if (event.state === 'one-by-one') return `  batch: ${event.calls} calls made one by one for $${event.costUsd.toFixed(4)}`
      return event.state === 'working' ? `  batch: ${plain(event.model)} ${event.done} of ${event.calls} done` : `  batch: ${event.done} of ${event.calls} answers of ${plain(event.model)} collected for $${event.costUsd.toFixed(4)}`
    }
    case 'trial':
    case 'evidence': return undefined
  }
}

/** How far a candidate is, for whom no verdict has told anything for a while; undefined for events that do not say. */
export function standingLine(event: AuditEvent, spentUsd: number): string | undefined {
  if (event.type !== 'evidence') return undefined
  const { model, trials, maxSamples, difference } = event
  return `  ${plain(model)}: ${trials} of at most ${maxSamples} cases, difference ${signedPoints(difference)} points so far, $${spentUsd.toFixed(4)} spent`
}
