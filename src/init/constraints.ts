import type { LogSample } from './sample-log.js'

/** Calls that a provider may see only if it declares what they require. */
export interface ProposedConstraint {
  readonly field: string
  readonly value: string | boolean
  readonly require: { readonly compliance: string } | { readonly regions: string }
  /** Share of the sampled calls, in [0,1]. */
  readonly share: number
}

const CLASS_FIELD = /^(data[_-]?class(ification)?|classification|sensitivity|confidentiality|privacy)$/i
const REGION_FIELD = /^((data|user|customer)[_-]?)?(region|residency|jurisdiction)$/i
const FLAG_FIELD = /^(contains[_-]|has[_-]|is[_-])?(phi|pii|pci|hipaa|gdpr)$/i

/** What the law or the card industry calls such data, and what a provider declares that may see it. */
const REQUIRED: readonly (readonly [RegExp, string])[] = [
  [/^(phi|hipaa|health|medical)$/i, 'hipaa'],
  [/^(pii|gdpr|personal([_-]data)?)$/i, 'gdpr'],
  [/^(pci|card(holder)?([_-]data)?)$/i, 'pci'],
  [/^(confidential|restricted|secret)$/i, 'confidential'],
]

const compliance = (text: string): string | undefined => REQUIRED.find(([pattern]) => pattern.test(text))?.[1]
const isTrue = (value: string | boolean): boolean => value === true || value === 'true' || value === 'yes'

function requirement(field: string, value: string | boolean): ProposedConstraint['require'] | undefined {
  const flag = FLAG_FIELD.exec(field)?.[2]
  if (flag !== undefined && isTrue(value)) return { compliance: compliance(flag) ?? flag.toLowerCase() }
  if (typeof value !== 'string') return undefined
  if (CLASS_FIELD.test(field)) {
    const needed = compliance(value)
    return needed === undefined ? undefined : { compliance: needed }
  }
  // Only where the law ties data to a place: for others a region says where a server stands, not where data may go.
  return REGION_FIELD.test(field) && /^(eu|eea|europe)\b/i.test(value) ? { regions: 'eu' } : undefined
}

/** Constraints that metadata fields of the log suggest, those of most calls first. */
export function proposeConstraints(sample: LogSample): readonly ProposedConstraint[] {
  return [...sample.fields].flatMap(([field, { values }]) => [...values].flatMap(([value, calls]): ProposedConstraint[] => {
    const require = requirement(field, value)
    return require === undefined ? [] : [{ field: `metadata.${field}`, value, require, share: calls / sample.calls }]
  })).toSorted((a, b) => b.share - a.share || (a.field < b.field ? -1 : 1))
}

const GOLD_FIELD = /^(expected([_-](answer|output|label))?|gold(en)?([_-](answer|label))?|ground[_-]?truth)$/i
/** Calls without an expected answer are left out of a task that has some, so nearly all must have one. */
const ENOUGH_GOLD = 0.95

/** The field that holds expected answers, where the log has one. `usable` is false when too few calls carry it. */
export function proposeGold(sample: LogSample): { readonly path: string; readonly share: number; readonly usable: boolean } | undefined {
  const found = [...sample.fields].filter(([field]) => GOLD_FIELD.test(field)).toSorted(([, a], [, b]) => b.calls - a.calls)[0]
  if (found === undefined) return undefined
  const share = found[1].calls / sample.calls
  return { path: `metadata.${found[0]}`, share, usable: share >= ENOUGH_GOLD }
}
