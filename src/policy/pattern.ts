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

const ESCAPED = /[dDwWntrfv!-/:-@[-`{-~]|[pP]\{[LMNPSZC][a-z]?\}/u.source
/** One part of the subset: a place, a group, a class, a repeat, a character. What no alternative takes is not of the subset. */
const TOKEN = new RegExp(String.raw`\\[bB]|[$^|)]|\((?:\?:|(?!\?))|\[(?!\^?\])\^?(?:[^\\[\]]|\[(?!:)|\\(?:s|${ESCAPED}))+\]|(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??|\\(?:[sS]|${ESCAPED})|[^\\[({}]`, 'gu')

/** A part as the platform writes it; `[` and punctuation by number, for not every escape of the subset is one there. */
function platform(token: string): string {
  const [first = '', rest = ''] = token.startsWith('[') ? ['[', token.slice(1)] : ['', token]
  if (token === '.') return '[^\\n]'
  if (/^\\s$/i.test(token)) return `[${token === '\\S' ? '^' : ''}${SPACE}]`
  if (token === ']') return '\\]'
  return first + rest.replace(/\\s/g, SPACE).replace(/\\([!-/:-@[-`{-~])|\[/g, (found, mark) => `\\x${(mark ?? found).charCodeAt(0).toString(16)}`)
}

/**
 * A search for a pattern in time linear in the text, whoever wrote it (simulation of the automaton: K. Thompson,
 * "Regular expression search algorithm", CACM 11(6), 1968). Subset of RE2: literals, `.`, classes, `\d \w \s \b` (ASCII) and
 * their opposites, `\p{…}` with a general category, groups, `|`, `* + ? {m,n}`, `^ $`, a leading `(?i)`. Throws SyntaxError on
 * anything else.
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const refuse = (why: string): never => { throw new SyntaxError(`the regex ${JSON.stringify(pattern)} ${why}`) }
  const fold = pattern.startsWith('(?i)')
  const body = fold ? pattern.slice(4) : pattern
  const tokens = body.match(TOKEN) ?? []
  let read = 0
  tokens.every((token) => body.startsWith(token, read) && (read += token.length) > 0)
  if (read < body.length) refuse(`has a part outside the subset at ${JSON.stringify(body.slice(read, read + 9))}`)
  let states = 0
  const add = (to: readonly State[], more: Pick<State, 'test' | 'at'> = {}): State => {
    if (++states > MAX_STEPS) refuse(`unfolds to more than ${MAX_STEPS} steps`)
    return { id: states, to, ...more }
  }
  let at = 0
  const alternatives = (depth: number): Part => {
    if (depth > MAX_DEPTH) refuse('is nested too deeply')
    const options: Part[] = []
    do {
      const parts: Part[] = []
      while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') parts.push(repeated(atom(depth)))
      options.push((next) => parts.reduceRight((after, part) => part(after), next))
    } while (tokens[at] === '|' && ++at > 0)
    const [only] = options
    return options.length === 1 && only ? only : (next) => add(options.map((option) => option(next)))
  }
  const atom = (depth: number): Part => {
    const token = tokens[at++] ?? ''
    if (/^\((?:\?:)?$/.test(token)) {
      const inner = alternatives(depth + 1)
      return tokens[at++] === ')' ? inner : refuse('has an open group')
    }
    if (/^(?:[$^]|\\b)$/i.test(token)) return (next) => add([next], { at: token.slice(-1) })
    if (/^[*+?{]/.test(token)) refuse(`has ${token} with nothing to repeat`)
    try {
      const test = new RegExp(`^${platform(token)}$`, fold ? 'iu' : 'u')
      return (next) => add([next], { test })
    } catch {
      return refuse(`has an invalid part ${token}`)
    }
  }
  const repeated = (part: Part): Part => {
    // A second `?` asks for the shortest match, which a yes-or-no search cannot tell from the longest.
    const times = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})/.exec(tokens[at] ?? '')
    if (times === null) return part
    at++
    const [, mark, least, comma, most] = times
    const min = mark === undefined ? Number(least) : mark === '+' ? 1 : 0
    const max = mark === '?' ? 1 : mark !== undefined || (comma && !most) ? Infinity : Number(most || least)
    if (max < min) refuse('has a repeat that ends before it begins')
    return (next) => {
      let tail = next
      if (max === Infinity) {
        tail = add([])
        tail.to = [part(tail), next]
      } else for (let n = min; n < max; n++) tail = add([part(tail), next])
      for (let n = 0; n < min; n++) tail = part(tail)
      return tail
    }
  }
  const tree = alternatives(0)
  if (at < tokens.length) refuse('has a ) too many')
  const start = tree(add([]))
  return (text) => simulate(start, states + 1, text)
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
