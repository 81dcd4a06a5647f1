import { AuditError } from '../domain/error.js'
import { isJsonObject, type JsonObject } from '../domain/json.js'
import { createRouter, type PolicyRequest, type RouterState } from '../policy/index.js'
import { requestOfBody } from '../policy/client/body.js'
import { readPolicyFile } from '../policy/policy-file.js'
import { plain } from '../text/display.js'
import { didYouMean } from '../text/nearest.js'
import type { CommandContext } from './context.js'
import { jsonRows } from './rows.js'
import { tell } from './tell.js'

const STATE_WAY = 'Write it like {"tier_share": {"budget": 61}, "exhausted_providers": ["openai"]}.'
const isNames = (value: unknown): boolean => Array.isArray(value) && value.every((name) => typeof name === 'string')
const STATE = {
  exhausted_providers: [isNames, 'a list of names'], exhausted_scopes: [isNames, 'a list of names'],
  tier_share: [(value: unknown) => isJsonObject(value) && Object.values(value).every((share) => typeof share === 'number'), 'a map of tiers to numbers'],
} as const satisfies Record<keyof RouterState, readonly [(value: unknown) => boolean, string]>

/** A misspelt key would be a provider that is not exhausted after all. @throws AuditError */
function checkedState(state: JsonObject): RouterState {
  const known = Object.entries(STATE)
  for (const [key, value] of Object.entries(state)) {
    const rule = known.find(([name]) => name === key)?.[1]
    if (rule === undefined) throw new AuditError('route/state', `--state: unknown key "${plain(key)}".${didYouMean(key, Object.keys(STATE))}`, STATE_WAY)
    if (!rule[0](value)) throw new AuditError('route/state', `--state: ${key} must be ${rule[1]}`, STATE_WAY)
  }
  return state as RouterState
}

function stateOf(text: string | undefined): RouterState | undefined {
  if (text === undefined) return undefined
  try {
    const state: unknown = JSON.parse(text)
    if (isJsonObject(state)) return checkedState(state)
  } catch (error) {
    if (error instanceof AuditError) throw error
  }
  throw new AuditError('route/state', '--state: not a JSON object', STATE_WAY)
}

/** A request as the policy sees it; a body of Chat Completions or Messages is read as one. */
function policyRequest(value: JsonObject): PolicyRequest {
  if (!Array.isArray(value['messages'])) return value as PolicyRequest
  const { metadata, user } = value
  return requestOfBody(value, { ...(isJsonObject(metadata) ? { metadata } : {}), ...(typeof user === 'string' ? { user: { id: user } } : {}) })
}

/** `audit route`: for each request one line of JSON with route, model, fallbacks, reason and trace. */
export async function route(requests: string, flags: { readonly policy: string; readonly now?: string; readonly state?: string }, context: CommandContext): Promise<void> {
  const router = createRouter(await readPolicyFile(flags.policy, context.signal))
  const now = flags.now === undefined ? new Date() : new Date(flags.now)
  if (Number.isNaN(now.getTime())) throw new AuditError('route/now', `--now ${flags.now}: not a time`, 'Write it as ISO 8601, e.g. 2027-01-31T00:00:00Z.')
  const state = stateOf(flags.state)
  const name = requests === '-' ? 'standard input' : requests
  let read = 0
  for await (const { line, value } of jsonRows(requests, context.signal)) {
    context.signal.throwIfAborted()
    for (const request of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (!isJsonObject(request)) throw new AuditError('route/request', `${name}:${line}: a request is a JSON object`, 'Write {"metadata": {…}, "prompt": {"system": …, "last_user": …}, …} per line.')
      read += 1
      process.stdout.write(`${JSON.stringify(router.route(policyRequest(request), { now, ...(state ? { state } : {}) }))}\n`)
    }
  }
  if (read === 0) tell(`${name}: no request was read`)
}
