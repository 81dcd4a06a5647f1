const plainNames = new Map<string, string>()
const REMEMBERED = 10_000

/** The name of a field without case, separators and units' brackets: `Latency (ms)` and `latency_ms` are one. */
export function plainName(key: string): string {
  const known = plainNames.get(key)
  if (known !== undefined) return known
  const name = key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  // Logs repeat few names; hostile ones with ever new names must not fill the memory.
  if (plainNames.size < REMEMBERED && key.length <= 64) plainNames.set(key, name)
  return name
}
