import type { LlmCall, ServiceTier, Usage } from '../domain/call.js'
import { occurrence } from '../sample/eligible.js'
import { createTextStore } from '../ingest/index.js'
import type { Drawable } from '../sample/draw-rows.js'
import { NUMBER, NUMBERS, WORD, WORDS, type RowBatch } from './columns.js'
import { wholeCall } from './call-text.js'
import { createIdCounter } from './id-counter.js'
import { findThreads } from './threads.js'

/** Who served a call, as logged. */
export interface Served {
  readonly provider?: string
  readonly requestModel: string
  readonly responseModel?: string
  readonly serviceTier?: ServiceTier
}

/** The calls of a log as columns, about 180 bytes a call; rows count from 0 in the order of the log. */
export interface CallTable extends Drawable {
  readonly rows: number
  /** The whole call, read back from the store. */
  readonly call: (row: number) => LlmCall
  /** The request alone, as canonical JSON. */
  readonly requestText: (row: number) => string
  /** The same as UTF-8; valid until the next call is read. */
  readonly requestBytes: (row: number) => Uint8Array
  readonly usageOf: (row: number) => Usage
  /** USD as logged; NaN where unknown. */
  readonly costUsdOf: (row: number) => number
  readonly idOf: (row: number) => string
  /** Index into `served`. */
  readonly servedOf: (row: number) => number
  readonly served: readonly Served[]
  /** Index into `structures`, the JSON of tools, format and fingerprint. */
  /** Name of the adapter that read it. */
  readonly formatOf: (row: number) => string
  readonly structureOf: (row: number) => number
  readonly structures: readonly string[]
  /** Index into `tags`, the JSON of the metadata that may name the task. */
  readonly tagOf: (row: number) => number
  readonly tags: readonly string[]
  /** Index into `tiers`, the JSON of the metadata that may name what the user pays. */
  readonly tierOf: (row: number) => number
  readonly tiers: readonly string[]
  /** First of the four words of the digest of what is asked, and all of it as a number for tables. */
  readonly contentWord: (row: number, word: 0 | 1 | 2 | 3) => number
  readonly answerOf: (row: number) => number
  readonly startedMsOf: (row: number) => number
  readonly latencyMsOf: (row: number) => number
  /** As counted; NaN where unknown. */
  readonly countedInputOf: (row: number) => number
  readonly countedOutputOf: (row: number) => number
  readonly cacheReadOf: (row: number) => number
  readonly cacheWriteOf: (row: number) => number
  readonly cacheWriteHourOf: (row: number) => number
  /** Counted, else estimated from the text. */
  readonly inputTokensOf: (row: number) => number
  readonly outputTokensOf: (row: number) => number
  /** Frees the store. */
  readonly close: () => void
}

/** A table that is being filled. */
export interface TableBuilder {
  /** Adds the calls of one file, in order. */
  readonly append: (batch: RowBatch, file: string) => void
  readonly finish: () => CallTable
}

/** Metadata of more values than this names no task and no tier; what is beyond counts as having none. */
const MOST_LABELS = 100_000

/** Columns that grow by half when they are full. */
function createColumns<A extends Float64Array | Uint32Array | Uint8Array>(make: (length: number) => A): { values: A; used: number; append: (more: A) => void } {
  return {
    values: make(1 << 12),
    used: 0,
    append(more) {
      if (this.used + more.length > this.values.length) {
        const larger = make(Math.max(Math.ceil(this.values.length * 1.5), this.used + more.length))
        larger.set(this.values.subarray(0, this.used))
        this.values = larger
      }
      this.values.set(more, this.used)
      this.used += more.length
    },
  }
}

/** Lists of texts of all batches as one, each text once. */
function createMerge(most = Infinity): { readonly list: string[]; readonly indexes: (texts: readonly string[]) => Uint32Array } {
  const list: string[] = []
  const known = new Map<string, number>()
  return {
    list,
    indexes: (texts) => Uint32Array.from(texts, (text) => {
      const found = known.get(text)
      if (found !== undefined) return found
      if (list.length >= most) return 0
      known.set(text, list.length)
      return list.push(text) - 1
    }),
  }
}

const LISTS = [[WORD.served, 'served'], [WORD.structure, 'structures'], [WORD.tag, 'tags'], [WORD.tier, 'tiers'], [WORD.format, 'formats']] as const

function readServed(text: string): Served {
  const [provider, requestModel, responseModel, serviceTier] = JSON.parse(text) as [string | null, string, string | null, ServiceTier | null]
  return { requestModel, ...(provider === null ? {} : { provider }), ...(responseModel === null ? {} : { responseModel }), ...(serviceTier === null ? {} : { serviceTier }) }
}

const known = (value: number | undefined): number | undefined => (value === undefined || Number.isNaN(value) ? undefined : value)

export function createTable(inMemory?: number): TableBuilder {
  const store = createTextStore(inMemory)
  const numbers = createColumns<Float64Array>((length) => new Float64Array(length))
  const words = createColumns<Uint32Array>((length) => new Uint32Array(length))
  const ids = createColumns<Uint8Array>((length) => new Uint8Array(length))
  const lists = { served: createMerge(), structures: createMerge(), tags: createMerge(MOST_LABELS), tiers: createMerge(MOST_LABELS), formats: createMerge() }
  const files: { readonly firstRow: number; readonly file: string }[] = []
  const unique = createIdCounter()
  /** Ids that had been seen before, with what makes them unique. */
  const suffixes = new Map<number, string>()
  lists.tags.indexes(['[]'])
  lists.tiers.indexes(['[]'])
  let rows = 0

  function append(batch: RowBatch, file: string): void {
    if (batch.rows === 0) return
    if (files.at(-1)?.file !== file) files.push({ firstRow: rows, file })
    const lots = LISTS.map(([column, name]) => [column, lists[name].indexes(batch.texts[name])] as const)
    let idStart = 0
    for (let row = 0; row < batch.rows; row++) {
      const at = row * WORDS
      for (const [column, indexes] of lots) batch.words[at + column] = indexes[batch.words[at + column] ?? 0] ?? 0
      const idEnd = idStart + (batch.words[at + WORD.idBytes] ?? 0)
      const suffix = unique(batch.ids, idStart, idEnd)
      if (suffix !== '') suffixes.set(rows + row, suffix)
      idStart = idEnd
    }
    numbers.append(batch.numbers)
    words.append(batch.words)
    ids.append(batch.ids)
    store.append(batch.text)
    rows += batch.rows
  }

  function finish(): CallTable {
    const count = rows
    const [{ values: allNumbers }, { values: allWords }] = [numbers, words]
    const number = (row: number, column: number): number => allNumbers[row * NUMBERS + column] ?? Number.NaN
    const word = (row: number, column: number): number => allWords[row * WORDS + column] ?? 0
    const [textAt, idAt] = [new Float64Array(count + 1), new Uint32Array(count + 1)]
    for (let row = 0; row < count; row++) {
      textAt[row + 1] = (textAt[row] ?? 0) + word(row, WORD.textBytes)
      idAt[row + 1] = (idAt[row] ?? 0) + word(row, WORD.idBytes)
    }
    const served = lists.served.list.map(readServed)
    const nobody: Served = { requestModel: '' }
    const fileOf = (row: number): string => {
      // Folders hold files by the thousand.
      let [low, high] = [0, files.length]
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if ((files[middle]?.firstRow ?? 0) <= row) low = middle
        else high = middle
      }
      return files[low]?.file ?? ''
    }
    const idBytes = Buffer.from(ids.values.buffer)
    const idOf = (row: number): string => idBytes.toString('utf8', idAt[row], idAt[row + 1]) + (suffixes.get(row) ?? '')
    const textOf = (row: number): Buffer => store.read(textAt[row] ?? 0, word(row, WORD.textBytes))
    const requestBytes = (row: number): Buffer => {
      const bytes = textOf(row)
      return bytes.subarray(0, bytes.indexOf(0x0a))
    }
    const startedMsOf = (row: number): number => number(row, NUMBER.startedMs)
    const namedOf = (row: number): string | undefined => {
      const [high, low] = [word(row, WORD.conversation), word(row, WORD.conversation + 1)]
      return high === 0 && low === 0 ? undefined : `${high}:${low}`
    }
    let threads: ((row: number) => string | undefined) | undefined
    const digest = Buffer.alloc(16)
    const contentOf = (row: number): string => {
      for (let at = 0; at < 4; at++) digest.writeUInt32BE(word(row, WORD.content + at), at * 4)
      return digest.toString('hex')
    }

    const formatOf = (row: number): string => lists.formats.list[word(row, WORD.format)] ?? 'unknown'
    const usageOf = (row: number): Usage => {
      const usage: { -readonly [Field in keyof Usage]: Usage[Field] } = {}
      const [input, output] = [known(number(row, NUMBER.inputTokens)), known(number(row, NUMBER.outputTokens))]
      if (input !== undefined) usage.inputTokens = input
      if (output !== undefined) usage.outputTokens = output
      const [cacheRead, cacheWrite] = [known(number(row, NUMBER.cacheRead)), known(number(row, NUMBER.cacheWrite))]
      if (cacheRead !== undefined) usage.cacheReadInputTokens = cacheRead
      if (cacheWrite !== undefined) usage.cacheWriteInputTokens = cacheWrite
      const cacheWriteHour = known(number(row, NUMBER.cacheWriteHour))
      if (cacheWriteHour !== undefined) usage.cacheWriteHourInputTokens = cacheWriteHour
      return usage
    }
    const costUsdOf = (row: number): number => number(row, NUMBER.costUsd)
    const latencyMsOf = (row: number): number => number(row, NUMBER.latencyMs)

    return {
      rows: count,
      call: (row) => {
        const bytes = textOf(row)
        const at = bytes.indexOf(0x0a)
        const request = JSON.parse(bytes.toString('utf8', 0, at)) as LlmCall['request']
        const source = { file: fileOf(row), line: number(row, NUMBER.line) }
        const [costUsd, latencyMs] = [known(costUsdOf(row)), known(latencyMsOf(row))]
        return wholeCall({ id: idOf(row), source, format: formatOf(row), request, ...(served[word(row, WORD.served)] ?? nobody), usage: usageOf(row), costUsd, latencyMs }, bytes.toString('utf8', at + 1))
      },
      requestText: (row) => requestBytes(row).toString('utf8'),
      requestBytes,
      usageOf,
      costUsdOf,
      idOf,
      served,
      servedOf: (row) => word(row, WORD.served),
      structures: lists.structures.list,
      structureOf: (row) => word(row, WORD.structure),
      formatOf,
      tags: lists.tags.list,
      tiers: lists.tiers.list,
      tierOf: (row) => word(row, WORD.tier),
      tagOf: (row) => word(row, WORD.tag),
      contentWord: (row, at) => word(row, WORD.content + at),
      answerOf: (row) => word(row, WORD.answer),
      startedMsOf,
      latencyMsOf,
      countedInputOf: (row) => number(row, NUMBER.inputTokens),
      countedOutputOf: (row) => number(row, NUMBER.outputTokens),
      cacheReadOf: (row) => number(row, NUMBER.cacheRead),
      cacheWriteOf: (row) => number(row, NUMBER.cacheWrite),
      cacheWriteHourOf: (row) => number(row, NUMBER.cacheWriteHour),
      inputTokensOf: (row) => known(number(row, NUMBER.inputTokens)) ?? word(row, WORD.inputEstimate),
      outputTokensOf: (row) => known(number(row, NUMBER.outputTokens)) ?? word(row, WORD.outputEstimate),
      contentOf,
      conversationOf: (row) => {
        threads ??= findThreads({
          rows: count,
          ownOf: (one) => [word(one, WORD.turn), word(one, WORD.turn + 1)],
          beforeOf: (one) => [word(one, WORD.before), word(one, WORD.before + 1)],
          namedOf,
        })
        return threads(row)
      },
      occurrenceOf: (row) => {
        const started = startedMsOf(row)
        return occurrence({ id: idOf(row), source: { file: fileOf(row), line: number(row, NUMBER.line) }, ...(Number.isNaN(started) ? {} : { startedAt: new Date(started).toISOString() }) })
      },
      close: store.close,
    }
  }

  return { append, finish }
}
