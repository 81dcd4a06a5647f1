import { trainSplit } from '../pipeline/strategy/train-split.js'
import { matcherFor, shareOf, type Rule } from './rule.js'
import type { Unit } from './unit.js'

/** Shares of the traffic that the dearer model may get, the most first. */
export const UPGRADED = [0.3, 0.2, 0.1, 0.05] as const
/** More examples than these add little and cost time. */
const MOST_EXAMPLES = 8_000

/** Rules of a classifier of the last message, one for each share at which it may send questions to the dearer model; undefined where a share is too much or nothing can be learned. */
export function classifierRules(units: readonly Unit[], traffic: readonly Unit[], most: number): readonly (Rule | undefined)[] {
  const examples = units.slice(0, MOST_EXAMPLES).map(({ text, failed }) => ({ text, lost: failed }))
  const trained = trainSplit(examples, UPGRADED)
  return UPGRADED.map((share): Rule | undefined => {
    const minScore = trained?.scoreAt(share)
    if (trained === undefined || minScore === undefined || share > most) return undefined
    const rule: Rule = {
      kind: 'classifier', words: `a classifier of the last message does not call it safe with ${minScore.toFixed(3)} or more`, classifier: trained.classifier,
      condition: (name) => ({ not: { classifier: name, label: 'cheap', min_score: minScore } }),
    }
    return shareOf(traffic, matcherFor(rule)) <= most ? rule : undefined
  })
}
