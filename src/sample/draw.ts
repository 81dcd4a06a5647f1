import { createHash } from 'node:crypto'

/** A place in a seeded uniform draw: SHA-256 of seed, purpose and name. Draws of different purposes are independent. */
export function place(seed: number, purpose: string, name: string): string {
  return createHash('sha256').update(`${seed}\n${purpose}\n${name}`).digest('hex')
}

/** The item that the draw puts first; names must differ. */
export function drawOne<T>(items: readonly T[], seed: number, purpose: string, nameOf: (item: T) => string): T | undefined {
  let first: { readonly item: T; readonly at: string } | undefined
  for (const item of items) {
    const at = place(seed, purpose, nameOf(item))
    if (!first || at < first.at) first = { item, at }
  }
  return first?.item
}

/**
 * Order of a seeded uniform permutation. Every name gets an independent uniform place, whatever the order of the log, and
 * keeps its place among the others when the log grows.
 */
export function drawOrder<T>(items: readonly T[], seed: number, purpose: string, nameOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, at: place(seed, purpose, nameOf(item)) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ item }) => item)
}
