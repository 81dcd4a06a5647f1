import type { JsonObject, JsonValue } from '../../domain/json.js'

/** A call as written in words: `name(key=value, …)`. */
export interface WrittenCall {
  readonly name: string
  readonly arguments: JsonObject
}

const LONGEST = 20_000
const DEEPEST = 50
const NAME = /[A-Za-z_][\w.-]{0,120}/y
const NUMBER = /[-+]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?/y
const CONSTANTS: readonly (readonly [string, JsonValue])[] = [['True', true], ['False', false], ['None', null], ['true', true], ['false', false], ['null', null]]
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

/**
 * The calls of a text that is nothing but calls in Python's notation with named arguments, `f(a=1)`, `[f(a=1), g(b="x")]` or the latter without brackets;
 * undefined for every other text. Read by a parser of its own, never run.
 */
export function writtenCalls(text: string): readonly WrittenCall[] | undefined {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > LONGEST) return undefined
  try {
    const reader = createReader(trimmed)
    const calls = reader.skip('[') ? reader.list(']', reader.call) : reader.sequence(reader.call)
    return reader.isAtEnd() ? calls : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function createReader(text: string) {
  let at = 0
  let depth = 0

  function skip(mark: string): boolean {
    while (/\s/.test(text[at] ?? '')) at += 1
    if (!text.startsWith(mark, at)) return false
    at += mark.length
    return true
  }

  function expect(mark: string): void {
    if (!skip(mark)) throw new SyntaxError(mark)
  }

  function match(pattern: RegExp): string | undefined {
    skip('')
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }

  function list<T>(close: string, item: () => T): T[] {
    const items: T[] = []
    while (!skip(close)) {
      items.push(item())
      if (skip(',')) continue
      expect(close)
      break
    }
    return items
  }

  function sequence<T>(item: () => T): T[] {
    const items = [item()]
    while (skip(',')) items.push(item())
    return items
  }

  function pair(separator: string, key: () => string): readonly [string, JsonValue] {
    const name = key()
    expect(separator)
    return [name, value()]
  }

  function name(): string {
    const found = match(NAME)
    if (found === undefined) throw new SyntaxError('name')
    return found
  }

  function call(): WrittenCall {
    const called = name()
    expect('(')
    return { name: called, arguments: Object.fromEntries(list(')', () => pair('=', name))) }
  }

  function value(): JsonValue {
    if (depth > DEEPEST) throw new SyntaxError('depth')
    depth += 1
    try {
      if (skip('[')) return list(']', value)
      if (skip('(')) return list(')', value)
      if (skip('{')) return Object.fromEntries(list('}', () => pair(':', string)))
      return text[at] === '"' || text[at] === "'" ? string() : plain()
    } finally {
      depth -= 1
    }
  }

  function plain(): JsonValue {
    const constant = CONSTANTS.find(([word]) => text.startsWith(word, at) && !/\w/.test(text[at + word.length] ?? ''))
    if (constant) {
      at += constant[0].length
      return constant[1]
    }
    const digits = match(NUMBER)
    if (digits !== undefined) return Number(digits.replaceAll('_', ''))
    // A bare name is what models write for a constant or a variable.
    const named = match(NAME)
    if (named === undefined || text[at] === '(') throw new SyntaxError('value')
    return named
  }

  function string(): string {
    skip('')
    const quote = text[at]
    if (quote !== '"' && quote !== "'") throw new SyntaxError('string')
    let content = ''
    for (at += 1; at < text.length; at += 1) {
      const char = text[at] ?? ''
      if (char === quote) {
        at += 1
        return content
      }
      if (char === '\\') {
        at += 1
        const escaped = text[at] ?? ''
        const code = /^(?:u([\da-fA-F]{4})|x([\da-fA-F]{2}))/.exec(text.slice(at, at + 5))
        if (code) {
          content += String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? '', 16))
          at += (code[0].length - 1)
        } else content += ESCAPES[escaped] ?? escaped
      } else content += char
    }
    throw new SyntaxError('end of string')
  }

  return { skip, list, sequence, call, isAtEnd: () => { skip(''); return at === text.length } }
}
