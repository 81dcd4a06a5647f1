import type { Finding } from './finding.js'

/** Groups of digits with a separator or the end of a line between them; longer gaps end a run. */
const RUN = /\d+(?:(?:[ .\u00A0\u2009\u202F\u2010\u2011\u2013-]{1,2}|_|\r?\n {0,8})\d+)*/g
const GROUP = /\d+/g

/** Lengths of the groups in which cards are printed; one group for a number without separators. */
const SHAPES: ReadonlySet<string> = new Set([
  '13', '14', '15', '16', '17', '18', '19', '4-4-4-1', '4-4-4-2', '4-4-4-3', '4-4-4-4', '4-4-4-4-1', '4-4-4-4-2', '4-4-4-4-3', '4-6-5', '4-6-4', '4-4-5', '6-13',
])
const MOST_GROUPS = 5

/** Leading digits and lengths of the networks (ISO/IEC 7812 ranges): Visa, Mastercard, American Express, Discover, JCB, Diners, UnionPay, Mir, Troy, RuPay and Hipercard (60), Maestro (of 16 digits and more: 13 are goods). */
const NETWORK = /^(?:4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)\d+|3[47]\d{13}|60\d{14}|6(?:011|4[4-9]|5)\d+|35(?:2[89]|[3-8])\d+|3(?:0[0-5]\d{11}|[689]\d{12})|62\d{14,17}|220[0-4]\d{12}|9792\d{12}|(?:50|5[6-9]|6[37])\d{14,17})$/
const MASTERCARD_LENGTH = 16

/**
 * Numbers of payment cards: of a network's range, in one piece or in the groups in which they are printed, with a right check digit (Luhn,
 * ISO/IEC 7812-1). Every beginning counts, so that digits before a card do not hide it.
 */
export function findCards(text: string): readonly Finding[] {
  const findings: Finding[] = []
  for (const run of text.matchAll(RUN)) {
    if (run[0].length < 13) continue
    const groups = [...run[0].matchAll(GROUP)].map((group) => ({ digits: group[0], start: run.index + group.index }))
    for (let from = 0; from < groups.length;) {
      const to = cardEnd(text, groups, from)
      if (to === undefined) from++
      else {
        const members = groups.slice(from, to)
        const last = members.at(-1)
        findings.push({ start: groups[from]?.start ?? 0, end: (last?.start ?? 0) + (last?.digits.length ?? 0), value: members.map(({ digits }) => digits).join('') })
        from = to
      }
    }
  }
  return findings
}

interface Group {
  readonly digits: string
  readonly start: number
}

/** Where the card ends that starts with a group: the index after its last group; the longest card counts. */
function cardEnd(text: string, groups: readonly Group[], from: number): number | undefined {
  for (let to = Math.min(groups.length, from + MOST_GROUPS); to > from; to--) {
    const members = groups.slice(from, to)
    const digits = members.map((group) => group.digits).join('')
    if (digits.length < 13 || digits.length > 19 || !SHAPES.has(members.map((group) => group.digits.length).join('-'))) continue
    const whole = text.slice(members[0]?.start ?? 0, members.at(-1)?.start ?? 0)
    if (whole.indexOf('\n') !== whole.lastIndexOf('\n')) continue
    if (isCard(digits) && !isFraction(text, members[0]?.start ?? 0) && !isHash(text, members)) return to
  }
  return undefined
}

function isCard(digits: string): boolean {
  if (!NETWORK.test(digits) || !isLuhn(digits)) return false
  const isMastercard = /^(?:5[1-5]|2[2-7])/.test(digits)
  return !isMastercard || digits.length === MASTERCARD_LENGTH
}

/** Digits after the point of a number. */
function isFraction(text: string, start: number): boolean {
  return /(?:^|[^\d.,])\d{1,6}[.,]$/.test(text.slice(Math.max(0, start - 8), start))
}

/** Digits within letters of a hexadecimal word, as in hashes and ids. */
function isHash(text: string, members: readonly Group[]): boolean {
  const first = members[0]
  const last = members.at(-1)
  if (!first || !last) return false
  const before = /[A-Za-z0-9_]*$/.exec(text.slice(Math.max(0, first.start - 40), first.start))?.[0] ?? ''
  const end = last.start + last.digits.length
  const after = /^[A-Za-z0-9_]*/.exec(text.slice(end, end + 40))?.[0] ?? ''
  const around = before + after
  return around !== '' && /^[0-9a-f]*$/i.test(around) && /[a-f]/i.test(around)
}

function isLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = digit * 2
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
