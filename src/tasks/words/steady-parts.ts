/** Parts whose texts fall into the parts of another cut more alike than not are one. */
const ALIKE = 0.5

/** How many parts there are, numbered from 0. */
export const countOf = (parts: Int32Array): number => 1 + parts.reduce((most, name) => Math.max(most, name), -1)

/** How the texts of each part fall into those of another cut: a row a part, a column a part of that cut. */
function fallen(parts: Int32Array, cut: Int32Array): readonly Float64Array[] {
  const rows = Array.from({ length: countOf(parts) }, () => new Float64Array(countOf(cut)))
  parts.forEach((part, at) => {
    const [row, to] = [rows[part], cut[at] ?? 0]
    if (row !== undefined) row[to] = (row[to] ?? 0) + 1
  })
  return rows
}

const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
const cosine = (a: Float64Array, b: Float64Array): number => product(a, b) / Math.sqrt(product(a, a) * product(b, b) || 1)

/** The two parts that other cuts hold most alike, if more than `ALIKE` on average. */
function likest(parts: Int32Array, cuts: readonly Int32Array[]): readonly [a: number, b: number] | undefined {
  const rows = cuts.map((cut) => fallen(parts, cut))
  let [found, most]: [readonly [number, number] | undefined, number] = [undefined, ALIKE]
  for (let a = 1; a < countOf(parts); a++) {
    for (let b = 0; b < a; b++) {
      const alike = rows.reduce((sum, own) => sum + cosine(own[a] ?? new Float64Array(0), own[b] ?? new Float64Array(0)), 0) / rows.length
      if (alike > most) [found, most] = [[a, b], alike]
    }
  }
  return found
}

/**
 * Joins parts of a cut, numbered from 0, that other cuts of the same texts do not tell apart: those two first that fall into the parts of the others most alike (mean cosine
 * of their counts), until none is alike by more than a half. What comes out apart each time stays apart beside what does not (stability of each cluster, as in Hennig 2007, Comput. Stat. Data Anal. 52).
 */
export function steadyParts(parts: Int32Array, cuts: readonly Int32Array[]): Int32Array {
  let steady = parts
  for (let pair = likest(steady, cuts); pair !== undefined; pair = likest(steady, cuts)) {
    const [gone, into] = pair
    steady = steady.map((part) => (part === gone ? into : part > gone ? part - 1 : part))
  }
  return steady
}
