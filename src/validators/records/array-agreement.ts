import type { JsonValue } from '../../domain/json.js'
import type { FieldRule } from '../../domain/score.js'

/** Field names of lists whose order is what they say. */
const SEQUENCE = /(?:^|[_\s-]|(?<=[a-z])(?=[A-Z]))(?:steps?|order(?:ed|ing)?|sequences?|rank(?:s|ed|ing|ings)?|top|path|route|itinerary|history|timeline|instructions?|procedure|stages?|phases?|moves?|queue|stack|sorted|priorit(?:y|ies|ized)|coordinates?|coords?|bbox|bounds|box|points?|position|range|interval|vector|embedding|series|trajectory|schedule|agenda|chain|actions?|messages?|turns?|plan)(?:$|[_\s-]|(?=[A-Z]))/i
/** Longer lists of objects are compared in their order. */
const MOST_MATCHED = 64

/**
 * Whether the order of a list counts: as its rule says, learned from the log or stated by a schema; else numbers are positions (a point, a series), truth
 * values are answers to questions in a row, and texts are a set unless the field's name says otherwise or the expected ones repeat (a tag for each
 * word). A list of objects or lists counts as ordered.
 */
export function isOrdered(given: readonly JsonValue[], expected: readonly JsonValue[], rule: FieldRule | undefined, key: string): boolean {
  if (rule?.ordered !== undefined) return rule.ordered
  if (SEQUENCE.test(key)) return true
  return [...given, ...expected].some((item) => typeof item !== 'string' && item !== null) || repeats(expected)
}

/** A set names nothing twice. */
function repeats(items: readonly JsonValue[]): boolean {
  return new Set(items).size < items.length
}

/** Length of the longest common subsequence over that of the longer list, in [0,1]; the lists are no longer than 2,000, else position by position. */
export function orderedShare(given: readonly string[], expected: readonly string[]): number {
  const longest = Math.max(given.length, expected.length)
  if (longest === 0) return 1
  if (longest > 2000) return given.filter((item, i) => item === expected[i]).length / longest
  let above = new Uint16Array(expected.length + 1)
  let here = new Uint16Array(expected.length + 1)
  for (const item of given) {
    for (let j = 1; j <= expected.length; j += 1) here[j] = item === expected[j - 1] ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, here[j - 1] ?? 0)
    ;[above, here] = [here, above]
  }
  return (above[expected.length] ?? 0) / longest
}

/** Jaccard index of two multisets, in [0,1]. */
export function unorderedShare(given: readonly string[], expected: readonly string[]): number {
  if (given.length === 0 && expected.length === 0) return 1
  const left = new Map<string, number>()
  for (const key of expected) left.set(key, (left.get(key) ?? 0) + 1)
  let shared = 0
  for (const key of given) {
    const count = left.get(key) ?? 0
    if (count === 0) continue
    shared += 1
    left.set(key, count - 1)
  }
  return shared / (given.length + expected.length - shared)
}

/** The given elements beside the expected ones they are most like, each used once, best pairs first; what is left over follows. */
export function paired(given: readonly JsonValue[], expected: readonly JsonValue[], likeness: (given: JsonValue, expected: JsonValue) => number): readonly (readonly [JsonValue | undefined, JsonValue | undefined])[] {
  if (Math.max(given.length, expected.length) > MOST_MATCHED) return Array.from({ length: Math.max(given.length, expected.length) }, (_, i) => [given[i], expected[i]])
  const pairs = given.flatMap((one, i) => expected.map((other, j) => ({ i, j, share: likeness(one, other) }))).toSorted((a, b) => b.share - a.share || a.j - b.j || a.i - b.i)
  const ofExpected = new Map<number, number>()
  const used = new Set<number>()
  for (const { i, j } of pairs) {
    if (used.has(i) || ofExpected.has(j)) continue
    used.add(i)
    ofExpected.set(j, i)
  }
  return [...expected.map((other, j) => [given[ofExpected.get(j) ?? -1], other] as const), ...given.flatMap((one, i) => (used.has(i) ? [] : [[one, undefined] as const]))]
}
