const RATES = { upper: 20, digits: 20, marks: 30 } as const
const MOST = 9

const matches = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** What kind of character a text begins or ends with; a mark stands for itself. */
function kindOf(character: string): string {
  if (/\p{Lu}/u.test(character)) return 'A'
  if (/\p{L}/u.test(character)) return 'a'
  return /\p{N}/u.test(character) ? '0' : character
}

/**
 * How a text looks, whatever it says, as seven tokens that no text holds: length in words and lines by powers of two, first and last character,
 * shares of capitals among letters, of digits and of other marks. Sources differ in them where topics do not: a headline, a review, a sum.
 */
export function shapeTokens(text: string): readonly string[] {
  const trimmed = text.trim()
  const letters = matches(trimmed, /\p{L}/gu)
  const digits = matches(trimmed, /\p{N}/gu)
  const filled = matches(trimmed, /\S/gu)
  const step = (name: keyof typeof RATES, n: number, of: number): string => `~${name} ${Math.min(MOST, Math.floor((RATES[name] * n) / Math.max(1, of)))}`
  return [
    `~words ${Math.floor(Math.log2(1 + matches(trimmed, /\S+/gu)))}`,
    `~lines ${Math.floor(Math.log2(1 + matches(trimmed, /\n/gu)))}`,
    `~first ${kindOf(trimmed.slice(0, 1))}`,
    `~last ${kindOf(trimmed.slice(-1))}`,
    step('upper', matches(trimmed, /\p{Lu}/gu), letters),
    step('digits', digits, trimmed.length),
    step('marks', filled - letters - digits, trimmed.length),
  ]
}
