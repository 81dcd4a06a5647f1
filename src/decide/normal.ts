const SQRT_2PI = Math.sqrt(2 * Math.PI)
/** Where the series hands over to the continued fraction: both are good to 1e-12 there. */
const TAIL = 3

/** Density of the standard normal. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_2PI
}

/** Φ(z), the standard normal distribution function; relative error below 1e-12 in both tails. */
export function normalCdf(z: number): number {
  return normalTail(-z)
}

/** Φ̄(z) = 1 − Φ(z), without cancellation for large z. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z)
  return z < TAIL ? 0.5 - normalDensity(z) * oddSeries(z) : normalDensity(z) * millsRatio(z)
}

/** Φ̄(z)/φ(z) for z ≥ 0: finite and accurate where both vanish. */
export function millsRatio(z: number): number {
  if (z < TAIL) return normalTail(z) / normalDensity(z)
  if (z === Infinity) return 0
  let tail = z
  const terms = Math.ceil(10 + 800 / (z * z))
  for (let k = terms; k >= 1; k--) tail = z + k / tail // Abramowitz & Stegun (1964), 26.2.14
  return 1 / tail
}

/** Σ z^(2k+1)/(2k+1)!!, with Φ(z) = ½ + φ(z)·Σ: Abramowitz & Stegun (1964), 26.2.11. */
function oddSeries(z: number): number {
  let term = z
  let sum = z
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return sum
}

/**
 * Φ⁻¹(p) for p in [0,1]; ±Infinity at the ends, NaN outside.
 * Rational approximations of Wichura (1988), Algorithm AS 241, PPND16: relative error about 1e-16.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity
  const centred = p - 0.5
  if (Math.abs(centred) <= 0.425) return centred * ratio(CENTRE, 0.180625 - centred * centred)
  const depth = Math.sqrt(-Math.log(centred < 0 ? p : 1 - p))
  const size = depth <= 5 ? ratio(SHOULDER, depth - 1.6) : ratio(FAR, depth - 5)
  return centred < 0 ? -size : size
}

type Coefficients = readonly [numerator: readonly number[], denominator: readonly number[]]

const CENTRE: Coefficients = [
  [2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665],
  [5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1],
]
const SHOULDER: Coefficients = [
  [0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835],
  [1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038, 2.053191626637759, 1],
]
const FAR: Coefficients = [
  [2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103],
  [2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1],
]

function ratio([numerator, denominator]: Coefficients, x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x)
}

/** Horner's scheme, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0
  for (const coefficient of coefficients) value = value * x + coefficient
  return value
}
