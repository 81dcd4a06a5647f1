import { findCards } from './card.js'
import { PLACEHOLDER } from '../../text/placeholder.js'
import type { CustomRule } from './custom.js'
import { findCustom } from './custom.js'
import { findEmails } from './email.js'
import type { Finding } from './finding.js'
import { findIbans } from './iban.js'
import { findPhones } from './phone.js'
import type { PlainView } from './plain-view.js'
import { plainView } from './plain-view.js'
import type { Placeholders } from './placeholders.js'
import { placeholderName } from './placeholders.js'
import { findSecrets } from './secret.js'

const FINDERS = { secret: findSecrets, email: findEmails, iban: findIbans, card: findCards, phone: findPhones } as const satisfies Record<string, (text: string) => readonly Finding[]>

/** A kind of data that the tool knows. */
export type BuiltInRule = keyof typeof FINDERS

export type RedactRule = BuiltInRule | CustomRule

/** In the order in which they are applied: what is longer and surer first, then the user's own. */
export const REDACT_RULES: readonly BuiltInRule[] = ['secret', 'email', 'iban', 'card', 'phone']

/** What is hidden may uncover something else (the digits beside it): no text in practice takes more than two rounds. */
const MOST_ROUNDS = 8

/** Replaces what the rules find by `<EMAIL_1>` and the like, until nothing is found. Linear in the length of the text. */
export function redactText(text: string, rules: readonly RedactRule[], placeholders: Placeholders): string {
  const custom = rules.filter((rule) => typeof rule !== 'string')
  const ordered: readonly RedactRule[] = [...REDACT_RULES.filter((rule) => rules.includes(rule)), ...custom]
  let current = text
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = ordered.reduce((before, rule) => replaceFindings(before, rule, placeholders), current)
    if (next === current) break
    current = next
  }
  return current
}

function replaceFindings(text: string, rule: RedactRule, placeholders: Placeholders): string {
  const found = typeof rule === 'string' ? findBuiltIn(text, FINDERS[rule]) : findCustom(text, rule)
  if (found.length === 0) return text
  const findings = outsidePlaceholders(text, found)
  const name = typeof rule === 'string' ? rule : rule.name
  let result = ''
  let from = 0
  for (const { start, end, value } of findings) {
    result += `${text.slice(from, start)}${placeholderOf(name, value, placeholders)}`
    from = end
  }
  return result + text.slice(from)
}

/** What is found where escapes are read as what they stand for, and what is found beside that in the text as it is written. */
function findBuiltIn(text: string, find: (text: string) => readonly Finding[]): readonly Finding[] {
  const view = plainView(text)
  if (!view) return find(text)
  const read = find(view.text).map((finding) => placed(finding, view))
  const written = find(text).filter((one) => !read.some((other) => one.start < other.end && other.start < one.end))
  return written.length === 0 ? read : [...read, ...written].toSorted((a, b) => a.start - b.start)
}

function placed({ start, end, value }: Finding, { starts }: PlainView): Finding {
  return { start: starts[start] ?? 0, end: starts[end] ?? 0, value }
}

/** Findings that are not, and do not cut, what has been replaced already. */
function outsidePlaceholders(text: string, findings: readonly Finding[]): readonly Finding[] {
  const replaced = [...text.matchAll(PLACEHOLDER)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
  if (replaced.length === 0) return findings
  let at = 0
  return findings.filter(({ start, end }) => {
    while (at < replaced.length && (replaced[at]?.end ?? 0) <= start) at++
    for (let index = at; index < replaced.length; index++) {
      const one = replaced[index]
      if (!one || one.start >= end) return true
      const isAround = start <= one.start && end >= one.end && end - start > one.end - one.start
      if (!isAround) return false
    }
    return true
  })
}

function placeholderOf(name: string, value: string, placeholders: Placeholders): string {
  const key = `${name}:${value}`
  const known = placeholders.get(key)
  if (known !== undefined) return known
  // A counter per rule lives in the same map, under a key that no value has.
  const count = Number(placeholders.get(name) ?? 0) + 1
  const placeholder = placeholderName(name, count)
  placeholders.set(name, String(count))
  placeholders.set(key, placeholder)
  return placeholder
}
