import { AuditError } from '../domain/error.js'

/** One tested claim, e.g. "this candidate is non-inferior on this task". */
export interface Claim {
  readonly name: string
  /** e-value of its null hypothesis with its share of the weight included: the wealth that began at 1/K. ≥ 0. */
  readonly eValue: number
}

/** Which claims may be declared together, and what the next one would have needed. */
export interface FalseDiscovery {
  /** In the order of `claims`. */
  readonly declared: readonly boolean[]
  /** The e-value that every declared claim has reached, or that a single claim would need when none is declared. */
  readonly threshold: number
}

/**
 * e-BH (Wang & Ramdas 2022, J. R. Stat. Soc. B 84(3)) over `families` tasks whose claims' null weights sum to at most 1 each: declares the
 * r claims of largest e-value for the largest r with e₍ᵣ₎ ≥ families/(α·r). The expected share of false ones among the declared is then at
 * most α, whatever the dependence between tasks and whenever each of them stopped.
 *
 * With K candidates a task and wealth that begins at 1/K each, the weights of a task sum to 1 (weighted e-BH), so `families` is the number
 * of tasks, not of candidates.
 *
 * @param alpha in (0,1)
 * @param families whole number ≥ 1
 * @throws AuditError `fdr/range` for an alpha, a count or an e-value out of range
 */
export function falseDiscovery(claims: readonly Claim[], alpha: number, families: number): FalseDiscovery {
  assertFdr(claims, alpha, families)
  const sorted = claims.map(({ eValue }) => eValue).toSorted((a, b) => b - a)
  const count = sorted.findLastIndex((eValue, at) => eValue * (1 + 1e-12) >= families / (alpha * (at + 1))) + 1
  const threshold = families / (alpha * Math.max(1, count))
  return { declared: claims.map(({ eValue }) => count > 0 && eValue * (1 + 1e-12) >= threshold), threshold }
}

function assertFdr(claims: readonly Claim[], alpha: number, families: number): void {
  if (!(alpha > 0 && alpha < 1)) throw new AuditError('fdr/range', `The false discovery rate must be above 0 and below 1; it is ${alpha}.`, 'Give e.g. 0.05.')
  if (!Number.isSafeInteger(families) || families < 1) throw new AuditError('fdr/range', `The number of tasks must be a whole number from 1 up; it is ${families}.`, 'Count every task that is decided, declared or not.')
  const bad = claims.find(({ eValue }) => !(eValue >= 0))
  if (bad) throw new AuditError('fdr/range', `The e-value of ${JSON.stringify(bad.name)} is ${bad.eValue}; it must be a number from 0 up.`, 'Give the wealth of its test.')
}
