import { dependence, leastEffective, type Dependence } from '../../decide/index.js'
import type { Case } from '../../domain/case.js'
import { groupingsOf, type Grouping } from './groupings.js'

/** Cases that go the same way: found where chance would show it in one run of a hundred, over all groupings. */
const LEVEL = 0.01
/** What is known of the cases behind a certificate that belong together. */
export interface Kin {
  readonly by: string
  readonly field: string | undefined
  /** Places of the first case of each group, in order. */
  readonly firsts: readonly number[]
  /** How far they go the same way; undefined where too few cases differ to tell. */
  readonly found: Dependence | undefined
}

/** Places of the first of each group, and of all that stand alone. */
function firstsOf({ names }: Grouping): readonly number[] {
  const seen = new Set<string>()
  return names.flatMap((name, at) => {
    if (name === undefined) return [at]
    if (seen.has(name)) return []
    seen.add(name)
    return [at]
  })
}

/**
 * Looks for cases that belong together and go the same way, which a test takes for independent. Of several groupings the one of which it is clearest; where none can be told, for
 * want of differences, one of which the groups may count for too few to certify anything; else undefined.
 * @param differences candidate − incumbent of each case, as the test took them
 * @param floor fewest cases that could certify a candidate that never loses
 */
export function kinOf(cases: readonly Case[], differences: readonly number[], floor: number, seed: number): Kin | undefined {
  const groupings = groupingsOf(cases)
  const kin = groupings.map((grouping): Kin => ({ by: grouping.by, field: grouping.field, firsts: firstsOf(grouping), found: dependence(differences, grouping.names, seed) }))
  const [clearest] = kin.filter(({ found }) => found !== undefined && found.chance <= LEVEL / groupings.length).toSorted((a, b) => (b.found?.correlation ?? 0) - (a.found?.correlation ?? 0) || a.firsts.length - b.firsts.length)
  if (clearest) return clearest
  const [fewest] = kin.filter(({ firsts }, at) => firsts.length < floor && leastEffective(differences, groupings[at]?.names ?? []) < floor).toSorted((a, b) => a.firsts.length - b.firsts.length)
  return fewest && { ...fewest, found: undefined }
}

const wayOut = ({ field }: Kin): string => (field === undefined ? 'Where a field of the log names what they share, quality: { one_per: FIELD } draws one of each' : `quality: { one_per: ${field} } draws one of each`)

/** What to say of a certificate beside it. `certified`: whether one case of each group certifies as well; `cases`: how many it rests on. */
export function kinMessage(kin: Kin, cases: number, certified: boolean, reached: { readonly eValue: number; readonly bar: number }): string {
  const { by, firsts, found } = kin
  if (!found) return `Note: these ${cases} cases share ${by} in ${firsts.length} groups, and too few differ to tell whether the cases of a group go the same way; if they do, they count for no more than ${firsts.length}. ${wayOut(kin)}.`
  const alike = `cases that share ${by} go the same way (correlation ${found.correlation.toFixed(2)} among ${found.shared} of them)`
  const apart = `one of each, ${firsts.length} cases`
  return certified
    ? `Note: ${alike}; ${apart}, is enough for the certificate as well (e-value ${reached.eValue.toFixed(1)}).`
    : `Not certified: ${cases} independent cases would do, but ${alike}. Of ${apart}, come to an e-value of ${reached.eValue.toFixed(1)} where ${reached.bar.toFixed(0)} are needed. ${wayOut(kin)}, with room for more of them.`
}
