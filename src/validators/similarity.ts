import type { ModelOutput } from '../domain/message.js'
import type { Reference, Validator } from '../domain/score.js'
import { acceptedScalars, hasGold, score, unscored } from './accepted.js'
import { isErrorAnswer } from './error-text.js'
import { chrf } from './chrf.js'
import { foldSpace } from './fold.js'

/** Characters of each text that are compared; of a longer text its first ones. */
const MOST = 10_000

/**
 * chrF of the two texts (see chrf), tool calls written out behind the text; 1 when they are the same after folding of whitespace.
 * Texts of more than 10,000 characters are compared on those, and the score is scaled by the shorter length over the longer.
 * Against several golds the best counts. It measures likeness, not correctness.
 */
export const similarity = {
  name: 'similarity',
  version: 2,
  validate(output, reference) {
    const expected = expectedTexts(reference)
    if (expected.length === 0) return unscored('the reference has no text')
    const given = foldSpace(written(output))
    if (given === '') return score(0, 'the output is empty')
    if (isErrorAnswer(given)) return score(0, 'the output is an error message')
    const best = Math.max(...expected.slice(0, 100).map((text) => likeness(given, text)))
    return score(best, best === 1 ? 'same text' : `chrF ${best.toFixed(3)}`)
  },
} as const satisfies Validator

function expectedTexts(reference: Reference): readonly string[] {
  const texts = hasGold(reference) ? (acceptedScalars(reference.gold) ?? []).map(String) : reference.output && !isErrorAnswer(reference.output.text) ? [written(reference.output)] : []
  return texts.map(foldSpace).filter((text) => text !== '')
}

function written(output: ModelOutput): string {
  return [output.text, ...output.toolCalls.map((call) => `${call.name}(${call.arguments})`)].join('\n')
}

function likeness(given: string, expected: string): number {
  if (given === expected) return 1
  const scale = Math.max(given.length, expected.length) > MOST ? Math.min(given.length, expected.length) / Math.max(given.length, expected.length) : 1
  return Math.min(1, Math.max(0, chrf(given.slice(0, MOST), expected.slice(0, MOST)) * scale))
}
