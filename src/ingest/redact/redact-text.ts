import { findCards } from './card.js'
import { findEmails } from './email.js'
import type { Finding } from './finding.js'
import { findIbans } from './iban.js'
import { findPhones } from './phone.js'
import { findSecrets } from './secret.js'

/** In the order in which they are applied: what is longer and surer first. */
const FINDERS = { secret: findSecrets, email: findEmails, iban: findIbans, card: findCards, phone: findPhones } as const satisfies Record<string, (text: string) => readonly Finding[]>

export type RedactRule = keyof typeof FINDERS

export const REDACT_RULES: readonly RedactRule[] = ['secret', 'email', 'iban', 'card', 'phone']

/** Placeholder by rule and value: shared over a run, so that the same value always becomes the same placeholder. */
export type Placeholders = Map<string, string>

/** Replaces what the rules find by `<EMAIL_1>` and the like. Linear in the length of the text. */
export function redactText(text: string, rules: readonly RedactRule[], placeholders: Placeholders): string {
  return REDACT_RULES.filter((rule) => rules.includes(rule)).reduce((current, rule) => replaceFindings(current, rule, placeholders), text)
}

function replaceFindings(text: string, rule: RedactRule, placeholders: Placeholders): string {
  const findings = FINDERS[rule](text)
  if (findings.length === 0) return text
  let result = ''
  let from = 0
  for (const { start, end, value } of findings) {
    result += `${text.slice(from, start)}${placeholderOf(rule, value, placeholders)}`
    from = end
  }
  return result + text.slice(from)
}

function placeholderOf(rule: RedactRule, value: string, placeholders: Placeholders): string {
  const key = `${rule}:${value}`
  const known = placeholders.get(key)
  if (known !== undefined) return known
  // A counter per rule lives in the same map, under a key that no value has.
  const count = Number(placeholders.get(rule) ?? 0) + 1
  const placeholder = `<${rule.toUpperCase()}_${count}>`
  placeholders.set(rule, String(count))
  placeholders.set(key, placeholder)
  return placeholder
}
