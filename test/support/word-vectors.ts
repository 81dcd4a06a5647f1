/** A vector in which every word has its place: texts of the same words have the same, whatever their order. */
export function vectorOf(text: string): readonly number[] {
  const vector = Array.from({ length: 64 }, () => 0)
  for (const word of text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []) {
    let hash = 7
    for (const char of word) hash = (hash * 31 + char.charCodeAt(0)) % 64
    vector[hash] = (vector[hash] ?? 0) + 1
  }
  return vector
}
