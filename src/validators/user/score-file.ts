import { AuditError } from '../../domain/error.js'
import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { Validator, ValidationContext } from '../../domain/score.js'
import { acceptedScalars, isArray } from '../accepted.js'
import { readDate } from '../date.js'
import { parseJsonText } from '../records/json-text.js'
import { isNumericText } from '../values/numeric-text.js'
import { findValidator, validatorId, validators } from '../registry.js'
import { isPart, outputOfRow, textOfValue, toolsOfRow } from './row-output.js'
import { callsOf, expectedCallsOf } from '../calls/tool-calls.js'

/** What `audit score` writes for a row. */
export interface RowScore {
  /** In [0,1], or null when the reference cannot be read or is missing. */
  readonly score: number | null
  /** `name@version`. */
  readonly validator: string
  readonly reason: string
}

const FREE = new Set(['summarization', 'rewrite', 'translation', 'code', 'generation', 'chat'])

/**
 * Scores one row `{input?, output, reference?, validator?, taskType?, tools?, schema?, labels?, tolerance?}`; `reference` is the expected answer.
 * `validator` is a name, `name@version`, or an object with a `name`; without one it follows from the row.
 * Throws an AuditError when the row is no object, has no output, or names an unknown validator.
 */
export function scoreRow(row: unknown): RowScore {
  if (!isJsonObject(row)) throw new AuditError('score/row', 'A row to score must be a JSON object.', 'Write rows like {"output": "…", "reference": "…", "validator": "label"}.')
  if (row['output'] === undefined) throw new AuditError('score/output', 'The row has no field “output”.', 'Give the answer to score as “output”.')
  const named = validatorOfRow(row['validator'])
  const validator = named ? findValidator(named) : chosen(row)
  const { value, reason } = validator.validate(outputOfRow(row['output'], toolsOfRow(row['tools'])), goldReference(row['reference'], validator), contextOf(row))
  return { score: value, validator: validatorId(validator), reason }
}

function validatorOfRow(value: JsonValue | undefined): string | undefined {
  if (isJsonObject(value) && value['name'] !== undefined) return validatorOfRow(value['name'])
  return value === undefined || value === null || value === '' ? undefined : textOfValue(value)
}

/** A reference in the form of an answer (`{text, tool_calls}`) is compared as one; everything else is the expected value itself. */
function goldReference(reference: JsonValue | undefined, validator: Validator): Parameters<Validator['validate']>[1] {
  if (reference === undefined || reference === null) return {}
  const isMessage = isJsonObject(reference) && (typeof reference['text'] === 'string' || typeof reference['content'] === 'string' || isArray(reference['tool_calls']) || isArray(reference['toolCalls']) || isParts(reference['content']))
  if (!isMessage || validator.name === 'json') return { gold: reference }
  const output = outputOfRow(reference)
  return validator.name === 'tool_call' ? { output } : { gold: output.text }
}

function contextOf(row: JsonObject): ValidationContext {
  const { input, schema, tolerance, labels } = row
  const options: JsonObject = isJsonObject(row['validator']) ? row['validator'] : {}
  const names = acceptedScalars(labels ?? options['labels'] ?? null)?.map(String)
  const relative = tolerance ?? options['tolerance']
  const tools = toolsOfRow(row['tools'])
  return {
    ...(input === undefined || input === null ? {} : { input: textOfValue(input) }),
    ...(tools.length > 0 ? { tools } : {}),
    ...(isJsonObject(schema) ? { schema } : {}),
    ...(names ? { labels: names } : {}),
    ...(typeof relative === 'number' && relative >= 0 ? { tolerance: relative } : {}),
  }
}

function isParts(value: JsonValue | undefined): boolean {
  return isArray(value) && value.length > 0 && value.every(isPart)
}

/** The validator that one row speaks for: the shape of its reference decides, else its tools, schema and task type. */
function chosen(row: JsonObject): Validator {
  const reference = row['reference'] ?? null
  const isShown = toolsOfRow(row['tools']).length > 0 || row['taskType'] === 'tool_calling'
  const calls = isShown ? expectedCallsOf(reference) : callsOf(reference)
  if (calls && (calls.length > 0 || isShown || isEmptyCalls(reference))) return validators.tool_call
  if (isJsonObject(reference) && isParts(reference['content']) && outputOfRow(reference).toolCalls.length > 0) return validators.tool_call
  if (isJsonObject(row['schema'])) return validators.json
  if (isJsonObject(reference) && typeof (reference['text'] ?? reference['content']) === 'string') return chosen({ ...row, reference: textOfValue(reference['text'] ?? reference['content']) })
  const values = reference === null ? undefined : acceptedScalars(reference)
  if (reference !== null && !values) return validators.json
  if (!values) return validators.similarity
  return ofScalars(values, typeof row['taskType'] === 'string' ? row['taskType'] : '')
}

function isEmptyCalls(reference: JsonValue): boolean {
  return isArray(reference) || isJsonObject(reference)
}

function ofScalars(values: readonly (string | number | boolean)[], taskType: string): Validator {
  const texts = values.map(String)
  if (texts.every((text) => isJsonObject(parseJsonText(text)) || isArray(parseJsonText(text)))) return validators.json
  if (values.every((value) => typeof value === 'boolean')) return validators.label
  if (FREE.has(taskType)) return validators.similarity
  if (texts.every((text) => text.length <= 60 && !/^\s*\d+\s*$/.test(text) && readDate(text) !== undefined)) return validators.date
  if (texts.every(isNumericText)) return validators.number
  if (texts.some((text) => text.trim().length > 60 || text.trim().includes('\n'))) return validators.similarity
  return taskType === 'extraction' ? validators.exact : validators.label
}
