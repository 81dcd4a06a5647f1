import type { JsonValue } from '../../domain/json.js'
import { LIMITS } from '../limits.js'

/** How tables of data frames keep lists and objects: as Python writes them. */
const LOOKS_PYTHON = /^\s*(?:\[\s*)?\{\s*'/
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const WORDS: readonly (readonly [string, JsonValue])[] = [['None', null], ['True', true], ['False', false], ['nan', null]]
const ESCAPES: ReadonlyMap<string, string> = new Map([['n', '\n'], ['t', '\t'], ['r', '\r'], ['b', '\b'], ['f', '\f'], ['a', '\u0007'], ['v', '\v'], ['0', '\0'], ['\n', '']])
const CODE_DIGITS: ReadonlyMap<string, number> = new Map([['x', 2], ['u', 4], ['U', 8]])

class NoLiteral extends Error {}

/** The value of a Python literal of dicts, lists, tuples, texts, numbers and constants that begins with a dict; undefined for all else. Never throws. */
export function pythonLiteral(text: string): JsonValue | undefined {
  if (!LOOKS_PYTHON.test(text)) return undefined
  let at = 0
  const skip = (): void => {
    while (at < text.length && text.charCodeAt(at) <= 32) at++
  }
  const take = (mark: string): boolean => {
    skip()
    if (!text.startsWith(mark, at)) return false
    at += mark.length
    return true
  }
  const string = (): string => {
    const quote = text[at++]
    let value = ''
    while (at < text.length) {
      const char = text[at++] ?? ''
      if (char === quote) return value
      if (char !== '\\') {
        value += char
        continue
      }
      const kind = text[at++] ?? ''
      const digits = CODE_DIGITS.get(kind)
      if (digits === undefined) {
        value += ESCAPES.get(kind) ?? (kind === '\\' || kind === "'" || kind === '"' ? kind : `\\${kind}`)
        continue
      }
      const code = text.slice(at, at + digits)
      if (code.length < digits || !/^[0-9a-fA-F]+$/.test(code) || Number.parseInt(code, 16) > 0x10ffff) throw new NoLiteral()
      value += String.fromCodePoint(Number.parseInt(code, 16))
      at += digits
    }
    throw new NoLiteral()
  }
  const list = (end: string, depth: number): JsonValue[] => {
    const items: JsonValue[] = []
    while (!take(end)) {
      items.push(value(depth))
      if (!take(',') && !take(end)) throw new NoLiteral()
      else if (text[at - 1] === end) return items
    }
    return items
  }
  const dict = (depth: number): JsonValue => {
    const entries: [string, JsonValue][] = []
    while (!take('}')) {
      skip()
      if (text[at] !== "'" && text[at] !== '"') throw new NoLiteral()
      const key = string()
      if (!take(':')) throw new NoLiteral()
      entries.push([key, value(depth)])
      if (!take(',')) {
        if (!take('}')) throw new NoLiteral()
        break
      }
    }
    return Object.fromEntries(entries)
  }
  const value = (depth: number): JsonValue => {
    if (depth > LIMITS.maxDepth) throw new NoLiteral()
    if (take('{')) return dict(depth + 1)
    if (take('[')) return list(']', depth + 1)
    if (take('(')) return list(')', depth + 1)
    if (text[at] === "'" || text[at] === '"') return string()
    const word = WORDS.find(([name]) => take(name))
    if (word) return word[1]
    NUMBER.lastIndex = at
    const number = NUMBER.exec(text)?.[0]
    if (number === undefined) throw new NoLiteral()
    at += number.length
    return Number(number)
  }
  try {
    const found = value(0)
    skip()
    return at === text.length ? found : undefined
  } catch (error) {
    if (error instanceof NoLiteral) return undefined
    throw error
  }
}
