import { createHash } from 'node:crypto'

/**
 * Order of a seeded uniform permutation: items ascending by SHA-256 of seed and name. Every name gets an independent
 * uniform place, whatever the order of the log, and keeps its place among the others when the log grows.
 */
export function drawnOrder<T>(items: readonly T[], seed: number, nameOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, place: createHash('sha256').update(`${seed}\n${nameOf(item)}`).digest('hex') }))
    .toSorted((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ item }) => item)
}
