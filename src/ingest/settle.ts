import type { ParsedRecord } from '../domain/call.js'
import type { JsonObject } from '../domain/json.js'
import type { Adapter, Deferred } from './adapter.js'
import { LIMITS, mebibytes } from './limits.js'
import { Excluded, excludedBy } from './read/excluded.js'
import { createPartIndex } from './read/part-index.js'
import { ADAPTERS } from './registry.js'
import { createTextStore } from './source/text-store.js'

/** A part whose record is JSON text: smaller to keep, and to hand to another thread. */
export type PackedPart = Omit<Deferred, 'record'> & { readonly record: string }

export const packPart = (part: Deferred): PackedPart => ({ ...part, record: JSON.stringify(part.record) })

/** Holds the deferred parts of all formats until the inputs are at their end: their records as text, in a temporary file once they are many. */
export interface Settler {
  /** @throws AuditError `input-no-room` when the file has no room */
  readonly add: (part: Deferred | PackedPart) => void
  /** What all parts became, in the order of the first part of each group; nothing is lost. To be read to its end. */
  readonly settle: () => Generator<ParsedRecord>
}

/** Bytes of records that are kept in memory before they go to a file. */
const IN_MEMORY = 32 * 1024 * 1024

/** Where the parts lie in the store, 16 bytes each. */
function createPlaces(): { readonly add: (head: number, record: number) => void; readonly of: (part: number) => { readonly at: number; readonly head: number; readonly record: number } } {
  let used = 0
  let end = 0
  let starts = new Float64Array(1 << 8)
  let sizes = new Uint32Array(1 << 9)
  return {
    add: (head, record) => {
      if (used === starts.length) {
        const [moreStarts, moreSizes] = [new Float64Array(Math.ceil(used * 1.5)), new Uint32Array(Math.ceil(used * 1.5) * 2)]
        moreStarts.set(starts)
        moreSizes.set(sizes)
        starts = moreStarts
        sizes = moreSizes
      }
      starts[used] = end
      sizes[used * 2] = head
      sizes[used * 2 + 1] = record
      end += head + record
      used++
    },
    of: (part) => ({ at: starts[part] ?? 0, head: sizes[part * 2] ?? 0, record: sizes[part * 2 + 1] ?? 0 }),
  }
}

type Head = Omit<Deferred, 'record'>

/**
 * Parts belong together when a chain of shared keys, or of parents that are there, connects them within one format; more than `maxGroupBytes`
 * of them cannot be read. All but numbers lies in the store: some 50 bytes of memory a part.
 */
export function createSettler(adapters: readonly Adapter[] = ADAPTERS, { inMemory = IN_MEMORY, maxGroupBytes = LIMITS.maxGroupBytes } = {}): Settler {
  const store = createTextStore(inMemory)
  const places = createPlaces()
  const index = createPartIndex()
  const headOf = (part: number): Head => {
    const { at, head } = places.of(part)
    return JSON.parse(store.read(at, head).toString('utf8')) as Head
  }
  const partOf = (part: number): Deferred => {
    const { at, head, record } = places.of(part)
    const text = store.read(at, head + record)
    return { ...(JSON.parse(text.toString('utf8', 0, head)) as Head), record: JSON.parse(text.toString('utf8', head)) as JsonObject }
  }
  return {
    add: (part) => {
      const { record, ...rest } = typeof part.record === 'string' ? (part as PackedPart) : packPart(part as Deferred)
      const head = JSON.stringify(rest)
      const bytes = Buffer.from(head + record)
      const headBytes = Buffer.byteLength(head)
      store.append(bytes)
      places.add(headBytes, bytes.length - headBytes)
      index.add(rest.keys.map((key) => scoped(rest.format, key)), rest.parent === undefined ? undefined : scoped(rest.format, rest.parent))
    },
    settle: function* () {
      try {
        for (const group of index.groups()) {
          let size = 0
          for (const part of group) size += places.of(part).record
          if (size <= maxGroupBytes) for (const own of groupsOf(Array.from(group, partOf))) yield* settleGroup(own, adapters)
          else for (const part of group) {
            const { isNote, source, format } = headOf(part)
            if (isNote !== true) yield excludedBy(new Excluded('context-missing', `${group.length} records say one thing together, and are larger than ${mebibytes(maxGroupBytes)}`), source, format)
          }
        }
      } finally {
        store.close()
      }
    },
  }
}

const scoped = (format: string, key: string): string => `${format}\n${key}`

function settleGroup(group: readonly Deferred[], adapters: readonly Adapter[]): readonly ParsedRecord[] {
  const own = group.filter((part) => !part.isNote)
  const format = group[0]?.format
  if (own.length === 0 || format === undefined) return []
  try {
    const settled = adapters.find((adapter) => adapter.name === format)?.settle?.(group) ?? []
    if (settled.length > 0) return settled
  } catch (error) {
    // They were paid for once, however many records tell it.
    const told = error instanceof Excluded ? new Excluded(error.reason, error.detail) : error
    return own.map((part, index) => excludedBy(index === 0 ? error : told, part.source, format))
  }
  return own.map((part) => excludedBy(undefined, part.source, format))
}

/** By the keys themselves: hashes may have brought strangers together. */
function groupsOf(parts: readonly Deferred[]): readonly (readonly Deferred[])[] {
  if (parts.length === 1) return [parts]
  const roots = parts.map((_, at) => at)
  const rootOf = (at: number): number => {
    let root = at
    for (let next = roots[root] ?? root; next !== root; next = roots[root] ?? root) root = next
    roots[at] = root
    return root
  }
  const firsts = new Map<string, number>()
  const join = (one: number, other: number): void => {
    const [a, b] = [rootOf(one), rootOf(other)]
    roots[Math.max(a, b)] = Math.min(a, b)
  }
  for (const [at, { format, keys }] of parts.entries()) {
    for (const key of keys) {
      const first = firsts.get(scoped(format, key))
      if (first === undefined) firsts.set(scoped(format, key), at)
      else join(first, at)
    }
  }
  for (const [at, { format, parent }] of parts.entries()) {
    const first = parent === undefined ? undefined : firsts.get(scoped(format, parent))
    if (first !== undefined) join(first, at)
  }
  const groups = new Map<number, Deferred[]>()
  for (const [at, part] of parts.entries()) {
    const group = groups.get(rootOf(at))
    if (group) group.push(part)
    else groups.set(rootOf(at), [part])
  }
  return [...groups.values()]
}
