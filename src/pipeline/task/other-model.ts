import { parseModelRef } from '../../domain/model.js'
import { libraryPrice, providerOf } from '../../prices/library.js'

/** Two names whose list prices differ by so much are no two names of one model. */
const OTHER_PRICE = 1.5
/** What may stand behind the name of a model in the name of one of its versions. */
const VERSION = /^-(?:\d|v\d|latest|preview|exp|free|it$|instruct$|chat$)/

/** A model's name without the company before it, and with one sign for all that joins its parts. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/^.*\//, '').replace(/^(?:[a-z]{2,6}\.)?(?:anthropic|amazon|meta|mistral|cohere|deepseek)\./, '').replace(/[._@:]/g, '-')
}

/** True where one is the other, or a version of it. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [plainName(a), plainName(b)]
  return one === other || (other.startsWith(one) && VERSION.test(other.slice(one.length))) || (one.startsWith(other) && VERSION.test(one.slice(other.length)))
}

function listPrice(model: string): number | undefined {
  const provider = providerOf(model)
  return provider === undefined ? undefined : libraryPrice(provider, model)?.input
}

/**
 * True where an answer names another model than the one that was asked: a gateway that falls back on its own would have the flagship vouch for
 * the cheap one. Names alone do not tell, since deployments answer by the name of their model; so it must be the incumbent's, or one of another list price.
 * @param asked `provider/model`
 * @param incumbent `provider/model`, where somebody else was asked
 */
export function isOtherModel(asked: string, answered: string, incumbent?: string): boolean {
  const own = parseModelRef(asked)?.model ?? asked
  if (isSame(own, answered)) return false
  const rival = incumbent === undefined ? undefined : (parseModelRef(incumbent)?.model ?? incumbent)
  if (rival !== undefined && !isSame(own, rival) && isSame(rival, answered)) return true
  const [mine, theirs] = [listPrice(own), listPrice(answered)]
  return mine !== undefined && theirs !== undefined && mine > 0 && (theirs >= OTHER_PRICE * mine || theirs * OTHER_PRICE <= mine)
}
