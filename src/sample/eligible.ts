import type { LlmCall } from '../domain/call.js'
import type { JsonValue } from '../domain/json.js'
import { contentDigest } from './content.js'
import { drawRows } from './draw-rows.js'
import { goldOf } from './field.js'

export interface DrawOptions {
  readonly seed: number
  /** True for a call that the task's incumbent answered. */
  readonly isIncumbents: (call: LlmCall) => boolean
  /** Dotted path of the expected answer; calls without one are left out when it is given. */
  readonly goldPath?: string | undefined
  /** What the place of a call is drawn by; by default what it asks. A database draws by record ids. */
  readonly nameOf?: ((call: LlmCall) => string) | undefined
}

/** A call that may become a case, with the digest of what it asks. */
export interface EligibleCall {
  readonly call: LlmCall
  readonly content: string
  readonly gold?: JsonValue
}

export interface Drawn {
  readonly calls: readonly EligibleCall[]
  /** Usable calls of the task that are not cases, by reason. */
  readonly excluded: Readonly<Record<'other-model' | 'repeat' | 'conversation' | 'no-gold', number>>
}

/** What tells the repeats of a call apart: its id, or, where that only says where it stands in a file, its time. */
export function occurrence({ id, source, startedAt }: Pick<LlmCall, 'id' | 'source' | 'startedAt'>): string {
  return id === `${source.file}:${source.line}` ? `${startedAt ?? ''}#${source.line}` : id
}

const NOBODY = { id: '', source: { file: '', line: 0 } }

/**
 * The cases of a task in their pre-drawn order: the incumbent's calls, one of each group of exact repeats, one of each
 * conversation (see draw-rows).
 */
export function drawCases(calls: readonly LlmCall[], options: DrawOptions): Drawn {
  const { seed, goldPath, nameOf } = options
  const own = calls.filter(options.isIncumbents)
  const judged = own.flatMap((call): EligibleCall[] => {
    const gold = goldPath === undefined ? undefined : goldOf(call, goldPath)
    return goldPath !== undefined && gold === undefined ? [] : [{ call, content: contentDigest(call.request), ...(gold === undefined ? {} : { gold }) }]
  })
  const { order, repeats, conversations } = drawRows(judged.map((_, at) => at), seed, {
    contentOf: (at) => judged[at]?.content ?? '',
    occurrenceOf: (at) => occurrence(judged[at]?.call ?? NOBODY),
    conversationOf: (at) => judged[at]?.call.conversationId,
    nameOf: nameOf && ((at) => nameOf(judged[at]?.call as LlmCall)),
  })
  return {
    calls: order.flatMap((at) => judged[at] ?? []),
    excluded: { 'other-model': calls.length - own.length, repeat: repeats, conversation: conversations, 'no-gold': own.length - judged.length },
  }
}
