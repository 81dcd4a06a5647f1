import type { JsonObject, JsonValue } from '../../domain/json.js'

const QUOTED = /\bdefaults?(?:\s+value)?(?:\s+(?:is|to)(?:\s+set\s+to)?)?\s*[:=]?\s*(?:"([^"\n]{0,60})"|'([^'\n]{0,60})'|`([^`\n]{0,60})`)/i
const BARE = /\bdefaults?(?:\s+value)?(?:(?:\s+(?:is|to)|\s*[:=])\s*|\s+(?=-?\d|true\b|false\b))(-?\d{1,12}(?:\.\d{1,12})?|true|false|[A-Za-z][\w-]{0,30})\s*(?:[.);,\]]|$)/i

/** Words after “default is” that describe a value instead of being one. */
const DESCRIPTIONS = new Set(['the', 'a', 'an', 'none', 'null', 'empty', 'current', 'today', 'now', 'all', 'any', 'optional', 'unset', 'undefined'])

/** The default that a parameter's description states (“Default is 'metric'”, “defaults to 10.”); undefined when it states none. */
export function statedDefault(schema: JsonObject): JsonValue | undefined {
  const { description, type } = schema
  if (typeof description !== 'string') return undefined
  const text = description.slice(0, 2000)
  const quoted = QUOTED.exec(text)
  const bare = quoted ? undefined : BARE.exec(text)?.[1]
  const stated = quoted?.[1] ?? quoted?.[2] ?? quoted?.[3] ?? bare
  if (stated === undefined || (bare !== undefined && DESCRIPTIONS.has(bare.toLowerCase()))) return undefined
  return typed(stated, type)
}

function typed(stated: string, type: JsonValue | undefined): JsonValue | undefined {
  switch (type) {
    case 'integer': case 'number': case 'float': return /^-?\d+(?:\.\d+)?$/.test(stated) ? Number(stated) : undefined
    case 'boolean': return /^true$/i.test(stated) ? true : /^false$/i.test(stated) ? false : undefined
    case 'string': return stated
    default: return undefined
  }
}
