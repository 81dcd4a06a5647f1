import type { LlmCall } from '../domain/call.js'
import { tagOf } from '../monitor/observe.js'
import type { Observation } from '../monitor/observe.js'
import { bucket } from '../policy/bucket.js'
import { requestOfCall } from '../policy/call-request.js'
import type { PolicyDocument, Route } from '../policy/document.js'
import { readField } from '../policy/request.js'

export type Arm = 'candidate' | 'incumbent'

/** `strayed`: a request of the candidate's arm that another model answered. */
export interface ArmOfCall {
  readonly arm: Arm | undefined
  readonly strayed: boolean
  /** True where a model served that the policy does not name: whose arm it was cannot be told. */
  readonly unnamed: boolean
  /** What it was told by. */
  readonly by: 'tag' | 'bucket' | 'model'
}

const CANDIDATE = new Set(['candidate', 'treatment', 'canary', 'shadow', 'challenger', 'variant', 'b', 'test'])
const INCUMBENT = new Set(['incumbent', 'control', 'baseline', 'primary', 'production', 'champion', 'a'])
const NAMES = ['arm', 'experiment_arm', 'experiment.arm', 'variant', 'ab_variant', 'shadow'] as const

/** The arm that the log names; undefined where it names none. */
export function taggedArm(call: LlmCall): Arm | undefined {
  for (const value of [tagOf(call.metadata, 'arm'), ...NAMES.map((name) => call.metadata[name])]) {
    if (value === true) return 'candidate'
    if (typeof value !== 'string') continue
    const word = value.trim().toLowerCase()
    if (CANDIDATE.has(word)) return 'candidate'
    if (INCUMBENT.has(word)) return 'incumbent'
  }
  return undefined
}

/** Place of a request in [0,100); undefined where it has no key. */
function placeOf(call: LlmCall, policy: PolicyDocument, route: Route): number | undefined {
  const { salt = `${policy.metadata.id}/${route.id}`, key = 'request.id' } = route.rollout ?? {}
  const own = key === 'request.id' ? (tagOf(call.metadata, 'request_id') ?? call.metadata['request_id']) : undefined
  const value = own ?? readField(requestOfCall(call), key)
  return typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value) ? bucket(salt, String(value)) : undefined
}

/**
 * The arm of a call: as the log tags it, else by the sticky bucket of its key where that agrees with who served it, else by who served it. A request inside the canary that the
 * incumbent answered has strayed: its candidate failed, or the log is older than the stage.
 */
export function armOf(call: LlmCall, { servedBy, tier }: Pick<Observation, 'servedBy' | 'tier'>, policy: PolicyDocument, route: Route): ArmOfCall {
  const said = taggedArm(call)
  // Every model that a policy names has a tier.
  if (tier === undefined) return { arm: undefined, strayed: false, unnamed: true, by: said === undefined ? 'model' : 'tag' }
  return { ...namedArm(call, said, servedBy, policy, route), unnamed: false }
}

function namedArm(call: LlmCall, said: Arm | undefined, servedBy: Observation['servedBy'], policy: PolicyDocument, route: Route): Omit<ArmOfCall, 'unnamed'> {
  const byModel: Arm | undefined = servedBy === 'target' ? 'candidate' : servedBy === 'other' ? undefined : 'incumbent'
  if (said !== undefined) return { arm: said === 'candidate' && byModel === 'incumbent' ? undefined : said, strayed: said === 'candidate' && byModel === 'incumbent', by: 'tag' }
  const { stage, percent } = route.rollout ?? { stage: 'full', percent: 100 }
  const place = stage === 'canary' ? placeOf(call, policy, route) : undefined
  if (place === undefined) return { arm: byModel, strayed: false, by: 'model' }
  const inside = place < percent
  if (byModel === undefined) return { arm: undefined, strayed: inside, by: 'bucket' }
  if (inside) return byModel === 'candidate' ? { arm: 'candidate', strayed: false, by: 'bucket' } : { arm: undefined, strayed: true, by: 'bucket' }
  return byModel === 'incumbent' ? { arm: 'incumbent', strayed: false, by: 'bucket' } : { arm: undefined, strayed: false, by: 'bucket' }
}
