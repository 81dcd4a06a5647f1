const SLOTS = 8

/** True for two JSON values that are written alike, their keys in one order. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let at = 0; at < a.length; at++) if (!isSame(a[at], b[at])) return false
    return true
  }
  if (Array.isArray(b)) return false
  const [own, other] = [Object.keys(a), Object.keys(b)]
  if (own.length !== other.length) return false
  for (let at = 0; at < own.length; at++) {
    const key = own[at] ?? ''
    if (other[at] !== key || !isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])) return false
  }
  return true
}

/**
 * Remembers what a pure function makes of the JSON values that came up last: to compare a value with one that was seen costs a fraction of what it costs
 * to write it out. Values must not change afterwards.
 */
export function usual<Value extends object, T>(of: (value: Value) => T): (value: Value) => T {
  const slots: { readonly value: Value; readonly made: T }[] = []
  let next = 0
  return (value) => {
    for (const slot of slots) if (isSame(slot.value, value)) return slot.made
    const made = of(value)
    slots[next] = { value, made }
    next = (next + 1) % SLOTS
    return made
  }
}
