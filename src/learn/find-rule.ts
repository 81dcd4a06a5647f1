import { classifierRules, UPGRADED } from './classifier.js'
import { keywordRule } from './keywords.js'
import { lengthRule } from './length.js'
import { matcherFor, separation, split, type Rule } from './rule.js'
import { foldOf, type Unit } from './unit.js'

export interface FindRuleInput {
  /** Failures and good answers that may be learned of. */
  readonly units: readonly Unit[]
  /** Of the same part: all requests of the route. */
  readonly traffic: readonly Unit[]
  /** Largest share of the traffic that a rule may hold of. */
  readonly mostShare: number
}

/** Makes a rule out of some units; undefined where it finds none. */
type Family = (units: readonly Unit[], traffic: readonly Unit[]) => Rule | undefined

/** What a rule must reach on units that it was not made of: about one in twenty does by chance. */
const LEAST_SEPARATION = 1.64
/** A classifier must tell more than a rule that people can read. */
const READABLE = 1.15

/** How far the rules of a family separate units that they were not made of, either fold by the other. */
function crossed(family: Family, { units, traffic }: FindRuleInput): number {
  let [caught, failures, inside, others] = [0, 0, 0, 0]
  for (const fold of [0, 1] as const) {
    const rule = family(units.filter((unit) => foldOf(unit) !== fold), traffic.filter((unit) => foldOf(unit) !== fold))
    const found = split(units.filter((unit) => foldOf(unit) === fold), rule === undefined ? () => false : matcherFor(rule))
    caught += found.caught
    failures += found.failures
    inside += found.inside
    others += found.others
  }
  return separation(caught, failures, inside, others)
}

/** Each training gives rules for all shares: it is done once for some units. */
function classifierFamilies(most: number): readonly Family[] {
  const trained = new Map<string, readonly (Rule | undefined)[]>()
  const rulesOf = (units: readonly Unit[], traffic: readonly Unit[]): readonly (Rule | undefined)[] => {
    const key = `${units.length} ${units[0]?.key ?? ''}`
    const known = trained.get(key) ?? classifierRules(units, traffic, most)
    trained.set(key, known)
    return known
  }
  return UPGRADED.map((_, at): Family => (units, traffic) => rulesOf(units, traffic)[at])
}

/** The rule that tells failures best on units that it was not made of, made of all of them; undefined where none tells more than chance would. */
export function findRule(input: FindRuleInput): Rule | undefined {
  const { units, traffic, mostShare } = input
  const families: readonly { readonly family: Family; readonly handicap: number }[] = [
    { family: (some, all) => keywordRule(some, all, mostShare), handicap: 1 },
    { family: (some, all) => lengthRule(some, all, mostShare), handicap: 1 },
    ...classifierFamilies(mostShare).map((family) => ({ family, handicap: READABLE })),
  ]
  const [best] = families.map(({ family, handicap }) => ({ family, z: crossed(family, input) / handicap })).toSorted((a, b) => b.z - a.z)
  return best === undefined || best.z < LEAST_SEPARATION ? undefined : best.family(units, traffic)
}
