import { OPERATORS } from './operators.js'

/** The shape of a document: `fields` by name, `any` for free names, `items` of a list. Empty: anything goes below. */
export interface FieldTree {
  readonly fields?: Readonly<Record<string, FieldTree>>
  readonly any?: FieldTree
  readonly items?: FieldTree
}

const free: FieldTree = {}

function named(names: string, inner: Readonly<Record<string, FieldTree>> = {}): FieldTree {
  return { fields: { ...Object.fromEntries(names.split(' ').filter((name) => name !== '').map((name) => [name, free])), ...inner } }
}

const requirement = named('capabilities compliance regions')

/** Every field of a policy document that means something; what stands outside is a slip of the pen. */
export const KNOWN_FIELDS: FieldTree = named('apiVersion kind', {
  metadata: named('id version created_at valid_from valid_until generator source'),
  defaults: named('route on_expired on_missing_signal token_counter'),
  providers: { any: named('type api_version base_url api_key_env regions compliance', { budget: named('limit_usd period on_exceeded') }) },
  models: { any: named('provider id tier capabilities context_window', { price_per_1m: named('input output cache_read') }) },
  constraints: { items: named('id', { when: conditionTree(), require: requirement }) },
  routes: {
    items: named('id task_type priority evidence', {
      match: conditionTree(),
      require: requirement,
      schedule: named('timezone days from to'),
      target: named('model as_asked timeout_ms max_output_tokens', { params: free }),
      fallback: { items: named('model on') },
      escalate: named('', { low_confidence: named('signal below'), validation_failure: named('json required max_attempts json_schema') }),
      rollout: named('stage percent key salt otherwise', {
        shadow: named('percent model'),
        cutover: named('steps min_n min_quality_ratio max_cost_ratio window'),
        rollback: named('quality_drop error_rate keep_previous'),
      }),
    }),
  },
  limits: named('', { max_share: { items: named('tier percent window on_exceeded') }, budgets: { items: named('scope limit_usd period on_exceeded') } }),
  alerts: { items: named('id metric baseline window min_n', { change_percent: named('above below') }) },
  classifiers: { any: free },
})

function conditionTree(): FieldTree {
  const tree: { fields?: Readonly<Record<string, FieldTree>> } = {}
  tree.fields = {
    ...named(`field always classifier label min_score min_margin ${Object.keys(OPERATORS).join(' ')}`).fields,
    all: { items: tree }, any: { items: tree }, not: tree,
  }
  return tree
}
