import { hashText } from '../../text/hash-text.js'

/** 64 bits of a text as 16 hex digits (text/hash-text): for orders and tables, where no one attacks it. */
export function quickHash(text: string): string {
  const [high, low] = hashText(text)
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
}
