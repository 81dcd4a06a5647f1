import { sketchLatency } from '../../src/digest/latency-sketch.js'
import type { LlmCall } from '../../src/domain/call.js'
import type { KnownSum } from '../../src/domain/digest.js'
import { contentDigest } from '../../src/sample/content.js'
import { place } from '../../src/sample/draw.js'
import { structuralKey, structureOf } from '../../src/tasks/structural-key.js'
import { tagFields, tagReader } from '../../src/tasks/apart/tag-field.js'

/** What a digest must say, computed call by call with the functions that read files. */
export interface Expected {
  readonly key: string
  readonly requestModel: string
  readonly calls: number
  readonly distinct: number
  readonly eligible: number
  readonly costUsd: KnownSum
  readonly inputTokens: KnownSum
  readonly outputTokens: KnownSum
  readonly cacheReadInputTokens: KnownSum
  readonly priced: { readonly costUsd: number; readonly calls: number; readonly inputTokens: number; readonly outputTokens: number; readonly cacheReadInputTokens: number }
  readonly unpriced: { readonly calls: number; readonly inputTokens: number; readonly outputTokens: number }
  readonly firstStartedAt: string | undefined
  readonly lastStartedAt: string | undefined
  readonly latencyMs: ReturnType<typeof sketchLatency>
  readonly sample: readonly { readonly id: string; readonly place: string; readonly repeats: number }[]
}

const sumOf = (values: readonly (number | undefined)[]): KnownSum => {
  const known = values.filter((value) => value !== undefined)
  return { count: known.length, sum: known.reduce((sum, value) => sum + value, 0) }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return [...groups.values()]
}

/** The item that the draw puts first. */
function drawOne<T>(items: readonly T[], seed: number, purpose: string, nameOf: (item: T) => string): T {
  return items.map((item) => ({ item, at: place(seed, purpose, nameOf(item)) })).toSorted((a, b) => (a.at < b.at ? -1 : 1))[0]?.item as T
}

/** The draw by record ids: of repeats one, of a conversation one, then in the order of the least id among the repeats. */
function drawById(calls: readonly LlmCall[], seed: number) {
  const repeats = groupBy(calls, ({ request }) => contentDigest(request)).map((group) => ({
    name: group.map(({ id }) => id).toSorted()[0] ?? '',
    call: drawOne(group, seed, 'repeat', ({ id }) => id),
    repeats: group.length,
  }))
  const talks = groupBy(repeats, ({ call, name }) => call.conversationId ?? `- ${name}`).map((group) => drawOne(group, seed, 'conversation', ({ name }) => name))
  const ordered = talks.map((one) => ({ id: one.call.id, place: place(seed, 'order', one.name), repeats: one.repeats })).toSorted((a, b) => (a.place < b.place ? -1 : 1))
  return { distinct: repeats.length, eligible: talks.length, ordered }
}

export function expectedGroups(calls: readonly LlmCall[], seed: number, perGroup: number): readonly Expected[] {
  const tagOf = tagReader(tagFields(calls))
  const keyOf = (call: LlmCall): string => structuralKey(structureOf(call.request, tagOf(call)))
  return groupBy(calls, (call) => JSON.stringify([keyOf(call), call.provider, call.requestModel, call.responseModel])).map((group) => {
    const first = group[0] as LlmCall
    const { distinct, eligible, ordered } = drawById(group, seed)
    const counted = group.filter(({ usage }) => usage.inputTokens !== undefined && usage.outputTokens !== undefined)
    const [priced, unpriced] = [counted.filter(({ costUsd }) => costUsd !== undefined), counted.filter(({ costUsd }) => costUsd === undefined)]
    const starts = group.flatMap(({ startedAt }) => startedAt ?? []).toSorted()
    return {
      key: keyOf(first), requestModel: first.requestModel, calls: group.length, distinct, eligible,
      costUsd: sumOf(group.map(({ costUsd }) => costUsd)),
      inputTokens: sumOf(group.map(({ usage }) => usage.inputTokens)),
      outputTokens: sumOf(group.map(({ usage }) => usage.outputTokens)),
      cacheReadInputTokens: sumOf(group.map(({ usage }) => usage.cacheReadInputTokens)),
      priced: { costUsd: sumOf(priced.map(({ costUsd }) => costUsd)).sum, calls: priced.length, inputTokens: sumOf(priced.map(({ usage }) => usage.inputTokens)).sum, outputTokens: sumOf(priced.map(({ usage }) => usage.outputTokens)).sum, cacheReadInputTokens: sumOf(priced.map(({ usage }) => usage.cacheReadInputTokens)).sum },
      unpriced: { calls: unpriced.length, inputTokens: sumOf(unpriced.map(({ usage }) => usage.inputTokens)).sum, outputTokens: sumOf(unpriced.map(({ usage }) => usage.outputTokens)).sum },
      firstStartedAt: starts[0], lastStartedAt: starts.at(-1),
      latencyMs: sketchLatency(group.flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [latencyMs]))),
      sample: ordered.slice(0, perGroup),
    }
  }).toSorted((a, b) => (a.key + a.requestModel < b.key + b.requestModel ? -1 : 1))
}
