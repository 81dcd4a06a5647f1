import { createRequire } from 'node:module'

const MOST = 2000
/** Shorter texts do not show their language. */
const FEWEST = 24

let detector: ((text: string) => string) | undefined

/** ISO 639-1 code of a text's language; undefined for a short text or one that cannot be told. */
export function languageOf(text: string): string | undefined {
  const sample = text.slice(0, MOST).replace(/[^\p{L}\p{M}\s'’-]+/gu, ' ').replace(/\s+/g, ' ').trim()
  if (sample.length < FEWEST) return undefined
  // Loaded when first needed: the tables take longer to read than most commands to run.
  detector ??= (createRequire(import.meta.url)('tinyld') as { detect: (text: string) => string }).detect
  return detector(sample) || undefined
}
