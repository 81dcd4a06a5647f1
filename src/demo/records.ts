import type { JsonObject } from '../domain/json.js'
import type { DemoCase } from './case.js'
import { complete } from './completion.js'
import { inputTokens } from './conversation.js'
import { demoModels } from './models.js'
import type { DemoModel } from './models.js'
import { hashUnit } from './prng.js'
import { skills } from './skill.js'
import { sources } from './tasks/sources.js'
import type { TaskSource } from './tasks/question.js'
import { wires } from './wires.js'

/** One line of the log, and when it was written (milliseconds since the epoch). */
export interface LoggedRecord {
  readonly id: string
  readonly at: number
  readonly source: DemoCase['source']
  readonly record: JsonObject
}

const [repeatShare, errorShare] = [0.03, 0.01]
const failures = { openai: [429, 500], anthropic: [429, 529] } as const
const failureText: Readonly<Record<number, string>> = { 429: 'Too many requests, slow down.', 500: 'The server had an error.', 529: 'Overloaded' }

/** Milliseconds as a hosted model would take them: the demo's own server is far quicker. */
function loggedLatency(item: DemoCase, tokens: number): number {
  return Math.round(380 + tokens * 11 + 400 * hashUnit(item.key, 'latency') ** 2)
}

function frame(item: DemoCase, id: string, at: number): JsonObject {
  return { id, timestamp: new Date(at).toISOString(), ...(item.conversationId === undefined ? {} : { conversation_id: item.conversationId }) }
}

function metadataOf(item: DemoCase): JsonObject {
  const { feature }: TaskSource = sources[item.source]
  return { user: item.user, ...(feature === undefined ? {} : { feature }), ...(skills[item.source].hasGold ? { expected: item.question.right.value } : {}) }
}

function answered(seed: number, item: DemoCase, model: DemoModel, repetition: number): LoggedRecord {
  const wire = wires[model.api]
  const request = wire.writeRequest(item.request, model.wireName)
  const prompt = wire.readRequest(request)
  if (typeof prompt === 'string') throw new RangeError(prompt)
  const { maxOutputTokens } = prompt
  const completion = complete(seed, item, model, { inputTokens: inputTokens(prompt.turns, prompt.toolText), ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }) }, repetition)
  const response = wire.writeResponse(completion)
  const [id, at] = [String(response['id']), item.askedAt + repetition * (60_000 + Math.floor(900_000 * hashUnit(item.key, 'again')))]
  return { id, at, source: item.source, record: { ...frame(item, id, at), status: 200, latency_ms: loggedLatency(item, completion.outputTokens), metadata: metadataOf(item), request, response } }
}

/** An attempt that the provider refused a few seconds before the one that it answered. */
function refused(seed: number, item: DemoCase, model: DemoModel): LoggedRecord {
  const wire = wires[model.api]
  const [often, rare] = failures[model.api]
  const status = hashUnit(seed, item.key, 'status') < 0.7 ? often : rare
  const [id, at] = [`err_${item.key.slice(0, 24)}`, item.askedAt - 4000]
  const response = wire.writeError(status, failureText[status] ?? 'Failed.')
  return { id, at, source: item.source, record: { ...frame(item, id, at), status, latency_ms: 120, metadata: metadataOf(item), request: wire.writeRequest(item.request, model.wireName), response } }
}

/** What the log holds of one case: its answer by the incumbent, sometimes a repeat of it or a refused attempt before. */
export function recordsOf(seed: number, item: DemoCase): readonly LoggedRecord[] {
  const model = demoModels.find(({ ref }) => ref === skills[item.source].incumbent)
  if (model === undefined) throw new RangeError(`no model serves ${item.source}`)
  const repeated = item.conversationId === undefined && hashUnit(seed, item.key, 'repeat') < repeatShare
  const failed = hashUnit(seed, item.key, 'error') < errorShare
  return [
    ...(failed ? [refused(seed, item, model)] : []),
    answered(seed, item, model, 0),
    ...(repeated ? [answered(seed, item, model, 1)] : []),
  ]
}
