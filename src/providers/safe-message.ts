/** A provider's words made safe to show: one line, no control characters, no key, at most 200 characters. */
export function safeMessage(text: string, secrets: readonly string[]): string {
  const withoutKey = secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '<key>')), text)
  return withoutKey
    .replace(/\/\/[^/\s@]*@/g, '//***@')
    .replace(/\b(sk|pk|key|xox[a-z])-[A-Za-z0-9*_-]{6,}/g, '<key>')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200)
}
