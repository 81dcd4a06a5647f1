import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { textOf } from '../../domain/message.js'
import type { ToolDefinition } from '../../domain/message.js'
import type { ValidationContext } from '../../domain/score.js'
import type { TaskType } from '../../domain/task.js'
import { acceptedScalars, isArray } from '../accepted.js'
import { monthNamed } from '../values/calendar.js'
import { areUnwordly, isCaseTelling, UNWORDLY } from './case-telling.js'
import { codeOf } from '../programs/code-text.js'
import { readDate } from '../date.js'
import { readable } from '../fold.js'
import { findJsonText, parseJsonText } from '../records/json-text.js'
import { learnJson } from './learned-fields.js'
import { labelsOfGolds, labelsOfOutputs } from './learned-labels.js'
import { saysOrder } from './learned-order.js'
import { readNumber } from '../number.js'
import { isNumericText, unitsVary } from '../values/numeric-text.js'
import { isBoxedPhrase } from '../words/phrase.js'
import type { ValidatorName } from '../registry.js'
import { isGolden, isShare, share } from './sample.js'
import type { ValidatorSample } from './sample.js'
import { textFields } from '../records/text-fields.js'
import { statements } from '../words/statement.js'
import { callsOf, expectedCallsOf, expectedWords } from '../calls/tool-calls.js'

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

const CODE = { name: 'code', why: 'the answers are programs: their syntax is checked' } as const

/** What tells good from bad better than likeness alone, by the kind of task. */
const OF_TYPE: Readonly<Partial<Record<TaskType, Pick<Candidate, 'name' | 'why'>>>> = {
  translation: { name: 'translation', why: 'the answers are translations: language, numbers and names are checked' },
  summarization: { name: 'summary', why: 'the answers are summaries: numbers and names, length and copying are checked' },
  code: CODE,
}

/** The validators worth trying, first choice first. The last is always similarity. */
export function choiceCandidates(samples: readonly ValidatorSample[], taskType: TaskType): readonly Candidate[] {
  const golds = samples.filter(isGolden).map((sample) => sample.gold)
  const specific = golds.length >= 0.5 * samples.length && golds.length > 0 ? ofGolds(golds, samples, taskType) : ofOutputs(samples, taskType)
  return [...specific, { name: 'similarity', context: {}, why: 'the answers are free text' }]
}

function ofGolds(golds: readonly JsonValue[], samples: readonly ValidatorSample[], taskType: TaskType): readonly Candidate[] {
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
  const areLists = golds.every(isArray) && isShare(samples, ENOUGH, (sample) => isArray(parseJsonText(sample.output.text)))
  if (areLists || isShare(golds, ENOUGH, isJsonGold)) found.push({ name: 'json', context: jsonContext(samples, golds.map((gold) => (typeof gold === 'string' ? parseJsonText(gold) : gold))), why: 'the expected answers are JSON' })
  const values = scalars.flatMap((accepted) => accepted ?? [])
  if (scalars.every((accepted) => accepted !== undefined) && values.length > 0) found.push(...ofScalars(values, samples, taskType))
  return found
}

function ofScalars(values: readonly (string | number | boolean)[], samples: readonly ValidatorSample[], taskType: TaskType): readonly Candidate[] {
  const found: Candidate[] = []
  const texts = values.map(String)
  if (values.every((value) => typeof value === 'boolean')) return [{ name: 'label', context: { labels: ['false', 'no', 'true', 'yes'] }, why: 'the expected answers are true or false' }]
  if (values.every((value) => typeof value === 'number') || isShare(texts, ENOUGH, isNumericText) && !isDates(texts) && !areVersions(texts, samples) && !areGroups(texts)) found.push({ name: 'number', context: unitsVary(texts) ? { unitsVary: true } : {}, why: 'the expected answers are numbers' })
  if (isShare(texts, ENOUGH, isQuery)) found.push(QUERIES)
  if (isDates(texts)) found.push({ name: 'date', context: {}, why: 'the expected answers are dates' })
  if (areUnwordly(texts)) return taskType === 'code' ? [...found, { ...CODE, context: {} }] : found
  const lists = listsOf(samples.filter(isGolden).map(({ gold, request }) => ({ text: String(gold), input: textOf(request.messages) })))
  if (lists) found.push({ name: 'extraction', context: lists, why: lists.fields ? 'the expected answers list items in an order that counts' : 'the expected answers list items' })
  const labels = labelsOfGolds(texts)
  // A name that is put together for an address is held to its case.
  if (!labels && share(texts, (text) => SLUG.test(text.trim())) >= ENOUGH) return found
  if (labels) found.push({ name: 'label', context: { labels }, why: `${labels.length} labels in the expected answers: ${named(labels)}` })
  if (texts.every(isShort) && !(FREE.has(taskType) && areSentences(texts))) {
    found.push({ name: 'label', context: {}, why: 'the expected answers are short phrases' })
    if (isShare(samples, ENOUGH, (sample) => isShort(sample.output.text))) found.push({ name: 'exact', context: {}, why: 'the expected answers are short texts' })
  }
  return found
}

function ofOutputs(samples: readonly ValidatorSample[], taskType: TaskType): readonly Candidate[] {
  const found: Candidate[] = []
  const texts = samples.map((sample) => sample.output.text)
  const calling = share(samples, (sample) => sample.output.toolCalls.length > 0)
  // Where most answers call nothing, any words at all would agree with them.
  if (calling >= 0.5 || (taskType === 'tool_calling' && calling >= FEWEST_CALLS)) found.push({ name: 'tool_call', context: toolContext(samples), why: `${percent(calling)} of the answers call tools` })
  if (isShare(texts, ENOUGH, (text) => isStructure(findJsonText(text)))) found.push({ name: 'json', context: jsonContext(samples, texts.map(findJsonText)), why: 'the answers are JSON' })
  if (isShare(texts, ENOUGH, (text) => text.trim().length <= 60 && readDate(text) !== undefined) && !saysMore(texts)) found.push({ name: 'date', context: {}, why: 'the answers are dates' })
  const areNumbers = !areVersions(texts, samples) && !areGroups(texts)
  if (areNumbers && isShare(texts, ENOUGH, statesNumber)) found.push({ name: 'number', context: {}, why: 'the answers state a number' })
  const labels = FREE.has(taskType) && share(texts, isShort) < ENOUGH ? undefined : labelsOfOutputs(texts, samples.map((sample) => textOf(sample.request.messages)))
  if (nameSeveral(texts)) found.push({ name: 'extraction', context: orderOf(samples.map(({ output, request }) => ({ text: output.text, input: textOf(request.messages) }))), why: 'the answers name several labels at once' })
  if (labels && !labels.some((label) => label.includes(',') || UNWORDLY.test(label)) && !isCaseTelling(texts)) found.push({ name: 'label', context: { labels }, why: `${labels.length} labels in the answers: ${named(labels)}` })
  if (areNumbers && taskType === 'math' && isShare(texts, ENOUGH, (text) => readNumber(text, { isCut: false, isBoxed: false }) !== undefined)) {
    found.push({ name: 'number', context: {}, why: 'the answers to a calculation end in a number' })
  }
  if (isShare(texts, ENOUGH, isQuery)) found.push(QUERIES)
  const own = OF_TYPE[taskType]
  if (own) found.push({ ...own, context: {} })
  if (isShare(texts, ENOUGH, isFields)) found.push({ name: 'extraction', context: {}, why: 'the answers are short values under their names' })
  if (taskType === 'extraction' && isShare(texts, ENOUGH, isItems)) found.push(isOrdered(samples) ? { name: 'extraction', context: { fields: { ordered: true } }, why: 'the answers list items in an order that the prompt asks for' } : { name: 'extraction', context: {}, why: 'the answers list what was found' })
  if (FREE.has(taskType)) return found
  if (isShare(texts, ENOUGH, isBoxedPhrase)) found.push({ name: 'label', context: {}, why: 'the answers set a short phrase in a box' })
  if (isShare(texts, ENOUGH, isShort)) found.push({ name: 'exact', context: {}, why: 'the answers are short texts' })
  return found
}

function statesNumber(text: string): boolean {
  if (isNumericText(text)) return true
  const box = statements(readable(text)).findLast((statement) => statement.kind === 'boxed')
  return (box === undefined || isNumericText(box.content.slice(box.content.lastIndexOf('=') + 1))) && readNumber(text, { isCut: true, isBoxed: true }) !== undefined
}

/** Notations that differ in their last zeros: 2.1 and 2.10 are two versions, where 2.10 is never an amount's way to say 2.1. */
function areVersions(texts: readonly string[], samples: readonly ValidatorSample[]): boolean {
  if (isShare(texts, ENOUGH, (text) => /^\W{0,3}v?\d{1,4}(?:\.\d{1,4}){1,3}\W{0,3}$/i.test(text.slice(0, 30))) && isShare(samples, ENOUGH, ({ request }) => VERSION.test(textOf(request.messages)))) return true
  const written = new Map<number, Set<string>>()
  for (const text of texts) {
    const decimal = /^\W{0,3}v?(\d{1,4}\.\d{1,4})\W{0,3}$/i.exec(text.slice(0, 20))?.[1]
    if (decimal !== undefined && text.length <= 20) written.set(Number(decimal), (written.get(Number(decimal)) ?? new Set()).add(decimal))
  }
  return [...written.values()].filter((notations) => notations.size > 1).length >= 2
}

const VERSION = /\b(?:versions?|releases?|firmware|semver)\b/i

/** Figures in groups beside one another, as numbers to call and of accounts are written, among hundreds that blanks set apart. */
const GROUP = /\d\)?[ -]{1,2}\(?\d/
const HUNDREDS = /(?<![\d+-])[1-9]\d{0,2}(?: \d{3})+(?!\d|[ -]\d)/g

/** Short answers of which the last number is a part: “Call (415) 555-2671.” */
function areGroups(texts: readonly string[]): boolean {
  return share(texts, (text) => text.length <= 60 && !/[=\n]/.test(text) && GROUP.test(text.replace(HUNDREDS, '0'))) > 1 - ENOUGH
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


/** True where answers list words of a small set, at least a fifth of them several at once: no numbers, whose order means something. */
function nameSeveral(texts: readonly string[]): boolean {
  const plain = texts.filter((text) => text.length <= 200 && !/[\n\d]|[.!?]\s|[.!?]$/.test(text.trim()))
  if (share(texts, (text) => /[,;]/.test(text)) < 0.2 || plain.length < ENOUGH * texts.length) return false
  const items = plain.flatMap((text) => text.split(/[,;]\s*/).map((item) => item.trim().toLowerCase()))
  const distinct = new Set(items)
  return distinct.size <= 50 && items.length >= 3 * distinct.size && ![...distinct].some((item) => item === '' || item.length > 40 || UNWORDLY.test(item))
}

interface Answered {
  readonly text: string
  readonly input: string
}

const MOST_IN_LIST = 400

/** How lists of short items, one at least of three and not all of the same length, are compared; undefined for texts of another shape: “Paris, France” and “Novak, Tom” are no lists. */
function listsOf(answers: readonly Answered[]): Pick<ValidationContext, 'fields'> | undefined {
  const lengths = new Set(answers.map(({ text }) => itemsOf(text).length))
  if (lengths.size < 2 || Math.max(...lengths) < 3) return undefined
  const isList = ({ text }: Answered): boolean => text.length <= MOST_IN_LIST && !/[.!?](?:\s|$)/.test(text.trim()) && itemsOf(text).every((item) => item.length <= SHORT_VALUE && item.split(/\s+/).length <= 4)
  return answers.every(isList) && isShare(answers, 0.2, ({ text }) => itemsOf(text).length > 1) ? orderOf(answers) : undefined
}

function itemsOf(text: string): readonly string[] {
  return text.trim().split(/[,;\n]\s*/).map((item) => item.trim()).filter((item) => item !== '')
}

/** The order of items counts where a prompt speaks of one, where they are numbers, or where the log shows it. */
function orderOf(answers: readonly Answered[]): Pick<ValidationContext, 'fields'> {
  const lists = answers.map(({ text, input }) => ({ items: itemsOf(text), input }))
  const isOrdered = answers.some(({ input }) => ORDER.test(input)) || isShare(lists, 0.5, ({ items }) => items.every(isNumericText)) || saysOrder(lists) === true
  return isOrdered ? { fields: { ordered: true } } : {}
}

const SENTENCE_WORDS = 5

/** True where texts are told apart by their wording: hardly one comes twice, and they have several words. */
function areSentences(texts: readonly string[]): boolean {
  return new Set(texts).size >= 0.8 * texts.length && texts.reduce((sum, text) => sum + text.trim().split(/\s+/).length, 0) >= SENTENCE_WORDS * texts.length
}

const SLUG = /^[\p{Ll}\d]+(?:[-_][\p{Ll}\d]+)+$/u

const SHORT_VALUE = 40

/** Lines of `key: value` or rows of a table whose values are short: what is written there is a value and no free text. */
function isFields(text: string): boolean {
  return textFields(text)?.every(([, value]) => value.split('|').every((cell) => cell.length <= SHORT_VALUE && cell.split(/\s+/).length <= 5)) ?? false
}

const ORDER = /\b(?:order|ordered|rank|ranked|ranking|sort|sorted|sequence|steps?|priorit\w+|top[ -]\d+|chronolog\w+|procedure|instructions|recipe|reihenfolge|ordne|sortiere?|schritte?|orden\w*|pasos|étapes|classe[rz]?|ordina\w*|passaggi)\b/i

/** True where the items are numbered and the prompts speak of an order or of steps. */
function isOrdered(samples: readonly ValidatorSample[]): boolean {
  return isShare(samples, 0.5, ({ request, output }) => /^\s*\d{1,3}[.)]/.test(output.text) && ORDER.test(textOf(request.messages)))
}

function isShort(text: string): boolean {
  return text.trim().length <= 60 && !text.trim().includes('\n')
}

function isDates(texts: readonly string[]): boolean {
  return isShare(texts, ENOUGH, (text) => text.length <= 60 && !/^\s*\d+\s*$/.test(text) && readDate(text) !== undefined) && !saysMore(texts)
}

/** True where what stands beside the dates tells answers apart: “Lost, 26 May 2026”. What hardly any answer writes may be a way to announce them. */
function saysMore(texts: readonly string[]): boolean {
  const counts = new Map<string, number>()
  for (const text of texts) {
    const words = (text.toLowerCase().match(/(?<![\p{L}\d])\p{L}{2,}/gu) ?? []).filter((word) => monthNamed(word) === undefined && !BESIDE_DATES.test(word)).join(' ')
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  return [...counts.values()].filter((count) => count >= OFTEN_BESIDE * texts.length).length > 1
}

const OFTEN_BESIDE = 0.1
/** Days of the week, and what announces a date. */
const BESIDE_DATES = /^(?:on|by|at|until|due|the|of|is|it|date|deadline|am|bis|zum|den|der|le|el|de|del|il|em|do|da|utc|gmt|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)$/

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
