import { AuditError } from '../domain/error.js'
import { parseModelRef } from '../domain/model.js'
import type { Price } from '../domain/model.js'
import type { BuildPolicyInput, PolicyConstraint, PolicyProvider } from './build-input.js'
import { FIELD_PATTERN, TAG_PATTERN } from './document.js'
import type { Constraint, ModelEntry, ProviderEntry, Tier } from './document.js'
import type { ProviderKind } from './provider-kind.js'
import { createSlugger } from './slug.js'

/** The providers and models that a policy's routes use. */
export interface Catalog {
  /** Enters a model, once, and gives its key in `models`. */
  readonly use: (ref: string) => string
  /** Names under which a request may ask for a model, its full reference first. */
  readonly namesOf: (ref: string) => readonly string[]
  readonly provider: (ref: string) => PolicyProvider | undefined
  readonly providers: () => Readonly<Record<string, ProviderEntry>>
  readonly models: () => Readonly<Record<string, ModelEntry>>
}

const BUILT_IN: Readonly<Record<string, PolicyProvider>> = {
  openai: { api: 'openai', apiKeyEnv: 'OPENAI_API_KEY' },
  anthropic: { api: 'anthropic', apiKeyEnv: 'ANTHROPIC_API_KEY' },
  google: { api: 'gemini', apiKeyEnv: 'GEMINI_API_KEY' },
}
const SECRET_PARAMETER = /key|token|secret|sig|auth|pass|cred/i

export function createCatalog(input: BuildPolicyInput, warn: (text: string) => void): Catalog {
  const slug = createSlugger()
  const keys = new Map<string, string>()
  const models = new Map<string, ModelEntry>()
  const providers = new Map<string, ProviderEntry>()
  const incumbents = new Set([input.defaultIncumbent, ...input.result.tasks.map((task) => task.incumbent)])
  const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(table, key) ? table[key] : undefined)
  const providerOf = (name: string): PolicyProvider | undefined => own(input.providers, name) ?? own(BUILT_IN, name)

  const use = (ref: string): string => {
    const known = keys.get(ref)
    if (known !== undefined) return known
    const { provider, model } = parseModelRef(ref) ?? { provider: 'unknown', model: ref }
    const price = own(input.prices, ref)
    const key = slug(ref, 'model')
    keys.set(ref, key)
    models.set(key, {
      provider,
      id: model,
      tier: incumbents.has(ref) ? 'premium' : tierOf(price, own(input.prices, input.defaultIncumbent)),
      ...(price === undefined ? {} : { price_per_1m: { input: price.input, output: price.output, ...(price.cacheRead === undefined ? {} : { cache_read: price.cacheRead }) } }),
    })
    if (!providers.has(provider)) providers.set(provider, providerEntry(provider, providerOf(provider), warn))
    return key
  }
  return {
    use,
    namesOf: (ref) => [...new Set([ref, parseModelRef(ref)?.model ?? ref, ...(own(input.loggedNames ?? {}, ref) ?? [])])],
    provider: (ref) => providerOf(parseModelRef(ref)?.provider ?? ''),
    providers: () => Object.fromEntries(providers),
    models: () => Object.fromEntries(models),
  }
}

/** Constraints of the configuration in the policy's words. A constraint that cannot be kept is an error, never dropped. */
export function policyConstraints(given: readonly PolicyConstraint[], incumbent: string, catalog: Catalog, warn: (text: string) => void): readonly Constraint[] {
  const slug = createSlugger()
  return given.map(({ when, require }) => {
    if (!FIELD_PATTERN.test(when.field)) {
      throw new AuditError('constraint-field', `A constraint looks at "${when.field}", which a policy cannot see.`, 'Use metadata.NAME, headers.NAME, user.tier, user.id, user.region, request.… or env.')
    }
    const offer = catalog.provider(incumbent)
    const compliance = require.compliance === undefined ? undefined : tags(require.compliance)
    const regions = require.regions === undefined ? undefined : tags(require.regions)
    const id = slug(`${when.field} ${typeof when.eq === 'string' ? when.eq : ''}`, 'constraint')
    const met = (compliance ?? []).every((one) => tags(offer?.compliance ?? []).includes(one)) && (regions === undefined || regions.some((one) => tags(offer?.regions ?? []).includes(one)))
    if (!met) warn(`The constraint ${id} leaves no model: the provider of the incumbent ${incumbent} does not declare what it requires. Requests under it will be refused on routes with no other model; declare its compliance and regions under providers if it has them.`)
    return { id, when, require: { ...(compliance === undefined ? {} : { compliance }), ...(regions === undefined ? {} : { regions }) } }
  })
}

function tierOf(price: Price | undefined, incumbent: Price | undefined): Tier {
  return price !== undefined && incumbent !== undefined && price.input + price.output < (incumbent.input + incumbent.output) / 3 ? 'budget' : 'standard'
}

function providerEntry(name: string, provider: PolicyProvider | undefined, warn: (text: string) => void): ProviderEntry {
  if (provider === undefined) {
    warn(`The provider "${name}" is not configured: the policy does not say where its models are served. Add it under providers.`)
    return { type: 'unknown' }
  }
  const url = provider.baseUrl === undefined ? undefined : withoutCredentials(provider.baseUrl)
  if (provider.baseUrl !== undefined && url === undefined) warn(`The base_url of the provider "${name}" is not a URL and was left out of the policy.`)
  const env = provider.apiKeyEnv !== undefined && /^[A-Z_][A-Z0-9_]*$/.test(provider.apiKeyEnv) ? provider.apiKeyEnv : undefined
  if (env !== provider.apiKeyEnv) warn(`The api_key_env of the provider "${name}" is not the name of an environment variable in capitals and was left out of the policy.`)
  return {
    type: kindOf(provider),
    ...(provider.apiVersion === undefined ? {} : { api_version: provider.apiVersion }),
    ...(url === undefined ? {} : { base_url: url }),
    ...(env === undefined ? {} : { api_key_env: env }),
    ...(provider.regions === undefined ? {} : { regions: tags(provider.regions) }),
    ...(provider.compliance === undefined ? {} : { compliance: tags(provider.compliance) }),
  }
}

/** Chat Completions at another address than OpenAI's is a compatible server: it may know fewer parameters, and gateways configure it otherwise. */
function kindOf({ api, baseUrl }: PolicyProvider): ProviderKind {
  const elsewhere = baseUrl !== undefined && URL.canParse(baseUrl) && !/(?:^|\.)openai\.com$/.test(new URL(baseUrl).hostname)
  return api === 'openai' && elsewhere ? 'compatible' : api
}

function tags(given: readonly string[]): readonly string[] {
  const result = [...new Set(given.map((tag) => tag.toLowerCase()))]
  const bad = result.find((tag) => !TAG_PATTERN.test(tag))
  if (bad !== undefined) throw new AuditError('policy-tag', `"${bad}" is not a region or compliance mark.`, 'Use letters, digits, "_" and "-".')
  return result
}

function withoutCredentials(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  url.username = ''
  url.password = ''
  url.hash = ''
  url.search = new URLSearchParams(Array.from(url.searchParams).filter(([name]) => !SECRET_PARAMETER.test(name))).toString()
  const clean = url.toString()
  return text.endsWith('/') ? clean : clean.replace(/\/$/, '')
}
