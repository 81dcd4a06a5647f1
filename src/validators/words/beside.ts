/** Words that hold a sentence together, name what is asked for, or stress it: they leave a label what it is. */
const LINKS = new Set([
  'the a an this that these it its it\'s is are was be seems i i\'d i\'m we my our would should can could will think believe say choose pick call call it classify sort file rate answer result output label category class classification sentiment intent topic verdict decision final as to of for in on with by from here there so thus hence therefore my best guess clearly definitely certainly overall very highly most likely probably about you your he she they chose chosen chooses picked said says ticket message mail email question request issue review text customer user case statement item type kind one',
  'der die das den dem ein eine einer einen ist wäre war es sich hier als zu von für im am mit dies diese dieser ganz klar eindeutig sehr antwort ergebnis einstufung kategorie',
  'le la les un une des du de est c\'est ce cette il elle à au en pour très clairement réponse catégorie',
  'el la los las un una es está esta este esto lo en por para muy claramente respuesta categoría o a é um uma do da muito está resposta il lo gli uno è questo questa molto risposta',
  'het een is dit deze de zeer en et den det er är jest to są on ona ono je to on',
  'это этот эта является как к очень ответ категория',
].flatMap((words) => words.split(' ')))

/** Particles and copulas of tongues that set no blanks between words, or hang them on a word. */
const PARTICLES = /この|その|これ|です|である|になります|だ|は|が|の|を|に|と|で|这|這|此|是|属于|屬於|分类|分類|类别|類別|答案|回答|为|為|的|了|ため|こと|もの/g
const SUFFIX = /^(?:적|적인|적입니다|입니다|이다|임|이에요|예요|으로|로|이|가|은|는|을|를)$/u
/** With more words beside it a label stands in a sentence, of which other rules take care. */
const MOST = 4
const MOST_SIGNS = 12

/**
 * Whether the few words beside a label may turn it: each that neither links words nor stands in the prompt (but for names of other labels) could be “hardly” in a tongue that nobody listed.
 * False in a longer sentence, and where the prompt is not known.
 */
export function isTurned(text: string, { start, end }: { readonly start: number; readonly end: number }, keys: readonly string[], input: string | undefined): boolean {
  if (input === undefined) return false
  const key = text.slice(start, end).toLowerCase()
  const rest = `${text.slice(0, start)} ${text.slice(end)}`.toLowerCase()
  const asked = input.slice(-20_000).toLowerCase()
  const names = new Set(keys.filter((other) => other !== key).flatMap((other) => wordsOf(other)))
  if (JOINED_SCRIPT.test(rest)) return turnsSigns(rest, asked)
  const words = wordsOf(rest.replace(SUBJECT, ' '))
  if (words.length > MOST) return false
  const prompt = new Set(wordsOf(asked))
  return words.some((word) => !LINKS.has(word) && !SUFFIX.test(word) && (!prompt.has(word) || names.has(word)))
}

/** Whatever the thing is called that is said to be so. */
const SUBJECT = /(?<!\p{L})(?:the|this|that|der|die|das|dies(?:er|e|es)|le|la|l|el|los|las|il|lo|o|a|het|de)['’\s]\s?\p{L}{2,}\s(?:is|are|was|were|seems|ist|sind|war|est|sont|es|son|está|è|sono|é|são)(?!\p{L})/giu

const JOINED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

function turnsSigns(rest: string, asked: string): boolean {
  const runs = rest.replace(PARTICLES, ' ').match(/[\p{L}\p{N}ー]+/gu) ?? []
  return runs.join('').length <= MOST_SIGNS && runs.some((run) => !asked.includes(run))
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)*/gu) ?? []
}
