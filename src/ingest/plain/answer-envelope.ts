import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { Excluded } from '../read/excluded.js'
import { nameOf, plainName } from '../read/field.js'
import { readFinishReason } from '../read/finish-reason.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { nestedUsage } from './usage.js'

const TEXTS: ReadonlySet<string> = new Set(['text', 'content', 'outputtext', 'output', 'answer', 'completion', 'message', 'response', 'generatedtext', 'result'])
const FACTS: ReadonlySet<string> = new Set(['usage', 'model', 'modelname', 'id', 'finishreason', 'stopreason', 'created', 'createdat', 'object', 'tokens', 'tokenusage', 'role', 'provider', 'latencyms', 'cost', 'costusd', 'status', 'systemfingerprint', 'servicetier', 'responseid', 'requestid', 'timestamp'])

/**
 * The answer in an object that an application made of a response: one text, and beside it nothing but what is known of responses. Undefined for
 * data that is the answer. Throws Excluded where tokens stand among other fields: what of it the model said is not known.
 */
export function envelopeFacts(json: JsonObject): ResponseFacts | undefined {
  const names = Object.keys(json).map((key) => ({ key, name: plainName(key) }))
  const usage = names.map(({ key, name }) => (name === 'usage' || name === 'tokenusage' || name === 'tokens' ? json[key] : undefined)).find(isJsonObject)
  const texts = names.filter(({ name }) => TEXTS.has(name))
  const [only] = texts
  const text = only === undefined ? undefined : json[only.key]
  const isWhole = texts.length === 1 && typeof text === 'string' && names.length > 1 && names.every(({ name }) => TEXTS.has(name) || FACTS.has(name))
  if (!isWhole) {
    if (usage !== undefined && Object.keys(nestedUsage(usage)).length > 0) throw new Excluded('unknown-format', 'the answer is an object with tokens among its fields: which of them the model said is not known')
    return undefined
  }
  const at = (name: string): string | undefined => names.filter((one) => one.name === name).map(({ key }) => nameOf(json[key])).find((value) => value !== undefined)
  const finishReason = readFinishReason(at('finishreason') ?? at('stopreason'))
  return { output: { text, toolCalls: [], ...(finishReason !== undefined && { finishReason }) }, responseModel: at('model') ?? at('modelname'), usage: usage === undefined ? {} : nestedUsage(usage) }
}
