import type { AskedFor } from './document.js'

/** What a request wants of its answer's form: response format and tools, as one text. */
export function contractOf({ format, tools }: Pick<AskedFor, 'format' | 'tools'>): string {
  return JSON.stringify([format, tools])
}

/** Undoes `contractOf`. */
export function parseContract(contract: string): Pick<AskedFor, 'format' | 'tools'> {
  const [format, tools] = JSON.parse(contract) as readonly [string, readonly string[]]
  return { format, tools }
}

/** Jaccard index of two sets of tool names, in [0,1]; 1 for two empty ones. */
export function toolLikeness(a: readonly string[], b: readonly string[]): number {
  const both = a.filter((tool) => b.includes(tool)).length
  return a.length + b.length === 0 ? 1 : both / (a.length + b.length - both)
}

/** True for sets of tools of which at least half are the same. */
export function shareTools(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && b.length > 0 && toolLikeness(a, b) >= 0.5
}

/** The contract among `known` that one most resembles: the same, else of the same format and with the likest tools; undefined when none is of its kind. */
export function nearestContract(contract: string, known: readonly string[]): string | undefined {
  if (known.includes(contract)) return contract
  const own = parseContract(contract)
  return known
    .map((name) => ({ name, ...parseContract(name) }))
    .filter((other) => other.format === own.format)
    .map((other) => ({ name: other.name, likeness: toolLikeness(own.tools, other.tools) }))
    .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))[0]?.name
}
