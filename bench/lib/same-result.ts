import type { AuditResult } from '../../src/domain/result.js'

/** What may differ between two runs with the same seed and the same answers. */
const free: readonly string[] = ['wallMs', 'cachedCalls', 'replayCalls', 'replayCostUsd', 'latencyMs']

/** A result without what may differ, as text. */
export function comparable(result: AuditResult): string {
  return JSON.stringify(result, (key: string, value: unknown) => (free.includes(key) ? undefined : value), 1)
}

/** One line per task and candidate: what was decided. */
export function verdictLines(result: AuditResult): readonly string[] {
  return result.tasks.flatMap(({ id, candidates, decision }) => [
    ...candidates.map(({ model, verdict, reason, trials, difference }) => `${id} ${model}: ${verdict}/${reason} after ${trials}, ${difference}`),
    `${id} → ${decision.model}`,
  ])
}

/** Lines of `b` that differ from `a`, at most `most`. */
export function differingLines(a: string, b: string, most = 6): readonly string[] {
  const [first, second] = [a.split('\n'), b.split('\n')]
  return second.flatMap((line, at) => (line === first[at] ? [] : [`${at + 1}: ${first[at] ?? ''} ≠ ${line}`])).slice(0, most)
}
