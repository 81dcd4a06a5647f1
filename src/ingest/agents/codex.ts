import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ParsedRecord, Usage } from '../../domain/call.js'
import type { Deferred } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import { readCount } from '../read/number.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, uncounted } from '../transcript/facts.js'
import type { Agent } from './session-line.js'
import { objectIn, SESSIONS, WHY } from './session-line.js'

const TYPES = /^(?:session_meta|response_item|event_msg|turn_context|compacted|inter_agent_message|world_state)$/

/**
 * Rollouts of Codex (`~/.codex/sessions`): the model stands in a line of its own before the requests that it answers, and the tokens of each
 * request in an event that comes again whenever something else of it changes. Lines of one file belong together, and files of sessions that
 * were branched off one another, whose lines stand in both.
 */
export const codex: Agent = {
  is: (record) => 'payload' in record && isJsonObject(record['payload']) && TYPES.test(nameOf(record['type']) ?? ''),
  parse: (record, source) => {
    const payload = objectIn(record, 'payload')
    const part = (role: string, kept: JsonObject, isNote = false): Deferred => ({ kind: 'deferred', format: SESSIONS, role, keys: [`codex ${source.file}`], source, record: kept, ...(isNote && { isNote }) })
    const info = payload['type'] === 'token_count' && isJsonObject(payload['info']) ? payload['info'] : undefined
    if (info) return [part('tokens', { info, timestamp: record['timestamp'] })]
    const line = `a line of a session (${wordOf(record['type'])})`
    const [id, from] = [nameOf(payload['id']), nameOf(payload['forked_from_id'])]
    if (record['type'] === 'session_meta' && id !== undefined) {
      const meta = part('meta', { from }, true)
      return [{ kind: 'excluded', reason: 'not-a-call', source, format: SESSIONS, detail: line }, { ...meta, keys: [...meta.keys, `codex-session ${id}`, ...(from === undefined ? [] : [`codex-session ${from}`])] }]
    }
    const model = record['type'] === 'turn_context' ? nameOf(payload['model']) : undefined
    if (model === undefined) throw new Excluded('not-a-call', line)
    return [{ kind: 'excluded', reason: 'not-a-call', source, format: SESSIONS, detail: line }, part('model', { model }, true)]
  },
}

/** A request for each event whose sum of all tokens so far is another than that before; what a branch repeats of the session it comes from is none. */
export function codexCalls(parts: readonly Deferred[]): readonly ParsedRecord[] {
  const isBranch = (file: string): boolean => parts.some((part) => part.role === 'meta' && part.source.file === file && nameOf(part.record['from']) !== undefined)
  const files = [...new Set(parts.map(({ source }) => source.file))].toSorted((a, b) => Number(isBranch(a)) - Number(isBranch(b)))
  const told = new Set<string>()
  return files.flatMap((file) => callsOf(parts.filter(({ source }) => source.file === file).toSorted((a, b) => a.source.line - b.source.line), told, isBranch(file)))
}

function callsOf(parts: readonly Deferred[], told: Set<string>, isBranch: boolean): readonly ParsedRecord[] {
  let model: string | undefined
  let before: JsonObject | undefined
  return parts.flatMap((part): readonly ParsedRecord[] => {
    if (part.role === 'model') model = nameOf(part.record['model'])
    if (part.role !== 'tokens') return []
    const info = objectIn(part.record, 'info')
    const total = objectIn(info, 'total_token_usage')
    const sum = FIELDS.map((field) => readCount(total[field])).join(' ')
    const isAgain = (before !== undefined && FIELDS.every((field) => readCount(total[field]) === readCount(before?.[field]))) || (isBranch && told.has(sum))
    told.add(sum)
    const usage = isJsonObject(info['last_token_usage']) ? usageOf(info['last_token_usage']) : usageOf(differenceOf(total, before))
    before = total
    const facts = { format: SESSIONS, source: part.source, requestModel: model, provider: 'openai', usage, startedAt: readTime(part.record['timestamp']) }
    return [isAgain ? uncounted(facts, 'duplicate', 'the tokens of a request, told again') : factsExcluded(facts, 'context-missing', WHY)]
  })
}

const FIELDS = ['input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_output_tokens'] as const

const differenceOf = (total: JsonObject, before: JsonObject = {}): JsonObject => Object.fromEntries(FIELDS.map((field) => {
  const [now, then] = [readCount(total[field]), readCount(before[field]) ?? 0]
  return [field, now === undefined || now < then ? undefined : now - then]
}))

function usageOf(counts: JsonObject): Usage {
  const [input, cacheRead, output, reasoning] = FIELDS.map((field) => readCount(counts[field]))
  return inclusiveUsage({ input, cacheRead, output, reasoning })
}
