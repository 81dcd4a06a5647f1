import { languageOf } from './prose/language.js'
import { parseJsonText } from './records/json-text.js'

/** One thing that a prompt demands of the form of its answer, and the test of it. */
export interface Demand {
  readonly name: string
  readonly isMet: (text: string) => boolean
}

const NUMBERS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, fifteen: 15, twenty: 20, thirty: 30, fifty: 50, hundred: 100 }
const COUNT = '(\\d{1,5}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty)'
const UNIT = '(words?|sentences?|characters?|paragraphs?|bullet points?|bullets|lines?)'
const LENGTH = new RegExp(`\\b(at most|no more than|not more than|maximum(?: of)?|max\\.?|up to|under|fewer than|less than|within|at least|no less than|no fewer than|minimum(?: of)?|more than|exactly|precisely|in)\\s+(?:only\\s+)?${COUNT}\\s+(?:short\\s+|full\\s+)?${UNIT}\\b`, 'gi')
const LISTED = new RegExp(`\\b(numbered|ordered|bulleted|bullet(?:ed)?(?: point)?) list (?:of|with|containing) (?:(exactly|precisely|at most|at least|up to) )?${COUNT} (?:short )?(?:items?|points?|entries|elements?|lines?|steps?|ideas?|names?)\\b`, 'gi')
const FORBIDDEN = /\b(?:do not|don['’]t|never|without) (?:use|using|mention|mentioning|include|including|say|saying|write|writing)(?: of)?(?: the)? (?:words?|phrases?|terms?)\s+((?:["“'‘][^"”'’\n]{1,40}["”'’](?:,\s*|\s+(?:or|and)\s+|,\s*(?:or|and)\s+)?){1,8})/gi
const REQUIRED = /\b(?:must|should|please)? ?(?:include|mention|contain|use)(?: the)? (?:words?|phrases?|terms?|keywords?)\s+((?:["“'‘][^"”'’\n]{1,40}["”'’](?:,\s*|\s+(?:and)\s+|,\s*(?:and)\s+)?){1,8})/gi
const ENDING = /\b(?:end|finish) (?:your |the )?(?:answer|response|reply|message|it|letter|text)? ?with (?:the )?(?:exact )?(?:phrase|words?|sentence)?:? ?["“]([^"”\n]{1,120})["”]/gi
const LANGUAGES: Readonly<Record<string, string>> = { english: 'en', german: 'de', french: 'fr', spanish: 'es', italian: 'it', portuguese: 'pt', dutch: 'nl', polish: 'pl', russian: 'ru', ukrainian: 'uk', turkish: 'tr', arabic: 'ar', hindi: 'hi', japanese: 'ja', chinese: 'zh', korean: 'ko', swedish: 'sv', czech: 'cs', greek: 'el', hebrew: 'he' }
const LANGUAGE = new RegExp(`\\b(?:answer|respond|reply|write|your (?:answer|response|reply) (?:must|should) be)(?: [a-z ]{0,30}?)? in (?:only )?(${Object.keys(LANGUAGES).join('|')})\\b`, 'gi')

/** What a prompt demands of the form of its answer and a program can check: lengths, bullets, words, language, JSON, case, ending, commas, a list between commas. Of a long prompt the first and last 4,000 characters are read. */
export function demandsOf(prompt: string): readonly Demand[] {
  const text = prompt.length > 8000 ? `${prompt.slice(0, 4000)}\n${prompt.slice(-4000)}` : prompt
  const demands: Demand[] = [
    ...[...text.matchAll(LENGTH)].map((match) => lengthDemand(match[1] ?? '', match[2] ?? '', match[3] ?? '')),
    ...[...text.matchAll(FORBIDDEN)].flatMap((match) => quoted(match[1] ?? '').map((word): Demand => ({ name: `without “${word}”`, isMet: (answer) => !hasWord(answer, word) }))),
    ...[...text.matchAll(REQUIRED)].filter((match) => !/(?:\bnot|n['’]t|\bnever|\bwithout)\s*$/i.test(text.slice(Math.max(0, match.index - 12), match.index))).flatMap((match) => quoted(match[1] ?? '').map((word): Demand => ({ name: `with “${word}”`, isMet: (answer) => hasWord(answer, word) }))),
    ...[...text.matchAll(ENDING)].map((match): Demand => ({ name: `ends with “${match[1]}”`, isMet: (answer) => answer.trim().replace(/["”]$/, '').endsWith((match[1] ?? '').trim()) })),
    ...[...text.matchAll(LANGUAGE)].map((match): Demand => ({ name: `in ${match[1]}`, isMet: (answer) => isIn(answer, LANGUAGES[(match[1] ?? '').toLowerCase()]) })),
  ]
  demands.push(...[...text.matchAll(LISTED)].map((match) => listDemand(match[1] ?? '', match[2] ?? 'exactly', match[3] ?? '')))
  if (demandsJsonOnly(text)) demands.push({ name: 'JSON only', isMet: (answer) => parseJsonText(answer) !== undefined })
  if (/\b(?:all|only|entirely) (?:in )?lower ?case\b|\bin (?:all )?lower ?case(?: only| letters)?\b/i.test(text)) demands.push({ name: 'in lower case', isMet: (answer) => answer === answer.toLowerCase() })
  if (/\b(?:all|only|entirely) (?:in )?(?:upper ?case|capital letters|capitals)\b|\bin all caps\b/i.test(text)) demands.push({ name: 'in upper case', isMet: (answer) => answer === answer.toUpperCase() })
  if (/\bcomma[- ]separated list\b/i.test(text) && !/\bcsv\b|\blines?\b/i.test(text)) demands.push({ name: 'a comma-separated list', isMet: (answer) => !/\S\s*\n\s*\S/.test(answer.trim()) && !/^\s*(?:[-*•]|\d{1,3}[.)])\s/.test(answer) })
  if (/\b(?:do not|don['’]t|without|refrain from)(?: the)? (?:use|using)?(?: of)?(?: any)? ?commas\b|\bno commas\b/i.test(text)) demands.push({ name: 'without commas', isMet: (answer) => !answer.includes(',') })
  return [...new Map(demands.map((demand) => [demand.name, demand])).values()].slice(0, 30)
}

/** True for a prompt that wants JSON and nothing beside it. */
export function demandsJsonOnly(prompt: string): boolean {
  return /\b(?:(?:only|just|valid|strictly|pure) (?:a |an |with )?(?:valid )?json|json (?:object |array )?(?:only|and nothing else))\b/i.test(prompt)
}

function lengthDemand(bound: string, count: string, unit: string): Demand {
  const wanted = NUMBERS[count.toLowerCase()] ?? Number(count)
  const words = bound.toLowerCase()
  const holds = (n: number): boolean => {
    if (/^(?:at most|no more|not more|max|up to|within)/.test(words)) return n <= wanted
    if (/^(?:under|fewer|less)/.test(words)) return n < wanted
    if (/^(?:at least|no less|no fewer|min)/.test(words)) return n >= wanted
    return words === 'more than' ? n > wanted : n === wanted
  }
  return { name: `${words} ${wanted} ${unit.toLowerCase()}`, isMet: (answer) => holds(countOf(answer, unit.toLowerCase())) }
}

/** A list with marks of its kind, and so many of them. */
function listDemand(kind: string, bound: string, count: string): Demand {
  const mark = /^(?:numbered|ordered)/i.test(kind) ? /^\s*\d{1,3}[.)]\s/ : /^\s*[-*•–]\s/
  const length = lengthDemand(bound, count, 'lines')
  const marked = (answer: string): readonly string[] => answer.slice(0, 200_000).split('\n').filter((line) => mark.test(line))
  return { name: `${kind.toLowerCase()} list, ${length.name}`, isMet: (answer) => length.isMet(marked(answer).join('\n')) }
}

function countOf(text: string, unit: string): number {
  const body = text.slice(0, 200_000).trim()
  if (unit.startsWith('word')) return body.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  if (unit.startsWith('char')) return [...body].length
  if (unit.startsWith('sentence')) return body.split(/[.!?…。]+(?=\s|$)|\n+/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length
  if (unit.startsWith('paragraph')) return body.split(/\n\s*\n/).filter((part) => part.trim() !== '').length
  const lines = body.split('\n').filter((line) => line.trim() !== '')
  return unit.startsWith('line') ? lines.length : lines.filter((line) => /^\s*(?:[-*•–]|\d{1,3}[.)])\s/.test(line)).length
}

function quoted(list: string): readonly string[] {
  return [...list.matchAll(/["“'‘]([^"”'’\n]{1,40})["”'’]/g)].map((match) => match[1] ?? '')
}

/** True where the word or phrase stands by itself, whatever its case. */
export function hasWord(text: string, word: string): boolean {
  const [hay, needle] = [text.toLowerCase(), word.toLowerCase()]
  if (needle === '') return false
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(hay[at - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(hay[at + needle.length] ?? ' ')) return true
  }
  return false
}

/** A text too short to tell is given the benefit of the doubt. */
function isIn(text: string, code: string | undefined): boolean {
  const found = languageOf(text)
  return found === undefined || found === code
}
