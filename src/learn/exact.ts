import { binomialAtMost } from '../calibrate/binomial.js'
import type { Counted } from '../domain/learn.js'

const STEPS = 60

function logChoose(n: number, k: number): number {
  let sum = 0
  for (let at = 1; at <= Math.min(k, n - k); at++) sum += Math.log((n - Math.min(k, n - k) + at) / at)
  return sum
}

/** P(at least `caught` of `failures` fall into a part of `inside` among all): Fisher's exact test, one-sided (Fisher 1935, The Design of Experiments). */
export function fisherTail(caught: number, failures: number, inside: number, all: number): number {
  const most = Math.min(failures, inside)
  if (caught <= Math.max(0, failures + inside - all)) return 1
  if (caught > most) return 0
  let logTerm = logChoose(failures, caught) + logChoose(all - failures, inside - caught) - logChoose(all, inside)
  let sum = 0
  for (let k = caught; k <= most; k++) {
    // In logarithms: a term below the mode may be 0 in floating point while those after it are not.
    sum += Math.exp(logTerm)
    logTerm += Math.log(((failures - k) * (inside - k)) / ((k + 1) * (all - failures - inside + k + 1)))
  }
  return Math.min(1, sum)
}

/** The p at which a function that falls with p crosses a level. */
function solve(at: (p: number) => number, level: number): number {
  let [low, high] = [0, 1]
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2
    if (at(middle) > level) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** A share with its exact 95 % interval (Clopper and Pearson 1934, Biometrika 26). */
export function counted(n: number, of: number): Counted {
  if (of === 0) return { n, of, share: 0, interval: [0, 1] }
  const level = 0.025
  const high = n === of ? 1 : solve((p) => binomialAtMost(n, of, p), level)
  const low = n === 0 ? 0 : solve((p) => binomialAtMost(n - 1, of, p), 1 - level)
  return { n, of, share: n / of, interval: [low, high] }
}
