import { calibrate, FEWEST_RANDOM, preferenceOf, type Calibration } from '../../calibrate/index.js'
import type { LabelRow, Preference } from '../../domain/judgement.js'
import type { PlannedCandidate, TaskPlan } from '../../domain/plan.js'
import type { DecisionRule } from '../../domain/verdict.js'
import type { PushedCase } from './pair.js'

/** People must have looked at so much of a candidate's known disagreements before theirs alone decide; the rest counts as lost. */
const LEAST_LABELLED = 0.5

/**
 * Who settles a candidate's disagreements with the log. `validator`: nobody, both arms are scored. `judge`: a calibrated judge, and people where
 * they have looked. `people`: people alone; what they have not seen counts against the candidate. `collect`: the judge is heard for
 * people to check, and nothing is decided.
 */
export interface Adjudication {
  readonly by: 'validator' | 'judge' | 'people' | 'collect'
  /** By the content address of the candidate's call. */
  readonly labels: ReadonlyMap<string, SettledByPeople>
  readonly rule: Pick<DecisionRule, 'margin' | 'alpha'>
  /** For people; undefined where there is nothing to say. */
  readonly message: string | undefined
}

/** What people say of two answers; of which ones, where they said so: see LabelRow. */
interface SettledByPeople {
  readonly preference: Preference
  readonly answers: string | undefined
}

/** Fixed before the candidate's first case: by the labels of earlier runs alone. */
export function adjudicationOf(plan: TaskPlan, candidate: PlannedCandidate): Adjudication {
  const own = plan.labels.filter((row) => row.model === candidate.model.ref)
  const labels = new Map(own.map((row) => [row.key, { preference: preferenceOf(row.label), answers: row.answers }]))
  const { margin, alpha } = plan.rule
  const plain: Adjudication = { by: 'validator', labels: new Map(), rule: { margin, alpha }, message: undefined }
  if (plan.hasGold) return plain
  const known = Math.max(0, ...own.map((row) => row.disagreements))
  const people: Adjudication | undefined = labels.size > 0 && labels.size >= LEAST_LABELLED * known ? { ...plain, by: 'people', labels, message: `${labels.size} disagreements were settled by people` } : undefined
  if (!plan.judge) return people ?? plain
  const calibration = calibrationOf(plan, own)
  if (calibration.margin === undefined) return people ? { ...people, message: `${people.message}; ${calibration.message}` } : { ...plain, message: calibration.message }
  return { by: 'judge', labels, rule: { margin: calibration.margin, alpha: calibration.alpha }, message: calibration.message }
}

function calibrationOf(plan: TaskPlan, own: readonly LabelRow[]): Calibration {
  const { id } = plan.judge ?? {}
  const ofJudge = (row: LabelRow) => row.judge === id
  const random = own.filter((row) => ofJudge(row) && row.random)
  const last = random.at(-1)
  const calibration = calibrate({
    labels: plan.labels.filter(ofJudge), random, cases: last?.cases ?? 0, disagreements: last?.disagreements ?? 0,
    // Every candidate's bounds must hold at once.
    margin: plan.rule.margin, alpha: plan.rule.alpha / plan.declared,
  })
  const seen = random.filter(({ judged }) => judged !== undefined).length
  // What a judge is worth on other models says nothing of one that it favours: its kin, or one whose answers talk to it.
  const unseen = calibration.margin !== undefined && seen < FEWEST_RANDOM ? { margin: undefined, message: `the judge may not decide: ${seen} disagreements of this candidate drawn at random have a label, and ${FEWEST_RANDOM} are needed, for a judge may favour one model over others` } : {}
  return { ...calibration, alpha: plan.rule.alpha / 2, ...unseen }
}

const scored = (value: number, reason: string) => ({ status: 'scored', value, reason }) as const

/** Both arms of a case as the adjudication sees them: agreement stands, a disagreement goes to people, then to the judge. */
export function adjudicated(pair: PushedCase, adjudication: Adjudication): PushedCase {
  const { judgement, trial } = pair
  if ((adjudication.by !== 'judge' && adjudication.by !== 'people') || !pair.disputed) return pair
  const labelled = adjudication.labels.get(trial.key)
  if (labelled !== undefined && (labelled.answers === undefined || labelled.answers === pair.answers)) return settled(pair, labelled.preference, 'a person')
  if (adjudication.by === 'people') return settled(pair, 'incumbent', 'nobody has looked at these answers, so it counts as lost')
  if (judgement?.preference === undefined) return { ...pair, candidate: { status: 'unscored', reason: judgement?.reason ?? 'the judge was not asked' } }
  return settled(pair, judgement.preference, 'the judge')
}

function settled(pair: PushedCase, preference: Preference, who: string): PushedCase {
  const reason = `${preference === 'tie' ? 'as good as the logged answer' : `${preference}’s answer is better`}: ${who}`
  return { ...pair, candidate: scored(preference === 'incumbent' ? 0 : 1, reason), control: scored(preference === 'candidate' ? 0 : 1, reason) }
}
