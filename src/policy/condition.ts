import { AuditError } from '../domain/error.js'
import { isJsonObject } from '../domain/json.js'
import type { JsonValue } from '../domain/json.js'
import type { Condition, FieldCondition } from './document.js'
import { readField } from './request.js'
import type { PolicyRequest } from './request.js'

/**
 * Whether a request meets a condition. A leaf on an absent field is false (`not` around it is then true);
 * `onMissing` hears of every absent field that was asked for. Linear in the size of the request.
 */
export function matches(condition: Condition, request: PolicyRequest, onMissing: (field: string) => void = () => {}): boolean {
  if ('all' in condition) return condition.all.every((part) => matches(part, request, onMissing))
  if ('any' in condition) return condition.any.some((part) => matches(part, request, onMissing))
  if ('not' in condition) return !matches(condition.not, request, onMissing)
  if ('always' in condition) return true
  if ('classifier' in condition) {
    const found = Object.hasOwn(request.classifiers ?? {}, condition.classifier) ? request.classifiers?.[condition.classifier] : undefined
    if (found === undefined) onMissing(`classifiers.${condition.classifier}`)
    return found !== undefined && found.label === condition.label && found.score >= condition.min_score && (found.margin ?? 0) >= (condition.min_margin ?? 0)
  }
  const value = readField(request, condition.field)
  if (condition.exists !== undefined) return (value !== undefined) === condition.exists
  if (value === undefined) onMissing(condition.field)
  return value !== undefined && leafHolds(condition, value)
}

function leafHolds(leaf: FieldCondition, value: JsonValue): boolean {
  if (leaf.eq !== undefined) return sameJson(value, leaf.eq)
  if (leaf.ne !== undefined) return !sameJson(value, leaf.ne)
  if (leaf.in !== undefined) return leaf.in.some((one) => sameJson(value, one))
  if (leaf.not_in !== undefined) return !leaf.not_in.some((one) => sameJson(value, one))
  if (typeof value === 'number') {
    if (leaf.lt !== undefined) return value < leaf.lt
    if (leaf.lte !== undefined) return value <= leaf.lte
    if (leaf.gt !== undefined) return value > leaf.gt
    return leaf.gte !== undefined && value >= leaf.gte
  }
  if (typeof value !== 'string') return false
  if (leaf.regex !== undefined) return matcherOf(leaf.regex)(value)
  if (leaf.starts_with !== undefined) return value.startsWith(leaf.starts_with)
  const text = value.toLowerCase()
  if (leaf.keywords_any !== undefined) return leaf.keywords_any.some((word) => text.includes(word.toLowerCase()))
  return leaf.keywords_all !== undefined && leaf.keywords_all.every((word) => text.includes(word.toLowerCase()))
}

function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => sameJson(one, b[at]))
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
}

type Node =
  | { readonly kind: 'one'; readonly test: RegExp }
  | { readonly kind: 'assert'; readonly at: string }
  | { readonly kind: 'seq'; readonly of: readonly Node[] }
  | { readonly kind: 'or'; readonly of: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly min: number; readonly max: number }

type Step =
  | { readonly kind: 'one'; readonly test: RegExp }
  | { readonly kind: 'assert'; readonly at: string }
  | { readonly kind: 'split'; to: readonly number[] }
  | { readonly kind: 'match' }

const MAX_STEPS = 2000
const MAX_DEPTH = 50
const matchers = new Map<string, (text: string) => boolean>()

function matcherOf(pattern: string): (text: string) => boolean {
  const known = matchers.get(pattern) ?? compilePattern(pattern)
  if (matchers.size < 500) matchers.set(pattern, known)
  return known
}

/**
 * A search for a pattern in time linear in the text, whoever wrote it (simulation of the automaton: K. Thompson,
 * "Regular expression search algorithm", CACM 11(6), 1968). Subset of RE2: literals, `.`, classes, `\d \w \s \b` and their
 * opposites, `\p{…}`, groups, `|`, `* + ? {m,n}`, `^ $`, a leading `(?i)`. Throws AuditError on anything else.
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const steps: Step[] = []
  emit(parse(pattern), steps)
  steps.push({ kind: 'match' })
  return (text) => simulate(steps, Array.from(text))
}

function refuse(pattern: string, why: string): never {
  throw new AuditError('policy-regex', `The regex ${JSON.stringify(pattern)} ${why}.`, 'Use literals, classes, groups without look-around or back-references, and bounded repeats, or starts_with and keywords_any.')
}

function parse(pattern: string): Node {
  const fold = pattern.startsWith('(?i)')
  const chars = Array.from(fold ? pattern.slice(4) : pattern)
  let at = 0
  const one = (source: string): Node => {
    try {
      return { kind: 'one', test: new RegExp(`^${source}$`, fold ? 'iu' : 'u') }
    } catch {
      return refuse(pattern, `has an invalid part ${source}`)
    }
  }
  const alternatives = (depth: number): Node => {
    if (depth > MAX_DEPTH) return refuse(pattern, 'is nested too deeply')
    const options: Node[] = []
    do {
      const parts: Node[] = []
      while (at < chars.length && chars[at] !== '|' && chars[at] !== ')') parts.push(repeated(atom(depth)))
      options.push({ kind: 'seq', of: parts })
    } while (chars[at] === '|' && ++at > 0)
    return { kind: 'or', of: options }
  }
  const atom = (depth: number): Node => {
    const char = chars[at++] ?? ''
    if (char === '(') {
      if (chars[at] === '?' && chars[at + 1] === ':') at += 2
      else if (chars[at] === '?') return refuse(pattern, 'uses a group other than (…) and (?:…)')
      const inner = alternatives(depth + 1)
      return chars[at++] === ')' ? inner : refuse(pattern, 'has an open group')
    }
    if (char === '[') return one(charClass())
    if (char === '.') return one('[^\\n]')
    if (char === '^' || char === '$') return { kind: 'assert', at: char }
    if (char === '\\') return escaped()
    return '*+?{}'.includes(char) ? refuse(pattern, `has "${char}" with nothing to repeat`) : one(char === ']' ? '\\]' : char)
  }
  const charClass = (): string => {
    const start = at - 1
    while (at < chars.length && chars[at] !== ']') at += chars[at] === '\\' ? 2 : 1
    const source = chars.slice(start, ++at).join('')
    return at > chars.length || source === '[]' || source === '[^]' || source.includes('[:') ? refuse(pattern, 'has an open or empty class') : source
  }
  const escaped = (): Node => {
    const char = chars[at++] ?? ''
    if (char === 'b' || char === 'B') return { kind: 'assert', at: char }
    if (char === 'p' || char === 'P') {
      const end = chars.indexOf('}', at)
      const name = chars.slice(at, end + 1).join('')
      at = end + 1
      return /^\{[A-Za-z_=]{1,40}\}$/.test(name) ? one(`\\${char}${name}`) : refuse(pattern, 'has an unknown \\p{…}')
    }
    if (/^[dDwWsSntrfv]$/.test(char)) return one(`\\${char}`)
    return /^[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]$/.test(char) ? one(/^[\^$\\.*+?()[\]{}|/]$/.test(char) ? `\\${char}` : char) : refuse(pattern, `has the unknown escape \\${char}`)
  }
  const repeated = (node: Node): Node => {
    let result = node
    for (let times = 0; times < 2; times++) {
      const char = chars[at]
      const counted = char === '{' ? /^\{(\d{1,3})(?:(,)(\d{0,3}))?\}/.exec(chars.slice(at, at + 9).join('')) : null
      if (char === '*' || char === '+' || char === '?') {
        at++
        // A second `?` asks for the shortest match, which a yes-or-no search cannot tell from the longest.
        if (times === 0) result = { kind: 'repeat', of: node, min: char === '+' ? 1 : 0, max: char === '?' ? 1 : Infinity }
        else if (char !== '?') return refuse(pattern, 'repeats a repeat')
      } else if (counted !== null && times === 0) {
        at += counted[0].length
        const min = Number(counted[1])
        const max = counted[2] === undefined ? min : counted[3] === '' ? Infinity : Number(counted[3])
        result = max >= min ? { kind: 'repeat', of: node, min, max } : refuse(pattern, 'has a repeat that ends before it begins')
      } else if (char === '{') return refuse(pattern, 'has a malformed repeat')
      else break
    }
    return result
  }
  const tree = alternatives(0)
  return at < chars.length ? refuse(pattern, 'has a ) too many') : tree
}

function emit(node: Node, steps: Step[]): void {
  if (steps.length > MAX_STEPS) throw new AuditError('policy-regex', `A regex unfolds to more than ${MAX_STEPS} steps.`, 'Shorten its counted repeats.')
  if (node.kind === 'one' || node.kind === 'assert') steps.push(node)
  else if (node.kind === 'seq') for (const part of node.of) emit(part, steps)
  else if (node.kind === 'or') {
    const exits: { kind: 'split'; to: readonly number[] }[] = []
    node.of.forEach((option, index) => {
      const last = index === node.of.length - 1
      const fork = { kind: 'split' as const, to: [] as readonly number[] }
      if (!last) steps.push(fork)
      const start = steps.length
      emit(option, steps)
      if (last) return
      const exit = { kind: 'split' as const, to: [] as readonly number[] }
      steps.push(exit)
      exits.push(exit)
      fork.to = [start, steps.length]
    })
    for (const exit of exits) exit.to = [steps.length]
  } else {
    for (let n = 0; n < node.min; n++) emit(node.of, steps)
    const forks: { kind: 'split'; to: readonly number[] }[] = []
    for (let n = node.min; n < (node.max === Infinity ? node.min + 1 : node.max); n++) {
      const fork = { kind: 'split' as const, to: [] as readonly number[] }
      forks.push(fork)
      const start = steps.push(fork)
      emit(node.of, steps)
      if (node.max === Infinity) steps.push({ kind: 'split', to: [start - 1] })
      fork.to = [start]
    }
    for (const fork of forks) fork.to = [...fork.to, steps.length]
  }
}

function simulate(steps: readonly Step[], text: readonly string[]): boolean {
  const seen = new Int32Array(steps.length).fill(-1)
  let waiting: number[] = []
  for (let position = 0; position <= text.length; position++) {
    const open = [...waiting, 0]
    const char = text[position]
    waiting = []
    while (open.length > 0) {
      const index = open.pop() ?? 0
      const step = steps[index]
      if (step === undefined || seen[index] === position) continue
      seen[index] = position
      if (step.kind === 'match') return true
      if (step.kind === 'split') open.push(...step.to)
      else if (step.kind === 'assert') { if (asserted(step.at, text, position)) open.push(index + 1) }
      else if (char !== undefined && step.test.test(char)) waiting.push(index + 1)
    }
  }
  return false
}

function asserted(at: string, text: readonly string[], position: number): boolean {
  if (at === '^') return position === 0
  if (at === '$') return position === text.length
  const isWord = (char: string | undefined): boolean => char !== undefined && /^\w$/.test(char)
  return (isWord(text[position - 1]) !== isWord(text[position])) === (at === 'b')
}
