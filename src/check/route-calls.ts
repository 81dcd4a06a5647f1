import { withoutParameters } from '../domain/message.js'
import type { ModelRef, Price } from '../domain/model.js'
import { parseModelRef } from '../domain/model.js'
import type { PlannedProvider } from '../domain/plan.js'
import { trialKey } from '../replay/address.js'
import { outputCap } from '../replay/output-cap.js'
import type { ReplayCall } from '../replay/replayer.js'
import { digest } from '../sample/content.js'
import type { PinnedCase, PinnedRoute } from './regression-set.js'

/** What is asked for the cases of a route; undefined where the provider is not known. */
export interface RouteCalls {
  /** The routed model's answers to a case, one for each draw. */
  readonly own: (one: PinnedCase) => readonly ReplayCall[] | undefined
  /** The incumbent, where a case has no score of it; empty where it has one or no incumbent can be asked. */
  readonly control: (one: PinnedCase) => readonly ReplayCall[] | undefined
}

export function routeCalls(pinned: PinnedRoute, draws: number, providers: Readonly<Record<string, PlannedProvider>>, priceOf: (ref: string) => Price | undefined): RouteCalls {
  const model: ModelRef = { ...(parseModelRef(pinned.model) ?? { ref: pinned.model, provider: '', model: pinned.model }), ...(pinned.omit === undefined ? {} : { omit: pinned.omit }) }
  const incumbent = parseModelRef(pinned.incumbent)
  const call = (one: PinnedCase, target: ModelRef, draw: number): readonly ReplayCall[] | undefined => {
    const provider = Object.hasOwn(providers, target.provider) ? providers[target.provider] : undefined
    if (provider === undefined) return undefined
    const request = withoutParameters(one.request, target.omit)
    const maxOutputTokens = outputCap(request, pinned.longestAnswerTokens)
    const key = trialKey({ api: provider.api, baseUrl: provider.baseUrl, model: target.model, request, maxOutputTokens })
    return [{
      // The same question again is another trial.
      key: draw === 0 ? key : digest([key, draw]).slice(0, 32), model: target, request, maxOutputTokens, capIsOurs: request.maxOutputTokens === undefined,
      price: priceOf(target.ref) ?? (target.ref === pinned.model ? pinned.price : undefined),
    }]
  }
  return {
    own: (one) => {
      const calls = Array.from({ length: draws }, (_, draw) => call(one, model, draw))
      return calls.some((each) => each === undefined) ? undefined : calls.flatMap((each) => each ?? [])
    },
    control: (one) => (one.control !== undefined || incumbent === undefined ? [] : call(one, incumbent, 0)),
  }
}
