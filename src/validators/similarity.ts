import { l as rougeL } from 'js-rouge'
import type { ModelOutput } from '../domain/message.js'
import type { LikenessMeasure, Reference, Validator } from '../domain/score.js'
import { acceptedScalars, hasGold, likeness, nearly, score, unscored } from './accepted.js'
import { isErrorAnswer } from './error-text.js'
import { chrf } from './prose/chrf.js'
import { foldSpace, foldText, unfenced } from './fold.js'
import { hasSameDepths, withoutLooseBlanks } from './prose/layout.js'
import { withoutLayout } from './prose/markup.js'

/** Characters of each text that are compared; of a longer text its first ones. */
const MOST = 10_000
/** Words of each text that are compared for ROUGE-L, whose time grows with their product. */
const MOST_WORDS = 600
/** Words, and the signs of scripts that write none apart. */
const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu

/**
 * chrF of the two texts (see chrf), tool calls written out behind the text; 1 when they are the same, and only then, but for whitespace, emphasis, a fence or quotes around the whole, and the form of quotation marks and dashes.
 * Blanks count between words and figures, and what a line is indented under.
 * Of XML and HTML the layout does not count either.
 * `measure: rouge_l` takes ROUGE-L instead (Lin 2004): the F1 of the longest common sequence of words, case-sensitive, over the text as one
 * sentence, so that its order counts; of longer texts the first 600 words, scaled likewise.
 * Texts of more than 10,000 characters are compared on those, and the score is scaled by the shorter length over the longer.
 * `measure: embeddings` takes the likeness of their vectors from the context, and leaves unscored what has none.
 * Against several golds the best counts. It measures likeness, not correctness.
 */
export const similarity = {
  name: 'similarity',
  version: 5,
  validate(output, reference, { measure = 'chrf', likeness: byVectors }) {
    const expected = expectedTexts(reference)
    if (expected.length === 0) return unscored('the reference has no text')
    const whole = written(output)
    const given = foldSpace(whole)
    if (given === '') return score(0, 'the output is empty')
    if (isErrorAnswer(given)) return score(0, 'the output is an error message')
    const compare = measure === 'embeddings' ? byVectors : (one: string, other: string) => likenessOf(one, other, measure)
    const values = expected.slice(0, MOST_EXPECTED).flatMap((text) => (isSameText(given, foldSpace(text)) && hasSameDepths(unfenced(whole), unfenced(text)) ? 1 : compare?.(given, foldSpace(text)) ?? []))
    if (values.length === 0) return unscored('there are no embeddings of the texts at hand')
    const best = Math.max(...values)
    return likeness(best, best === 1 ? 'same text' : `${NAMES[measure]} ${best.toFixed(3)}`)
  },
} as const satisfies Validator

const NAMES = { chrf: 'chrF', rouge_l: 'ROUGE-L', embeddings: 'cosine above chance' } as const
const MOST_EXPECTED = 100

/** The texts that a comparison of an output with a reference looks at, as it looks at them: the output's, then the expected ones. */
export function comparedTexts(output: ModelOutput, reference: Reference): readonly string[] {
  return [written(output), ...expectedTexts(reference).slice(0, MOST_EXPECTED)].map(foldSpace).filter((text) => text !== '')
}

function expectedTexts(reference: Reference): readonly string[] {
  const texts = hasGold(reference) ? (acceptedScalars(reference.gold) ?? []).map(String) : reference.output && !isErrorAnswer(reference.output.text) ? [written(reference.output)] : []
  return texts.map(withoutLayout).filter((text) => text.trim() !== '')
}

/** Both `foldSpace` texts. */
function isSameText(given: string, expected: string): boolean {
  return given === expected || withoutLooseBlanks(foldText(given)) === withoutLooseBlanks(foldText(expected))
}

function written(output: ModelOutput): string {
  return [withoutLayout(output.text), ...output.toolCalls.map((call) => `${call.name}(${call.arguments})`)].join('\n')
}

function likenessOf(given: string, expected: string, measure: LikenessMeasure): number {
  if (measure === 'rouge_l') return nearly(wordLikeness(given, expected))
  const scale = Math.max(given.length, expected.length) > MOST ? Math.min(given.length, expected.length) / Math.max(given.length, expected.length) : 1
  return nearly(Math.max(0, chrf(given.slice(0, MOST), expected.slice(0, MOST)) * scale))
}

const wordsOf = (text: string): readonly string[] => text.match(WORD) ?? []

function wordLikeness(given: string, expected: string): number {
  const [own, wanted] = [wordsOf(given), wordsOf(expected)]
  if (own.length === 0 || wanted.length === 0) return 0
  const [fewer, more] = [Math.min(own.length, wanted.length), Math.max(own.length, wanted.length)]
  const head = (words: readonly string[]) => words.slice(0, MOST_WORDS).join(' ')
  const value = rougeL(head(own), head(wanted), { segmenter: (text) => [text], tokenizer: (text) => text.split(' ') })
  return Math.min(1, Math.max(0, value * (more > MOST_WORDS ? fewer / more : 1)))
}
