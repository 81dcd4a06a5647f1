/** Standard normal by Box and Muller (1958). */
const normal = (uniform: () => number): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())

/** Gamma with shape ≥ 1 and scale 1 (Marsaglia and Tsang 2000, ACM Trans. Math. Softw. 26). */
function gamma(shape: number, uniform: () => number): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(uniform)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** A draw from a beta distribution, both parameters ≥ 1. */
export function betaDraw(a: number, b: number, uniform: () => number): number {
  const [x, y] = [gamma(a, uniform), gamma(b, uniform)]
  return x / (x + y)
}
