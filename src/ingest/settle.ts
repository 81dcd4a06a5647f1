import type { ParsedRecord } from '../domain/call.js'
import type { JsonObject } from '../domain/json.js'
import type { Adapter, Deferred } from './adapter.js'
import { LIMITS, mebibytes } from './limits.js'
import { Excluded, excludedBy } from './read/excluded.js'
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

/** A part whose record lies in the store. */
interface Stored extends Omit<Deferred, 'record'> {
  readonly at: number
  readonly bytes: number
}

/** Bytes of records that are kept in memory before they go to a file. */
const IN_MEMORY = 32 * 1024 * 1024

/** Parts belong together when a chain of shared keys connects them within one format; more than `maxGroupBytes` of them cannot be read. */
export function createSettler(adapters: readonly Adapter[] = ADAPTERS, { inMemory = IN_MEMORY, maxGroupBytes = LIMITS.maxGroupBytes } = {}): Settler {
  let parts: Stored[] = []
  let used = 0
  const store = createTextStore(inMemory)
  const restored = ({ at, bytes, ...part }: Stored): Deferred => ({ ...part, record: JSON.parse(store.read(at, bytes).toString('utf8')) as JsonObject })
  return {
    add: (part) => {
      const { record, ...rest } = typeof part.record === 'string' ? part : packPart(part as Deferred)
      const bytes = Buffer.from(record as string)
      store.append(bytes)
      parts.push({ ...rest, at: used, bytes: bytes.length })
      used += bytes.length
    },
    settle: function* () {
      const all = parts
      parts = []
      try {
        for (const group of groupsOf(all)) {
          const size = group.reduce((sum, { bytes }) => sum + bytes, 0)
          if (size <= maxGroupBytes) yield* settleGroup(group.map(restored), adapters)
          else for (const { isNote, source, format } of group) if (!isNote) yield excludedBy(new Excluded('context-missing', `${group.length} records say one thing together, and are larger than ${mebibytes(maxGroupBytes)}`), source, format)
        }
      } finally {
        store.close()
      }
    },
  }
}

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

function groupsOf<Part extends Pick<Deferred, 'format' | 'keys'>>(parts: readonly Part[]): readonly (readonly Part[])[] {
  const parents = parts.map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root]) root = parent
    for (let at = index; at !== root;) {
      const next = parents[at] ?? root
      parents[at] = root
      at = next
    }
    return root
  }
  const firstWith = new Map<string, number>()
  for (const [index, { format, keys }] of parts.entries()) {
    for (const key of keys) {
      const scoped = `${format}\n${key}`
      const first = firstWith.get(scoped)
      if (first === undefined) firstWith.set(scoped, index)
      else {
        const [a, b] = [rootOf(first), rootOf(index)]
        parents[Math.max(a, b)] = Math.min(a, b)
      }
    }
  }
  const groups = new Map<number, Part[]>()
  for (const [index, part] of parts.entries()) {
    const root = rootOf(index)
    const group = groups.get(root)
    if (group) group.push(part)
    else groups.set(root, [part])
  }
  return [...groups.values()]
}
