import type { SourceRef, Usage } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { AdapterRecord } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { readUsd, statedCount } from '../read/number.js'
import { elapsedMs, readTime } from '../read/time.js'
import { exclusiveUsage, inclusiveUsage } from '../read/usage.js'
import type { Facts } from '../transcript/facts.js'
import { factsExcluded, uncounted } from '../transcript/facts.js'
import type { Agent } from './session-line.js'
import { objectIn, SESSIONS, WHY } from './session-line.js'

const notACall = (what: string): never => {
  throw new Excluded('not-a-call', what)
}

const TURN = /^(?:user|gemini|info|error|warning)$/

/** Sessions of Gemini CLI (`~/.gemini/tmp`): one object with all messages, or a line for each of them, which comes again when it grows. */
export const geminiCli: Agent = {
  is: (record) => ('projectHash' in record && 'sessionId' in record) || isTurn(record) || (Object.keys(record).length === 1 && isJsonObject(record['$set']) && 'lastUpdated' in record['$set']),
  parse: (record, source) => {
    const messages = record['messages']
    if (!Array.isArray(messages)) return [turnOf(record, source)]
    const turns = messages.filter(isJsonObject).filter((message: JsonObject) => isJsonObject(message['tokens']))
    return turns.length === 0 ? notACall('a session without an answer') : turns.map((message: JsonObject) => turnOf(message, source))
  },
}

/** Lines of a kind that other logs have too are left to these where they hold more. */
function isTurn(record: JsonObject): boolean {
  const type = nameOf(record['type']) ?? ''
  const isMore = ['message', 'messages', 'prompt', 'response', 'input', 'output', 'completion', 'answer'].some((key) => key in record)
  return TURN.test(type) && 'timestamp' in record && 'content' in record && 'id' in record && !isMore && (type === 'gemini' || !('model' in record))
}

function turnOf(record: JsonObject, source: SourceRef): AdapterRecord {
  const { id, model, timestamp, tokens } = record
  if (!isJsonObject(tokens)) return notACall('a line of a session')
  return { kind: 'deferred', format: SESSIONS, role: 'gemini', keys: [`gemini ${nameOf(id) ?? `${source.file}:${source.line}`}`], source, record: { id, model, timestamp, tokens } }
}

/** Of a message that was written again the last counts. Thoughts and what tools gave stand beside output and input. */
export function geminiFacts(record: JsonObject): Omit<Facts, 'format' | 'source'> {
  const tokens = objectIn(record, 'tokens')
  const count = (name: string): number | undefined => statedCount(tokens[name])
  const [input, output] = [count('input'), count('output')]
  const usage = inclusiveUsage({ input: input === undefined ? undefined : input + (count('tool') ?? 0), output: output === undefined ? undefined : output + (count('thoughts') ?? 0), cacheRead: count('cached'), reasoning: count('thoughts') })
  return { id: nameOf(record['id']), requestModel: nameOf(record['model']), usage, startedAt: readTime(record['timestamp']) }
}

/** Messages, parts and sessions of OpenCode, each a file of its own; texts lie in other files than tokens. */
export const openCode: Agent = {
  is: (record) => 'sessionID' in record && ('messageID' in record || 'modelID' in record || 'role' in record),
  parse: (record, source) => {
    const tokens = record['tokens']
    if (record['role'] !== 'assistant' || !isJsonObject(tokens)) return notACall('a question, or a part of a message')
    const time = objectIn(record, 'time')
    const facts: Facts = { format: SESSIONS, source, id: nameOf(record['id']), requestModel: nameOf(record['modelID']), provider: nameOf(record['providerID']), usage: openCodeUsage(tokens), costUsd: readUsd(record['cost']), latencyMs: elapsedMs(time['created'], time['completed']), startedAt: readTime(time['created']) }
    return [isJsonObject(record['error']) ? uncounted(facts, 'error', 'the request failed') : factsExcluded(facts, 'context-missing', WHY)]
  },
}

/** The cache stands beside the input; whether reasoning stands beside the output only a total tells. */
function openCodeUsage(tokens: JsonObject): Usage {
  const cache = objectIn(tokens, 'cache')
  const [input, output, reasoning, total] = ['input', 'output', 'reasoning', 'total'].map((name) => statedCount(tokens[name]))
  const [cacheRead, cacheWrite] = [statedCount(cache['read']), statedCount(cache['write'])]
  const visible = input === undefined || total === undefined ? undefined : total - input - (cacheRead ?? 0) - (cacheWrite ?? 0)
  const isKnown = reasoning === undefined || reasoning === 0 || (visible !== undefined && output !== undefined && (visible === output || visible === output + reasoning))
  return exclusiveUsage({ input, cacheRead, cacheWrite, output: isKnown ? (reasoning ? visible : output) : undefined, reasoning: isKnown ? reasoning : undefined })
}

/** What Cline, Roo and Kilo say of their requests, beside what they show (`ui_messages.json`). */
export const cline: Agent = {
  is: (record) => typeof record['ts'] === 'number' && ((record['type'] === 'say' && 'say' in record) || (record['type'] === 'ask' && 'ask' in record)),
  parse: (record, source) => {
    const told = record['say'] === 'api_req_started' ? objectOf(record['text']) : undefined
    if (told === undefined || !('tokensIn' in told)) return notACall('a line of a session')
    const model = objectIn(record, 'modelInfo')
    const usage = exclusiveUsage({ input: statedCount(told['tokensIn']), output: statedCount(told['tokensOut']), cacheRead: statedCount(told['cacheReads']), cacheWrite: statedCount(told['cacheWrites']) })
    return [factsExcluded({ format: SESSIONS, source, requestModel: nameOf(model['modelId']), provider: nameOf(model['providerId']), usage, costUsd: readUsd(told['cost']), startedAt: readTime(record['ts']) }, 'context-missing', WHY)]
  },
}
