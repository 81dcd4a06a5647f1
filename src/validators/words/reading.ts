/** What was read of a text: a label, two at once, or nothing. `key` is in the form of `labelKey`. */
export type Reading =
  | { readonly kind: 'label'; readonly key: string }
  | { readonly kind: 'conflict'; readonly detail: string }
  | { readonly kind: 'none' }

export const SKIPPED: Reading = { kind: 'none' }

export function isLetterKey(key: string): boolean {
  return /^[a-z]$/.test(key)
}

/** The one key that all mentions agree on; a conflict when they do not; none when there are none. */
export function agreed(keys: readonly string[]): Reading {
  const distinct = [...new Set(keys)]
  const only = distinct[0]
  if (only === undefined) return SKIPPED
  return distinct.length === 1 ? { kind: 'label', key: only } : { kind: 'conflict', detail: `the output names ${distinct.length} labels` }
}
