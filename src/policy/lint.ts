import { isJsonObject } from '../domain/json.js'
import { didYouMean } from '../text/nearest.js'
import type { PolicyDocument } from './document.js'
import { checkWholePolicy, otherVersion } from './full-check.js'
import type { LintIssue, PolicyFault } from './in-words.js'
import { KNOWN_FIELDS } from './known-fields.js'
import type { FieldTree } from './known-fields.js'
import { policySemantics } from './semantics.js'

export type { LintIssue } from './in-words.js'

/**
 * Everything that can be said against a policy without running it: what `checkWholePolicy` says (dangling names and secrets in URLs included),
 * unknown fields, cycles of redirects and fallbacks, routes that nothing can reach, expiry at `now` where that is given.
 * Takes the parsed document. Pure; never throws.
 */
export function lintPolicy(document: unknown, now?: Date): readonly LintIssue[] {
  const other = otherVersion(document)
  if (other !== undefined) return [asError(other)]
  const faults = checkWholePolicy(document)
  const place = ({ path }: PolicyFault): string => JSON.stringify(path)
  const operators = new Set(faults.filter(({ message }) => message.startsWith('is no operator')).map(place))
  const unknown = unknownFields(document, KNOWN_FIELDS, []).filter((issue) => !operators.has(place(issue)))
  const named = new Set(unknown.map(place))
  const rest = faults.filter((fault) => !named.has(place(fault))).map(asError)
  return rest.length > 0 ? [...rest, ...unknown] : [...unknown, ...policySemantics(document as PolicyDocument, now)]
}

/** Conditions that are nested deeper are refused for that. */
const DEEPEST = 200

const asError = (fault: PolicyFault): LintIssue => ({ ...fault, severity: 'error' })

function unknownFields(value: unknown, tree: FieldTree, path: readonly (string | number)[]): readonly LintIssue[] {
  if (path.length > DEEPEST) return []
  if (Array.isArray(value)) return tree.items === undefined ? [] : value.flatMap((item: unknown, at) => unknownFields(item, tree.items ?? {}, [...path, at]))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = tree.fields !== undefined && Object.hasOwn(tree.fields, key) ? tree.fields[key] : tree.any
    if (inner !== undefined) return unknownFields(item, inner, [...path, key])
    return tree.fields === undefined ? [] : [{ severity: 'error' as const, path: [...path, key], message: `is not a field of a policy.${didYouMean(key, Object.keys(tree.fields))}`, way: 'Correct its name, or remove it.' }]
  })
}
