import type { Reading } from './reading.js'
import { pickedLetter } from './picked-letter.js'
import { agreed, isLetterKey, SKIPPED } from './reading.js'
import type { Statement } from './statement.js'

// Before “A” or “I” taken as a letter, what follows must not make it an article or a pronoun.
const AFTER_WORD = /^\s+(?!(?:because|since|as|and|or|but|which|due|given|is)\b)\p{L}/iu
const LEAD = /^[\s"'“‘([<:=>-]*(?:(?:the|option|choice|letter|answer|either|both|probably|likely|most|clearly|definitely|therefore|thus|indeed|hence|actually|simply|just|la|le|die|der|das|el|il|lettre|letra|lettera|buchstabe|opción|opção|opzione)\b[\s"'([:]*){0,5}/i
const LETTER = /^([A-Za-z])(?=です|だ|입니다|이다|이에요)|^([A-Za-z])(?![\p{L}\p{N}_]|['’]\p{L}|-\p{L})/u
const HEDGE = /^[\s"'`)\].}]*(?:[,/&+|]|\bor\b|\band\b)[\s"'`([{,]*(?:(?:or|and|option|choice)\b[\s"'`([{]*)?([A-Z])(?![\p{L}\p{N}_'’])/u
const RUN = /^\W{0,4}([A-Z])\)[.:]?[\s,;/&]{0,3}(?:(?:and|or)\s)?\(?([A-Z])\)/
const ASKED = /^[\s"'`)\].}]{0,4}\?/
const CONDITIONAL = /^[\s"'`)\].,}]{0,4}(?:if|when|unless)\b[^.;\n]{0,120}?(?<![\p{L}\p{N}])([B-HJ-Z])(?![\p{L}\p{N}'’])/u
const TAKEN_BACK = /\b(?:[Aa]ctually|[Ww]ait|[Cc]orrection|[Oo]n (?:reflection|second thought)|[Ss]cratch that|[Nn]o(?=[,:]))[,:.;—– -][^\n]{0,60}?(?<![\p{L}\p{N}])([B-HJ-Z]|A(?![\s]\p{L}))(?![\p{L}\p{N}'’])/u
const WRONG = /^[\s"'`)\].}]*(?:is|was|would be|are)\s+(?:incorrect|wrong|not|false|ruled out)\b/i

/** The option letter of a statement, lower case; a conflict when it names two. */
export function letterOfStatement(statement: Statement): Reading {
  const text = statement.content.replace(/\\(?:text|textbf|textrm|textsf|textit|mathrm|mathbf|mathsf|boxed|fbox)\b|[*`$\\{}]/g, ' ')
  if (statement.kind === 'reverse') return letterBefore(text)
  if (statement.kind === 'boxed') return letterAt(text.trim(), true)
  const denied = /^\W{0,4}not\s(?:[^.;\n]{0,40}?)\bbut\s+/i.exec(text)
  const direct = letterAt(denied ? text.slice(denied[0].length) : text, false)
  return direct.kind === 'none' && statement.kind === 'cue' ? parenthesised(text) : direct
}

function letterBefore(text: string): Reading {
  const match = /(?:^|[\s(["'])([A-Z])[)\]"'.]{0,4}\s*$/.exec(text)
  return match?.[1] ? { kind: 'label', key: match[1].toLowerCase() } : SKIPPED
}

function letterAt(text: string, whole: boolean): Reading {
  const lead = LEAD.exec(text)?.[0] ?? ''
  const rest = text.slice(lead.length)
  const found = LETTER.exec(rest)
  const letter = found?.[1] ?? found?.[2]
  if (!letter) return SKIPPED
  const after = rest.slice(1)
  const wrapped = /[(["'“‘]\s*$/.test(lead) && /^\s*[)\]"'”’]/.test(after)
  if (!wrapped && !whole && letter >= 'a' && !/^\s*(?:[.)\]"'*]|$)/.test(after)) return SKIPPED
  if (!wrapped && /[aiAI]/.test(letter) && AFTER_WORD.test(after)) return SKIPPED
  if (WRONG.test(after) || ASKED.test(after)) return SKIPPED
  const rival = CONDITIONAL.exec(after)?.[1] ?? TAKEN_BACK.exec(after)?.[1]
  if (rival && rival.toLowerCase() !== letter.toLowerCase()) return { kind: 'conflict', detail: `${letter}, then ${rival}` }
  const other = HEDGE.exec(after)
  if (other?.[1] && other[1].toLowerCase() !== letter.toLowerCase() && !isArticle(other[1], after.slice(other[0].length))) {
    return { kind: 'conflict', detail: `both ${letter} and ${other[1]}` }
  }
  return { kind: 'label', key: letter.toLowerCase() }
}

function isArticle(letter: string, after: string): boolean {
  return (letter === 'A' || letter === 'I') && AFTER_WORD.test(after)
}

/** The only letter in parentheses of a sentence: “the best answer is easement (B)”. */
function parenthesised(text: string): Reading {
  const sentence = /^[^.;\n]*/.exec(text)?.[0] ?? ''
  if (/\b(?:not|nor|neither|none|except)\b|n't\b/i.test(sentence)) return SKIPPED
  return agreed([...sentence.matchAll(/\(\s?([A-Z])\s?\)/g)].map((match) => (match[1] ?? '').toLowerCase()))
}

/**
 * The option letter of a text that states none outright: the text is a letter, begins with an option (“B. …”, “(B)”, “B) …”),
 * ends with a line that is a letter, or sets one letter in bold. A text that begins several lines with different options lists them: no answer.
 */
export function letterOfShape(text: string, isCut: boolean): Reading {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^`{3}\w{0,20}$/.test(line))
  const options = new Set(lines.flatMap((line) => optionOf(line) ?? (line.length <= 8 ? loneLetter(line) : undefined) ?? []))
  if (options.size > 1) return { kind: 'conflict', detail: `the output lists ${options.size} options` }
  const run = RUN.exec(lines[0] ?? '')
  if (run && run[1] !== run[2]) return { kind: 'conflict', detail: `both ${run[1]} and ${run[2]}` }
  const last = lines.length > 1 && !isCut ? loneLetter(lines.at(-1) ?? '') : undefined
  if (last) return { kind: 'label', key: last }
  const bold = agreed([...text.matchAll(/\*\*\s?\(?([A-Z])(?:\)[.:]?|[.:])?(?:\s[^*\n]{0,200})?\*\*/g)]
    .filter((match) => !/^\*\*\s?[AI]\s\p{L}/u.test(match[0])).map((match) => (match[1] ?? '').toLowerCase()))
  if (bold.kind !== 'none') return bold
  const first = loneLetter(lines[0] ?? '') ?? optionOf(lines[0] ?? '')
  return first ? { kind: 'label', key: first } : isCut ? SKIPPED : pickedLetter(text)
}

function loneLetter(line: string): string | undefined {
  const match = /^[\s"'`*_([{$<]{0,6}(?:option\s|choice\s)?([A-Za-z])[\s"'`*_)\]}$>.:!,]{0,6}$/i.exec(line)
  return match?.[1] && isLetterKey(match[1].toLowerCase()) ? match[1].toLowerCase() : undefined
}

function optionOf(line: string): string | undefined {
  const match = /^[\s"'`*_[]{0,4}(?:option\s)?(?:\(([A-Z])\)|([A-Z])(?:\)|\.|:|\s[–—-](?=\s)))[.:*_"'`\]]{0,4}(?=\s|$)(.{0,40})/i.exec(line)
  const letter = match?.[1] ?? match?.[2]
  if (!letter || letter < 'A' || letter > 'Z' || /^\s*(?:(?:is|are|was)\s|\(?[A-Z]\)?[.\s]*$)/.test(match?.[3] ?? '')) return undefined
  return letter.toLowerCase()
}
