const FOR = new Set(['true', 'correct', 'right', 'valid', 'accurate'])
const QUALITY = 'true|correct|right|valid|accurate|false|incorrect|wrong|invalid|inaccurate'
const ASKED = new RegExp(`(?<!\\p{L})(?:is|was) (?:the|this|that) (?:\\p{L}+ )?(\\p{L}+) (not )?(${QUALITY})\\s?\\?|(?<!\\p{L})(?:whether|if) (?:the|this|that) (?:\\p{L}+ )?(\\p{L}+) is (not )?(${QUALITY})(?!\\p{L})`, 'giu')
const SAID = new RegExp(`(?<!\\p{L})(?:the|this|that) (?:\\p{L}+ )?(\\p{L}+) is (not )?(?:indeed |in fact |actually |therefore |thus |clearly )?(${QUALITY})[\\s.!*_"'\`]*$`, 'iu')
const LONGEST = 600

/**
 * Whether an answer ends in the contrary of its yes or no: “Yes, the sum is right, so the statement is true.” where it was asked whether the statement is false. Only where the
 * prompt asks after one quality of one thing, and the last words of the answer say of that thing, by its name, how it is.
 */
export function isContrary(verdict: string, text: string, input: string | undefined): boolean {
  if (input === undefined || text.length > LONGEST || (verdict !== 'yes' && verdict !== 'no')) return false
  const said = SAID.exec(text)
  if (!said) return false
  const asked = [...input.slice(-20_000).matchAll(ASKED)].map(([, thing, not, quality, other, otherNot, otherQuality]) => ({ thing: (thing ?? other ?? '').toLowerCase(), holds: holds(not ?? otherNot, quality ?? otherQuality) }))
  const [first] = asked
  if (!first || asked.some(({ thing, holds: how }) => thing !== first.thing || how !== first.holds) || said[1]?.toLowerCase() !== first.thing) return false
  return (verdict === 'yes') !== (holds(said[2], said[3]) === first.holds)
}

function holds(not: string | undefined, quality: string | undefined): boolean {
  return FOR.has(quality?.toLowerCase() ?? '') !== (not !== undefined)
}
