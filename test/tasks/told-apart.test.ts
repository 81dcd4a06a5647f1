import { describe, expect, it } from 'vitest'
import { findTasks } from '../../src/tasks/find-tasks.js'
import { fitTasks } from '../../src/tasks/fit-tasks.js'
import { taskAssigner, taskPlacer } from '../../src/tasks/assign.js'
import { answersApart } from '../../src/tasks/apart/answer-kind.js'
import { askedFor } from '../../src/tasks/document.js'
import { partByMarks, tellingMarks, toldApart } from '../../src/tasks/apart/told-apart.js'
import type { Ask } from './traffic.js'
import { call, company, dice, documentsOf, sentence, times, traffic } from './traffic.js'

const one = (list: readonly string[], n: number): string => list[dice(n, 7, list.length)] ?? ''
const asked = (prompt: (n: number) => string, answers: (n: number) => string, from = 0): readonly Ask[] => times(40, (n) => ({ system: prompt(n + from), user: sentence(n + from), answer: answers(n + from) }))
const DANISH = ['Båden er gået og kommer ikke igen', 'Der er ingen nøgle og døren er lukket', 'Lampen er slukket og ingen er her', 'Han er her ikke og døren er åben']
const FRENCH = ['Le bateau est parti et ne revient pas', 'La porte est close et la clé est perdue', 'La lampe est sur la table et le chat dort', 'Le chat est parti et la porte est close']
const translate = (language: string) => `Translate the note of the caretaker into ${language}. Keep the names of people as they are and add no remark of your own.`
const judge = (labels: string) => `Judge the letter of the guest and give exactly one of ${labels}. Nothing else may stand in the reply, and spelling counts.`
const read = (fields: string) => `Read the letter of the guest and return a JSON object with ${fields}. Leave out everything that is not in it.`
const rate = (most: number) => `Rate how well the letter of the guest reads on a scale from 1 to ${most}. Give the figure alone and be strict about long sentences.`

const PAIRS: readonly (readonly [string, readonly Ask[], readonly Ask[]])[] = [
  ['the language that is wanted', asked(() => translate('Danish'), (n) => one(DANISH, n)), asked(() => translate('French'), (n) => one(FRENCH, n), 500)],
  ['labels in quotation marks', asked(() => judge('"praise" or "blame"'), (n) => one(['praise', 'blame'], n)), asked(() => judge('"child" or "adult"'), (n) => one(['child', 'adult'], n), 500)],
  ['fields of an object', asked(() => read('room and name'), (n) => `{"room":${n},"name":"x"}`), asked(() => read('date and price'), (n) => `{"date":"d","price":${n}}`, 500)],
  ['the scale', asked(() => rate(5), (n) => String(1 + (n % 5))), asked(() => rate(100), (n) => String(20 + ((n * 37) % 80)), 500)],
]

const sizes = (calls: ReturnType<typeof traffic>): readonly number[] => findTasks(calls).tasks.map(({ members }) => members.length)

describe('two tasks under nearly the same prompt', () => {
  it.each(PAIRS)('are told apart by %s', (_, a, b) => {
    const calls = traffic(a, b, company()[1] ?? [])
    const { tasks } = findTasks(calls)
    expect(tasks.map(({ members }) => members.length)).toEqual([40, 40, 40])
    for (const task of tasks) expect(new Set(task.members.map((at) => Math.floor(at / 40))).size).toBe(1)
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(3)
    expect(new Set(tasks.map(({ label }) => label)).size).toBe(3)
    // The order of the log, more of it, and what was not in it change nothing.
    const turned = findTasks([...calls].reverse()).tasks
    expect(turned.map(({ id, members }) => [id, members.length])).toEqual(tasks.map(({ id, members }) => [id, members.length]))
    const assign = taskAssigner(fitTasks(calls.map((one) => ({ call: one, weight: 1 }))))
    const own = tasks.find(({ members }) => members.includes(0))?.id
    expect(assign(call({ ...a[0], user: 'The garden gate is stuck.' }))).toBe(own)
    expect(assign(call({ ...b[0], user: 'The garden gate is stuck.' }))).not.toBe(own)
  })
  it.each(PAIRS)('keep their places when slots change with every call: %s', (_, a, b) => {
    const slotted = (list: readonly Ask[]): readonly Ask[] => list.map((ask, n) => ({ ...ask, system: `${ask.system ?? ''} Request r_${n * 31} of 2026-05-${10 + (n % 18)}.` }))
    expect(sizes(traffic(slotted(a), slotted(b), company()[1] ?? []))).toEqual([40, 40, 40])
  })
  it('leave it to the user text where the structure of a call cannot tell', () => {
    const [, quoted, other] = PAIRS[1] as (typeof PAIRS)[number]
    const place = taskPlacer(fitTasks(traffic(quoted, other).map((one) => ({ call: one, weight: 1 }))))
    const { user: _user, ...structure } = askedFor(call(quoted[0] ?? {}), () => undefined)
    expect(place(structure)).toBeUndefined()
    expect(place({ ...structure, user: '' })).toBeGreaterThanOrEqual(0)
  })
})

const GUESTS = 'Amara Bela Chidi Dorte Emre Fumiko Goran Hedda Ivo Jolan Keiko Lars Mina Nuno Olga Pavel Rania Soren Tariq Ursa'.split(' ')
const verdict = (question: string) => `Read the letter of the guest. ${question} Reply with yes or no.`
const list = (labels: string) => `Sort the letter of the guest. Options: ${labels}. Print the option alone.`
const wording = (tone: string) => `Reply to the letter of the guest in the name of the house. Sound ${tone} and write one sentence.`

describe('a short prompt with a long glossary', () => {
  const glossary = (n: number): string => `Glossary:\n${Array.from({ length: 2 + (n % 6) }, (_, at) => `${GUESTS[dice(n, at, 20)] ?? ''} room = ${GUESTS[dice(n, at + 50, 20)] ?? ''}`).join('\n')}`
  const into = (language: string) => (n: number) => `Translate the section into ${language}. Use terms from the list.\n\n${glossary(n)}`
  it('is two tasks where it names two languages, whatever the glossary holds', () => {
    expect(sizes(traffic(asked(into('Danish'), (n) => one(DANISH, n)), asked(into('French'), (n) => one(FRENCH, n), 500)))).toEqual([40, 40])
  })
})

describe('prompts that differ in a few words', () => {
  it.each<readonly [string, readonly Ask[], readonly Ask[]]>([
    ['the question of a verdict', asked(() => verdict('Does it mention a refund?'), (n) => one(['yes', 'no'], n)), asked(() => verdict('Does it mention a theft?'), (n) => one(['yes', 'no'], n + 3), 500)],
    ['the question of a verdict, whoever writes', asked((n) => `${verdict('Does it mention a refund?')} You talk to ${GUESTS[n % 20] ?? ''}.`, (n) => one(['Yes.', 'No.'], n)), asked((n) => `${verdict('Does it mention a theft?')} You talk to ${GUESTS[n % 20] ?? ''}.`, (n) => one(['Yes.', 'No.'], n + 3), 500)],
    ['a negation', asked(() => 'List what the policy covers and is damaged, one thing a line.', sentence), asked(() => 'List what the policy covers and is not damaged, one thing a line.', sentence, 500)],
    ['a tone', asked(() => wording('formal'), (n) => `Kindly note: ${sentence(n)}`), asked(() => wording('playful'), (n) => `Ahoy, ${sentence(n)}`, 500)],
    ['labels, of which one is in both sets', asked(() => list('room, food, other'), (n) => one(['room', 'food', 'other'], n)), asked(() => list('noise, price, other'), (n) => one(['noise', 'price', 'other'], n), 500)],
    ['a longer list of labels', asked(() => list('dog, cat, other'), (n) => one(['dog', 'cat', 'other'], n)), asked(() => list('dog, cat, bird, newt, other'), (n) => one(['dog', 'cat', 'bird', 'newt', 'bird', 'newt', 'other'], n), 500)],
  ])('are two tasks: %s', (_, a, b) => {
    const calls = traffic(a, b, company()[1] ?? [])
    const { tasks } = findTasks(calls)
    expect(tasks.map(({ members }) => members.length)).toEqual([40, 40, 40])
    for (const task of tasks) expect(new Set(task.members.map((at) => Math.floor(at / 40))).size).toBe(1)
    expect(findTasks([...calls].reverse()).tasks.map(({ id }) => id)).toEqual(tasks.map(({ id }) => id))
  })
  it.each<readonly [string, readonly Ask[], readonly Ask[]]>([
    ['another form of a word', asked(() => verdict('Does it mention a refund?'), (n) => one(['yes', 'no'], n)), asked(() => verdict('Does it mention refunds?'), (n) => one(['yes', 'no'], n), 500)],
    ['a sentence more', asked(() => verdict('Does it mention a refund?'), (n) => one(['yes', 'no'], n)), asked(() => verdict('Does it mention a refund? Take your time over it.'), (n) => one(['yes', 'no'], n), 500)],
    ['a negation that says the same', asked(() => 'Sum up the letter of the guest. At most forty words, no greeting.', sentence), asked(() => 'Sum up the letter of the guest. No more than forty words, no greeting.', sentence, 500)],
    ['a name', asked(() => verdict('Does it mention Lantern?'), (n) => one(['yes', 'no'], n)), asked(() => verdict('Does it mention Anchor?'), (n) => one(['yes', 'no'], n), 500)],
    ['a value', asked(() => verdict('Tier of the guest: silver. Does it mention a refund?'), (n) => one(['yes', 'no'], n)), asked(() => verdict('Tier of the guest: golden. Does it mention a refund?'), (n) => one(['yes', 'no'], n), 500)],
    ['a word of a prompt whose answers are alike', asked(() => wording('formal'), sentence), asked(() => wording('playful'), sentence, 500)],
    ['one label that came later', asked(() => list('room, food, price'), (n) => one(['room', 'food', 'price'], n)), asked(() => list('room, food, price, noise'), (n) => one(['room', 'food', 'price', 'noise'], n), 500)],
  ])('are one task: %s', (_, a, b) => {
    expect(sizes(traffic(a, b))).toEqual([80])
  })
})

describe('one task', () => {
  it('stays one whatever a slot of few values holds', () => {
    expect(sizes(traffic(asked((n) => `Sort the letters of guests of the ${one(['north', 'south'], n)} wing. Give praise, blame or question and nothing else.`, (n) => one(['praise', 'blame', 'question'], n + 3)), company()[1] ?? []))).toEqual([40, 40])
  })
  it('stays one where an edit changed a word and chance the labels', () => {
    const prompt = (word: string) => `Sort the letters of guests ${word}. Give praise, blame or question and nothing else.`
    expect(sizes(traffic(asked(() => prompt('kindly'), () => 'praise'), asked(() => prompt('quickly'), () => 'blame', 500)))).toEqual([80])
  })
  it('stays one where answers repeat a name of the prompt', () => {
    const hotel = (n: number): string => one(['Anchor', 'Lantern'], n)
    expect(sizes(traffic(asked((n) => `Answer the letters of guests for the house ${hotel(n)}. Thank them and invite them back in one sentence.`, (n) => `${sentence(n)}, greets ${hotel(n)}`), company()[1] ?? []))).toEqual([40, 40])
  })
})

describe('answers', () => {
  const said = (of: (n: number) => string, shape: 'label' | 'sentence' = 'label') => Array.from({ length: 40 }, (_, n) => ({ answer: of(n), shape, system: 'Sort it.' }))
  it.each([
    ['labels of one set in other shares', said((n) => (n % 10 < 7 ? 'urgent' : 'routine')), said((n) => (n % 10 < 3 ? 'urgent' : 'routine'))],
    ['short answers of no set', said((n) => `code ${n}`), said((n) => `code ${n + 500}`)],
    ['a name of two words', said((n) => `greetings from golden anchor, ${sentence(n)}`, 'sentence'), said((n) => `greetings from silver lantern, ${sentence(n + 99)}`, 'sentence')],
    ['seven against forty', said(() => 'red').slice(0, 7), said(() => 'loud')],
  ])('are of one kind: %s', (_, a, b) => {
    expect(answersApart(a, b)).toBe(false)
  })
  it('name their tasks whichever is the larger', () => {
    const [, a, b] = PAIRS[1] as (typeof PAIRS)[number]
    const idOf = (calls: ReturnType<typeof traffic>, label: string) => findTasks(calls).tasks.find((task) => task.label.includes(label))?.id
    expect(idOf(traffic(a, b.slice(0, 30)), 'praise')).toBe(idOf(traffic(a.slice(0, 30), b), 'praise'))
    expect(idOf(traffic(a, b), 'praise')).toMatch(/^t_/u)
  })
})

describe('parts of one prompt', () => {
  const told = (count: number, prompt: (n: number) => string, answer: (n: number) => string, from: number): readonly Ask[] => times(count, (n) => ({ system: `Sort the letters of the house ${prompt(n)}.`, user: sentence(n + from), answer: answer(n) }))
  const marksOf = (...asks: readonly (readonly Ask[])[]) => toldApart(documentsOf(...asks))?.map(({ marks, documents }) => [documents.length, ...marks])
  it('are not told by what few prompts say, whatever came back', () => {
    const wings = [...'abcdefghijklmnopqrstuvwxyzabcdefghijklmn'].map((letter, at) => `${letter}${at < 26 ? 'olm' : 'urt'}ing`)
    expect(marksOf(told(400, (n) => `in the ${wings[n % 40] ?? ''} wing`, (n) => `drawer${n % 40}`, 0))).toBeUndefined()
    expect(marksOf(told(400, (n) => `in the ${wings[n % 4] ?? ''} wing`, (n) => `drawer${n % 4}`, 0))).toHaveLength(4)
  })
  it('are told where most prompts were seen often', () => {
    const [praise, blame] = [told(20, () => 'kindly', () => 'praise', 0), told(20, () => 'harshly', () => 'blame', 500)]
    const ever = (n: number): string => ['upstairs', 'yesterday', 'quietly', 'together', 'outside'].filter((_, at) => (n >> at) % 2 === 1).join(' ')
    expect(marksOf(praise, blame)?.flat().toSorted()).toEqual([20, 20, 'harshly', 'kindly'])
    expect(marksOf(praise, blame, told(62, (n) => ever(n % 31), sentence, 900))).toBeUndefined()
  })
  it('have for marks what nearly all of one say and hardly any of another', () => {
    const marks = marksOf(told(60, (n) => `kindly tonight${n % 5 < 3 ? ' upstairs' : ''}`, () => 'praise', 0), told(40, (n) => `harshly${n % 10 < 3 ? ' tonight' : ''}`, () => 'blame', 500))
    expect(marks).toEqual([[60, 'kindly'], [40, 'harshly']])
  })
  it('are joined whole by one whose answers are of two kinds', () => {
    const marks = marksOf(told(30, () => 'alpha', () => 'red', 0), told(28, () => 'beta moon stars', () => 'loud', 300), told(24, () => 'gamma', (n) => (n % 2 ? 'red' : 'loud'), 600), told(20, () => 'delta moon stars', () => 'tall', 900))
    expect(marks).toEqual([[82], [20, 'delta']])
  })
  it('hold a prompt that has more than half of their marks', () => {
    expect(partByMarks([['a', 'b'], ['c', 'd', 'e']], 7, new Set(['a']))).toBe(7)
    expect(partByMarks([['a', 'b'], ['c', 'd', 'e']], 7, new Set(['c', 'e', 'a']))).toBe(1)
  })
})

describe('marks', () => {
  it('are negations with their words', () => {
    expect([...tellingMarks('Print what is not covered.')].sort()).toEqual(['covered', 'print', '¬covered'].sort())
  })
  it('are telling words, quotations and numbers, and not what changes from call to call', () => {
    expect([...tellingMarks('Rate "Good taste" from 1 to 10, not 2026-05-01, v1.2 or r_12.')].sort()).toEqual(['"good taste"', '#1', '#10', 'rate'].sort())
  })
})

describe('examples in the text of users', () => {
  it('belong to the instruction that they follow', () => {
    const shots = (salt: number): readonly string[] => times(8, (n) => ({ user: `Given: ${sentence(n * 13 + salt)}\nWanted: ${sentence(n * 29 + salt)}` })).map(({ user = '' }) => user)
    const [first, second] = [shots(1_000), shots(2_000)]
    const asks = (text: string, pool: readonly string[], from: number): readonly Ask[] => times(60, (n) => ({ user: `${text}\n\n${[0, 1 + dice(n, 1, 3), 4 + dice(n, 2, 3)].map((step) => pool[(dice(n + from, 3, 8) + step) % 8] ?? '').join('\n\n')}\n\nGiven: ${sentence(n * 7 + from)}\nWanted:`, answer: sentence(n) }))
    expect(sizes(traffic(asks('Turn each note of the caretaker into a polite announcement for all tenants.', first, 3_000), asks('Guess which tool the caretaker will want for the repair, and why.', second, 4_000)))).toEqual([60, 60])
  })
})

describe('prompts that vary in many places', () => {
  it('are told by a target language though each brings a glossary of its own', () => {
    const withTerms = (language: string, n: number): string => `${translate(language)}\n\nGlossary:\n${Array.from({ length: 1 + (n % 5) }, (_, at) => `${sentence(n * 5 + at)} = ${one(language === 'Danish' ? DANISH : FRENCH, n + at)}`).join('\n')}`
    const calls = traffic(asked((n) => withTerms('Danish', n), (n) => one(DANISH, n)), asked((n) => withTerms('French', n), (n) => one(FRENCH, n), 500))
    expect(findTasks(calls).tasks.map(({ members }) => members.length)).toEqual([40, 40])
  })
})

describe('answersApart by layout', () => {
  const laid = (form: (n: number) => string) => documentsOf(times(20, (n) => ({ user: sentence(n), answer: form(n) })))
  const table = laid((n) => `| part | place |\n|---|---|\n| ${n} | here |`)
  const fields = laid((n) => `part: ${n}\nplace: here`)

  it('tells a table from fields, and neither from itself', () => {
    expect(answersApart(table, fields)).toBe(true)
    expect(answersApart(table, laid((n) => `| part | place |\n| ${n + 7} | here |`))).toBe(false)
  })

  it('does not tell by a layout that both sides use now and then', () => {
    expect(answersApart(table, laid((n) => (n % 4 === 0 ? `| part | place |\n| ${n} | here |` : `part: ${n}\nplace: here`)))).toBe(false)
  })
})
