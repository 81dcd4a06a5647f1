import type { AuditConfig } from '../../config/schema.js'
import { AuditError } from '../../domain/error.js'
import type { PlannedCandidate, PlannedJudge } from '../../domain/plan.js'
import { DEFAULT_RUBRIC, modelFamily, QUESTION } from '../../judge/index.js'
import type { PriceBook } from '../../prices/book.js'
import { digest } from '../../sample/content.js'
import { candidateModel } from './candidate.js'

const CONTRADICTION = 'Above all, an answer that says the opposite of the following text, or promises what it rules out, is worse than one that does not, however well it is written. Two answers of which neither contradicts it, or both do, are compared as usual.'

/**
 * The judge of the configuration; undefined when there is none.
 * @param given a text that no answer may contradict
 * @throws AuditError when its provider or, under a budget, its price is unknown, or when it is of a candidate's family and not forced
 */
export function plannedJudge(config: AuditConfig, ladder: readonly PlannedCandidate[], book: PriceBook, given?: string): PlannedJudge | undefined {
  if (!config.judge) return undefined
  const { model: name, force } = config.judge
  const rubric = `${config.judge.rubric ?? DEFAULT_RUBRIC}${given === undefined ? '' : `\n\n${CONTRADICTION}\n<text>\n${given}\n</text>`}`
  const model = candidateModel(name, config)
  const kin = ladder.find((candidate) => modelFamily(candidate.model.ref) === modelFamily(model.ref))
  if (kin && !force) {
    throw new AuditError('judge/family', `judge: ${model.ref} is of the same family as the candidate ${kin.model.ref}, and models favour their kin`, 'Name a judge of another family, or write judge: { force: true } to take it all the same.')
  }
  const price = config.judge.price ?? book.priceOf(model.ref)
  if (!price && config.budgetUsd !== undefined) {
    throw new AuditError('judge/price', `judge: the price of ${model.ref} is unknown, and there is a budget to keep`, 'Write it into the configuration: judge: { price: { input: …, output: … } } in USD per million tokens.')
  }
  return { model, rubric, ...(price ? { price } : {}), id: digest([model.ref, rubric, QUESTION]).slice(0, 16) }
}
