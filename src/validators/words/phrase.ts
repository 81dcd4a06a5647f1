import { labelKey } from '../fold.js'
import { bracketed } from './form.js'
import { agreed, SKIPPED } from './reading.js'
import type { Reading } from './reading.js'
import { statements } from './statement.js'

const LONGEST = 80

/** The short free answer of a text when no set of labels is known: a box, “the category is …”, a bold phrase, or a short text itself. */
export function readPhrase(text: string, isCut: boolean): Reading {
  const brackets = bracketed(text).filter((mark) => /^\p{L}[\p{L} '-]{0,30}$/u.test(mark.key) && /^[\s.!"'*]*$/.test(text.slice(mark.end, mark.end + 40)) && mark.end + 40 >= text.length)
  const spots = [
    ...statements(text).map((statement) => ({ at: statement.at, read: () => (statement.kind === 'reverse' ? SKIPPED : phraseOf(statement.content, statement.kind === 'boxed')) })),
    ...brackets.map((mark) => ({ at: mark.at, read: (): Reading => ({ kind: 'label', key: mark.key }) })),
  ].sort((a, b) => b.at - a.at)
  for (const spot of spots) {
    const reading = spot.read()
    if (reading.kind !== 'none') return reading
  }
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const first = lines[0] ?? ''
  if (lines.length === 1 && text.trim().length <= LONGEST && !/[.!?]\s/.test(first)) return phraseOf(first, true)
  const bold = agreed([...text.matchAll(/\*\*([^*\n]{1,60})\*\*/g)].map((match) => labelKey(match[1] ?? '')))
  if (bold.kind === 'label') return bold
  const last = lines.at(-1) ?? ''
  if (!isCut && lines.length > 1 && last.length <= 40 && last.split(' ').length <= 4 && !/[:,]/.test(last)) return phraseOf(last, true)
  const opening = /^([^.!?\n]{1,40})[.!]?(?:\s|$)/.exec(first)?.[1]
  return opening && opening.split(' ').length <= 4 && (lines.length > 1 ? opening.length >= first.length - 1 : /^[^.!]*[.!]\s/.test(first)) ? phraseOf(opening, true) : SKIPPED
}

/** True when the text puts its answer into a box or after `####`, so that the rest of it is explanation. */
export function isBoxedPhrase(text: string): boolean {
  return statements(text).some((statement) => (statement.kind === 'boxed' || statement.kind === 'hash') && phraseOf(statement.content, true).kind === 'label')
}

function phraseOf(content: string, whole: boolean): Reading {
  const bracket = whole ? undefined : /^\s*["'`*]{0,3}\[([^[\]\n]{1,60})\]/.exec(content)?.[1]
  if (bracket !== undefined && !/\]["'`*]{0,3}\s*(?:,|\/|or\b|and\b)\s*["'`*]{0,3}\[/.test(content)) return { kind: 'label', key: labelKey(bracket) }
  const plain = content.replace(/\\(?:text|textbf|textrm|mathrm|mathbf|boxed)\b|[{}$]/g, '').replace(/\\(?=\s)/g, '').replace(/^(?:the|is|a|an)\s/i, '')
  const phrase = whole ? plain : /^(?:[^.;!?\n]|[.;!?](?!\s|["'*)\]]|$)){0,200}/.exec(plain)?.[0].split(/,? (?:because|since|as)\b|, which\b/)[0] ?? ''
  const key = labelKey(phrase)
  return key !== '' && phrase.length <= LONGEST ? { kind: 'label', key } : SKIPPED
}
