import type { Usage } from '../../domain/call.js'
import { inclusiveUsage } from '../read/usage.js'

/** Token counts of a tool that does not say whether a whole holds its parts. */
export interface Buckets {
  readonly input?: number | undefined
  readonly cacheRead?: number | undefined
  readonly cacheWrite?: number | undefined
  /** Other parts of the input, such as audio. */
  readonly inputOther?: number | undefined
  readonly output?: number | undefined
  readonly reasoning?: number | undefined
  readonly outputOther?: number | undefined
  readonly total?: number | undefined
}

/** Tokens of the texts by estimate; undefined where the log does not hold the whole text (images, tools kept elsewhere). */
export interface TextTokens {
  readonly input?: number | undefined
  readonly output?: number | undefined
}

type Reading = 'inclusive' | 'exclusive' | 'unknown'

/**
 * Usage in the inclusive convention out of counts that are disjoint in one library and nested in another.
 * 1. Parts larger than the whole are not in it: exclusive.
 * 2. A total equal to input + output, and not to the sum of all counts, has the parts inside: inclusive. (A total that is the sum of all
 *    proves nothing: tools add up whatever they were sent.)
 * 3. Else the reading whose size fits the text counts, when the other does not: within 35 % of the estimate, and 35 % nearer.
 * Undecided, the count is unknown, and `ambiguous` is true. So it is where a count is NaN: it was told, and is none.
 */
export function bucketUsage(buckets: Buckets, text: TextTokens): { readonly usage: Usage; readonly ambiguous: boolean } {
  const { input, cacheRead, cacheWrite, output, reasoning, total } = buckets
  const inputParts = (cacheRead ?? 0) + (cacheWrite ?? 0) + (buckets.inputOther ?? 0)
  const outputParts = (reasoning ?? 0) + (buckets.outputOther ?? 0)
  const byTotal = (parts: number): Reading | undefined => {
    if (total === undefined || input === undefined || output === undefined) return undefined
    const isNested = total === input + output && parts > 0
    return isNested ? 'inclusive' : undefined
  }
  const inputReading = readingOf(input, inputParts, byTotal(inputParts), text.input)
  // The visible answer is the whole output when reasoning is beside it, else what reasoning leaves of it.
  const outputReading = outputParts === 0 ? 'inclusive' : byTotal(outputParts) ?? visibleReading(output, outputParts, text.output)
  const wholeInput = whole(input, inputParts, inputReading)
  const wholeOutput = whole(output, outputParts, outputReading)
  const isKnown = wholeInput !== undefined || input === undefined
  const usage = inclusiveUsage({
    input: wholeInput,
    output: wholeOutput,
    cacheRead: isKnown ? cacheRead : undefined,
    cacheWrite: isKnown ? cacheWrite : undefined,
    reasoning: wholeOutput === undefined && output !== undefined ? undefined : reasoning,
  })
  return { usage, ambiguous: inputReading === 'unknown' || outputReading === 'unknown' }
}

function whole(base: number | undefined, parts: number, reading: Reading): number | undefined {
  if (base === undefined || reading === 'unknown' || Number.isNaN(base + parts)) return undefined
  return reading === 'inclusive' ? base : base + parts
}

function readingOf(base: number | undefined, parts: number, byTotal: Reading | undefined, text: number | undefined): Reading {
  if (base === undefined || parts === 0) return 'inclusive'
  if (Number.isNaN(base + parts)) return 'unknown'
  if (base < parts) return 'exclusive'
  return byTotal ?? nearer(base, base + parts, text)
}

function visibleReading(output: number | undefined, parts: number, text: number | undefined): Reading {
  if (output === undefined) return 'inclusive'
  if (Number.isNaN(output + parts)) return 'unknown'
  if (output < parts) return 'exclusive'
  const reading = nearer(output, output - parts, text)
  return reading === 'unknown' ? reading : reading === 'inclusive' ? 'exclusive' : 'inclusive'
}

const NEAR = Math.log(1.35)

/** `inclusive` when the first size fits an estimate and the second does not, `exclusive` the other way round. */
function nearer(first: number, second: number, estimate: number | undefined): Reading {
  if (estimate === undefined || estimate < 1) return 'unknown'
  const distance = (size: number): number => Math.abs(Math.log(Math.max(size, 1) / estimate))
  const [a, b] = [distance(first), distance(second)]
  if (Math.min(a, b) > NEAR || Math.abs(a - b) < NEAR) return 'unknown'
  return a < b ? 'inclusive' : 'exclusive'
}
