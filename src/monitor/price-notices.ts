import type { PolicyDocument } from '../policy/document.js'
import type { PriceBook } from '../prices/book.js'
import { libraryModels } from '../prices/library.js'
import type { Noticed } from './tell-once.js'

const usd = (value: number): string => `$${Number(value.toPrecision(4))}`
const SHOWN = 5
const CHANGED = 0.005

/** List prices of the policy's models that are not what the policy was written with. */
export function priceNotices(policy: PolicyDocument, book: PriceBook): readonly Noticed[] {
  return Object.entries(policy.models).flatMap(([key, { provider, id, price_per_1m: was }]): readonly Noticed[] => {
    const now = book.priceOf(`${provider}/${id}`)
    if (now === undefined || was?.input === undefined || was.output === undefined) return []
    const far = (a: number, b: number): boolean => Math.abs(a - b) > CHANGED * Math.max(a, b)
    if (!far(now.input, was.input) && !far(now.output, was.output)) return []
    const routes = policy.routes.filter(({ target }) => target.model === key).map((route) => route.id)
    return [{ kind: 'price', route: routes[0] ?? null, about: `${provider}/${id} ${now.input}/${now.output}`, message: `the list price of ${provider}/${id} went from ${usd(was.input)}/${usd(was.output)} to ${usd(now.input)}/${usd(now.output)} per million tokens` }]
  })
}

/** Models that the price library lists at the providers of the policy, as `provider/model`, sorted. */
export function listedModels(policy: PolicyDocument): readonly string[] {
  return [...new Set(Object.values(policy.models).map(({ provider }) => provider))].flatMap((provider) => libraryModels(provider).map((model) => `${provider}/${model}`)).toSorted()
}

/** Models that were not listed before and cost less than what some route uses: worth an audit. */
export function candidateNotices(policy: PolicyDocument, before: readonly string[] | null, now: readonly string[], book: PriceBook): readonly Noticed[] {
  if (before === null) return []
  const old = new Set(before)
  const dearest = Math.max(0, ...Object.values(policy.models).map(({ price_per_1m: price }) => (price?.input ?? 0) + (price?.output ?? 0)))
  const fresh = now.filter((ref) => !old.has(ref)).flatMap((ref) => {
    const price = book.priceOf(ref)
    return price !== undefined && price.input + price.output < dearest ? [{ ref, price }] : []
  })
  return fresh.slice(0, SHOWN).map(({ ref, price }) => ({ kind: 'candidate', route: null, about: ref, message: `${ref} is newly listed at ${usd(price.input)}/${usd(price.output)} per million tokens, less than models of the policy: audit run --candidate ${ref} tries it` }))
}
