import type { LlmCall } from '../domain/call.js'
import type { JsonValue } from '../domain/json.js'
import { contentDigest } from './content.js'
import { drawOne, drawOrder } from './draw.js'
import { goldOf } from './field.js'

export interface DrawOptions {
  readonly seed: number
  /** True for a call that the task's incumbent answered. */
  readonly isIncumbents: (call: LlmCall) => boolean
  /** Dotted path of the expected answer; calls without one are left out when it is given. */
  readonly goldPath?: string | undefined
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
function occurrence({ id, source, startedAt }: LlmCall): string {
  return id === `${source.file}:${source.line}` ? `${startedAt ?? ''}#${source.line}` : id
}

/** One member of each group, drawn; groups without a name stand alone. */
function oneOfEach(calls: readonly EligibleCall[], groupOf: (one: EligibleCall) => string | undefined, draw: (group: readonly EligibleCall[]) => EligibleCall | undefined): EligibleCall[] {
  const groups = new Map<string, EligibleCall[]>()
  const alone: EligibleCall[] = []
  for (const one of calls) {
    const name = groupOf(one)
    const group = name === undefined ? alone : groups.get(name)
    if (group) group.push(one)
    else if (name !== undefined) groups.set(name, [one])
  }
  return [...alone, ...[...groups.values()].flatMap((group) => draw(group) ?? [])]
}

/**
 * The cases of a task in their pre-drawn order: the incumbent's calls, one of each group of exact repeats, one of each
 * conversation. Who stands for a group and who comes when are independent draws: were they one, large groups, as the minimum
 * of many places, would come first.
 */
export function drawCases(calls: readonly LlmCall[], options: DrawOptions): Drawn {
  const { seed, goldPath } = options
  const own = calls.filter(options.isIncumbents)
  const judged = own.flatMap((call): EligibleCall[] => {
    const gold = goldPath === undefined ? undefined : goldOf(call, goldPath)
    return goldPath !== undefined && gold === undefined ? [] : [{ call, content: contentDigest(call.request), ...(gold === undefined ? {} : { gold }) }]
  })
  const distinct = oneOfEach(judged, ({ content }) => content, (group) => drawOne(group, seed, 'repeat', ({ call }) => occurrence(call)))
  const single = oneOfEach(distinct, ({ call }) => call.conversationId, (group) => drawOne(group, seed, 'conversation', ({ content }) => content))
  return {
    calls: drawOrder(single, seed, 'order', ({ content }) => content),
    excluded: {
      'other-model': calls.length - own.length,
      repeat: judged.length - distinct.length,
      conversation: distinct.length - single.length,
      'no-gold': own.length - judged.length,
    },
  }
}
