import type { Finding } from './finding.js'
import { findTokens, isKeyLike } from '../../text/secret-shapes.js'

const PEM = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,]|-(?!----))*(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:\\+n)?)?/g

/** Places where what follows is secret, each with a piece of text without which it cannot be there, and what must hold of the value, which is taken alone. */
const AFTER: readonly (readonly [mark: string, pattern: RegExp, isSecret: (value: string) => boolean])[] = [
  ['ear', /(?<![A-Za-z0-9_-])[Bb]earer\s{1,4}([A-Za-z0-9_.~+/-]{16,4000}={0,2})/g, isMixed],
  ['EAR', /(?<![A-Za-z0-9_-])BEARER\s{1,4}([A-Za-z0-9_.~+/-]{16,4000}={0,2})/g, isMixed],
  ['asic', /(?<![A-Za-z0-9_-])[Bb]asic\s{1,4}([A-Za-z0-9_.~+/-]{16,4000}={0,2})/g, isMixed],
  ['uthorization', /uthorization["'\\]{0,3}\s{0,3}[:=]\s{0,3}["'\\]{0,3}(?:[Tt]oken|[Aa]pi-?[Kk]ey|[Kk]ey|SSWS|Bot)\s{1,4}([A-Za-z0-9_.~+/-]{16,4000}={0,2})/g, isMixed],
  ['://', /(?<![A-Za-z])[A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/[^\s:/@"'<>]{0,80}:([^\s:/@"'<>]{1,200})@/g, (value) => !/^[$%{[*]/.test(value)],
  ['://', /:\/\/([0-9a-f]{32})@/g, () => true],
  ['hooks.slack', /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9/_-]{20,120})/g, () => true],
  ['/webhooks/', /discord(?:app)?\.com\/api\/webhooks\/\d{1,24}\/([A-Za-z0-9_-]{40,120})/g, () => true],
  ['Shared', /SharedAccess(?:Key|Signature)=([A-Za-z0-9+/=%&-]{20,200})/g, () => true],
  ['AccountKey', /AccountKey=([A-Za-z0-9+/=%&-]{20,200})/g, () => true],
  ['=', /[?&;](?:sig|[Ss]ignature|X-(?:Amz|Goog)-Signature|x-(?:amz|goog)-signature|X-Amz-Security-Token)=([A-Za-z0-9%+/_=.~-]{20,2000})/g, () => true],
  ['=', /[?&;](?:token|key|auth|secret|code|jwt)=([A-Za-z0-9%+/_=.~-]{16,2000})/g, isKeyLike],
  ['=', /[?&;](?:password|passwd|passw|pwd|pass)=([^&\s"'<>]{4,200})/g, (value) => !STANDS_FOR.test(value)],
]

/** Names of secrets, and what must hold of the value that follows. */
const NAMES: readonly (readonly [name: RegExp, isSecret: (value: string, isQuoted: boolean) => boolean])[] = [
  [/(?:api[_ -]?key|app(?:lication)?[_ -]?key|access[_ -]?key|account[_ -]?key|secret[_ -]?(?:access[_ -]?)?key|(?:signing|encryption|webhook|client)[_ -]?secret|(?:auth|access|refresh|private|session|security)[_ -]?token)$/i, isRandom],
  [/(?<![A-Za-z])(?:token|secret)$/i, (value) => value.length >= 16 && isKeyLike(value)],
  [/(?:passw(?:or)?d|passphrase|pwd|passwort|kennwort|contrase[nñ]a|mot de passe|senha|wachtwoord|парол[ья]|密码|パスワード|비밀번호)$/i, isPassword],
]
/** Letters that end one of those names. */
const NAME_END = /[yYtTnNdDeEaA\u0400-\uFFFF]$/
const LONGEST_NAME = 24
/** Signs between a name and its value in code, JSON, XML and prose. */
const SIGN = /[:=：>]/g
/** The value; a `&` that begins the next parameter of an address ends it. */
const VALUE = /(\s{0,3}["'\\]{0,3})((?:[A-Za-z0-9_.~+/!@#$%^*?-]|&(?!amp;|[A-Za-z_%-]{1,40}=)){4,4000}={0,2})/y

/** In a sentence: my password is … */
const TOLD = /(?:[Pp]assw(?:or)?[dt]|[Cc]ontrase[nñ]a)\s{1,3}(?:is|was|ist|lautet|es)\s{1,3}["'`]?([A-Za-z0-9_.~+/!@#$%^&*?-]{5,80})/g

/** Keys and tokens of known shape, what stands after `Bearer` or in the password of an address, private keys in PEM (also those whose end is missing), values that are named a secret. */
export function findSecrets(text: string): readonly Finding[] {
  const whole = [...[...text.matchAll(PEM)].map((match) => ({ start: match.index, value: match[0] })), ...findTokens(text)].map(({ start, value }) => ({ start, end: start + value.length, value }))
  const after = AFTER.flatMap(([mark, pattern, isSecret]) => (text.includes(mark) ? valuesAfter(text, pattern, isSecret) : []))
  const told = valuesAfter(text, TOLD, isMixed)
  let reached = 0
  return [...whole, ...after, ...valuesNamed(text), ...told].toSorted((a, b) => a.start - b.start || b.end - a.end).filter(({ start, end }) => {
    const isNew = start >= reached
    if (isNew) reached = end
    return isNew
  })
}

function valuesAfter(text: string, pattern: RegExp, isSecret: (value: string) => boolean): readonly Finding[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = withoutStop(match[1] ?? '')
    const start = match.index + match[0].lastIndexOf(match[1] ?? '')
    return value !== '' && isSecret(value) ? [{ start, end: start + value.length, value }] : []
  })
}

/** Looked for from the sign between name and value: signs are fewer than places where a name might begin. */
function valuesNamed(text: string): readonly Finding[] {
  const findings: Finding[] = []
  for (const { index } of text.matchAll(SIGN)) {
    const before = text.slice(Math.max(0, index - LONGEST_NAME - 6), index).replace(/["'\\]{0,3}\s{0,3}$/, '')
    if (!NAME_END.test(before)) continue
    const rules = NAMES.filter(([name]) => name.test(before))
    VALUE.lastIndex = index + 1
    const match = rules.length === 0 ? null : VALUE.exec(text)
    if (!match) continue
    const value = withoutStop(match[2] ?? '')
    const start = match.index + (match[1] ?? '').length
    const isQuoted = /["'\\]$/.test(match[1] ?? '')
    if (rules.some(([, isSecret]) => isSecret(value, isQuoted))) findings.push({ start, end: start + value.length, value })
  }
  return findings
}

/** A point or question mark that ends the sentence is not part of a value. */
function withoutStop(value: string): string {
  return value.replace(/[.?]$/, '')
}

/** Variables and words that stand where a value will be. */
const STANDS_FOR = /^(?:process\.env|os\.environ|env\.|self\.|this\.|your|xxx|\$|[%{<[]|\*{3})/i

/** Names of variables and words of instructions are no secrets: a secret has digits among its letters. */
function isRandom(value: string): boolean {
  return value.length >= 8 && /\d/.test(value) && /[A-Za-z]/.test(value) && !STANDS_FOR.test(value) && !/^[A-Za-z_]+\d{0,2}$/.test(value)
}

/** Digits, or capitals within a word: no word of a sentence. */
function isMixed(value: string): boolean {
  return (/\d/.test(value) && /[A-Za-z]/.test(value) || /[a-z][A-Z]/.test(value)) && !STANDS_FOR.test(value)
}

/** What people take as a password: letters with digits or signs; in quotes digits alone, or any word with a sign. */
function isPassword(value: string, isQuoted: boolean): boolean {
  if (STANDS_FOR.test(value) || /^[A-Z][A-Z0-9_]*$/.test(value) || /^[A-Za-z]+_[A-Za-z_]*\d{0,2}$/.test(value)) return false
  if (/^\d+$/.test(value)) return isQuoted && value.length >= 6
  if (!/[A-Za-z]/.test(value)) return false
  return /\d/.test(value) || (isQuoted ? /[!@#$%^&*?+]/ : /[!@#$%^&*?+](?=.*[A-Za-z0-9])/).test(value)
}
