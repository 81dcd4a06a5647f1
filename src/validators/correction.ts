/** Signs at which a text may take back what it said; a search for one is cheaper than the pattern. */
const TURNS = /actual|wait|correct|reflection|second thought|scratch|mistake|i meant|vielmehr|moment|korrektur|en realidad|perd[oó]n|en fait|in realtà|correzion|na verdade|correção|corrección|исправ|точнее|вернее|更正|不对|訂正|いや/i
const TURN = new RegExp(
  '(?:[.!?…,;:)\\n—–]|\\s-)\\s{0,4}[*_(]{0,3}(?:(?:no|oh|hmm|but|sorry|nein|non|não),?\\s)?'
  + '(?:actually|(?:no,? )?wait|corrections?|corrected(?: (?:answer|version))?|on (?:reflection|second thoughts?)|scratch that|my mistake|i meant|let me correct (?:that|this|myself)|i (?:must |have to |need to )?correct myself'
  + '|i (?:change|revise) my answer|after checking,? i change my answer|vielmehr|moment|korrektur|en realidad|perd[oó]n|correcci[oó]n|en fait|correzione|in realtà|na verdade|correção|исправление|точнее|вернее|更正|不对|訂正|いや)'
  + '(?![\\p{L}])[*_]{0,3}(?:\\s{0,2}[,:.;!…—–-]{1,3}|\\s(?=to\\b)|(?=[\\s，、：。]))[*_]{0,3}\\s{0,3}(?:(?:no|wait|sorry|to|nein|non)[,:;.—–-]?\\s{1,3}(?:[—–-]\\s)?)?',
  'giu',
)

/**
 * What a text says after it last took back what it said before (“B. Actually, wait: C”); undefined where it does no such thing. Whether
 * that names an answer is for its reader to see: “Actually” may also begin a mere remark.
 */
export function afterCorrection(text: string): string | undefined {
  if (!TURNS.test(text)) return undefined
  const last = [...text.matchAll(TURN)].at(-1)
  if (!last || last.index === 0 && last[0] === '') return undefined
  const after = text.slice(last.index + last[0].length)
  return after.trim() === '' || text.slice(0, last.index).trim() === '' ? undefined : after
}
