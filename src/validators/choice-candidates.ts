import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { textOf } from '../domain/message.js'
import type { ToolDefinition } from '../domain/message.js'
import type { ValidationContext } from '../domain/score.js'
import type { TaskType } from '../domain/task.js'
import { acceptedScalars, isArray } from './accepted.js'
import { codeOf } from './code-text.js'
import { readDate } from './date.js'
import { readable } from './fold.js'
import { findJsonText, parseJsonText } from './json-text.js'
import { learnJson } from './learned-fields.js'
import { labelsOfGolds, labelsOfOutputs } from './learned-labels.js'
import { readNumber } from './number.js'
import { isNumericText } from './numeric-text.js'
import { isBoxedPhrase } from './phrase.js'
import type { ValidatorName } from './registry.js'
import { isGolden, share } from './sample.js'
import type { ValidatorSample } from './sample.js'
import { statements } from './statement.js'
import { callsOf, expectedCallsOf, expectedWords } from './tool-calls.js'

/** A validator that the shape of the answers speaks for, and why. */
export interface Candidate {
  readonly name: ValidatorName
  readonly context: Omit<ValidationContext, 'input'>
  readonly why: string
}

const ENOUGH = 0.95
/** Share of the expected answers that must call a tool before “no call” may count as an answer. */
const FEWEST_CALLS = 0.2
/** Answers of these tasks are free text: a short one is no label, a likeness is all that can be said. */
const FREE: ReadonlySet<TaskType> = new Set(['summarization', 'rewrite', 'translation', 'code', 'generation', 'chat'])

/** What tells good from bad better than likeness alone, by the kind of task. */
const OF_TYPE: Readonly<Partial<Record<TaskType, Pick<Candidate, 'name' | 'why'>>>> = {
  translation: { name: 'translation', why: 'the answers are translations: language, numbers and names are checked' },
  summarization: { name: 'summary', why: 'the answers are summaries: numbers and names, length and copying are checked' },
  code: { name: 'code', why: 'the answers are programs: their syntax is checked' },
}

/** The validators worth trying, first choice first. The last is always similarity. */
export function choiceCandidates(samples: readonly ValidatorSample[], taskType: TaskType): readonly Candidate[] {
  const golds = samples.filter(isGolden).map((sample) => sample.gold)
  const specific = golds.length >= 0.5 * samples.length && golds.length > 0 ? ofGolds(golds, samples) : ofOutputs(samples, taskType)
  return [...specific, { name: 'similarity', context: {}, why: 'the answers are free text' }]
}

function ofGolds(golds: readonly JsonValue[], samples: readonly ValidatorSample[]): readonly Candidate[] {
  const found: Candidate[] = []
  const scalars = golds.map(acceptedScalars)
  const read = samples.some(({ request }) => request.tools?.length) ? (gold: JsonValue) => expectedCallsOf(gold) ?? (expectedWords(gold) === undefined ? undefined : []) : callsOf
  const calls = golds.map(read)
  const calling = share(calls, (each) => (each?.length ?? 0) > 0)
  // Where hardly any answer calls, a model that cannot call at all would pass.
  if (calls.every((each) => each !== undefined) && calling >= FEWEST_CALLS) {
    found.push({ name: 'tool_call', context: toolContext(samples), why: `the expected answers are tool calls, ${percent(calling)} of them with a call` })
  }
  // A list of texts may be the answers that are accepted; where the answers are lists themselves it is the answer.
  const areLists = golds.every(isArray) && share(samples, (sample) => isArray(parseJsonText(sample.output.text))) >= ENOUGH
  if (areLists || share(golds, isJsonGold) >= ENOUGH) found.push({ name: 'json', context: jsonContext(samples, golds.map((gold) => (typeof gold === 'string' ? parseJsonText(gold) : gold))), why: 'the expected answers are JSON' })
  const values = scalars.flatMap((accepted) => accepted ?? [])
  if (scalars.every((accepted) => accepted !== undefined) && values.length > 0) found.push(...ofScalars(values, samples))
  return found
}

function ofScalars(values: readonly (string | number | boolean)[], samples: readonly ValidatorSample[]): readonly Candidate[] {
  const found: Candidate[] = []
  const texts = values.map(String)
  if (values.every((value) => typeof value === 'boolean')) return [{ name: 'label', context: { labels: ['false', 'no', 'true', 'yes'] }, why: 'the expected answers are true or false' }]
  if (values.every((value) => typeof value === 'number') || share(texts, isNumericText) >= ENOUGH && !isDates(texts) && !areVersions(texts)) found.push({ name: 'number', context: {}, why: 'the expected answers are numbers' })
  if (share(texts, isQuery) >= ENOUGH) found.push(QUERIES)
  if (isDates(texts)) found.push({ name: 'date', context: {}, why: 'the expected answers are dates' })
  const labels = labelsOfGolds(texts)
  if (labels) found.push({ name: 'label', context: { labels }, why: `${labels.length} labels in the expected answers: ${named(labels)}` })
  if (texts.every((text) => text.length <= 60 && !text.trim().includes('\n'))) {
    found.push({ name: 'label', context: {}, why: 'the expected answers are short phrases' })
    if (share(samples, (sample) => isShort(sample.output.text)) >= ENOUGH) found.push({ name: 'exact', context: {}, why: 'the expected answers are short texts' })
  }
  return found
}

function ofOutputs(samples: readonly ValidatorSample[], taskType: TaskType): readonly Candidate[] {
  const found: Candidate[] = []
  const texts = samples.map((sample) => sample.output.text)
  const calling = share(samples, (sample) => sample.output.toolCalls.length > 0)
  // Where most answers call nothing, any words at all would agree with them.
  if (calling >= 0.5 || (taskType === 'tool_calling' && calling >= FEWEST_CALLS)) found.push({ name: 'tool_call', context: toolContext(samples), why: `${percent(calling)} of the answers call tools` })
  if (share(texts, (text) => isStructure(findJsonText(text))) >= ENOUGH) found.push({ name: 'json', context: jsonContext(samples, texts.map(findJsonText)), why: 'the answers are JSON' })
  if (share(texts, (text) => text.trim().length <= 60 && readDate(text) !== undefined) >= ENOUGH) found.push({ name: 'date', context: {}, why: 'the answers are dates' })
  const areNumbers = !areVersions(texts)
  if (areNumbers && share(texts, statesNumber) >= ENOUGH) found.push({ name: 'number', context: {}, why: 'the answers state a number' })
  const labels = FREE.has(taskType) && share(texts, isShort) < ENOUGH ? undefined : labelsOfOutputs(texts, samples.map((sample) => textOf(sample.request.messages)))
  if (labels) found.push({ name: 'label', context: { labels }, why: `${labels.length} labels in the answers: ${named(labels)}` })
  if (areNumbers && taskType === 'math' && share(texts, (text) => readNumber(text, { isCut: false, isBoxed: false }) !== undefined) >= ENOUGH) {
    found.push({ name: 'number', context: {}, why: 'the answers to a calculation end in a number' })
  }
  if (share(texts, isQuery) >= ENOUGH) found.push(QUERIES)
  const own = OF_TYPE[taskType]
  if (own) found.push({ ...own, context: {} })
  if (taskType === 'extraction' && share(texts, isItems) >= ENOUGH) found.push({ name: 'extraction', context: {}, why: 'the answers list what was found' })
  if (FREE.has(taskType)) return found
  if (share(texts, isBoxedPhrase) >= ENOUGH) found.push({ name: 'label', context: {}, why: 'the answers set a short phrase in a box' })
  if (share(texts, isShort) >= ENOUGH) found.push({ name: 'exact', context: {}, why: 'the answers are short texts' })
  return found
}

function statesNumber(text: string): boolean {
  if (isNumericText(text)) return true
  const box = statements(readable(text)).findLast((statement) => statement.kind === 'boxed')
  return (box === undefined || isNumericText(box.content.slice(box.content.lastIndexOf('=') + 1))) && readNumber(text, { isCut: true, isBoxed: true }) !== undefined
}

/** Notations that differ in their last zeros: 2.1 and 2.10 are two versions, where 2.10 is never an amount's way to say 2.1. */
function areVersions(texts: readonly string[]): boolean {
  const written = new Map<number, Set<string>>()
  for (const text of texts) {
    const decimal = /^\W{0,3}v?(\d{1,4}\.\d{1,4})\W{0,3}$/i.exec(text.slice(0, 20))?.[1]
    if (decimal !== undefined && text.length <= 20) written.set(Number(decimal), (written.get(Number(decimal)) ?? new Set()).add(decimal))
  }
  return [...written.values()].filter((notations) => notations.size > 1).length >= 2
}

const QUERIES: Candidate = { name: 'sql', context: {}, why: 'the answers are SQL queries' }

function isQuery(text: string): boolean {
  return /^\s*(?:select|with|insert\s+into|update|delete\s+from)\s[^]*\b(?:from|into|set|values|select)\b/i.test(codeOf(text).code)
}

/** A list of short items, one a line, at least one of them. */
function isItems(text: string): boolean {
  const lines = text.trim().split('\n')
  return lines.length <= 100 && lines.every((line) => line.length <= 80 && /^\s*(?:[-*•]|\d{1,3}[.)])\s+\S/.test(line))
}

function isShort(text: string): boolean {
  return text.trim().length <= 60 && !text.trim().includes('\n')
}

function isDates(texts: readonly string[]): boolean {
  return share(texts, (text) => text.length <= 60 && !/^\s*\d+\s*$/.test(text) && readDate(text) !== undefined) >= ENOUGH
}

function isJsonGold(gold: JsonValue): boolean {
  return typeof gold === 'string' ? isStructure(parseJsonText(gold)) : isJsonObject(gold) || (isArray(gold) && acceptedScalars(gold) === undefined)
}

function isStructure(value: JsonValue | undefined): boolean {
  return isJsonObject(value) || isArray(value)
}

/** Every tool of the task once; of several definitions of one name the first in the order of their JSON. */
function toolContext(samples: readonly ValidatorSample[]): { readonly tools: readonly ToolDefinition[] } {
  const byName = new Map<string, { readonly tool: ToolDefinition; readonly text: string }>()
  const seen = new Set<readonly ToolDefinition[]>()
  for (const { request: { tools } } of samples) {
    if (!tools || seen.has(tools)) continue
    seen.add(tools)
    for (const tool of tools) {
      const text = JSON.stringify(tool)
      const known = byName.get(tool.name)
      if (!known || text < known.text) byName.set(tool.name, { tool, text })
    }
  }
  return { tools: [...byName.keys()].toSorted().flatMap((name) => byName.get(name)?.tool ?? []) }
}

/** The schema that every request demands, else the one that the answers show; with it how their fields are compared. */
function jsonContext(samples: readonly ValidatorSample[], answers: readonly (JsonValue | undefined)[]): Pick<ValidationContext, 'schema' | 'fields'> {
  const learned = answers.every((answer) => answer !== undefined) ? learnJson(answers, samples.map((sample) => textOf(sample.request.messages))) : undefined
  const demanded = demandedSchema(samples)
  const isDemanded = samples.some(({ request }) => request.responseFormat?.type === 'json_schema')
  return { ...(isDemanded || !learned?.schema ? {} : { schema: learned.schema }), ...demanded, ...(learned?.fields ? { fields: learned.fields } : {}) }
}

function demandedSchema(samples: readonly ValidatorSample[]): { readonly schema?: JsonObject } {
  const schemas = new Map<string, JsonObject>()
  for (const { request: { responseFormat } } of samples) {
    if (responseFormat?.type !== 'json_schema') return {}
    schemas.set(JSON.stringify(responseFormat.schema), responseFormat.schema)
  }
  const [only, other] = [...schemas.values()]
  return only && !other ? { schema: only } : {}
}

function named(labels: readonly string[]): string {
  return labels.length > 6 ? `${labels.slice(0, 5).join(', ')}, …` : labels.join(', ')
}

/** 0.953 → `95.3 %`. */
export function percent(value: number): string {
  return `${Number((100 * value).toFixed(1))} %`
}
