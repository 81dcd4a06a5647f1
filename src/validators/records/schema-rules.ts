import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { FieldRule } from '../../domain/score.js'
import { own } from './json-agreement.js'

const DEEPEST = 12
const ORDERED = /\b(?:in (?:this |the )?(?:\w+ )?order|ordered|ranked|sorted|sequence|step[- ]by[- ]step|chronological|from (?:most|highest|best|first|lowest|least)\b)/i
const UNORDERED = /\b(?:unordered|in any order|order (?:does not|doesn['’]t|is not) (?:matter|important|relevant))\b/i

/** How a schema wants its fields compared: lists of unique items are sets, unless its description speaks of their order. */
export function schemaRules(schema: JsonObject | undefined, depth = 0): FieldRule | undefined {
  if (!schema || depth > DEEPEST) return undefined
  const properties = own(schema, 'properties')
  const fields = Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([key, below]: [string, JsonValue | undefined]) => {
    const rule = isJsonObject(below) ? schemaRules(below, depth + 1) : undefined
    return rule ? [[key, rule] as const] : []
  })
  const below = own(schema, 'items')
  const items = isJsonObject(below) ? schemaRules(below, depth + 1) : undefined
  const ordered = below === undefined ? undefined : orderOf(schema)
  const rule: FieldRule = { ...(ordered === undefined ? {} : { ordered }), ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}), ...(items ? { items } : {}) }
  return Object.keys(rule).length > 0 ? rule : undefined
}

function orderOf(schema: JsonObject): boolean | undefined {
  const { description, uniqueItems } = schema
  const text = typeof description === 'string' ? description.slice(0, 1000) : ''
  if (UNORDERED.test(text)) return false
  if (ORDERED.test(text)) return true
  return uniqueItems === true ? false : undefined
}
