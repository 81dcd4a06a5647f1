import { createProse } from '../prose.js'
import type { Writer } from '../writer.js'

/** A collection of questions as people build them to try models: what one of its items looks like. */
export interface Benchmark {
  readonly name: string
  readonly ask: (w: Writer) => string
  readonly answer: (w: Writer) => string
}

const pick = (w: Writer, list: string): string => w.one(list.split('|'))
const number = (w: Writer): string => String(w.whole(2, 99))
const GOODS = 'apples|pencils|marbles|tickets|muffins|stamps|eggs|books|stickers|oranges|bricks|candles|buttons|roses'
const sum = (w: Writer): string => w.one([
  () => `${w.name().split(' ')[0]} has ${number(w)} ${pick(w, GOODS)} and buys ${number(w)} more each day for ${w.whole(2, 9)} days. How many does ${pick(w, 'she|he')} have now?`,
  () => `A shop sells ${pick(w, GOODS)} at $${w.whole(1, 9)} apiece. ${w.name().split(' ')[0]} pays with a $${w.whole(2, 9) * 10} bill for ${w.whole(2, 9)} of them. What change is due?`,
  () => `It takes ${w.whole(2, 9)} workers ${number(w)} hours to pack ${number(w)}0 ${pick(w, GOODS)}. How long would ${w.whole(2, 9)} workers need for twice as many?`,
  () => `${w.name().split(' ')[0]} walks ${number(w)} miles on Monday and half as far on Tuesday, then runs ${number(w)} miles. What is the total distance?`,
  () => `Of ${number(w)} children, ${w.whole(2, 90)}% brought ${pick(w, GOODS)}. Each of those gave ${w.whole(2, 6)} away. How many ${pick(w, GOODS)} were given away?`,
])()
const SCIENCE = 'mitochondria|entropy|osmosis|isotope|ribosome|catalyst|momentum|tectonic plate|photon|enzyme|alkane|gene|capacitor|lens|comet|glacier|neuron|virus'
const PLACES = 'Danube|Peru|Kilimanjaro|Venice|Mongolia|Sahara|Vienna|Chile|Iceland|Nile|Cuba|Bali|Alaska|Malta'
const ARTS = 'the novel Emma|the Ninth Symphony|Guernica|Hamlet|the film Casablanca|the opera Aida|the album Kind of Blue|the Odyssey|the Mona Lisa'
const FILM = 'acting|plot|pacing|soundtrack|cinematography|script|ending|villain|dialogue|lead actor|special effects|humour'
const COLUMNS = 'name|price|city|created_at|status|quantity|email|age|salary|country'
const TABLES = 'orders|users|invoices|employees|flights|songs|visits|teams'
const choices = (one: () => string, mark: (letter: string) => string): string => ['A', 'B', 'C', 'D'].map((letter) => `${mark(letter)} ${one()}`).join('\n')

/** Sources of bare texts. */
export const BENCHMARKS: readonly Benchmark[] = [
  { name: 'sums', ask: sum, answer: (w) => `The answer is ${number(w)}.` },
  { name: 'science choices', ask: (w) => `${w.one([`Which of the following best describes a ${pick(w, SCIENCE)}?`, `What happens to a ${pick(w, SCIENCE)} when the ${pick(w, 'temperature|pressure|charge|concentration')} rises?`, `A student studies the ${pick(w, SCIENCE)}. Which tool is most useful?`])}\n${choices(() => `a ${pick(w, SCIENCE)} that ${createProse(w).words(2)}`, (letter) => `${letter}.`)}`, answer: (w) => pick(w, 'A|B|C|D') },
  { name: 'trivia', ask: (w) => w.one([`who wrote ${pick(w, ARTS)}`, `in which year did ${w.name()} first visit the ${pick(w, PLACES)}`, `what is the longest river near ${pick(w, PLACES)}`, `which country borders ${pick(w, PLACES)} to the ${pick(w, 'north|south|east|west')}`, `who was the first person to climb ${pick(w, PLACES)} in ${w.whole(1850, 1999)}`, `what language is spoken in ${pick(w, PLACES)}`]), answer: (w) => w.name() },
  { name: 'film reviews', ask: (w) => Array.from({ length: w.whole(2, 6) }, () => w.one([`The ${pick(w, FILM)} is ${pick(w, 'superb|dreadful|wooden|a delight|too long|uneven')}.`, `I ${pick(w, 'loved|hated|forgot|endured')} the ${pick(w, FILM)}, and the ${pick(w, FILM)} did ${pick(w, 'not help|the rest')}.`, `${createProse(w).sentence()}`, `${w.name()} deserves better than this ${pick(w, FILM)}!!`])).join(' '), answer: (w) => pick(w, 'positive|negative') },
  { name: 'entailment', ask: (w) => { const p = createProse(w); return `${p.sentence()}\n${p.sentence()}` }, answer: (w) => pick(w, 'entailment|neutral|contradiction') },
  { name: 'sql', ask: (w) => `${w.one(['Show', 'List', 'Count', 'What are'])} the ${pick(w, COLUMNS)} of all ${pick(w, TABLES)} ${w.one(['whose', 'where the'])} ${pick(w, COLUMNS)} is ${w.one(['above', 'below', 'equal to'])} ${number(w)}.\nSchema: ${pick(w, TABLES)}(${w.some(COLUMNS.split('|'), 4).join(', ')})`, answer: (w) => `SELECT ${pick(w, COLUMNS)} FROM ${pick(w, TABLES)}` },
  { name: 'completion', ask: (w) => `def ${createProse(w).words(2).replace(/ /gu, '_')}(${pick(w, 'xs|n|text|grid|root')}):\n    """${createProse(w).sentence()}\n    >>> f(${number(w)})\n    ${number(w)}\n    """\n`, answer: () => '    return sorted(xs)[0]' },
  { name: 'news', ask: (w) => `${pick(w, PLACES).toUpperCase()} (Wire) - ${createProse(w).text(w.whole(5, 10))}`, answer: (w) => createProse(w).sentence() },
  { name: 'comments', ask: (w) => w.one([`@${w.name().split(' ')[0]?.toLowerCase() ?? ''} lol ${createProse(w).words(4)} #${pick(w, GOODS)}`, `${createProse(w).words(5)} smh`, `ngl ${createProse(w).question().toLowerCase()}`, `omg ${createProse(w).words(3)}!!! #${pick(w, GOODS)} #${pick(w, FILM).replace(/ /gu, '')}`]), answer: (w) => pick(w, 'joy|anger|irony') },
  { name: 'Spanish questions', ask: (w) => w.one([`¿Cuál es la capital de la región de ${pick(w, PLACES)}?`, `¿Quién descubrió el ${pick(w, 'oxígeno|radio|cobre|helio')} en ${w.whole(1700, 1900)}?`, `¿En qué año nació ${w.name()}, autor de ${pick(w, ARTS)}?`, `¿Qué río pasa por ${pick(w, PLACES)} y cuántos kilómetros tiene?`, `Explica por qué el ${pick(w, 'clima|mar|suelo')} de ${pick(w, PLACES)} cambia en invierno.`]), answer: () => 'No se sabe.' },
  { name: 'logic', ask: (w) => { const [a = '', b = '', c = ''] = w.some(['Ann', 'Bob', 'Cid', 'Dee', 'Eve', 'Fay'], 3); return `${a} is ${pick(w, 'older|taller|faster')} than ${b}. ${c} is ${pick(w, 'older|taller|faster')} than ${a}. ${w.chance(0.5) ? `${b} stands ${pick(w, 'left|right')} of ${c}. ` : ''}Who is the ${pick(w, 'oldest|tallest|fastest|last')}?` }, answer: (w) => w.one(['Ann', 'Bob', 'Cid']) },
  { name: 'passage questions', ask: (w) => { const p = createProse(w); return `${p.text(w.whole(4, 8))}\n\nQ: ${p.question()}` }, answer: (w) => createProse(w).words(2) },
]

/** Instructions that some logs put before an item of a source. */
export const INSTRUCTED: Readonly<Record<string, string>> = {
  sums: 'Solve the following problem step by step and put the result in a box.', 'science choices': 'Choose the right option and answer with its letter alone.', trivia: 'Answer in as few words as possible.', 'film reviews': 'Is the following review positive or negative?',
  entailment: 'Does the first sentence entail the second?', sql: 'Write a single SQLite query for the request below.', completion: 'Complete the function below.', news: 'Summarise this article in one sentence.', comments: 'Name the emotion of this post.', logic: 'Think carefully about the order before you answer.', 'passage questions': 'Read the passage and answer the question that follows it.',
}
