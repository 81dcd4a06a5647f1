import type { LlmCall } from '../domain/call.js'
import type { JsonValue } from '../domain/json.js'
import { drawnOrder } from './draw.js'
import { goldOf } from './field.js'
import { contentDigest } from './content.js'

export interface DrawOptions {
  readonly seed: number
  /** True for a call that the task's incumbent answered. */
  readonly isIncumbents: (call: LlmCall) => boolean
  /** Dotted path of the expected answer; calls without one are left out when it is given. */
  readonly goldPath?: string | undefined
}

export interface Drawn {
  readonly calls: readonly { readonly call: LlmCall; readonly content: string; readonly gold?: JsonValue }[]
  /** Usable calls of the task that are not cases, by reason. */
  readonly excluded: Readonly<Record<'other-model' | 'repeat' | 'conversation' | 'no-gold', number>>
}

/**
 * The cases of a task in their pre-drawn order: the incumbent's calls, one of each group of exact repeats, one of each
 * conversation. Which one stands for its group is drawn by the same permutation, so it depends on no outcome.
 */
export function drawCases(calls: readonly LlmCall[], options: DrawOptions): Drawn {
  const excluded = { 'other-model': 0, repeat: 0, conversation: 0, 'no-gold': 0 }
  const candidates = calls.flatMap((call) => {
    if (!options.isIncumbents(call)) {
      excluded['other-model'] += 1
      return []
    }
    const gold = options.goldPath === undefined ? undefined : goldOf(call, options.goldPath)
    if (options.goldPath !== undefined && gold === undefined) {
      excluded['no-gold'] += 1
      return []
    }
    return [{ call, content: contentDigest(call.request), ...(gold === undefined ? {} : { gold }) }]
  })
  const seenContent = new Set<string>()
  const seenConversation = new Set<string>()
  const drawn = drawnOrder(candidates, options.seed, ({ call, content }) => `${content}\n${call.id}`).filter(({ call, content }) => {
    if (seenContent.has(content)) {
      excluded.repeat += 1
      return false
    }
    if (call.conversationId !== undefined && seenConversation.has(call.conversationId)) {
      excluded.conversation += 1
      return false
    }
    seenContent.add(content)
    if (call.conversationId !== undefined) seenConversation.add(call.conversationId)
    return true
  })
  return { calls: drawn, excluded }
}
