import { hash } from 'node:crypto'
import type { LlmCall } from '../domain/call.js'
import { textOf } from '../domain/message.js'
import { writeRequest } from '../sample/content.js'
import { structureText } from '../tasks/structural-key.js'
import { tagCandidates } from '../tasks/apart/tag-field.js'
import { NUMBER, NUMBERS, WORD, WORDS, type RowBatch } from './columns.js'
import { hashText } from '../text/hash-text.js'
import { writeRest } from './call-text.js'
import { createTextBuffer } from './text-buffer.js'
import { tierCandidates } from './tier-field.js'
import { turnsOf } from './turn-hash.js'

/** About four characters make a token in English text; only used where the log has no token counts. */
const CHARACTERS_PER_TOKEN = 4
/** Distinct texts per list and batch; tags beyond are of no field that could name a task. */
const MOST_TAGS = 20_000
/** Ways in which calls are served that are compared one by one. */
const SERVED = 6

/** Turns calls into columns. */
export interface RowWriter {
  readonly add: (call: LlmCall) => void
  readonly rows: () => number
  /** Bytes of text so far. */
  readonly bytes: () => number
  /** The calls that were added since the last time; their texts are valid until the next is added. */
  readonly take: () => RowBatch
}

/** A list of texts, each once. */
function createList(most: number): { readonly indexOf: (text: string) => number; readonly take: () => readonly string[] } {
  let list: string[] = []
  let known = new Map<string, number>()
  return {
    indexOf: (text) => {
      const found = known.get(text)
      if (found !== undefined) return found
      if (list.length >= most) return 0
      known.set(text, list.length)
      return list.push(text) - 1
    },
    take: () => {
      const taken = list
      list = []
      known = new Map()
      return taken
    },
  }
}

/** Most calls carry no such metadata: they have place 0 without being written out. */
function labelIndex(list: { readonly indexOf: (text: string) => number }, labels: readonly unknown[]): number {
  return labels.length === 0 ? 0 : list.indexOf(JSON.stringify(labels))
}

/** Four bytes as a number, the highest first. */
function wordOf(bytes: string, at: number): number {
  return ((bytes.charCodeAt(at) << 24) | (bytes.charCodeAt(at + 1) << 16) | (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3)) >>> 0
}

const outputCharacters = ({ output }: LlmCall): number => output.text.length + output.toolCalls.reduce((sum, call) => sum + call.arguments.length, 0)

export function createRowWriter(): RowWriter {
  let rows = 0
  let numbers = new Float64Array(NUMBERS * 256)
  let words = new Uint32Array(WORDS * 256)
  const text = createTextBuffer(1 << 16)
  const ids = createTextBuffer(1 << 12)
  const lists = { served: createList(Infinity), structures: createList(Infinity), tags: createList(MOST_TAGS), tiers: createList(MOST_TAGS), formats: createList(Infinity) }
  const reserve = (): void => {
    lists.tags.indexOf('[]')
    lists.tiers.indexOf('[]')
  }
  reserve()

  /** Calls that follow one another are served by few: their places are known without writing them out. */
  let served: { readonly call: LlmCall; readonly index: number }[] = []
  function servedIndex(call: LlmCall): number {
    for (const { call: other, index } of served) if (other.requestModel === call.requestModel && other.responseModel === call.responseModel && other.provider === call.provider && other.serviceTier === call.serviceTier) return index
    const index = lists.served.indexOf(JSON.stringify([call.provider ?? null, call.requestModel, call.responseModel ?? null, call.serviceTier ?? null]))
    if (served.length < SERVED) served.push({ call, index })
    return index
  }

  function grow(): void {
    if ((rows + 1) * NUMBERS <= numbers.length) return
    const [moreNumbers, moreWords] = [new Float64Array(numbers.length * 2), new Uint32Array(words.length * 2)]
    moreNumbers.set(numbers)
    moreWords.set(words)
    numbers = moreNumbers
    words = moreWords
  }

  return {
    rows: () => rows,
    bytes: text.used,
    add: (call) => {
      grow()
      const { request, usage } = call
      const start = text.used()
      writeRequest(request, text)
      // Its bytes as characters: a buffer of its own would cost as much as the digest.
      const content = hash('sha256', text.view(start), 'binary')
      text.raw('\n')
      writeRest(call, text)
      const at = rows * WORDS
      words[at + WORD.served] = servedIndex(call)
      words[at + WORD.structure] = lists.structures.indexOf(structureText(request))
      words[at + WORD.tag] = labelIndex(lists.tags, tagCandidates(call.metadata))
      words[at + WORD.tier] = labelIndex(lists.tiers, tierCandidates(call.metadata))
      words[at + WORD.format] = lists.formats.indexOf(call.format)
      for (let word = 0; word < 4; word++) words[at + WORD.content + word] = wordOf(content, word * 4)
      const [high, low] = call.conversationId === undefined ? [0, 0] : hashText(call.conversationId)
      words[at + WORD.conversation] = high
      words[at + WORD.conversation + 1] = low
      const { own, before } = turnsOf(call)
      words[at + WORD.turn] = own[0]
      words[at + WORD.turn + 1] = own[1]
      words[at + WORD.before] = before[0]
      words[at + WORD.before + 1] = before[1]
      words[at + WORD.textBytes] = text.used() - start
      const idStart = ids.used()
      ids.raw(call.id)
      words[at + WORD.idBytes] = ids.used() - idStart
      words[at + WORD.inputEstimate] = usage.inputTokens === undefined ? Math.ceil(textOf(request.messages).length / CHARACTERS_PER_TOKEN) : 0
      words[at + WORD.outputEstimate] = usage.outputTokens === undefined ? Math.ceil(outputCharacters(call) / CHARACTERS_PER_TOKEN) : 0
      words[at + WORD.answer] = hashText(call.output.text)[0]
      const to = rows * NUMBERS
      numbers[to + NUMBER.line] = call.source.line
      numbers[to + NUMBER.inputTokens] = usage.inputTokens ?? Number.NaN
      numbers[to + NUMBER.outputTokens] = usage.outputTokens ?? Number.NaN
      numbers[to + NUMBER.cacheRead] = usage.cacheReadInputTokens ?? Number.NaN
      numbers[to + NUMBER.cacheWrite] = usage.cacheWriteInputTokens ?? Number.NaN
      numbers[to + NUMBER.cacheWriteHour] = usage.cacheWriteHourInputTokens ?? Number.NaN
      numbers[to + NUMBER.costUsd] = call.costUsd ?? Number.NaN
      numbers[to + NUMBER.latencyMs] = call.latencyMs ?? Number.NaN
      numbers[to + NUMBER.startedMs] = call.startedAt === undefined ? Number.NaN : Date.parse(call.startedAt)
      rows++
    },
    take: () => {
      const batch: RowBatch = {
        rows,
        numbers: numbers.slice(0, rows * NUMBERS),
        words: words.slice(0, rows * WORDS),
        ids: ids.take(),
        text: text.view(0),
        texts: { served: lists.served.take(), structures: lists.structures.take(), tags: lists.tags.take(), tiers: lists.tiers.take(), formats: lists.formats.take() },
      }
      text.clear()
      rows = 0
      served = []
      reserve()
      return batch
    },
  }
}
