/**
 * Fewest trials that could certify a candidate which never loses: each multiplies the wealth by at most 1/(1 − δ) while nothing differs, and K candidates share the level (decision.md, rule 3).
 * @param level α/K, in (0,1)
 * @param margin δ, in (0,1)
 */
export function fewestTrials(level: number, margin: number): number {
  return Math.ceil(Math.log(level) / Math.log(1 - margin))
}
