import type { LlmCall } from '../domain/call.js'
import type { FailureKind, FailureSignal } from '../domain/learn.js'
import { correctedOf } from '../monitor/feedback.js'
import { tagOf, type Observation } from '../monitor/observe.js'
import { isJsonObject } from '../domain/json.js'

/** What became of an answer of a route's own model: `kind` where it failed, undefined where it was good. */
export interface Outcome {
  readonly signal: FailureSignal
  readonly kind: FailureKind | undefined
}

/** Reasons for a fallback that lie in the question; a rate limit or an outage says nothing of it. */
const BY_CONTENT = new Set(['validation_failure', 'low_confidence', 'refusal', 'context_length'])
const NEUTRAL = 0.5

/** The reasons for which the steps of a chain gave up, as a gateway logs them. */
function reasonsOf({ metadata }: LlmCall): readonly string[] {
  const { attempts } = metadata
  const steps = Array.isArray(attempts) ? attempts.flatMap((one) => (isJsonObject(one) && typeof one['outcome'] === 'string' ? [one['outcome']] : [])) : []
  const named = [tagOf(metadata, 'fallback_reason'), metadata['fallback_reason']].filter((one) => typeof one === 'string')
  return [...steps, ...named]
}

/**
 * What a call says of its route's own model: at most one outcome a signal. An opinion speaks of the answer that was served, so it counts only where that model gave it; of a call that a fallback
 * answered only the reason counts, and only one that lies in the question.
 */
export function outcomesOf(call: LlmCall, seen: Observation): readonly Outcome[] {
  if (seen.servedBy === 'fallback') return seen.escalated || reasonsOf(call).some((reason) => BY_CONTENT.has(reason)) ? [{ signal: 'shown', kind: 'fallback' }] : []
  if (seen.servedBy !== 'target') return []
  const shown: Outcome = { signal: 'shown', kind: seen.escalated ? 'fallback' : seen.usable ? undefined : 'unusable' }
  return [...saidOf(call, seen), shown]
}

function saidOf(call: LlmCall, { feedback }: Observation): readonly Outcome[] {
  if (feedback !== undefined && feedback !== NEUTRAL) return [{ signal: 'said', kind: feedback < NEUTRAL ? 'feedback' : undefined }]
  const corrected = correctedOf(call.metadata, call.output.text)
  return corrected === undefined ? [] : [{ signal: 'said', kind: corrected ? 'correction' : undefined }]
}

/** True where an answer, whoever gave it, failed by a signal; undefined where the signal says nothing of it. */
export function failedBy(signal: FailureSignal, call: LlmCall, seen: Observation): boolean | undefined {
  const [outcome] = signal === 'said' ? saidOf(call, seen) : [{ signal, kind: seen.usable && !seen.escalated ? undefined : 'unusable' } as Outcome]
  return outcome === undefined ? undefined : outcome.kind !== undefined
}
