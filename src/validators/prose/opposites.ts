import { monthNamed } from '../values/calendar.js'

const MOST = 20_000
/** Words that deny, in several tongues; of those that need two words (ne … pas) the one that is never left out. */
const NEGATIONS = /(?<!\p{L})(?:not|never|cannot|no|nor|neither|without|nobody|nothing|nicht|kein|keine|keine[nmrs]|nie|niemals|ohne|pas|jamais|aucune?|sans|rien|nunca|ninguna?|ningún|sin|jamás|non|mai|senza|nessuna?|não|nem|sem|nenhuma?|niet|geen|nooit|inte|aldrig|ikke|нет|не|ни|без|nie|değil)(?!\p{L})|n['’]t(?!\p{L})|[不没沒未無无别別勿]|(?<=\p{Script=Hiragana})(?:ない|なかっ|ません|ず(?=に|、))/giu
const DENIED_WORD = /(?<!\p{L})(?:not|never|cannot|nicht|pas|jamais|no|nunca|non|mai|não|niet|inte|ikke|не|nie)\s(?:zu\s|to\s|be\s|de\s)?(\p{L}{3,})/giu
/** Words that turn a sentence round when one stands for the other. A word may stand in several pairs. */
const PAIRS = [
  'before after', 'earlier later', 'more less', 'more fewer', 'above below', 'over under', 'up down', 'rise fall', 'rises falls', 'rose fell', 'increase decrease', 'increases decreases', 'increased decreased', 'increased fell', 'rose dropped', 'grew shrank', 'accept reject', 'accepts rejects', 'accepted rejected', 'accepted declined', 'approved rejected', 'approved denied', 'open closed', 'opens closes', 'opened closed',
  'buy sell', 'bought sold', 'first last', 'all none', 'always never', 'with without', 'arrives leaves', 'arrives departs', 'allowed forbidden', 'allowed prohibited', 'enabled disabled', 'on off', 'left right', 'maximum minimum', 'must may', 'won lost', 'profit loss', 'cheaper dearer', 'higher lower', 'hot cold', 'true false', 'valid invalid', 'possible impossible', 'success failure', 'succeeded failed', 'import export', 'imports exports', 'imported exported', 'sender recipient',
  'vor nach', 'mehr weniger', 'über unter', 'steigt sinkt', 'stieg sank', 'gestiegen gesunken', 'müssen dürfen', 'muss darf', 'angenommen abgelehnt', 'offen geschlossen', 'erste letzte', 'immer nie', 'kaufen verkaufen', 'ankommt abfährt', 'links rechts', 'mit ohne', 'höchstens mindestens', 'erlaubt verboten', 'heiß kalt', 'ein aus',
  'antes después', 'más menos', 'sube baja', 'subió bajó', 'aumentó disminuyó', 'aceptó rechazó', 'abierto cerrado', 'primero último', 'siempre nunca', 'comprar vender', 'llega sale', 'con sin', 'máximo mínimo', 'debe puede',
  'avant après', 'plus moins', 'augmente diminue', 'augmenté diminué', 'accepté refusé', 'accepté rejeté', 'ouvert fermé', 'premier dernier', 'toujours jamais', 'acheter vendre', 'part arrive', 'arrive quitte', 'avec sans', 'gauche droite', 'doit peut',
  'prima dopo', 'più meno', 'aumenta diminuisce', 'aumentato diminuito', 'accettato rifiutato', 'aperto chiuso', 'sempre mai', 'parte arriva', 'con senza', 'antes depois', 'mais menos', 'aumentou diminuiu', 'aceitou rejeitou', 'aberto fechado', 'sempre nunca', 'chega parte', 'com sem', 'voor na', 'meer minder', 'до после', 'больше меньше', 'вырос упал', 'выросла упала', 'принял отклонил', 'всегда никогда', 'с без',
].map((pair) => pair.split(' '))
const OPPOSITES: ReadonlyMap<string, readonly string[]> = PAIRS.flatMap(([one = '', other = '']) => [[one, other], [other, one]] as const).reduce((found, [one, other]) => found.set(one, [...(found.get(one) ?? []), other]), new Map<string, readonly string[]>())
const DAYS = ['monday montag lundi lunes lunedì segunda-feira maandag понедельник понедельника 周一 星期一 月曜', 'tuesday dienstag mardi martes martedì terça-feira dinsdag вторник вторника 周二 星期二 火曜', 'wednesday mittwoch mercredi miércoles mercoledì quarta-feira woensdag среда среду среды 周三 星期三 水曜', 'thursday donnerstag jeudi jueves giovedì quinta-feira donderdag четверг четверга 周四 星期四 木曜', 'friday freitag vendredi viernes venerdì sexta-feira vrijdag пятница пятницу пятницы 周五 星期五 金曜', 'saturday samstag sonnabend samedi sábado sabato zaterdag суббота субботу субботы 周六 星期六 土曜', 'sunday sonntag dimanche domingo domenica zondag воскресенье воскресенья 周日 星期日 星期天 日曜'].map((names) => names.split(' '))
const WORD = /[\p{L}-]+/gu
/** Months whose names are words as well: they are months beside a number only. */
const ALSO_WORDS = new Set(['may', 'mai', 'mar', 'march', 'mars', 'mart', 'sep', 'ago', 'jan', 'jun', 'dec', 'dic', 'set', 'luty', 'ocak', 'marca', 'maret', 'marco', 'mei'])

/**
 * What makes of one sentence another though nearly all of its characters agree: a negation on one side only, a word in place of its opposite, another month or
 * weekday, the same words with names exchanged. Undefined where nothing of this is seen, which proves nothing.
 */
export function turnedRound(given: string, expected: string): string | undefined {
  const [own, wanted] = [given.slice(0, MOST), expected.slice(0, MOST)]
  const [denied, meant] = [countOf(own), countOf(wanted)]
  if ((denied === 0) !== (meant === 0)) return denied === 0 ? 'a negation is missing' : 'it denies what the other says'
  const [days, wantedDays] = [calendarOf(own), calendarOf(wanted)]
  const other = [...wantedDays].find((each) => !days.has(each))
  if (other !== undefined && days.size > 0 && [...days].some((each) => !wantedDays.has(each) && each[0] === other[0])) return 'another month or weekday'
  const [words, wantedWords] = [wordsOf(own), wordsOf(wanted)]
  const [set, wantedSet] = [new Set(words), new Set(wantedWords)]
  for (const word of wantedSet) {
    if (set.has(word)) continue
    const opposite = OPPOSITES.get(word)?.find((each) => set.has(each) && !wantedSet.has(each))
    if (opposite !== undefined) return `“${opposite}” instead of “${word}”`
  }
  const [ownDenied, wantedDenied] = [deniedWords(own), deniedWords(wanted)]
  // “did not reject … will sell” for “rejected … will not sell”: what one denies the other says outright.
  for (const word of wantedDenied) if (set.has(word) && !ownDenied.has(word)) return `“${word}” is no longer denied`
  return namesExchanged(own, wanted) ? 'names exchanged' : undefined
}

function countOf(text: string): number {
  return text.match(NEGATIONS)?.length ?? 0
}

function deniedWords(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(DENIED_WORD)].map((match) => (match[1] ?? '').toLowerCase()))
}

function wordsOf(text: string): readonly string[] {
  return (text.match(WORD) ?? []).map((word) => word.toLowerCase())
}

/** `m5` for a month, `d0` for a Monday. */
function calendarOf(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  for (const match of text.matchAll(WORD)) {
    const word = match[0].toLowerCase()
    const day = DAYS.findIndex((names) => names.includes(word))
    if (day >= 0) found.add(`d${day}`)
    const month = monthNamed(word)
    const around = `${text.slice(Math.max(0, match.index - 6), match.index)}|${text.slice(match.index + word.length, match.index + word.length + 4)}`
    if (month !== undefined && (!ALSO_WORDS.has(word) || /\d\.?\s?(?:de |di )?\||\|\s\d/.test(around) || (/^\p{Lu}/u.test(match[0]) && /(?:^|\s)(?:in|since|until|from|by|of|im)\s\|/i.test(around)))) found.add(`m${month}`)
  }
  for (const [day, names] of DAYS.entries()) if (names.slice(-3).some((name) => /[周星曜]/u.test(name) && text.includes(name))) found.add(`d${day}`)
  return found
}

/** The same words on both sides, and those that begin with a capital in another order. */
function namesExchanged(given: string, expected: string): boolean {
  const [own, wanted] = [given.match(WORD) ?? [], expected.match(WORD) ?? []]
  if (own.length !== wanted.length || own.length < 3) return false
  const differing = own.flatMap((word, i) => (word === wanted[i] ? [] : [i]))
  return differing.length === 2 && differing.every((i) => /^\p{Lu}/u.test(own[i] ?? '') && own[i] === wanted[differing.find((other) => other !== i) ?? -1])
}
