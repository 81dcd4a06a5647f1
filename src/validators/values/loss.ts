/** A sum in parentheses that is all a text says, or all that it says behind a colon. */
const LOSS = /^((?:[^()\d\n]{0,60}[:=])?[\s*_`"']{0,4})([$€£¥₹]?)\s?\(\s?([$€£¥₹]?)\s?(\d[\d.,']{0,20})\s?\)([^\d\n()]{0,20})$/
const LONGEST = 120
/** “(5)” may be an option's number; a figure of three digits, with a point or a currency is none. */
const OPTION = /^\d{1,2}$/

/**
 * A text with its sum below zero where it is set in parentheses as statements set losses: “(1,250)” is -1,250. One or two bare digits are one only where
 * the prompt is known and does not number its options so.
 */
export function withLoss(text: string, input: string | undefined): string {
  if (text.length > LONGEST || !text.includes('(')) return text
  const match = LOSS.exec(text.trim())
  if (!match) return text
  const [, lead = '', outer = '', inner = '', sum = '', rest = ''] = match
  const isOption = outer === '' && inner === '' && OPTION.test(sum) && (input === undefined || input.includes(`(${sum})`))
  return isOption ? text : `${lead}-${outer}${inner}${sum}${rest}`
}
