import type { Case } from '../domain/case.js'
import { AuditError } from '../domain/error.js'
import { parseModelRef, type Price } from '../domain/model.js'
import type { PlannedProvider } from '../domain/plan.js'
import { createTextVectors, type TextVectors } from '../pipeline/task/text-vectors.js'
import type { Replayer } from '../replay/replayer.js'
import type { PinnedRoute } from './regression-set.js'

/** What vectors are asked for with. */
export interface RouteVectorsOptions {
  /** Asks for vectors, which no batch brings. */
  readonly vectorReplayer: Replayer
  /** What the configuration says of the model that turns texts into vectors. */
  readonly embeddings: { readonly model: string; readonly price?: Price | undefined } | undefined
  readonly providers: Readonly<Record<string, PlannedProvider>>
  /** List prices of today. */
  readonly priceOf: (ref: string) => Price | undefined
  readonly signal: AbortSignal
}

/** True where a route's answers are scored by how near their vectors are. */
export const comparesVectors = ({ validatorContext }: PinnedRoute): boolean => validatorContext.measure === 'embeddings'

/**
 * The vectors of a route's texts, by the model that it was pinned with. Each text is asked for once in a check and never looked up from an earlier one: vectors of two versions
 * of a model cannot be compared. Undefined where none are needed.
 * @param onCost told the USD of each call that was made
 * @throws AuditError where no model for them, no provider of it or no price is known
 */
export function routeVectors(pinned: PinnedRoute, cases: readonly Case[], options: RouteVectorsOptions, onCost: (usd: number) => void): TextVectors | undefined {
  if (!comparesVectors(pinned)) return undefined
  const name = pinned.embeddings?.model ?? options.embeddings?.model
  const model = name === undefined ? undefined : parseModelRef(name)
  if (!model) throw new AuditError('check/embeddings', `the route ${pinned.route} is scored by vectors, and neither its set nor the configuration says by which model`, 'Name it in the configuration, embeddings: { model: provider/model, price: { input: …, output: 0 } }, or pin the set anew with audit run.')
  const provider = Object.hasOwn(options.providers, model.provider) ? options.providers[model.provider] : undefined
  if (!provider) throw new AuditError('check/embeddings', `the route ${pinned.route} is scored by vectors of ${model.ref}, and the provider "${model.provider}" is not known`, 'Name it under providers in the configuration.')
  const price = (options.embeddings?.model === model.ref ? options.embeddings.price : undefined) ?? options.priceOf(model.ref) ?? pinned.embeddings?.price
  if (!price) throw new AuditError('check/embeddings', `the price of ${model.ref}, whose vectors score the route ${pinned.route}, is unknown, and there is a budget to keep`, 'Write it into the configuration: embeddings: { price: { input: …, output: 0 } } in USD per million tokens.')
  return createTextVectors({
    planned: { model, price }, provider, cases, replayer: options.vectorReplayer, signal: options.signal,
    onReplayed: ({ trial, cached }) => { if (!cached) onCost(trial.costUsd) },
  })
}
