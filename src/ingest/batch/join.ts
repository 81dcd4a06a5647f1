import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import type { Deferred } from '../adapter.js'
import { excludedBy, Excluded } from '../read/excluded.js'

/** How one batch format reads its halves; both throw Excluded. */
export interface Halves {
  /** The call in an answer and its request. */
  readonly join: (request: JsonObject, answer: JsonObject, source: SourceRef) => ParsedRecord
  /** What an answer says by itself: an error, or that it was paid for. Throws Excluded always; the detail says what is missing. */
  readonly alone: (answer: JsonObject, source: SourceRef, detail: string) => never
}

/** Half of a batch, waiting for the other. */
export function halfOf(format: string, role: 'request' | 'answer', customId: string, record: JsonObject, source: SourceRef): Deferred {
  return { kind: 'deferred', format, role, keys: [customId], record, source }
}

/**
 * The requests and answers of one custom id. Batches of different files may use the same id for different requests: then
 * nobody can tell which answer is whose, and none is taken.
 */
export function joinHalves(parts: readonly Deferred[], halves: Halves): readonly ParsedRecord[] {
  const [requests, answers] = [parts.filter(({ role }) => role === 'request'), parts.filter(({ role }) => role === 'answer')]
  const isAmbiguous = new Set(requests.map(({ record }) => JSON.stringify(record))).size > 1
  const request = isAmbiguous ? undefined : requests[0]
  const out = answers.map((answer) => outcome(answer, () => {
    if (request) return halves.join(request.record, answer.record, answer.source)
    return halves.alone(answer.record, answer.source, isAmbiguous ? 'several batches use this custom_id for different requests: give the files of one batch at a time' : 'the request is not in the log: give the input file of the batch too')
  }))
  const unanswered = isAmbiguous || answers.length === 0 ? requests : requests.slice(1)
  return [...out, ...unanswered.map((one) => outcome(one, () => {
    if (answers.length === 0) throw new Excluded('no-output', 'the answer is not in the log: give the output file of the batch too')
    if (isAmbiguous) throw new Excluded('context-missing', 'several batches use this custom_id for different requests: give the files of one batch at a time')
    throw new Excluded('duplicate', 'the same request stands in the log more than once')
  }))]
}

function outcome(part: Deferred, read: () => ParsedRecord): ParsedRecord {
  try {
    return read()
  } catch (error) {
    return excludedBy(error, part.source, part.format)
  }
}
