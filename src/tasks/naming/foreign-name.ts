/** How prompts of a language speak to a model, and its words that say nothing by themselves. */
interface Tongue {
  readonly role: RegExp
  /** What may stand before the verb. */
  readonly lead: RegExp
  readonly stop: ReadonlySet<string>
  /** True where every noun has a capital. */
  readonly hasCapitals?: boolean
}

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '))

const TONGUES: readonly Tongue[] = [
  { hasCapitals: true, role: /^(?:du bist|sie sind|handle als|agiere als)\s+(.+)$/iu, lead: /^(?:du|sie|ihr|bitte|deine aufgabe ist es,?|ihre aufgabe ist es,?)\s+/iu, stop: set('der die das ein eine einen einem einer eines den dem des und oder für mit von vom im in an am auf zu zum zur bei nach über aus ist sind dein deine deinen ihr ihre ihren als dich sich du sie es nicht nur immer jede jeden bitte') },
  { role: /^(?:tu es|vous êtes|agis comme|agissez comme)\s+(.+)$/iu, lead: /^(?:tu|vous|ta tâche est de|votre tâche est de)\s+/iu, stop: set('un une le la les du de des et ou pour avec dans en au aux sur à par ton ta tes votre vos leur est sont que qui ne pas chaque sans tu vous') },
  { role: /^(?:eres|usted es|actúa como|actúas como)\s+(.+)$/iu, lead: /^(?:tú|usted|tu tarea es|su tarea es)\s+/iu, stop: set('un una el la los las de del y o para con en a al por tu tus su sus es son que no cada sin lo se') },
  { role: /^(?:você é|tu és|aja como|atue como)\s+(.+)$/iu, lead: /^(?:você|tu|sua tarefa é|a tua tarefa é)\s+/iu, stop: set('um uma o a os as de do da dos das e ou para com em no na nos nas por pelo pela seu sua é são que não cada sem') },
  { role: /^(?:sei|lei è|agisci come)\s+(.+)$/iu, lead: /^(?:tu|lei|il tuo compito è)\s+/iu, stop: set('un uno una il lo la i gli le di del della dei delle e o per con in nel nella a al alla da su è sono che non ogni senza') },
  { role: /^(?:je bent|u bent|jij bent)\s+(.+)$/iu, lead: /^(?:je|u|jij|het is jouw taak om)\s+/iu, stop: set('een de het van en of voor met in op aan bij je uw jouw is zijn te dat die niet elke zonder naar') },
  { role: /^(?:ты|вы)\s*[—–-]\s*(.+)$/iu, lead: /^(?:ты|вы|твоя задача|ваша задача)\s*[—–-]?\s*/iu, stop: set('и или для в во на с со по к из о об от у за не что как это твой ваш каждый без') },
]
const ENGLISH = set('the and you are a an of to is for with in your not or be if this that')

const HEAD = 60
const SHARE = 0.12
const MOST_WORDS = 6
const MOST_LETTERS = 56
const MOST_UNBROKEN = 24

/** Scripts without breaks between words. */
const UNBROKEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const SPOKEN_TO = /^(?:あなたは|君は|你是(?:一?[个位名])?|您是(?:一?[个位名])?|请|請)/u
const ENDING = /(?:として(?:振る舞|行動|働)[\p{Script=Hiragana}]*|である|です|だ|(?:し|って|んで|いて|えて|けて|べて)?ください|すること|しなさい)$/u

function tongueOf(text: string, first = ''): Tongue | undefined {
  const head = (text.toLowerCase().match(/\p{L}[\p{L}\p{M}]*/gu) ?? []).slice(0, HEAD)
  const hits = (stop: ReadonlySet<string>): number => head.filter((word) => stop.has(word)).length
  const [best] = TONGUES.map((tongue) => ({ tongue, n: hits(tongue.stop), isOpened: tongue.role.test(first) || tongue.lead.test(first) })).sort((a, b) => b.n - a.n || Number(b.isOpened) - Number(a.isOpened))
  return best !== undefined && best.n >= Math.max(2, SHARE * head.length) && best.n > hits(ENGLISH) ? best.tongue : undefined
}

function unbrokenName(sentence: string): string {
  const [clause = ''] = sentence.replace(SPOKEN_TO, '').split(/[、，,:：；。！？]|\{…\}/u, 1)
  return clause.replace(ENDING, '').trim().slice(0, MOST_UNBROKEN)
}

function spokenName(sentence: string, { role, lead, stop, hasCapitals }: Tongue): string {
  const text = role.exec(sentence)?.[1] ?? sentence.replace(lead, '')
  const [clause = ''] = text.split(/[.,!?;:(){}…"“”«»[\]<>|=]/u, 1)
  const words = clause.split(/\s+/u).filter((word) => /\p{L}/u.test(word))
  // A capital within a sentence is a name's, but in a language that gives it to every noun.
  const plain = words.filter((word, at) => at === 0 || hasCapitals === true || !/^\p{Lu}\p{Ll}/u.test(word))
  while (stop.has((plain[0] ?? '').toLowerCase())) plain.shift()
  const kept = plain.slice(0, MOST_WORDS)
  while (kept.length > 2 && kept.join(' ').length > MOST_LETTERS) kept.pop()
  while (stop.has((kept.at(-1) ?? '').toLowerCase())) kept.pop()
  if (kept.filter((word) => !stop.has(word.toLowerCase())).length < 2) return ''
  return kept.map((word, at) => (at === 0 && hasCapitals !== true ? word.toLowerCase() : word)).join(' ').slice(0, MOST_LETTERS).trimEnd()
}

/**
 * Names that a template in another language than English offers, by its sentences; undefined for an English one and for languages that are not known here.
 * Pure, linear in the template.
 */
export function foreignNames(template: string, sentences: readonly string[]): readonly string[] | undefined {
  const name = UNBROKEN.test(template.slice(0, 200)) ? unbrokenName : undefined
  const tongue = name === undefined ? tongueOf(template, sentences[0]) : undefined
  if (name === undefined && tongue === undefined) return undefined
  const told = sentences.map((sentence) => (tongue === undefined ? unbrokenName(sentence) : spokenName(sentence, tongue))).filter((one) => one.length >= 2)
  return [...new Set(told)].slice(0, 3)
}
