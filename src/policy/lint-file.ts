import { AuditError } from '../domain/error.js'
import { plain } from '../text/display.js'
import { checkPolicy } from './check.js'
import type { PolicyDocument } from './document.js'
import { pathText } from './in-words.js'
import { lintPolicy } from './lint.js'
import type { LintIssue } from './in-words.js'
import { parsePolicyYaml } from './policy-yaml.js'

/** A finding of the linter and where it stands. */
export interface PlacedIssue extends LintIssue {
  /** `file:line:column`. */
  readonly place: string
  /** Path, what is wrong and what to do, as one line that is safe to show. */
  readonly said: string
}

export interface LintedPolicy {
  /** Undefined where there is an error other than expiry. */
  readonly policy: PolicyDocument | undefined
  /** What an evaluator would take, whatever the linter says of it. */
  readonly evaluable: PolicyDocument | undefined
  readonly issues: readonly PlacedIssue[]
}

const SHOWN = 5

/**
 * The one way in which a policy's text becomes a policy, for all commands. Without `now` expiry is not looked at. Throws AuditError (exit 2) with file,
 * line and column where it is no YAML.
 */
export function lintPolicyText(text: string, file: string, now?: Date): LintedPolicy {
  const { data, placeOf } = parsePolicyYaml(text, file)
  const issues = lintPolicy(data, now).map((issue): PlacedIssue => ({
    ...issue,
    place: placeOf(issue.path, /^is (?:not a field|no operator)/.test(issue.message) ? 'key' : undefined),
    said: plain(`${pathText(issue.path)} ${issue.message}${/[.?!]$/.test(issue.message) ? '' : '.'} ${issue.way}`),
  }))
  return { policy: issues.every(({ severity, isExpiry }) => severity === 'warning' || isExpiry) ? (data as PolicyDocument) : undefined, evaluable: checkPolicy(data).length === 0 ? (data as PolicyDocument) : undefined, issues }
}

/** Parses and lints a policy whatever its date; refuses what the linter calls an error. Throws AuditError (exit 2) that gives every fault its place and its way out. */
export function policyFromYaml(text: string, file: string): PolicyDocument {
  const { policy, issues } = lintPolicyText(text, file)
  if (policy !== undefined) return policy
  const errors = issues.filter(({ severity }) => severity === 'error')
  const lines = errors.slice(0, SHOWN).map(({ place, said }) => `${place}: ${said}`)
  throw new AuditError('policy-invalid', `${lines.join('\n')}${errors.length > SHOWN ? `\nand ${errors.length - SHOWN} more` : ''}`, `Correct ${errors.length === 1 ? 'it' : 'them'}; audit policy lint names all faults of a policy.`)
}
