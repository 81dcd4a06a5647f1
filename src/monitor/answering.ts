import type { LlmCall } from '../domain/call.js'
import type { ModelEntry, PolicyDocument } from '../policy/document.js'

/** What models append to their name for one dated version: `-2026-05-01`, `-20260501`, `-0613`, `-001`, `@20260501`. */
const VERSION = /^[-@:](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{3,4})$/u

/** True for a name under which a model answers: its own, or that of one of its dated versions. */
export const isNameOf = (id: string, name: string): boolean => name === id || (name.startsWith(id) && VERSION.test(name.slice(id.length)))

/** Which of a policy's models answered a call. */
export interface Answering {
  /** Keys of the entries that may have; several where they share a name and the log does not tell providers apart. */
  readonly keys: readonly string[]
  /** True where the answer names another model of the policy than the request did: a gateway's fallback, or its routing. */
  readonly isOther: boolean
}

/**
 * Tells by the name in the answer, else by the name that was asked for: a gateway that falls back logs the model of the request as it came, and the
 * one that answered beside it.
 */
export function createAnswering({ models }: PolicyDocument): (call: Pick<LlmCall, 'requestModel' | 'responseModel'>, served: string) => Answering {
  const entries = Object.entries(models)
  const called = (name: string | undefined): readonly (readonly [string, ModelEntry])[] => (name === undefined ? [] : entries.filter(([key, { id, provider }]) => name === key || name === id || name === `${provider}/${id}`))
  const dated = (name: string | undefined): readonly (readonly [string, ModelEntry])[] => (name === undefined ? [] : entries.filter(([, { id }]) => isNameOf(id, name)))
  return ({ requestModel, responseModel }, served) => {
    const asked = [called(requestModel), called(served)].find((list) => list.length > 0) ?? []
    const answered = [called(responseModel), dated(responseModel)].find((list) => list.length > 0) ?? []
    const found = answered.length > 0 ? answered : asked
    const narrow = found.filter(([, { provider, id }]) => `${provider}/${id}` === served || `${provider}/${id}` === requestModel)
    const both = found.filter(([key]) => asked.some(([other]) => other === key))
    const chosen = [narrow, both, found].find((list) => list.length > 0) ?? []
    return { keys: chosen.map(([key]) => key), isOther: answered.length > 0 && asked.length > 0 && both.length === 0 }
  }
}
