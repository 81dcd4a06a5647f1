import type { JsonValue } from '../domain/json.js'
import { withoutThought } from './fold.js'

/** Deeper values are not read: no answer nests so far, and a recursion must end. */
export const DEEPEST = 100

/** Longer texts are not read: no model answers so much. */
const LONGEST = 2_000_000

/**
 * The JSON value of a text: the whole of it but for what its model thought aloud, or the one fenced block in it that parses. Undefined when there is none, when it is nested
 * deeper than 100, and for a text of more than two million characters.
 */
export function parseJsonText(text: string): JsonValue | undefined {
  if (text.length > LONGEST) return undefined
  const whole = parsed(text)
  if (whole !== undefined) return whole
  const said = withoutThought(text)
  const answer = said === text ? undefined : parsed(said.trim())
  if (answer !== undefined) return answer
  const blocks = fenced(said).map(parsed).filter((value) => value !== undefined)
  return blocks.length === 1 ? blocks[0] : undefined
}

function parsed(text: string): JsonValue | undefined {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as JsonValue
  } catch {
    return undefined
  }
}

function isTooDeep(text: string): boolean {
  if (text.length <= DEEPEST) return false
  let depth = 0
  let slash = -1
  let isInString = false
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (isInString) {
      // The next mark that can end or escape is found by a search, not by steps.
      const quote = text.indexOf('"', i)
      if (slash < i) slash = indexOr(text, '\\', i)
      if (quote < 0) return false
      isInString = slash < quote
      i = isInString ? slash + 1 : quote
    } else if (char === '"') isInString = true
    else if (char === '{' || char === '[') {
      depth += 1
      if (depth > DEEPEST) return true
    } else if (char === '}' || char === ']') depth -= 1
  }
  return false
}

function indexOr(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at
}

/** Contents of the fenced blocks, at most 20. */
function fenced(text: string): readonly string[] {
  const blocks: string[] = []
  for (let open = text.indexOf('```'); open >= 0 && blocks.length < 20; ) {
    const close = text.indexOf('```', open + 3)
    if (close < 0) break
    blocks.push(text.slice(open + 3, close).replace(/^[\w-]{0,20}[ \t]*\n/, ''))
    open = text.indexOf('```', close + 3)
  }
  return blocks
}
