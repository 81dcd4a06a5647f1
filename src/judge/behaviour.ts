import type { JudgeBehaviour, Judgement } from '../domain/judgement.js'

/** Counts what the two orders of each disagreement reveal. */
export function judgeBehaviour(judgements: readonly Judgement[]): JudgeBehaviour {
  const read = judgements.filter(({ preference }) => preference !== undefined)
  const preferences = read.flatMap(({ byOrder: [forward, backward] }) => [forward === 'candidate' ? 1 : forward === 'incumbent' ? 0 : undefined, backward === 'incumbent' ? 1 : backward === 'candidate' ? 0 : undefined])
    .filter((first) => first !== undefined)
  const decided = read.filter(({ preference, lengthGap }) => preference !== 'tie' && lengthGap !== 0)
  const count = (wanted: Judgement['preference']) => read.filter(({ preference }) => preference === wanted).length
  return {
    judged: read.length,
    unread: judgements.length - read.length,
    selfConsistency: share(read.filter(({ byOrder: [forward, backward] }) => forward === backward).length, read.length),
    firstPlace: share(preferences.filter((first) => first === 1).length, preferences.length),
    longer: share(decided.filter(({ preference, lengthGap }) => (preference === 'candidate') === lengthGap > 0).length, decided.length),
    wins: count('candidate'),
    losses: count('incumbent'),
    ties: count('tie'),
  }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
