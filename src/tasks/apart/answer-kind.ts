import type { PromptDocument } from '../document.js'

const ENOUGH = 8
const SHORT = 60
const MANY = 50
const CLOSED = 1 / 3
const DISJOINT = 0.9
const FIXED = 0.8
const ABSENT = 0.02
const OFTEN = 0.15
const OWN_WORDS = 4
const HELD = 2
const SAMPLE = 400
const PROMPTS = 20
const OFFERED = 0.5
/** Answers from which on it says something that one side never gives a label. */
const SEEN = 20
const LEAST_LABEL = 3
const NOW_AND_THEN = 0.05
const SOME = 0.25
const LEANS = 0.5

/** Answers that mean nothing without their question. */
const VERDICTS = new Set('yes no true false y n 0 1 ja nein oui non sí si sì no nee tak nie sim não да нет 是 否 はい いいえ'.split(' '))

const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\p{L}[\p{L}\p{M}]*/gu
const KEY = /"([^"\n]{1,60})"\s*:/gu

type Answers = readonly Pick<PromptDocument, 'answer' | 'shape' | 'system'>[]

function counted(lists: readonly Iterable<string>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const list of lists) for (const item of new Set(list)) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

/** Words of an answer; of scripts without word breaks each letter. */
const wordsOf = ({ answer }: Answers[number]): readonly string[] => answer.match(WORD) ?? []
const keysOf = ({ answer }: Answers[number]): readonly string[] => [...answer.matchAll(KEY)].map((match) => match[1] ?? '')

/** Items in nearly all of one side and hardly any of the other. */
function own(items: ReadonlyMap<string, number>, n: number, other: ReadonlyMap<string, number>, m: number, least: number): readonly string[] {
  return [...items].filter(([item, count]) => count >= least * n && (other.get(item) ?? 0) <= ABSENT * m).map(([item]) => item)
}

const promptsOf = (answers: Answers): readonly string[] => [...new Set(answers.slice(0, PROMPTS).map(({ system = '' }) => system.toLowerCase()))]

/** True if half of the answers are labels that a prompt of the other side offers, too: then chance alone kept them out of its answers. */
function areOffered(answers: Answers, by: Answers): boolean {
  const prompts = promptsOf(by)
  const isOffered = (answer: string): boolean => /\p{L}/u.test(answer) && prompts.some((prompt) => prompt.includes(answer))
  return answers.filter(({ answer }) => isOffered(answer)).length >= OFFERED * answers.length
}

const isShortAnswer = ({ answer, shape }: Answers[number]): boolean => answer.length <= SHORT && shape !== 'tool' && shape !== 'empty'
const areShort = (answers: Answers): boolean => answers.filter(isShortAnswer).length >= FIXED * answers.length
const isClosed = (set: ReadonlyMap<string, number>, n: number): boolean => set.size <= Math.min(MANY, CLOSED * n)
const shareOf = (labels: readonly string[], of: ReadonlyMap<string, number>, n: number): number => labels.reduce((sum, label) => sum + (of.get(label) ?? 0), 0) / n

/** Labels that one side gives now and then, while the other neither gives nor offers them. */
function ownLabels(labels: ReadonlyMap<string, number>, n: number, others: ReadonlyMap<string, number>, offered: readonly string[]): readonly string[] {
  return [...labels].filter(([label, count]) => count >= Math.max(LEAST_LABEL, NOW_AND_THEN * n) && !others.has(label) && /\p{L}/u.test(label) && !offered.some((prompt) => prompt.includes(label))).map(([label]) => label)
}

/**
 * True where both sides answer by a few labels, of which each has some that the other neither gives nor offers, or one side several that make up a third of its answers: sets
 * of labels may share `other` and still be two. A label that was added later is none of this.
 */
function haveOtherSets(a: Answers, b: Answers): boolean {
  if (a.length < SEEN || b.length < SEEN || !areShort(a) || !areShort(b)) return false
  const [inA, inB] = [counted(a.map(({ answer }) => [answer])), counted(b.map(({ answer }) => [answer]))]
  if (!isClosed(inA, a.length) || !isClosed(inB, b.length)) return false
  const [ownA, ownB] = [ownLabels(inA, a.length, inB, promptsOf(b)), ownLabels(inB, b.length, inA, promptsOf(a))]
  const [shareA, shareB] = [shareOf(ownA, inA, a.length), shareOf(ownB, inB, b.length)]
  return (shareA >= SOME && shareB >= SOME) || (ownA.length >= 2 && shareA >= CLOSED) || (ownB.length >= 2 && shareB >= CLOSED)
}

/** True where one side's answers come from a small set, and hardly any answer of a side is one of the other's (total variation distance). */
function haveOtherLabels(a: Answers, b: Answers): boolean {
  if (!areShort(a) || !areShort(b)) return false
  const [inA, inB] = [counted(a.map(({ answer }) => [answer])), counted(b.map(({ answer }) => [answer]))]
  if (!isClosed(inA, a.length) && !isClosed(inB, b.length)) return false
  const shared = [...inA].reduce((sum, [answer, n]) => sum + Math.min(n / a.length, (inB.get(answer) ?? 0) / b.length), 0)
  return 1 - shared >= DISJOINT && !areOffered(a, b) && !areOffered(b, a)
}

/** True where both sides answer in JSON, each with a field that the other never has. */
function haveOtherFields(a: Answers, b: Answers): boolean {
  const isJson = (answers: Answers): boolean => answers.filter(({ shape }) => shape === 'json').length >= FIXED * answers.length
  if (!isJson(a) || !isJson(b)) return false
  const [inA, inB] = [counted(a.map(keysOf)), counted(b.map(keysOf))]
  return own(inA, a.length, inB, b.length, FIXED).length > 0 && own(inB, b.length, inA, a.length, FIXED).length > 0
}

/** True where each side has words of its own, several of which are in nearly all its answers: another language, another form of letter. */
function haveOtherWords(a: Answers, b: Answers): boolean {
  const [saidA, saidB] = [a.map(wordsOf), b.map(wordsOf)]
  const [inA, inB] = [counted(saidA), counted(saidB)]
  const tells = (said: readonly (readonly string[])[], words: readonly string[]): boolean => {
    const telling = new Set(words)
    return telling.size >= OWN_WORDS && said.filter((list) => new Set(list.filter((word) => telling.has(word))).size >= HELD).length >= FIXED * said.length
  }
  return tells(saidA, own(inA, a.length, inB, b.length, OFTEN)) && tells(saidB, own(inB, b.length, inA, a.length, OFTEN))
}

type Form = 'json' | 'table' | 'bullets' | 'numbers' | 'pairs' | 'plain'

/** How an answer is laid out: by what at least half of its lines, two or more, begin with. */
function formOf({ answer, shape }: Answers[number]): Form {
  if (shape === 'json') return 'json'
  const lines = answer.split('\n').filter((line) => line.trim() !== '')
  if (lines.length < 2) return 'plain'
  const half = (pattern: RegExp): boolean => 2 * lines.filter((line) => pattern.test(line)).length >= lines.length
  return half(/^\s*\|/u) ? 'table' : half(/^\s*[-*•] /u) ? 'bullets' : half(/^\s*\d{1,2}[.)] /u) ? 'numbers' : half(/^\s*[\p{L}_][\p{L}\p{N}_ -]{0,30}: ?\S/u) ? 'pairs' : 'plain'
}

/** True where nearly all answers of each side are laid out in one way that the other side hardly ever uses: a table, a list, fields one a line. */
function haveOtherForms(a: Answers, b: Answers): boolean {
  const [inA, inB] = [counted(a.map((answer) => [formOf(answer)])), counted(b.map((answer) => [formOf(answer)]))]
  return own(inA, a.length, inB, b.length, FIXED).length > 0 && own(inB, b.length, inA, a.length, FIXED).length > 0
}

/**
 * True if two sets of answers are clearly of different kinds: other labels, a number on another scale, other fields, another language, form or layout. Too few to
 * tell, or answers that differ in nothing but what they are about, are not.
 */
export function answersApart(a: Answers, b: Answers): boolean {
  if (a.length < ENOUGH || b.length < ENOUGH) return false
  const [some, others] = [a.slice(0, SAMPLE), b.slice(0, SAMPLE)]
  return haveOtherLabels(some, others) || haveOtherSets(some, others) || haveOtherFields(some, others) || haveOtherWords(some, others) || haveOtherForms(some, others)
}

/** Answers from which on a group can be told from another by them. */
export const ENOUGH_ANSWERS = ENOUGH

/** True where nearly all answers are yes or no, true or false, in one of several languages. */
export function areVerdicts(answers: Answers): boolean {
  const said = answers.slice(0, SAMPLE)
  return said.filter(({ answer }) => VERDICTS.has(answer.replace(/[\s.!"']/gu, ''))).length >= DISJOINT * said.length
}

/** True where each side has a word, not of its prompt, that is more frequent by a half in its answers than in the other's. Not of labels: which of them is given is what is judged. */
export function answersLean(a: Answers, b: Answers): boolean {
  const [some, others] = [a.slice(0, SAMPLE), b.slice(0, SAMPLE)]
  if (some.length < SEEN || others.length < SEEN) return false
  if ([some, others].some((answers) => areShort(answers) && isClosed(counted(answers.map(({ answer }) => [answer])), answers.length))) return false
  const [wordsA, wordsB] = [counted(some.map(wordsOf)), counted(others.map(wordsOf))]
  const leans = (own: ReadonlyMap<string, number>, n: number, other: ReadonlyMap<string, number>, m: number, by: Answers): boolean => {
    const prompts = promptsOf(by)
    return [...own].some(([word, count]) => count / n - (other.get(word) ?? 0) / m >= LEANS && !prompts.some((prompt) => prompt.includes(word)))
  }
  return leans(wordsA, some.length, wordsB, others.length, some) && leans(wordsB, others.length, wordsA, some.length, others)
}
