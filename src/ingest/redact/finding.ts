/** A place in a text, and the value that stands there in the form by which two of the same are known to be one. */
export interface Finding {
  readonly start: number
  readonly end: number
  readonly value: string
}

/** All matches of a global pattern that pass a check; `value` is what the check gives back. */
export function findMatches(text: string, pattern: RegExp, valueOf: (match: string, index: number) => string | undefined): readonly Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(pattern)) {
    const value = valueOf(match[0], match.index)
    if (value !== undefined) findings.push({ start: match.index, end: match.index + match[0].length, value })
  }
  return findings
}
