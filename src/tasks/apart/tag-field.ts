import type { LlmCall } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { lastUserText, systemText } from '../../domain/message.js'
import { quickMask } from '../../text/quick-mask.js'
import { ENOUGH_ANSWERS } from './answer-kind.js'
import { answerText } from '../document.js'
import { outputShape } from '../output-shape.js'
import type { TagOf } from './tag-of.js'
import { TELLS, tellingPairs } from './told-by-value.js'
import { words } from '../../text/words.js'

/** Names under which applications say what a call is for, most telling first; compared without case and separators. */
const TASK_NAMES = [
  'task', 'taskname', 'taskid', 'tasktype', 'usecase', 'functionid', 'aitelemetryfunctionid', 'feature', 'featurename', 'promptname', 'promptid', 'promptslug', 'prompttemplate', 'template', 'templatename',
  'templateid', 'intent', 'skill',
]

/** Names that say it in some applications, and where or how it ran in others: taken only if their values go with the prompts. */
const DOUBTFUL_NAMES = [
  'generationname', 'tracename', 'spanname', 'runname', 'functionname', 'workflow', 'workflowname', 'operation', 'operationname', 'action', 'job', 'jobtype',
  'agent', 'agentname', 'step', 'stage', 'component', 'endpoint', 'route',
]

const TAG_NAMES = [...TASK_NAMES, ...DOUBTFUL_NAMES]

/** Values that say that a model was called, not what for. */
const GENERIC = new Set(['chat', 'completion', 'completions', 'chat.completions', 'chat.completion', 'chat_completion', 'text_completion', 'generate_content', 'generation', 'llm', 'messages', 'responses', 'openai', 'anthropic', 'default', 'none', 'null', 'unknown', 'true', 'false'])

const NAME_LIKE = /^\p{L}[\p{L}\p{N} _./:-]{0,63}$/u
const MANY = 3

function plainName(field: string): string {
  return field.toLowerCase().replace(/[^a-z0-9]/gu, '')
}

/** Fields whose names and values may name a task, whatever the rest of the log holds. */
export function tagCandidates(metadata: JsonObject): readonly (readonly [field: string, value: string])[] {
  const candidates: [string, string][] = []
  for (const field in metadata) {
    if (!isTagName(field)) continue
    const value = tagValue({ metadata }, field)
    if (value !== undefined) candidates.push([field, value])
  }
  return candidates
}

const tagNames = new Map<string, boolean>()
const REMEMBERED = 10_000

/** True for a name under which applications say what a call is for. */
export function isTagName(field: string): boolean {
  const known = tagNames.get(field)
  if (known !== undefined) return known
  const isName = TAG_NAMES.includes(plainName(field))
  if (tagNames.size < REMEMBERED && field.length <= 64) tagNames.set(field, isName)
  return isName
}

function tagValue(call: Pick<LlmCall, 'metadata'>, field: string): string | undefined {
  const value = call.metadata[field]
  return typeof value === 'string' && NAME_LIKE.test(value) && !GENERIC.has(value.toLowerCase()) ? value : undefined
}

/** A task tag has few values, and nearly every call that carries it shares its value with others. */
function isTag(values: readonly string[]): boolean {
  const counts = countsOf(values)
  const shared = [...counts.values()].filter((count) => count >= MANY).reduce((sum, count) => sum + count, 0)
  return shared > 0 && shared >= 0.9 * values.length && counts.size <= Math.max(3, 2 * Math.sqrt(values.length))
}

const AGREES = 0.5
const COMPARED = 0.3
const COVERED = 0.8
const MOST_VALUES = 40

type AnswerOf = Parameters<typeof tellingPairs>[0][number][number]

/** Chance that two calls drawn from the same set carry the same value, in [0,1]. */
function sameValue(counts: ReadonlyMap<string, number>, n: number): number {
  return [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0) / Math.max(1, n * (n - 1))
}

function countsOf(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** True if the values go with what is asked: two calls of like prompts agree far more often than any two. */
function goesWithPrompts(pairs: readonly (readonly [prompt: string, value: string])[]): boolean {
  const byPrompt = new Map<string, string[]>()
  for (const [prompt, value] of pairs) {
    const own = byPrompt.get(prompt)
    if (own) own.push(value)
    else byPrompt.set(prompt, [value])
  }
  const shared = [...byPrompt.values()].filter((own) => own.length >= 2)
  const compared = shared.reduce((sum, own) => sum + own.length, 0)
  if (shared.length < 2 || compared < COMPARED * pairs.length) return false
  const byChance = sameValue(countsOf(pairs.map(([, value]) => value)), pairs.length)
  const together = shared.reduce((sum, own) => sum + own.length * sameValue(countsOf(own), own.length), 0) / compared
  return together - byChance >= AGREES * (1 - byChance) && byChance < 1
}

const HEAD = 8

/** Two views of what a call asks: its masked system prompt, and the first words of all it says. */
const VIEWS: readonly ((call: LlmCall) => string)[] = [
  ({ request }) => quickMask(systemText(request) ?? lastUserText(request) ?? ''),
  ({ request }) => words(quickMask((systemText(request) ?? lastUserText(request) ?? '').slice(0, 400))).slice(0, HEAD).join(' '),
]

/** True if four fifths of the calls are of prompts under which the values get answers of different kinds: steps of one prompt. */
function goesWithAnswers(tagged: readonly { readonly call: LlmCall; readonly value: string }[]): boolean {
  const byPrompt = new Map<string, Map<string, AnswerOf[]>>()
  for (const { call, value } of tagged) {
    const prompt = quickMask(systemText(call.request) ?? '')
    const values = byPrompt.get(prompt) ?? new Map<string, AnswerOf[]>()
    byPrompt.set(prompt, values)
    const own = values.get(value)
    const answer = { answer: answerText(call.output), shape: outputShape(call.output), system: prompt }
    if (own) own.push(answer)
    else values.set(value, [answer])
  }
  const telling = [...byPrompt.values()].map((values) => [...values.values()].filter((own) => own.length >= ENOUGH_ANSWERS)).filter((values) => values.length >= 2 && values.length <= MOST_VALUES && tellingPairs(values) >= TELLS)
  return telling.flat().reduce((sum, own) => sum + own.length, 0) >= COVERED * tagged.length
}

/** The metadata fields of a log that tell tasks apart, most telling first; `asked` fields are taken as they are, and first. */
export function tagFields(calls: readonly LlmCall[], asked: readonly string[] = []): readonly string[] {
  const seen = new Set(calls.flatMap((call) => Object.keys(call.metadata)))
  const known = [...seen]
    .map((field) => ({ field, rank: TAG_NAMES.indexOf(plainName(field)) }))
    .filter(({ field, rank }) => rank >= 0 && !asked.includes(field))
    .sort((a, b) => a.rank - b.rank || (a.field < b.field ? -1 : 1))
    .filter(({ field, rank }) => {
      const tagged = calls.flatMap((call) => { const value = tagValue(call, field); return value === undefined ? [] : [{ call, value }] })
      if (!isTag(tagged.map(({ value }) => value))) return false
      return rank < TASK_NAMES.length || VIEWS.some((view) => goesWithPrompts(tagged.map(({ call, value }) => [view(call), value] as const))) || goesWithAnswers(tagged)
    })
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
