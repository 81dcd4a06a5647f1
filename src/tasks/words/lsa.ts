import { tokenHash } from './token-hashes.js'

/** A sparse row: column indexes and their values. */
export interface SparseRow {
  readonly columns: Int32Array
  readonly values: Float64Array
}

export const COLUMNS = 8192
const POWER_ROUNDS = 3
/** Weight of the marks of a document beside its words. */
const MARKED = 0.3

/** The hash of a term, folded to a column. */
export function columnOf(hash: number): number {
  return ((hash >>> 13) ^ hash) & (COLUMNS - 1)
}

function scaled(row: ReadonlyMap<number, number>): SparseRow {
  const norm = Math.sqrt([...row.values()].reduce((sum, value) => sum + value * value, 0)) || 1
  const entries = [...row].sort(([a], [b]) => a - b)
  return { columns: Int32Array.from(entries, ([at]) => at), values: Float64Array.from(entries, ([, value]) => value / norm) }
}

/** How often each column occurs among some terms, told by their hashes. */
export function columnCounts(hashes: Int32Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const hash of hashes) {
    const at = columnOf(hash)
    counts.set(at, (counts.get(at) ?? 0) + 1)
  }
  return counts
}

/**
 * Hashed TF-IDF rows of unit length: (1 + ln tf) · ln(N / df), over terms that at least two and fewer than all documents hold.
 * Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988.
 */
function tfIdf(documents: readonly (readonly string[])[]): readonly SparseRow[] {
  const counted = documents.map((terms) => columnCounts(Int32Array.from(terms, tokenHash)))
  const seenIn = new Float64Array(COLUMNS)
  for (const counts of counted) for (const at of counts.keys()) seenIn[at] = (seenIn[at] ?? 0) + 1
  const idf = seenIn.map((df) => (df < 2 ? 0 : Math.log(documents.length / df)))
  return counted.map((counts) => scaled(new Map([...counts].flatMap(([at, n]) => ((idf[at] ?? 0) === 0 ? [] : [[at, (1 + Math.log(n)) * (idf[at] ?? 0)] as const])))))
}

/** SplitMix-like integer hash to [-1, 1): noise that needs no state, so that the same input gives the same basis. */
function noise(index: number): number {
  let x = (index + 0x9e3779b9) | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return ((x ^ (x >>> 15)) | 0) / 2 ** 31
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

function subtract(from: Float64Array, times: number, what: Float64Array): void {
  for (let at = 0; at < from.length; at++) from[at] = (from[at] ?? 0) - times * (what[at] ?? 0)
}

/** Makes the columns of a rows × dims matrix (row-major) orthonormal in place, by modified Gram–Schmidt, twice; dependent columns become zero. */
function orthonormalise(matrix: Float64Array, rows: number, dims: number): void {
  const columns = Array.from({ length: dims }, (_, d) => Float64Array.from({ length: rows }, (_, r) => matrix[r * dims + d] ?? 0))
  columns.forEach((own, d) => {
    const before = dot(own, own)
    for (let pass = 0; pass < 2; pass++) for (const other of columns.slice(0, d)) subtract(own, dot(own, other), other)
    const norm = dot(own, own)
    const scale = norm > 1e-12 * before ? 1 / Math.sqrt(norm) : 0
    own.forEach((value, r) => { matrix[r * dims + d] = own[r] = value * scale })
  })
}

function project(rows: readonly SparseRow[], basis: Float64Array, dims: number): Float64Array {
  const out = new Float64Array(rows.length * dims)
  rows.forEach((row, r) => row.columns.forEach((at, i) => {
    const value = row.values[i] ?? 0
    for (let d = 0; d < dims; d++) out[r * dims + d] = (out[r * dims + d] ?? 0) + value * (basis[at * dims + d] ?? 0)
  }))
  return out
}

function projectBack(rows: readonly SparseRow[], left: Float64Array, dims: number, columns: number): Float64Array {
  const out = new Float64Array(columns * dims)
  rows.forEach((row, r) => row.columns.forEach((at, i) => {
    const value = row.values[i] ?? 0
    for (let d = 0; d < dims; d++) out[at * dims + d] = (out[at * dims + d] ?? 0) + value * (left[r * dims + d] ?? 0)
  }))
  return out
}

/** Two rows as one, the values of the second times a factor. */
function beside(a: SparseRow, b: SparseRow, factor: number): SparseRow {
  return { columns: Int32Array.from([...a.columns, ...b.columns]), values: Float64Array.from([...a.values, ...b.values.map((value) => value * factor)]) }
}

/** Rows whose columns are numbered anew, without those that none of them holds, and which these were. */
function compacted(rows: readonly SparseRow[]): { readonly rows: readonly SparseRow[], readonly used: Int32Array } {
  const used = Int32Array.from(new Set(rows.flatMap(({ columns }) => [...columns]))).sort()
  const place = new Map([...used].map((column, at) => [column, at]))
  return { rows: rows.map(({ columns, values }) => ({ columns: columns.map((column) => place.get(column) ?? 0), values })), used }
}

/**
 * Latent semantic analysis: a unit vector of at most `dims` numbers a document, so that documents of like words lie close; zero for one without any shared term. From the leading
 * right singular vectors of the TF-IDF matrix, found by randomised subspace iteration with a fixed start (Halko, Martinsson and Tropp 2011, algorithm 4.4).
 * `marks` are further terms of each document, which weigh less than its words, be these many or few.
 */
export function latentVectors(documents: readonly (readonly string[])[], marks: readonly (readonly string[])[], dims = 64): readonly Float64Array[] {
  const marked = tfIdf(marks)
  const { rows, used } = compacted(tfIdf(documents).map((row, at) => { const own = marked[at]; return own === undefined ? row : beside(row, own, MARKED) }))
  const size = Math.max(1, Math.min(dims, rows.length - 1))
  let basis: Float64Array = Float64Array.from({ length: used.length * size }, (_, index) => noise((used[Math.floor(index / size)] ?? 0) * size + (index % size)))
  for (let round = 0; round < POWER_ROUNDS; round++) {
    const left = project(rows, basis, size)
    orthonormalise(left, rows.length, size)
    basis = projectBack(rows, left, size, used.length)
  }
  orthonormalise(basis, used.length, size)
  const projected = project(rows, basis, size)
  return rows.map((_, r) => {
    const vector = projected.slice(r * size, (r + 1) * size)
    const norm = Math.sqrt(dot(vector, vector))
    return norm > 1e-9 ? vector.map((value) => value / norm) : vector
  })
}
