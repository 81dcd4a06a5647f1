import type { Validator } from '../domain/score.js'
import { acceptedTexts, excerpt, hasGold, hasInk, partlyRight, score, unscored } from './accepted.js'
import { demandsOf } from './demands.js'
import { isErrorAnswer } from './error-text.js'

/**
 * Share of what the prompt demands of the form of its answer that the output keeps (see demandsOf). A demand that the logged answer itself does not
 * keep is not held against the output: it was read wrongly, or nobody minds. Unscored where the prompt demands nothing that can be checked.
 */
export const format = {
  name: 'format',
  version: 3,
  validate(output, reference, context) {
    const accepted = acceptedTexts(reference)
    if (!accepted) return unscored('the reference has no text')
    const demands = demandsOf(context.input ?? '').filter(({ isMet }) => hasGold(reference) || accepted.some(isMet))
    if (demands.length === 0) return unscored('the prompt demands nothing of the form that can be checked')
    if (!hasInk(output.text)) return score(0, 'the output is empty')
    if (isErrorAnswer(output.text)) return score(0, 'the output is an error message')
    const broken = demands.filter(({ isMet }) => !isMet(output.text))
    return partlyRight(1 - broken.length / demands.length, broken.length === 0 ? `all ${demands.length} demands are kept` : `not kept: ${excerpt(broken.map(({ name }) => name).join(', '))}`)
  },
} as const satisfies Validator
