import type { Validator } from '../domain/score.js'
import { acceptedTexts, excerpt, hasInk, score, unscored } from './accepted.js'
import { hasWord } from './demands.js'
import { isErrorAnswer } from './error-text.js'
import { foldSpace } from './fold.js'

/**
 * The user's own rules, `context.rules`: words that must occur, words that must not, lengths. All or nothing. Rules hold words, not patterns: a pattern
 * could be made to run for hours by an answer. Whether an answer contradicts a given text no program can tell: with such a rule an answer other than the
 * reference scores 0 until the judge has settled it.
 */
export const policy = {
  name: 'policy',
  version: 1,
  binary: true,
  validate(output, reference, context) {
    const accepted = acceptedTexts(reference)
    if (!accepted) return unscored('the reference has no text')
    const { rules } = context
    if (!rules || Object.keys(rules).length === 0) return unscored('there are no rules: validator: { name: policy, rules: { … } }')
    const { text } = output
    if (!hasInk(text)) return score(0, 'the output is empty')
    if (isErrorAnswer(text)) return score(0, 'the output is an error message')
    const missing = rules.mustInclude?.find((word) => !hasWord(text, word))
    if (missing !== undefined) return score(0, `“${excerpt(missing)}” is missing`)
    const forbidden = rules.mustNotInclude?.find((word) => hasWord(text, word))
    if (forbidden !== undefined) return score(0, `“${excerpt(forbidden)}” must not occur`)
    if (rules.maxCharacters !== undefined && text.length > rules.maxCharacters) return score(0, `${text.length} characters, at most ${rules.maxCharacters} are allowed`)
    const count = rules.maxWords === undefined ? 0 : text.split(/\s+/).filter((word) => word !== '').length
    if (rules.maxWords !== undefined && count > rules.maxWords) return score(0, `${count} words, at most ${rules.maxWords} are allowed`)
    if (rules.mustNotContradict !== undefined && !accepted.some((each) => foldSpace(each) === foldSpace(text))) return score(0, 'keeps the rules that a program can check; whether it contradicts the given text is for the judge')
    return score(1, 'keeps the rules')
  },
} as const satisfies Validator
