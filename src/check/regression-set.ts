import { AuditError } from '../domain/error.js'
import { isJsonObject } from '../domain/json.js'
import type { JsonValue } from '../domain/json.js'
import type { ChatRequest, ModelOutput, Omittable } from '../domain/message.js'
import type { Price } from '../domain/model.js'
import type { ValidationContext } from '../domain/score.js'

/** One pinned case, with personal data and secrets replaced. */
export interface PinnedCase {
  readonly id: string
  readonly request: ChatRequest
  readonly reference: ModelOutput
  readonly gold?: JsonValue
  /** Values of the route's `fields` that the call has. */
  readonly fields?: Readonly<Record<string, JsonValue>>
  /** The incumbent's score in [0,1]; absent where it must be asked again. */
  readonly control?: number
  /** The routed model's own score, mean of the route's draws, when the set was pinned; absent where it was not asked, or was asked something else. */
  readonly baseline?: number
}

/** What a route's model is held against. */
export interface PinnedRoute {
  readonly route: string
  /** `provider/model`. */
  readonly model: string
  readonly incumbent: string
  /** Parameters of the requests that the routed model is not sent. */
  readonly omit?: readonly Omittable[]
  /** `name@version`, and what it learned from the log. */
  readonly validator: string
  readonly validatorContext: ValidationContext
  /** The model whose vectors say how near two texts are, `provider/model`, with its price; only where such are compared. */
  readonly embeddings?: { readonly model: string; readonly price?: Price }
  readonly longestAnswerTokens: number
  /** USD per million tokens when the set was pinned. */
  readonly price?: Price
  /** Mean logged tokens of the cases. */
  readonly tokens: { readonly input: number; readonly output: number }
  /** Milliseconds that 95 of 100 answers must keep; only where the configuration limits latency. */
  readonly latencyBoundMs?: number
  /** How often each case was asked when its baseline was pinned, and is asked by a check; once where absent. */
  readonly draws?: number
  /** Fields that constraints named when the set was pinned: of these a case without a value has none, of all others nothing is known. */
  readonly fields?: readonly string[]
  /** Name with which the provider answered. */
  readonly snapshot?: string
  readonly cases: readonly PinnedCase[]
}

export interface RegressionSet {
  readonly policy: string
  readonly runId: string
  readonly routes: readonly PinnedRoute[]
}

/** Of each case, in one check. */
export const MOST_DRAWS = 9

/** The name of the set that belongs to a policy file: `routing-policy.yaml` → `routing-policy.regression.jsonl`. */
export function regressionPath(policyPath: string): string {
  return `${policyPath.replace(/\.(?:ya?ml|json)$/i, '')}.regression.jsonl`
}

/** JSON lines: the set, then each route followed by its cases, so that a change shows as the lines that changed. */
export function regressionText(set: RegressionSet): string {
  const { routes, ...head } = set
  const lines = routes.flatMap(({ cases, ...route }) => [{ kind: 'route', ...route }, ...cases.map((one) => ({ kind: 'case', ...one }))])
  return [{ kind: 'regression-set', schemaVersion: 1, ...head }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Reads a set. Throws AuditError (exit 2) that names file and line. */
export function parseRegressionSet(text: string, file: string): RegressionSet {
  const refuse = (line: number, what: string): never => {
    throw new AuditError('check/set', `${file}:${line}: ${what}`, 'Restore the file, or pin it anew with audit run.')
  }
  let head: { policy: string; runId: string } | undefined
  const routes: { route: Omit<PinnedRoute, 'cases'>; cases: PinnedCase[] }[] = []
  text.split('\n').forEach((written, at) => {
    if (written.trim() === '') return
    let row: unknown
    try {
      row = JSON.parse(written)
    } catch {
      return refuse(at + 1, 'not a line of JSON')
    }
    if (!isJsonObject(row)) return refuse(at + 1, 'not a JSON object')
    const { kind, ...rest } = row
    if (kind === 'regression-set') {
      if (row['schemaVersion'] !== 1) return refuse(at + 1, `a set of version ${JSON.stringify(row['schemaVersion'])}, which this program does not know`)
      head = { policy: String(row['policy']), runId: String(row['runId']) }
    } else if (kind === 'route') {
      const sound = ['route', 'model', 'incumbent', 'validator'].every((key) => typeof row[key] === 'string') && isJsonObject(row['tokens']) && isJsonObject(row['validatorContext'])
        && (row['embeddings'] === undefined || (isJsonObject(row['embeddings']) && typeof row['embeddings']['model'] === 'string'))
        && (row['fields'] === undefined || (Array.isArray(row['fields']) && row['fields'].every((field) => typeof field === 'string')))
        && (row['draws'] === undefined || (Number.isSafeInteger(row['draws']) && Number(row['draws']) >= 1 && Number(row['draws']) <= MOST_DRAWS))
      if (!sound) return refuse(at + 1, 'a route without route, model, incumbent, validator, validatorContext or tokens, with embeddings that name no model, fields that are no list of names, or with draws other than 1 to ' + String(MOST_DRAWS))
      routes.push({ route: rest as unknown as Omit<PinnedRoute, 'cases'>, cases: [] })
    } else if (kind === 'case') {
      const sound = typeof row['id'] === 'string' && isJsonObject(row['request']) && Array.isArray(row['request']['messages']) && isJsonObject(row['reference']) && (row['fields'] === undefined || isJsonObject(row['fields']))
      const own = routes.at(-1)
      if (!sound || own === undefined) return refuse(at + 1, own === undefined ? 'a case before any route' : 'a case without id, request or reference')
      own.cases.push(rest as unknown as PinnedCase)
    } else return refuse(at + 1, `a line of the unknown kind ${JSON.stringify(kind)}`)
  })
  if (head === undefined) return refuse(1, 'not a regression set')
  return { ...head, routes: routes.map(({ route, cases }) => ({ ...route, cases })) }
}
