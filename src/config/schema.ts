import { z } from 'zod'
import { parseModelRef } from '../domain/model.js'
import { OMITTABLE, type Omittable } from '../domain/message.js'
import { LIKENESS_MEASURES } from '../domain/score.js'
import { PROVIDER_APIS } from '../domain/provider.js'
import { STRATEGY_KINDS } from '../domain/strategy.js'
import { didYouMean } from '../text/nearest.js'
import { redactRules } from './redact.js'

const modelName = z.string().min(1)
const tags = z.array(z.string().regex(/^[a-z0-9_-]+$/, 'must be lower case letters, digits, _ or -')).default([])
const positiveUsd = z.number().positive()

const price = z.strictObject({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cache_read: z.number().nonnegative().optional(),
}).transform(({ cache_read, ...rest }) => ({ ...rest, ...(cache_read === undefined ? {} : { cacheRead: cache_read }) }))

const candidate = z.union([
  modelName.transform((model) => ({ model, price: undefined })),
  z.strictObject({ model: modelName, price: price.optional() }).transform(({ model, price: own }) => ({ model, price: own })),
])

/** A header that may hold a secret must not stand in a file that is kept under version control. */
const SECRET_HEADER = /auth|key|token|secret|cookie|password/i

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable, not a key')

const headers = z
  .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'a header name has letters, digits and -'), z.union([z.string().regex(/^[\x20-\x7e]*$/, 'must be plain text'), z.strictObject({ env: variableName })]))
  .superRefine((table, context) => {
    for (const [name, value] of Object.entries(table)) {
      if (typeof value === 'string' && SECRET_HEADER.test(name)) context.addIssue({ code: 'custom', path: [name], message: `may hold a secret: write it as { env: NAME }, the environment variable that holds it` })
    }
  })

const provider = z.strictObject({
  api: z.enum(PROVIDER_APIS),
  base_url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).refine((url) => !/\/\/[^/]*@/.test(url), 'must not carry a user or password; a key goes into the variable that api_key_env names').optional(),
  api_key_env: variableName.optional(),
  api_key_file: z.string().min(1).optional(),
  api_version: z.string().min(1).optional(),
  headers: headers.optional(),
  ca_file: z.string().min(1).optional(),
  stream: z.boolean().optional(),
  max_concurrency: z.int().positive().optional(),
  rpm: z.number().positive().optional(),
  tpm: z.number().positive().optional(),
  timeout_ms: z.int().positive().optional(),
  budget_usd: positiveUsd.optional(),
  regions: tags,
  compliance: tags,
}).transform((p) => ({
  api: p.api, baseUrl: p.base_url, apiKeyEnv: p.api_key_env,
  ...(p.api_key_file === undefined ? {} : { apiKeyFile: p.api_key_file }),
  ...(p.api_version === undefined ? {} : { apiVersion: p.api_version }),
  ...(p.headers === undefined ? {} : { headers: p.headers }),
  ...(p.ca_file === undefined ? {} : { caFile: p.ca_file }),
  ...(p.stream === undefined ? {} : { stream: p.stream }),
  maxConcurrency: p.max_concurrency, rpm: p.rpm, tpm: p.tpm,
  timeoutMs: p.timeout_ms, budgetUsd: p.budget_usd, regions: p.regions, compliance: p.compliance,
}))

/** Providers that are reached without an entry here; any other must say where it is. */
const KNOWN_ADDRESS = ['openai', 'anthropic', 'google']

const providerTable = z
  .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'a provider name has letters, digits, _ . or -, and no slash'), provider)
  .superRefine((table, context) => {
    for (const [name, entry] of Object.entries(table)) {
      // An entry with a fault of its own still has the keys of the file.
      if (entry.baseUrl === undefined && !('base_url' in entry) && !KNOWN_ADDRESS.includes(name)) context.addIssue({ code: 'custom', path: [name], message: 'needs a base_url: only openai, anthropic and google are known without one' })
    }
  })

const omitted = z.array(z.enum(Object.keys(OMITTABLE) as [Omittable, ...Omittable[]])).min(1)
const servedModel = z.strictObject({ as: modelName.optional(), price: price.optional(), budget_usd: positiveUsd.optional(), omit: omitted.optional() })
  .transform(({ budget_usd, ...rest }) => ({ ...rest, ...(budget_usd === undefined ? {} : { budgetUsd: budget_usd }) }))

const scalar = z.union([z.string(), z.number(), z.boolean()])
const condition = z.strictObject({
  field: z.string().min(1),
  eq: scalar.optional(), ne: scalar.optional(),
  in: z.array(scalar).min(1).optional(), not_in: z.array(scalar).min(1).optional(),
  exists: z.boolean().optional(),
}).refine((c) => Object.keys(c).length === 2, 'needs a field and exactly one of eq, ne, in, not_in, exists')

const constraint = z.strictObject({
  id: z.string().optional(),
  when: condition,
  require: z.strictObject({ compliance: tags, regions: tags }).refine((r) => r.compliance.length + r.regions.length > 0, 'must name compliance or regions; a constraint that requires nothing has no effect'),
})

const margin = z.number().gt(0).lt(1)
const alpha = z.number().gt(0).lt(0.5)
const control = z.enum(['logged', 'rerun', 'auto'])
const design = z.enum(['sequential', 'fixed'])

const phrases = z.array(z.string().min(1)).min(1).optional()
const textRules = z.strictObject({ must_include: phrases, must_not_include: phrases, must_not_contradict: z.string().min(1).max(20_000).optional(), max_words: z.int().positive().optional(), max_characters: z.int().positive().optional() })
  .refine((rules) => Object.values(rules).some((rule) => rule !== undefined), 'needs at least one of must_include, must_not_include, must_not_contradict, max_words, max_characters')
  .transform((rules) => ({
    ...(rules.must_include ? { mustInclude: rules.must_include } : {}),
    ...(rules.must_not_include ? { mustNotInclude: rules.must_not_include } : {}),
    ...(rules.must_not_contradict === undefined ? {} : { mustNotContradict: rules.must_not_contradict }),
    ...(rules.max_words === undefined ? {} : { maxWords: rules.max_words }),
    ...(rules.max_characters === undefined ? {} : { maxCharacters: rules.max_characters }),
  }))

const validatorChoice = z.union([
  z.string().min(1).transform((name) => ({ name, labels: undefined, tolerance: undefined, rules: undefined, database: undefined, measure: undefined, ignore: undefined, partialCredit: undefined })),
  z.strictObject({ name: z.string().min(1), labels: z.array(z.string().min(1)).min(2).optional(), tolerance: z.number().nonnegative().optional(), rules: textRules.optional(), database: z.string().min(1).optional(), measure: z.enum(LIKENESS_MEASURES).optional(), ignore: z.array(z.string().min(1)).min(1).optional(), partial_credit: z.boolean().optional() })
    .transform(({ partial_credit: partialCredit, ...rest }) => ({ name: rest.name, labels: rest.labels, tolerance: rest.tolerance, rules: rest.rules, database: rest.database, measure: rest.measure, ignore: rest.ignore, partialCredit })),
])

/** A model named twice would be tried once, at which price nobody could tell. */
const candidates = z.array(candidate).superRefine((list, context) => {
  const names = list.map(({ model }) => model)
  const at = names.findIndex((name, place) => names.indexOf(name) < place)
  if (at >= 0) context.addIssue({ code: 'custom', path: [at], message: `names ${JSON.stringify(names[at])} a second time: keep one of them, with its price` })
})

const taskOverride = z.strictObject({
  match: z.union([z.strictObject({ id: z.string() }), z.strictObject({ label: z.string() })]),
  validator: validatorChoice.optional(),
  gold: z.string().min(1).optional(),
  incumbent: modelName.optional(),
  candidates: candidates.optional(),
  margin: margin.optional(),
  alpha: alpha.optional(),
  max_samples: z.int().positive().optional(),
  design: design.optional(),
  control: control.optional(),
  skip: z.boolean().default(false),
}).transform(({ max_samples, ...rest }) => ({ ...rest, maxSamples: max_samples }))

const strategy = z.union([
  z.enum(STRATEGY_KINDS).transform((kind) => ({ kind, models: undefined })),
  z.strictObject({ kind: z.enum(STRATEGY_KINDS), models: z.array(modelName).min(1).max(2) })
    .refine(({ kind, models }) => models.length === (kind === 'agreement' ? 2 : 1), 'agreement takes two models, cascade and split one'),
])

const quality = z.strictObject({
  margin: margin.default(0.03),
  alpha: alpha.default(0.05),
  max_samples: z.int().positive().default(1000),
  design: design.default('sequential'),
  fdr: z.boolean().default(false),
  reserve: z.int().nonnegative().max(100).default(0),
  horizon: z.int().positive().optional(),
  control: control.default('auto'),
  control_share: z.number().min(0.1).max(1).default(1),
  population: z.enum(['traffic', 'log']).default('traffic'),
  one_per: z.string().min(1).optional(),
  decidable_only: z.boolean().default(false),
}).transform(({ max_samples, control_share, one_per, decidable_only, ...rest }) => ({ ...rest, decidableOnly: decidable_only, maxSamples: max_samples, controlShare: control_share, ...(one_per === undefined ? {} : { onePer: one_per }) }))

/** Where people's labels lie unless the configuration names another file. */
export const LABELS_FILE = 'audit.labels.jsonl'

const judge = z.strictObject({
  model: modelName,
  price: price.optional(),
  rubric: z.string().min(1).optional(),
  /** Lets a judge of a candidate's own family decide. */
  force: z.boolean().default(false),
})

/** The model whose vectors measure how near two texts are. */
const embeddings = z.strictObject({ model: modelName, price: price.optional() })

const mappedColumns = ['id', 'request', 'prompt', 'system', 'response', 'model', 'provider', 'input_tokens', 'output_tokens', 'cached_input_tokens', 'cost_usd', 'latency_ms', 'started_at', 'conversation_id', 'status'] as const

const source = z.strictObject({
  url: z.string().regex(/^(?:clickhouses?|postgres(?:ql)?):\/\/[^/]/, 'must be a clickhouse:// or postgres:// address').refine((url) => !/\/\/[^/]*@/.test(url), 'must not carry a user or password; they go into the address on the command line, or into variables of the environment'),
  table: z.string().min(1),
  columns: z.strictObject(Object.fromEntries(mappedColumns.map((name) => [name, z.string().min(1).optional()])) as Record<(typeof mappedColumns)[number], z.ZodOptional<z.ZodString>>).optional(),
  tags: z.array(z.string().min(1)).default([]),
  where: z.string().min(1).refine((text) => !/;|--|\/\*/.test(text), 'must be one condition in SQL, without ; or comments').optional(),
  final: z.boolean().optional(),
})

const document = z.strictObject({
  version: z.literal(1),
  incumbent: modelName.optional(),
  candidates: candidates.default([]),
  providers: providerTable.default({}),
  models: z.record(z.string(), servedModel).default({}),
  quality: quality.prefault({}),
  latency: z.strictObject({ max_p95_ratio: z.number().positive().optional() }).default({}).transform((l) => ({ maxP95Ratio: l.max_p95_ratio })),
  budget_usd: positiveUsd.optional(),
  check: z.strictObject({ margin: margin.default(0.05) }).prefault({}),
  judge: judge.optional(),
  embeddings: embeddings.optional(),
  labels: z.string().min(1).default(LABELS_FILE),
  validators: z.union([z.string().min(1).transform((file) => [file]), z.array(z.string().min(1))]).default([]),
  policy: z.strictObject({ max_budget_share: z.number().min(0).max(100).nullable().default(60), rollout: z.enum(['shadow', 'canary', 'full']).default('full') })
    .prefault({}).transform((p) => ({ maxBudgetShare: p.max_budget_share, rollout: p.rollout })),
  strategies: z.array(strategy).default([]),
  strategy_samples: z.int().nonnegative().default(0),
  gold: z.string().min(1).optional(),
  tasks: z.array(taskOverride).default([]),
  constraints: z.array(constraint).default([]),
  sources: z.array(source).default([]),
  redact: redactRules,
})

/** Every candidate must say where it is served, for whoever is to ask it; its price alone needs no provider. */
function checkCandidates(config: z.output<typeof document>, context: z.RefinementCtx): void {
  const known = [...new Set([...KNOWN_ADDRESS, ...Object.keys(config.providers)])]
  const check = (list: readonly { readonly model: string }[] | undefined, path: readonly PropertyKey[]) => {
    for (const [at, { model }] of (list ?? []).entries()) {
      const name = parseModelRef(model)?.provider
      const message = name === undefined
        ? `${JSON.stringify(model)} names no provider: write it as provider/model, e.g. ${known[0]}/${model}`
        : known.includes(name) ? undefined : `${JSON.stringify(model)}: there is no provider "${name}".${didYouMean(name, known) || ` Add it: providers: { ${name}: { api: openai, base_url: https://…/v1, api_key_env: … } }`}`
      if (message !== undefined) context.addIssue({ code: 'custom', path: [...path, at], message })
    }
  }
  check(config.candidates, ['candidates'])
  for (const [at, task] of config.tasks.entries()) check(task.candidates, ['tasks', at, 'candidates'])
}

const renamed = ({ budget_usd, strategy_samples, ...rest }: z.output<typeof document>) => ({ ...rest, budgetUsd: budget_usd, strategySamples: strategy_samples })

/** The one schema of `audit.config.yaml`: snake_case in the file, camelCase behind it. */
export const configSchema = document.transform(renamed)

/** The same for a command that asks the candidates of the file. */
export const askingSchema = document.superRefine(checkCandidates).transform(renamed)

export type AuditConfig = z.output<typeof configSchema>
export type ProviderConfig = z.output<typeof provider>
export type CandidateConfig = z.output<typeof candidate>
export type WarehouseSource = z.output<typeof source>
export type StrategyConfig = z.output<typeof strategy>
export type TaskOverride = z.output<typeof taskOverride>
