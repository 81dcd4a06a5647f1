/** Words of each text that are compared; of a longer text its first ones. */
const MOST = 600

/** ROUGE-L: F1 of the longest common subsequence of words, in [0,1] (Lin 2004). Scripts without spaces are compared by characters. */
export function rougeL(hypothesis: string, reference: string): number {
  const given = words(hypothesis)
  const expected = words(reference)
  if (given.length === 0 || expected.length === 0) return 0
  const common = commonSubsequence(given, expected)
  return (2 * common) / (given.length + expected.length)
}

/** Words in lower case; each letter of a script without spaces is one. At most the first 600 of the first 20,000 characters. */
export function words(text: string): readonly string[] {
  return (text.slice(0, 20_000).toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, MOST)
}

function commonSubsequence(a: readonly string[], b: readonly string[]): number {
  let above = new Uint16Array(b.length + 1)
  let here = new Uint16Array(b.length + 1)
  for (const word of a) {
    for (let j = 1; j <= b.length; j += 1) here[j] = word === b[j - 1] ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, here[j - 1] ?? 0)
    ;[above, here] = [here, above]
  }
  return above[b.length] ?? 0
}
