import { unfenced } from '../fold.js'

/** White space means something in there. */
const KEEPS_SPACE = /<(?:pre|textarea|code|script|style)\b|xml:space/i
const LONGEST = 200_000

/** A text of XML or HTML without the line ends and indents that only lay it out: those beside a tag. Any other text as it stands. */
export function withoutLayout(text: string): string {
  if (text.length > LONGEST || !text.includes('<')) return text
  const whole = unfenced(text).trim()
  if (!/^<[a-z!?]/i.test(whole) || !whole.endsWith('>') || KEEPS_SPACE.test(whole)) return text
  return whole.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '').reduce((joined, line) => joined + (joined === '' || joined.endsWith('>') || line.startsWith('<') ? '' : ' ') + line, '')
}
