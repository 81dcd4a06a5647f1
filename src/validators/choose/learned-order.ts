/** A list of texts of one answer, in the answer's order, beside the prompt that it answers. */
export interface SeenList {
  readonly items: readonly string[]
  readonly input: string
}

/** Fewer lists show nothing. */
const FEWEST = 20
const ENOUGH = 0.95
/** Lists that follow the prompt's own order less than this (Kendall's tau, 1 for the same order, 0 for none) are in an order of their own. */
const FOLLOWS = 0.5
/** A set that is written carelessly names a thing twice now and then. */
const REPEATING = 0.2
/** So many items may be found in the prompt for their places; longer lists are cut. */
const MOST_ITEMS = 50

const ORDERS = new RegExp(
  [
    String.raw`\b(?:re-?)?rank(?:s|ed|ing|ings)?\b`,
    String.raw`\bsort(?:s|ed|ing)?\b(?![^.\n]{0,40}\binto\b)`,
    String.raw`\border(?:ed)?\s(?:by|from)\b`,
    String.raw`\bin\s(?:\w+\s){0,2}order\b`,
    String.raw`\b(?:best|worst|highest|lowest|newest|oldest|earliest|latest|largest|smallest|(?:most|least)\s\w+)\sfirst\b`,
    String.raw`\b(?:a|de)scending\b|\bchronological(?:ly)?\b|\bby\s(?:relevance|importance|priority|preference)\b|\bpriorit[iy][sz]e\b`,
    String.raw`\bsortier\w*|\b(?:ab|auf)steigend\w*|\breihenfolge\b|\bclasse[rz]?\b|\btri(?:er|ez|ée?s?)\b|\bd[ée]croissant\w*|\bordena(?:r|d[ao]s?)?\b|\bordina(?:re|t[aeio])?\b|\brangschik\w*|\bsorteer\w*|\buporządkuj\w*`,
    '排序|并べ替え|並べ替え|順に|顺序|順位|순서|упорядоч|отсортир',
  ].join('|'),
  'iu',
)
const ANY_ORDER = /\b(?:any|no (?:particular|specific)|whatever) order\b|\border (?:does(?: not|n['’]t)|is(?: not|n['’]t)) (?:matter|important|relevant)|beliebiger reihenfolge/i

/**
 * Whether the order of a task's lists is part of what they say: the prompts ask for an order, the lists are the same items in ever other order, name
 * things twice, or name what stands in the prompt in another order than it stands there. Undefined where nothing speaks for it.
 */
export function saysOrder(lists: readonly SeenList[]): true | undefined {
  const asked = lists.filter(({ input }) => ORDERS.test(input) && !ANY_ORDER.test(input)).length
  if (lists.length > 0 && asked >= ENOUGH * lists.length) return true
  const telling = lists.filter(({ items }) => items.length > 1)
  if (telling.length < FEWEST) return undefined
  return arePermutations(telling) || arePlaced(telling) || areRepeating(telling) ? true : undefined
}

/** Lists that often name a thing twice are no sets: a tag for each word, an answer to each question. */
function areRepeating(lists: readonly SeenList[]): boolean {
  return lists.filter(({ items }) => new Set(items).size < items.length).length >= REPEATING * lists.length
}

/** The same items in every list, and not always in the same order. */
function arePermutations(lists: readonly SeenList[]): boolean {
  const sets = new Map<string, Set<string>>()
  for (const { items } of lists) {
    const key = JSON.stringify(items.toSorted())
    const orders = sets.get(key) ?? new Set<string>()
    sets.set(key, orders.add(JSON.stringify(items)))
  }
  return sets.size === 1 && [...sets.values()].every((orders) => orders.size > 2)
}

function arePlaced(lists: readonly SeenList[]): boolean {
  const taus = lists.flatMap(({ items, input }) => tauOf(items.slice(0, MOST_ITEMS).map((item) => input.lastIndexOf(item))) ?? [])
  const isAlphabetical = lists.filter(({ items }) => items.every((item, i) => i === 0 || (items[i - 1] ?? '') <= item)).length >= ENOUGH * lists.length
  return taus.length >= Math.max(FEWEST, 0.8 * lists.length) && !isAlphabetical && taus.reduce((sum, tau) => sum + tau, 0) < FOLLOWS * taus.length
}

/** Kendall's tau of places against their own order; undefined where one is not known. */
function tauOf(places: readonly number[]): number | undefined {
  if (places.length < 2 || places.includes(-1) || new Set(places).size < places.length) return undefined
  let sum = 0
  for (let i = 0; i < places.length; i += 1) for (let j = i + 1; j < places.length; j += 1) sum += Math.sign((places[j] ?? 0) - (places[i] ?? 0))
  return (2 * sum) / (places.length * (places.length - 1))
}
