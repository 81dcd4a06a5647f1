import type { Finding } from './finding.js'

/** Every alternative starts at the edge of a word and takes characters of one class only, so that matching is linear. */
const TOKENS = /(?<![A-Za-z0-9_-])(?:sk-[A-Za-z0-9_-]{16,300}|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,200}|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,260}|github_pat_[A-Za-z0-9_]{22,260}|glpat-[A-Za-z0-9_-]{20,60}|xox[abprs]-[A-Za-z0-9-]{10,260}|AIza[A-Za-z0-9_-]{35}|hf_[A-Za-z0-9]{30,60}|eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{8,2000})(?![A-Za-z0-9_-])/g
const BEARER = /(?<![A-Za-z0-9_-])[Bb]earer\s{1,4}([A-Za-z0-9_.~+/-]{16,4000}={0,2})/g
const PEM = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[A-Za-z0-9+/=\s\\:,]|-(?!----))*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g

/** Keys and tokens of known shape, the value after `Bearer`, and private keys in PEM (also those whose end is missing). */
export function findSecrets(text: string): readonly Finding[] {
  const findings = [...text.matchAll(PEM), ...text.matchAll(TOKENS), ...text.matchAll(BEARER)].map((match): Finding => {
    const value = match[1] ?? match[0]
    const end = match.index + match[0].length
    return { start: end - value.length, end, value }
  })
  let reached = 0
  return findings.toSorted((a, b) => a.start - b.start || b.end - a.end).filter(({ start, end }) => {
    const isNew = start >= reached
    if (isNew) reached = end
    return isNew
  })
}
