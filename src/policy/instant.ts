const INSTANT = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,3})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/**
 * Milliseconds since 1970 of an RFC 3339 time with `Z` or an offset and at most three decimals of a second; NaN for
 * anything else, days that no month has included.
 */
export function instantMs(text: string): number {
  const day = text.slice(0, 10)
  // A day that its month does not have parses as one of the next month.
  const exists = INSTANT.test(text) && new Date(`${day}T00:00Z`).toJSON()?.startsWith(day)
  return exists ? Date.parse(text) : Number.NaN
}
