import type { ParsedRecord } from '../domain/call.js'
import type { Adapter, Deferred } from './adapter.js'
import { excludedBy } from './read/excluded.js'
import { ADAPTERS } from './registry.js'

/** Holds the deferred parts of all formats until the inputs are at their end. Memory grows with what is deferred. */
export interface Settler {
  readonly add: (part: Deferred) => void
  /** What all parts became, in the order of the first part of each group; nothing is lost. */
  readonly settle: () => Generator<ParsedRecord>
}

/** Parts belong together when a chain of shared keys connects them within one format. */
export function createSettler(adapters: readonly Adapter[] = ADAPTERS): Settler {
  const parts: Deferred[] = []
  return {
    add: (part) => { parts.push(part) },
    settle: function* () {
      for (const group of groupsOf(parts.splice(0))) yield* settleGroup(group, adapters)
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
    return own.map((part) => excludedBy(error, part.source, format))
  }
  return own.map((part) => excludedBy(undefined, part.source, format))
}

function groupsOf(parts: readonly Deferred[]): readonly (readonly Deferred[])[] {
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
  const groups = new Map<number, Deferred[]>()
  for (const [index, part] of parts.entries()) {
    const root = rootOf(index)
    const group = groups.get(root)
    if (group) group.push(part)
    else groups.set(root, [part])
  }
  return [...groups.values()]
}
