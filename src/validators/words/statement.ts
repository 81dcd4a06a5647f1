/** A place where a text says outright what its answer is. `content` is what stands there, at most 200 characters of one line. */
export interface Statement {
  readonly kind: 'boxed' | 'hash' | 'cue' | 'named' | 'reverse'
  readonly at: number
  readonly content: string
}

/** More statements than this are no answer any more; the last ones count. */
const MOST = 200
const REACH = 200

const ANSWER = /(?<![\p{L}\p{N}])answer(?![\p{L}\p{N}])(?:[^\n.:=;?!]{0,60}?\b(?:is|are|be)\b|[*_`"')\]\s]{0,6}(?:[:=]|\s-(?=\s)|-{1,2}>|→|⇒)|(?=\s\(?[A-Z]\)?[\s.]{0,3}$))[*_`"\s]{0,6}:?/giu
// The same word in other tongues; Chinese and Japanese put no space behind it.
const FOREIGN = /(?:(?<!\p{L})(?:antwort|lösung|respuesta|réponse|resposta|risposta|ответ|odpowiedź|odpowiedzią|svar|svaret|antwoord|cevap|yanıt|odpověď|vastaus|válasz|jawaban|răspunsul)(?!\p{L})(?:\s\p{L}{1,12}){0,2}?\s{0,2}(?:[:=：-]|\b(?:ist|lautet|es|est|é|è|to|jest|är|er|is|je|on|adalah|este)(?!\p{L})|(?=\s[A-Z][.)]?\s*$)|(?<=\s)[éè](?!\p{L}))|정답은|답은|답:|答案(?:是|为|應該是|应该是)?|正解は|答えは)[*_`"\s：:]{0,6}/giu
// One pass over an alternation is several times faster than a search for each word.
const FOREIGN_WORDS = /antwort|lösung|respuesta|réponse|resposta|risposta|ответ|odpowied|svar|antwoord|cevap|yanıt|odpověď|vastaus|válasz|jawaban|răspunsul|답|答案|正解は|答えは/
const TAGGED = /<(final[ _-]?answer|answer)>([^<]{1,200})<\/\1>/gi
/** What makes of “the answer is” its opposite: in front of it, or within it. */
const DENIED = /\b(?:incorrect|wrong|false|bad|other|worst)\s+$/i
const DENYING = /(?<!\p{L})(?:not|cannot|never|neither|nicht|kein|keine|no|pas|non|não|niet|не|nie|inte|ikke|ikkje|değil|ei)(?!\p{L})|n['’]t\b|不是|ではな/iu
const HEADING = /\b(?:final|correct)[ \t]{1,3}answer\b[*_`:]{0,6}[ \t]{0,4}\n/gi
const NAMES = /statement|claim|choice|option|label|category|class|sentiment|intent|topic|verdict|prediction|rating|priority|date|deadline/
const NAMED = /\b(?:statement|claim|choice|option|label|category|classification|class|sentiment|intent|topic|verdict|prediction|rating|priority|date|deadline)\b[*_`"')\]]{0,4}\s{0,2}(?:is|are|would be|should be|[:=]|-{1,2}>|→)[*_`"\s]{0,6}:?/gi
const REVERSE_NAMES = /choice|option|label|category/
const REVERSE_MARK = / the (?:only|correct|right|best|final|most) /
const REVERSE = /\s(?:is|was|would be) the (?:only )?(?:correct|right|best|final|most \w{1,20}) (?:answer|choice|option|label|category)\b/gi

/** The statements of a text, in order of place: `\boxed{…}`, `#### …`, “the answer is …”, “Label: …”, “… is the correct answer”. */
export function statements(text: string): readonly Statement[] {
  const found: Statement[] = [...(text.includes('\\boxed') ? boxes(text) : []), ...(text.includes('####') ? hashes(text) : [])]
  // A search for a word is far cheaper than the pattern around it, and most texts hold none of them.
  const lower = text.toLowerCase()
  const saysAnswer = lower.includes('answer')
  if (saysAnswer) found.push(...cues(text, ANSWER, 'cue').filter(({ at, content }) => isAffirmed(text, at, content)), ...cues(text, HEADING, 'cue'), ...tags(text))
  if (FOREIGN_WORDS.test(lower)) found.push(...cues(text, FOREIGN, 'cue').filter(({ at, content }) => isAffirmed(text, at, content)))
  if (NAMES.test(lower)) found.push(...cues(text, NAMED, 'named'))
  if (REVERSE_MARK.test(lower) && (saysAnswer || REVERSE_NAMES.test(lower))) {
    found.push(...lastMatches(text, REVERSE).map((match) => ({ kind: 'reverse' as const, at: match.index, content: lineBefore(text, match.index) })))
  }
  return found.length > 1 ? found.sort((a, b) => a.at - b.at).slice(-MOST) : found
}

/** False for “the wrong answer is …” and “the answer cannot be …”: what follows is no answer. */
function isAffirmed(text: string, at: number, content: string): boolean {
  if (DENIED.test(text.slice(Math.max(0, at - 20), at))) return false
  const stated = text.indexOf(content, at)
  return stated < 0 || !DENYING.test(text.slice(at, stated))
}

function tags(text: string): Statement[] {
  return text.includes('</') ? lastMatches(text, TAGGED).map((match) => ({ kind: 'hash' as const, at: match.index, content: (match[2] ?? '').trim() })) : []
}

function boxes(text: string): Statement[] {
  const found: Statement[] = []
  let tries = 0
  for (let at = text.lastIndexOf('\\boxed'); at >= 0 && tries < MOST; at = at > 0 ? text.lastIndexOf('\\boxed', at - 1) : -1) {
    tries += 1
    const content = braced(text, at + 6)
    if (content !== undefined) found.push({ kind: 'boxed', at, content })
  }
  return found
}

/** What stands in the braces that open at `from`, doubled braces undone; undefined when they are missing or do not close within reach. */
function braced(text: string, from: number): string | undefined {
  let depth = 0
  let start = from
  for (let i = from; i < text.length && i < from + 4 * REACH; i += 1) {
    const char = text[i]
    if (char === '{') {
      if (depth === 0) start = i + 1
      depth += 1
    } else if (char === '}') {
      depth -= 1
      if (depth === 0) return unwrapped(text.slice(start, i).trim())
    } else if (depth === 0 && char !== ' ') return undefined
  }
  return undefined
}

function unwrapped(content: string): string {
  return content.startsWith('{') && content.endsWith('}') ? content.slice(1, -1).trim() : content
}

function hashes(text: string): Statement[] {
  const found: Statement[] = []
  for (let at = text.lastIndexOf('####'); at >= 0 && found.length < MOST; at = at > 0 ? text.lastIndexOf('####', at - 1) : -1) {
    found.push({ kind: 'hash', at, content: lineAfter(text, at + 4) })
  }
  return found
}

function cues(text: string, pattern: RegExp, kind: 'cue' | 'named'): Statement[] {
  return lastMatches(text, pattern).map((match) => ({ kind, at: match.index, content: lineAfter(text, match.index + match[0].length) }))
}

function lastMatches(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  for (const match of text.matchAll(pattern)) {
    found.push(match)
    if (found.length > 2 * MOST) found.splice(0, MOST)
  }
  return found.slice(-MOST)
}

/** The rest of the line, or the next line with ink when nothing is left of this one. */
function lineAfter(text: string, from: number): string {
  const rest = text.slice(from, from + REACH).replace(/^(?:\s|\$\$|\\\[){0,8}/, '')
  const end = rest.indexOf('\n')
  return end < 0 ? rest : rest.slice(0, end)
}

function lineBefore(text: string, to: number): string {
  const before = text.slice(Math.max(0, to - REACH), to)
  return before.slice(before.lastIndexOf('\n') + 1)
}
