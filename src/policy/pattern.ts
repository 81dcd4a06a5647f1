import { AuditError } from '../domain/error.js'

/** A state of the automaton: it reads a character, or looks around, or does neither, and goes on. No way on: the match. */
interface State {
  readonly id: number
  readonly test?: RegExp
  readonly at?: string
  to: readonly State[]
}

/** A part of a pattern: given what comes after it, where it begins. It can be built many times over. */
type Part = (next: State) => State

const SPACE = '\\t\\n\\f\\r '
const MAX_STEPS = 2000
const MAX_DEPTH = 50
const matchers = new Map<string, (text: string) => boolean>()

/** A compiled pattern, remembered. */
export function matcherOf(pattern: string): (text: string) => boolean {
  const known = matchers.get(pattern) ?? compilePattern(pattern)
  if (matchers.size < 500) matchers.set(pattern, known)
  return known
}

/**
 * A search for a pattern in time linear in the text, whoever wrote it (simulation of the automaton: K. Thompson,
 * "Regular expression search algorithm", CACM 11(6), 1968). Subset of RE2: literals, `.`, classes, `\d \w \s \b` (ASCII) and
 * their opposites, `\p{…}` with a general category, groups, `|`, `* + ? {m,n}`, `^ $`, a leading `(?i)`. Throws AuditError on
 * anything else.
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  let states = 0
  const add = (to: readonly State[], more: Pick<State, 'test' | 'at'> = {}): State => {
    if (++states > MAX_STEPS) return refuse(pattern, `unfolds to more than ${MAX_STEPS} steps`)
    return { id: states, to, ...more }
  }
  const start = parse(pattern, add)(add([]))
  return (text) => simulate(start, states + 1, text)
}

function refuse(pattern: string, why: string): never {
  throw new AuditError('policy-regex', `The regex ${JSON.stringify(pattern)} ${why}.`, 'Use literals, classes, groups without look-around or back-references, and bounded repeats, or starts_with and keywords_any.')
}

function parse(pattern: string, add: (to: readonly State[], more?: Pick<State, 'test' | 'at'>) => State): Part {
  const fold = pattern.startsWith('(?i)')
  const chars = Array.from(fold ? pattern.slice(4) : pattern)
  let at = 0
  const one = (source: string): Part => {
    try {
      const test = new RegExp(`^${source}$`, fold ? 'iu' : 'u')
      return (next) => add([next], { test })
    } catch {
      return refuse(pattern, `has an invalid part ${source}`)
    }
  }
  const alternatives = (depth: number): Part => {
    if (depth > MAX_DEPTH) return refuse(pattern, 'is nested too deeply')
    const options: Part[] = []
    do {
      const parts: Part[] = []
      while (at < chars.length && chars[at] !== '|' && chars[at] !== ')') parts.push(repeated(atom(depth)))
      options.push((next) => parts.reduceRight((after, part) => part(after), next))
    } while (chars[at] === '|' && ++at > 0)
    const [only] = options
    return options.length === 1 && only ? only : (next) => add(options.map((option) => option(next)))
  }
  const atom = (depth: number): Part => {
    const char = chars[at++] ?? ''
    if (char === '(') {
      if (chars[at] === '?' && chars[at + 1] === ':') at += 2
      else if (chars[at] === '?') return refuse(pattern, 'uses a group other than (…) and (?:…)')
      const inner = alternatives(depth + 1)
      return chars[at++] === ')' ? inner : refuse(pattern, 'has an open group')
    }
    if (char === '[') return one(charClass())
    if (char === '.') return one('[^\\n]')
    if (char === '^' || char === '$') return (next) => add([next], { at: char })
    if (char === '\\') return escaped()
    return '*+?{}'.includes(char) ? refuse(pattern, `has "${char}" with nothing to repeat`) : one(char === ']' ? '\\]' : char)
  }
  const charClass = (): string => {
    let source = '['
    if (chars[at] === '^') source += chars[at++]
    const start = at
    for (; at < chars.length && chars[at] !== ']'; at++) {
      const char = chars[at] ?? ''
      if (char === '[' && chars[at + 1] === ':') return refuse(pattern, 'has a named class')
      if (char !== '\\') source += char === '[' ? '\\[' : char
      else source += classEscape(chars[++at] ?? '')
    }
    return at >= chars.length || at++ === start ? refuse(pattern, 'has an open or empty class') : `${source}]`
  }
  const classEscape = (char: string): string => {
    if (char === 's') return SPACE
    if (char === 'p' || char === 'P') return category(char, at + 1, (end) => { at = end })
    return /^[dDwWntrfv\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]$/.test(char) ? (/^[\^$\\.*+?()[\]{}|/\-dDwWntrfv]$/.test(char) ? `\\${char}` : char) : refuse(pattern, `has the unknown escape \\${char} in a class`)
  }
  const category = (letter: string, from: number, moveTo: (last: number) => void): string => {
    const end = chars.indexOf('}', from)
    const name = chars.slice(from, end + 1).join('')
    moveTo(end)
    return /^\{[LMNPSZC][a-z]?\}$/.test(name) ? `\\${letter}${name}` : refuse(pattern, 'has an unknown \\p{…}')
  }
  const escaped = (): Part => {
    const char = chars[at++] ?? ''
    if (char === 'b' || char === 'B') return (next) => add([next], { at: char })
    if (char === 'p' || char === 'P') {
      return one(category(char, at, (end) => { at = end + 1 }))
    }
    if (char === 's' || char === 'S') return one(`[${char === 'S' ? '^' : ''}${SPACE}]`)
    if (/^[dDwWntrfv]$/.test(char)) return one(`\\${char}`)
    return /^[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]$/.test(char) ? one(/^[\^$\\.*+?()[\]{}|/]$/.test(char) ? `\\${char}` : char) : refuse(pattern, `has the unknown escape \\${char}`)
  }
  const repeat = (part: Part, min: number, max: number): Part => (next) => {
    let tail = next
    if (max === Infinity) {
      tail = add([])
      tail.to = [part(tail), next]
    } else for (let n = min; n < max; n++) tail = add([part(tail), next])
    for (let n = 0; n < min; n++) tail = part(tail)
    return tail
  }
  const repeated = (node: Part): Part => {
    let result = node
    for (let times = 0; times < 2; times++) {
      const char = chars[at]
      const counted = char === '{' ? /^\{(\d{1,3})(?:(,)(\d{0,3}))?\}/.exec(chars.slice(at, at + 9).join('')) : null
      if (char === '*' || char === '+' || char === '?') {
        at++
        // A second `?` asks for the shortest match, which a yes-or-no search cannot tell from the longest.
        if (times === 0) result = repeat(node, char === '+' ? 1 : 0, char === '?' ? 1 : Infinity)
        else if (char !== '?') return refuse(pattern, 'repeats a repeat')
      } else if (counted !== null && times === 0) {
        at += counted[0].length
        const min = Number(counted[1])
        const max = counted[2] === undefined ? min : counted[3] === '' ? Infinity : Number(counted[3])
        result = max >= min ? repeat(node, min, max) : refuse(pattern, 'has a repeat that ends before it begins')
      } else if (char === '{') return refuse(pattern, 'has a malformed repeat')
      else break
    }
    return result
  }
  const tree = alternatives(0)
  return at < chars.length ? refuse(pattern, 'has a ) too many') : tree
}

function simulate(start: State, states: number, text: string): boolean {
  const seen = new Int32Array(states).fill(-1)
  let waiting: State[] = []
  let before = ''
  for (let place = 0; ; ) {
    const open = waiting
    // What begins with `^` begins at the beginning or not at all.
    if (place === 0 || start.at !== '^') open.push(start)
    if (open.length === 0) return false
    const char = place < text.length ? String.fromCodePoint(text.codePointAt(place) ?? 0) : ''
    waiting = []
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (seen[state.id] === place) continue
      seen[state.id] = place
      if (state.test !== undefined) { if (char !== '' && state.test.test(char)) waiting.push(...state.to) }
      else if (state.to.length === 0) return true
      else if (state.at === undefined || asserted(state.at, before, char)) open.push(...state.to)
    }
    if (char === '') return false
    place += char.length
    before = char
  }
}

const isWord = (char: string): boolean => /^\w$/.test(char)

/** Between two characters; '' stands for the end of the text on that side. */
function asserted(at: string, before: string, after: string): boolean {
  if (at === '^') return before === ''
  if (at === '$') return after === ''
  return (isWord(before) !== isWord(after)) === (at === 'b')
}
