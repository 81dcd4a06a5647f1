import { hash } from 'node:crypto'
import type { LlmCall } from '../domain/call.js'
import { textOf } from '../domain/message.js'
import { canonicalRequest } from '../sample/content.js'
import { structureText } from '../tasks/structural-key.js'
import { tagCandidates } from '../tasks/tag-field.js'
import { NUMBER, NUMBERS, WORD, WORDS, type RowBatch } from './columns.js'
import { hashText } from '../text/hash-text.js'
import { restText } from './call-text.js'
import { tierCandidates } from './tier-field.js'
import { turnsOf } from './turn-hash.js'

/** About four characters make a token in English text; only used where the log has no token counts. */
const CHARACTERS_PER_TOKEN = 4
/** Distinct texts per list and batch; tags beyond are of no field that could name a task. */
const MOST_TAGS = 20_000

/** Turns calls into columns. */
export interface RowWriter {
  readonly add: (call: LlmCall) => void
  readonly rows: () => number
  /** Bytes of text so far. */
  readonly bytes: () => number
  /** The calls that were added since the last time. */
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

/** A buffer that grows. */
function createBytes(start: number): { buffer: Buffer; used: number; write: (text: string) => number } {
  return {
    buffer: Buffer.allocUnsafe(start),
    used: 0,
    write(text) {
      if (this.used + text.length * 3 > this.buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.used + text.length * 3))
        this.buffer.copy(larger, 0, 0, this.used)
        this.buffer = larger
      }
      const written = this.buffer.write(text, this.used)
      this.used += written
      return written
    },
  }
}

const outputCharacters = ({ output }: LlmCall): number => output.text.length + output.toolCalls.reduce((sum, call) => sum + call.arguments.length, 0)

export function createRowWriter(): RowWriter {
  let rows = 0
  let numbers = new Float64Array(NUMBERS * 256)
  let words = new Uint32Array(WORDS * 256)
  let text = createBytes(1 << 16)
  let ids = createBytes(1 << 12)
  const lists = { served: createList(Infinity), structures: createList(Infinity), tags: createList(MOST_TAGS), tiers: createList(MOST_TAGS), formats: createList(Infinity) }
  const reserve = (): void => {
    lists.tags.indexOf('[]')
    lists.tiers.indexOf('[]')
  }
  reserve()

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
    bytes: () => text.used,
    add: (call) => {
      grow()
      const { request, usage } = call
      const start = text.used
      const requestBytes = text.write(canonicalRequest(request))
      const content = hash('sha256', text.buffer.subarray(start, start + requestBytes), 'buffer')
      text.write(`\n${restText(call)}`)
      const at = rows * WORDS
      words[at + WORD.served] = lists.served.indexOf(JSON.stringify([call.provider ?? null, call.requestModel, call.responseModel ?? null, call.serviceTier ?? null]))
      words[at + WORD.structure] = lists.structures.indexOf(structureText(request))
      words[at + WORD.tag] = labelIndex(lists.tags, tagCandidates(call.metadata))
      words[at + WORD.tier] = labelIndex(lists.tiers, tierCandidates(call.metadata))
      words[at + WORD.format] = lists.formats.indexOf(call.format)
      for (let word = 0; word < 4; word++) words[at + WORD.content + word] = content.readUInt32BE(word * 4)
      const [high, low] = call.conversationId === undefined ? [0, 0] : hashText(call.conversationId)
      words[at + WORD.conversation] = high
      words[at + WORD.conversation + 1] = low
      const { own, before } = turnsOf(call)
      words.set(own, at + WORD.turn)
      words.set(before, at + WORD.before)
      words[at + WORD.textBytes] = text.used - start
      words[at + WORD.idBytes] = ids.write(call.id)
      words[at + WORD.inputEstimate] = usage.inputTokens === undefined ? Math.ceil(textOf(request.messages).length / CHARACTERS_PER_TOKEN) : 0
      words[at + WORD.outputEstimate] = usage.outputTokens === undefined ? Math.ceil(outputCharacters(call) / CHARACTERS_PER_TOKEN) : 0
      words[at + WORD.answer] = hashText(call.output.text)[0]
      const to = rows * NUMBERS
      numbers[to + NUMBER.line] = call.source.line
      numbers[to + NUMBER.inputTokens] = usage.inputTokens ?? Number.NaN
      numbers[to + NUMBER.outputTokens] = usage.outputTokens ?? Number.NaN
      numbers[to + NUMBER.cacheRead] = usage.cacheReadInputTokens ?? Number.NaN
      numbers[to + NUMBER.cacheWrite] = usage.cacheWriteInputTokens ?? Number.NaN
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
        ids: new Uint8Array(ids.buffer.subarray(0, ids.used)),
        text: new Uint8Array(text.buffer.subarray(0, text.used)),
        texts: { served: lists.served.take(), structures: lists.structures.take(), tags: lists.tags.take(), tiers: lists.tiers.take(), formats: lists.formats.take() },
      }
      rows = 0
      text.used = 0
      ids.used = 0
      reserve()
      return batch
    },
  }
}
