import type { JsonValue } from '../domain/json.js'
import type { Reference, Validator } from '../domain/score.js'
import { excerpt, hasGold, partlyRight, score, unscored } from './accepted.js'
import { agreement } from './json-agreement.js'
import { DEEPEST, parseJsonText } from './json-text.js'
import { schemaMisfit } from './schema-fit.js'

/**
 * Share of fields that agree with the reference (see agreement). The answer must be JSON, the whole text or one fenced block;
 * where the reference fits `context.schema`, an output that does not fit scores 0.
 */
export const json = {
  name: 'json',
  version: 3,
  validate(output, reference, context) {
    const expected = expectedJson(reference)
    if (expected === undefined) return unscored('the reference is not JSON')
    const given = parseJsonText(output.text)
    if (given === undefined) return score(0, output.text.trim() === '' ? 'the output is empty' : 'the output is not JSON')
    const { schema } = context
    if (schema && schemaMisfit(expected, schema) === undefined) {
      const misfit = schemaMisfit(given, schema)
      if (misfit !== undefined) return score(0, `against the schema: ${excerpt(misfit)}`)
    }
    const { agreed, fields, differs, isWrong } = agreement(given, expected, context.tolerance, context.fields)
    const reason = differs === undefined ? `all ${fields} fields agree` : `${Number(agreed.toFixed(2))} of ${fields} fields agree; ${excerpt(differs)} differs`
    // Free text in a field is hardly ever the same twice: alone it makes no record wrong.
    return isWrong ? partlyRight(agreed / fields, reason) : score(agreed / fields, reason)
  },
} as const satisfies Validator

/** A gold is JSON as it stands, or as text that holds an object or array. */
function expectedJson(reference: Reference): JsonValue | undefined {
  if (!hasGold(reference)) return reference.output && parseJsonText(reference.output.text)
  const { gold } = reference
  if (typeof gold === 'string') return parseJsonText(gold)
  return isShallow(gold, 0) ? gold : undefined
}

function isShallow(value: JsonValue | undefined, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true
  return depth < DEEPEST && Object.values(value).every((part: JsonValue | undefined) => isShallow(part, depth + 1))
}
