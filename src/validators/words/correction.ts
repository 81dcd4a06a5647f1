/** A mark, and behind it words by which a text may take back what it said before. */
const BEGUN = '(?:[.!?…,;:)\\n—–。，]|\\s-)\\s{0,4}[*_(]{0,3}(?:(?:no|oh|hmm|but|sorry|nein|non|não),?\\s)?'
  + '(?:actually|(?:no,? )?wait|corrections?|corrected(?: (?:answer|version))?|on (?:reflection|second thoughts?)|scratch that|my mistake|i meant|let me correct (?:that|this|myself)|i (?:must |have to |need to )?correct myself'
  + '|i (?:change|revise) my answer|after checking,? i change my answer|vielmehr|moment|korrektur|en realidad|perd[oó]n|correcci[oó]n|en fait|correzione|in realtà|na verdade|correção|исправление|точнее|вернее|更正|不对|訂正|いや)'
/** Without regard to what follows and to code points this search costs a fifth, and most texts hold nothing of the kind. */
const BEGINS = new RegExp(BEGUN, 'i')
const TURN = new RegExp(`${BEGUN}(?![\\p{L}])[*_]{0,3}(?:\\s{0,2}[,:.;!…—–-]{1,3}|\\s(?=to\\b)|(?=[\\s，、：。]))[*_]{0,3}\\s{0,3}(?:(?:no|wait|sorry|to|nein|non)[,:;.—–-]?\\s{1,3}(?:[—–-]\\s)?)?`, 'giu')

/**
 * What a text says after it last took back what it said before (“B. Actually, wait: C”); undefined where it does no such thing. Whether
 * that names an answer is for its reader to see: “Actually” may also begin a mere remark.
 */
export function afterCorrection(text: string): string | undefined {
  if (!BEGINS.test(text)) return undefined
  const last = [...text.matchAll(TURN)].at(-1)
  if (!last || last.index === 0 && last[0] === '') return undefined
  const after = text.slice(last.index + last[0].length)
  return after.trim() === '' || text.slice(0, last.index).trim() === '' ? undefined : after
}
