import { labelKey } from '../fold.js'

const LONGEST = 160
/** Words that hold a sentence together and change nothing of what it says. */
const JOINING = new Set('the a an this that these its it is are was be will at on in of for to as from your our their my here result output value answer'.split(' '))
/** Words after which the value is another one, or one of several. */
const TURNING = /(?<!\p{L})(?:not?|nor|or|and|either|neither|never|without|except|but|than|over|under|above|below|before|after|until|least|most|about|approximately|minus|plus|unless|rather|instead|unlike|hardly)(?!\p{L})|n['’]t(?!\p{L})/iu
const LINK = /(?:^|\s)(?:is|are|was|be|at|as)\s?:?\s*["'`*_([]{0,3}$|[:=]\s*["'`*_([]{0,3}$/i

/**
 * Whether a sentence says one of some values, in the form of `labelKey`, and nothing else: it ends in the value, behind “is”, “at” or a colon, and what announces it repeats
 * words of its prompt: “The appointment is at 15:30.” where an appointment was asked for. A word that turns or bounds the value makes it another.
 */
export function announces(text: string, keys: readonly string[], input: string | undefined): boolean {
  const whole = text.trim()
  if (whole.length > LONGEST || whole.includes('\n') || input === undefined) return false
  const key = labelKey(whole)
  return keys.some((value) => {
    if (value === '' || !key.endsWith(value)) return false
    const opening = key.slice(0, key.length - value.length)
    if (!LINK.test(opening) || TURNING.test(opening) || /\d/.test(opening)) return false
    const asked = new Set(input.toLowerCase().match(/\p{L}+/gu))
    return (opening.match(/\p{L}+/gu) ?? []).every((word) => JOINING.has(word) || asked.has(word))
  })
}
