// How texts deny a label, doubt it or take it for a mere semblance, in several tongues. The texts are in lower case.

const NO = [
  'not', "n't", 'no', 'non', 'never', 'neither', 'nor', 'without', 'the day (?:before|after)', 'rather than', 'instead of', 'except', 'unlike', 'other than', 'hardly', 'barely', 'scarcely', 'by no means', 'no longer', 'not quite', 'wrong to (?:call|label|classify|say)(?: it| this)?(?: is)?', 'far from', 'anything but', 'nowhere near',
  'nicht', 'kein', 'keine[nmrs]?', 'keineswegs', 'keinesfalls', 'kaum', 'tag (?:vor|nach)', 'weder', 'weder [^.;\\n]{1,40} noch', 'statt', 'anstatt', 'ohne', 'alles andere als',
  'ni', 'nunca', 'tampoco', 'en vez de', 'en lugar de', 'pas', 'jamais', 'aucune?', 'plutôt que', 'au lieu de', 'né', 'senza', 'invece di', 'não', 'nem', 'em vez de', 'niet', 'geen', 'inte', 'ikke', 'nie',
  'не', 'ни', 'нет', 'никак не', 'вместо', 'δεν', 'μη', 'není', 'neni', 'nem', 'nu (?:este|e)', 'bukan', 'tidak', 'không(?: phải)?',
  'ليس', 'ليست', 'ليسا', 'غير', 'לא', 'אינו', 'אינה', 'نه', 'ไม่',
  'less', 'partly', 'partially', 'almost', 'nearly', 'half', 'weniger', 'teilweise', 'beinahe', 'halb', 'moins', 'presque', 'partiellement', 'menos', 'casi', 'parcialmente', 'meno', 'quasi', 'parzialmente', 'minder', 'bijna', 'mindre', 'nästan', 'delvis', 'mniej', 'prawie', 'менее', 'почти', 'частично',
].join('|')
const FILLER = "a|an|the|really|just|about|to be|in|as|at all|any|es|una?|un|uno|el|eine?[nmr]?|das|der|die|wirklich|eindeutig|le|la|les|des|du|une|vraiment|il|uma?|um|è|é|een|это|является"
const DENIED = new RegExp(`(?:(?<![\\p{L}])(?:${NO})|n't)[\\s"'\\x60*_([«„“]{1,6}(?:(?:${FILLER})\\s["'\\x60*_([«„“]{0,4}){0,3}$`, 'u')
const DENIED_WITHOUT_BLANKS = /(?:不是|并非|並非|不算|不属于|不屬於|而非|绝非|绝不是|并不|没有|無い)["“「『]?$/u
const REVOKED = /^["'`*_)\].»”]{0,4}\s?(?:(?:is|was|would be|seems)\s(?:incorrect|wrong|not|false|ruled out)\b|(?:does not|doesn't|did not) (?:apply|fit)\b|(?:can be|is) (?:excluded|ruled out)\b|(?:ist|war|wäre)\s(?:falsch|(?:das |es |sie |er )?nicht)\b|(?:es|sería|no es) incorrect[oa]\b|est (?:incorrecte?|fausse?|faux)\b|değil|नहीं|नही|नहि|نیست|नाही)/
const REVOKED_WITHOUT_BLANKS = /^[」』"”]?(?:的|だと)?(?:(?:적?이?지|[이가은는]|적)?\s?(?:아[니닙]|않|못)|以外|외(?![\p{L}])|ではな|ではありませ|じゃな|でな[くい]|とは言え|とはいえ|は誤り|是错|不(?:对|正确|成立))/u

/** True where what stands from `start` to `end` is denied before it or behind it. */
export function isDenied(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 60), start)
  const after = text.slice(end, end + 40)
  if (DENIED.test(before) || REVOKED.test(after)) return true
  return /[\u3000-\u9fff\uac00-\ud7af]/.test(text) && (DENIED_WITHOUT_BLANKS.test(before) || REVOKED_WITHOUT_BLANKS.test(after))
}

const DOUBT = new RegExp([
  "\\b(?:can(?:no|'|’)?t|can not|unable to|hard to|difficult to|impossible to|no way to|not possible to)\\s(?:\\w{1,12}ly\\s)?(?:tell|say|determine|decide|judge|know|classify|be sure)\\b", '\\bunclear\\b', '\\b(?:unsure|not sure|uncertain|undecided)\\b', '\\bno idea\\b',
  '\\b(?:no (?:sabría|puedo|se puede|es posible|queda claro)|imposible)\\s(?:\\p{L}+\\s)?(?:decir|determinar|saber|si)\\b', '\\b(?:kann|lässt sich|ist)\\s[^.;\\n]{0,60}\\b(?:nicht|kaum)\\s(?:zu\\s)?(?:sagen|beurteilen|erkennen|entscheiden|bestimmen|sicher)\\b', '\\b(?:impossible|difficile) (?:de|à) (?:dire|savoir|déterminer)\\b', '\\bje ne (?:sais|peux) pas\\b',
  '\\bnon (?:saprei|so|posso) \\p{L}+', '\\bnão (?:sei|posso|consigo|dá para) \\p{L}+', 'не (?:могу|знаю|ясно|понятно|уверен)', '(?:无法|無法|难以|難以|不能)(?:判断|判斷|确定|確定)', '不确定|不確定', '(?:判断|判別|特定)(?:でき|がつか)|わかりません|分かりません',
].join('|'), 'iu')

/** True for a text that says it cannot tell. */
export function isInDoubt(text: string): boolean {
  return DOUBT.test(text)
}

const SEMBLANCE = /(?:\b(?:may|might|could|would|seem(?:s|ed)?(?: to)?|sounds?|looks?|appears?(?: to)?|reads?|parece(?:ría)?|klingt|wirkt|semble|ressemble|sembra|assomiglia)\b|похоже|看起来|看似|听起来)[^.;,\n]{0,30}$/iu

/** True where what stands at `start` is what something merely looks like. */
export function isSeeming(text: string, start: number): boolean {
  return SEMBLANCE.test(text.slice(Math.max(0, start - 60), start))
}
