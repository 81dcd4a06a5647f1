import { RE2JS } from 're2js'
import type { Finding } from './finding.js'

/** A pattern of the user's own; its syntax is RE2's, whose matching takes time linear in the text whatever the pattern. */
export interface CustomRule {
  /** Lower case letters, digits and `_`; its placeholders are `<NAME_1>`. */
  readonly name: string
  readonly pattern: string
}

const compiled = new Map<string, RE2JS>()

/** All matches, empty ones left out. The pattern must have passed `isLinearPattern`. */
export function findCustom(text: string, { pattern }: CustomRule): readonly Finding[] {
  const known = compiled.get(pattern) ?? RE2JS.compile(pattern)
  compiled.set(pattern, known)
  const matcher = known.matcher(text)
  const findings: Finding[] = []
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()]
    if (end > start) findings.push({ start, end, value: text.slice(start, end) })
  }
  return findings
}
