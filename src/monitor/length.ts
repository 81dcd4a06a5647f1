const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, mo: 30 * 86_400_000 } as const

/** Milliseconds of a length of time as policies write it (`15m`, `1h`, `7d`, `1mo`: thirty days); undefined for none. */
export function lengthMs(text: string | undefined): number | undefined {
  const [, count, unit] = /^(\d+)(mo|m|h|d)$/u.exec(text ?? '') ?? []
  return count === undefined || unit === undefined ? undefined : Number(count) * UNITS[unit as keyof typeof UNITS]
}
