import type { LlmCall } from '../domain/call.js'

/** Names a call's explicit task tag as `field=value`; undefined when it carries none. */
export type TagOf = (call: LlmCall) => string | undefined

/** Names under which applications say what a call is for, most telling first; compared without case and separators. */
const TAG_NAMES = [
  'task', 'taskname', 'taskid', 'tasktype', 'usecase', 'feature', 'featurename', 'promptname', 'promptid', 'prompttemplate', 'template', 'templatename',
  'templateid', 'generationname', 'spanname', 'runname', 'functionname', 'workflow', 'workflowname', 'operation', 'operationname', 'action', 'intent', 'skill', 'job', 'jobtype',
  'agent', 'agentname', 'step', 'stage', 'component', 'endpoint', 'route',
]

/** Values that say that a model was called, not what for. */
const GENERIC = new Set(['chat', 'completion', 'completions', 'chat.completions', 'chat.completion', 'chat_completion', 'text_completion', 'generate_content', 'generation', 'llm', 'messages', 'responses', 'openai', 'anthropic', 'default', 'none', 'null', 'unknown', 'true', 'false'])

const NAME_LIKE = /^\p{L}[\p{L}\p{N} _./:-]{0,63}$/u
const MANY = 3

function plainName(field: string): string {
  return field.toLowerCase().replace(/[^a-z0-9]/gu, '')
}

/** True for a name under which applications say what a call is for. */
export function isTagName(field: string): boolean {
  return TAG_NAMES.includes(plainName(field))
}

function tagValue(call: LlmCall, field: string): string | undefined {
  const value = call.metadata[field]
  return typeof value === 'string' && NAME_LIKE.test(value) && !GENERIC.has(value.toLowerCase()) ? value : undefined
}

/** A task tag has few values, and nearly every call that carries it shares its value with others. */
function isTag(values: readonly string[]): boolean {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const shared = [...counts.values()].filter((count) => count >= MANY).reduce((sum, count) => sum + count, 0)
  return shared > 0 && shared >= 0.9 * values.length && counts.size <= Math.max(3, 2 * Math.sqrt(values.length))
}

/** The metadata fields of a log that tell tasks apart, most telling first; `asked` fields are taken as they are, and first. */
export function tagFields(calls: readonly LlmCall[], asked: readonly string[] = []): readonly string[] {
  const seen = new Set(calls.flatMap((call) => Object.keys(call.metadata)))
  const known = [...seen]
    .map((field) => ({ field, rank: TAG_NAMES.indexOf(plainName(field)) }))
    .filter(({ field, rank }) => rank >= 0 && !asked.includes(field))
    .sort((a, b) => a.rank - b.rank || (a.field < b.field ? -1 : 1))
    .filter(({ field }) => isTag(calls.flatMap((call) => tagValue(call, field) ?? [])))
  return [...asked, ...known.map(({ field }) => field)]
}

/** Reads the first of some fields that a call carries; an `asked` field counts whatever its text. */
export function tagReader(fields: readonly string[], asked: readonly string[] = []): TagOf {
  return (call) => {
    for (const field of fields) {
      const given = call.metadata[field]
      const value = asked.includes(field) && typeof given === 'string' && given !== '' ? given : tagValue(call, field)
      if (value !== undefined) return `${field}=${value}`
    }
    return undefined
  }
}

/** Undoes `field=value`. */
export function parseTag(tag: string): { readonly field: string; readonly value: string } {
  const at = tag.indexOf('=')
  return { field: tag.slice(0, at), value: tag.slice(at + 1) }
}
