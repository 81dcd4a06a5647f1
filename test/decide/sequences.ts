/** `length` differences, the i-th (from 1) given by `at`. */
export function sequence(length: number, at: (i: number) => number = () => 0): readonly number[] {
  return Array.from({ length }, (_, i) => at(i + 1))
}

/** Every sequence of `length` over {−1, 0, 1}. */
export function* ternary(length: number): Generator<readonly number[]> {
  if (length === 0) yield []
  else for (const rest of ternary(length - 1)) for (const value of [-1, 0, 1]) yield [value, ...rest]
}

/** Every distinct order of `values`. */
export function* orders(values: readonly number[]): Generator<readonly number[]> {
  if (values.length === 0) yield []
  for (const first of new Set(values)) {
    const rest = values.toSpliced(values.indexOf(first), 1)
    for (const order of orders(rest)) yield [first, ...order]
  }
}
