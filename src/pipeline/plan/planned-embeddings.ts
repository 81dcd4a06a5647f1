import type { AuditConfig } from '../../config/schema.js'
import { configuredProvider } from '../../config/lookup.js'
import { AuditError } from '../../domain/error.js'
import type { PlannedEmbeddings } from '../../domain/plan.js'
import type { LikenessMeasure } from '../../domain/score.js'
import type { PriceBook } from '../../prices/book.js'
import { builtInProvider } from '../../providers/index.js'
import { candidateModel } from './candidate.js'

/** APIs that have embeddings in OpenAI's form beside their completions. */
const SPOKEN: readonly string[] = ['openai', 'openai-responses', 'azure', 'gemini']

/**
 * The model of the configuration that turns texts into vectors, for a task whose texts are compared by `measure`; undefined where none is needed.
 * @throws AuditError when none is configured, its provider has none, or, under a budget, its price is unknown
 */
export function plannedEmbeddings(measure: LikenessMeasure | undefined, config: AuditConfig, book: PriceBook): PlannedEmbeddings | undefined {
  if (measure !== 'embeddings') return undefined
  if (!config.embeddings) throw new AuditError('embeddings/none', 'measure: embeddings, but no model for them is configured', 'Name one: embeddings: { model: provider/model, price: { input: …, output: 0 } }.')
  const model = candidateModel(config.embeddings.model, config)
  const api = configuredProvider(config, model.provider)?.api ?? builtInProvider(model.provider)?.api ?? ''
  if (!SPOKEN.includes(api)) throw new AuditError('embeddings/api', `embeddings: ${model.ref}: the API of ${model.provider} has no embeddings in OpenAI’s form`, `Name a model of a provider with one of these APIs: ${SPOKEN.join(', ')}.`)
  const price = config.embeddings.price ?? book.priceOf(model.ref)
  if (!price && config.budgetUsd !== undefined) throw new AuditError('embeddings/price', `embeddings: the price of ${model.ref} is unknown, and there is a budget to keep`, 'Write it into the configuration: embeddings: { price: { input: …, output: 0 } } in USD per million tokens.')
  return { model, ...(price ? { price } : {}) }
}
