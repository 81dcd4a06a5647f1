import type { JsonObject, JsonValue } from '../domain/json.js'
import type { FieldRule, Reference, Validator } from '../domain/score.js'
import { excerpt, hasGold, likeness, partlyRight, score, unscored } from './accepted.js'
import { demandsJsonOnly } from './demands.js'
import { isBare, withoutFields } from './records/ignored-fields.js'
import { agreement } from './records/json-agreement.js'
import { DEEPEST, findJsonText, parseJsonText } from './records/json-text.js'
import { mergedRules } from './records/learned-variation.js'
import { schemaMisfit } from './records/schema-fit.js'
import { schemaRules } from './records/schema-rules.js'

/**
 * Share of fields that agree with the reference (see agreement). The answer must be JSON, the whole text, one fenced block, or, where nothing asks for bare JSON, the one object amid words;
 * where the reference fits `context.schema`, an output that does not fit scores 0. Fields in `context.ignore` are not compared.
 */
export const json = {
  name: 'json',
  version: 8,
  validate(output, reference, context) {
    const expected = expectedJson(reference)
    if (expected === undefined) return unscored('the reference is not JSON')
    const bare = parseJsonText(output.text)
    const given = bare ?? findJsonText(output.text)
    if (given === undefined) return score(0, output.text.trim() === '' ? 'the output is empty' : 'the output is not JSON')
    if (bare === undefined && wantsBare(reference, context.input)) return score(0, 'words around the JSON, which a program would not read')
    const { schema } = context
    if (schema && schemaMisfit(expected, schema) === undefined) {
      const misfit = schemaMisfit(given, schema)
      if (misfit !== undefined) return score(0, `against the schema: ${excerpt(misfit)}`)
    }
    const rules = rulesOf(schema, context.fields)
    const ignored = context.ignore ?? []
    const compared = withoutFields(expected, ignored)
    if (ignored.length > 0 && isBare(compared)) return unscored('every field of the reference is ignored')
    const { agreed, fields, differs, isWrong } = agreement(withoutFields(given, ignored), compared, context.tolerance, rules)
    const wanted = hasGold(reference) ? reference.gold : reference.output?.text
    if (agreed === fields && ignored.length === 0 && typeof wanted === 'string' && longNumbers(output.text) !== longNumbers(wanted)) return partlyRight((fields - 1) / fields, 'a number of more than 15 digits differs')
    const reason = differs === undefined ? `all ${fields} fields agree` : `${Number(agreed.toFixed(2))} of ${fields} fields agree; ${excerpt(differs)} differs`
    return (isWrong ? partlyRight : likeness)(agreed / fields, reason)
  },
} as const satisfies Validator

/** True where the prompt wants nothing but JSON, or the log's own answer is nothing but JSON: what reads it may be a plain parser. */
function wantsBare(reference: Reference, input: string | undefined): boolean {
  return (input !== undefined && demandsJsonOnly(input)) || (!hasGold(reference) && reference.output !== undefined && parseJsonText(reference.output.text) !== undefined)
}

/** A schema is the same object for all answers of a task: it is walked once. */
const known = new WeakMap<JsonObject, { readonly rule: FieldRule | undefined }>()

function rulesOf(schema: JsonObject | undefined, learned: FieldRule | undefined): FieldRule | undefined {
  if (!schema) return learned
  const found = known.get(schema) ?? { rule: schemaRules(schema) }
  known.set(schema, found)
  return mergedRules(found.rule, learned)
}

/** The numbers that a double cannot hold, as they are written: two ids of 18 digits may be one number to a parser. */
function longNumbers(text: string): string {
  if (!/\d{16}|[eE][+-]?\d{3}/.test(text)) return ''
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)].map(([token]) => token).filter((token) => !token.startsWith('"') && (/\d{16}/.test(token) || /[eE][+-]?\d{3}/.test(token))).toSorted().join()
}

/** A gold is JSON as it stands, or as text that holds an object or array. */
function expectedJson(reference: Reference): JsonValue | undefined {
  if (!hasGold(reference)) return reference.output && findJsonText(reference.output.text)
  const { gold } = reference
  if (typeof gold === 'string') return parseJsonText(gold)
  return isShallow(gold, 0) ? gold : undefined
}

function isShallow(value: JsonValue | undefined, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true
  return depth < DEEPEST && Object.values(value).every((part: JsonValue | undefined) => isShallow(part, depth + 1))
}
