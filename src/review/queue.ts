import type { Judgement, Preference } from '../domain/judgement.js'
import type { ChatRequest, ModelOutput } from '../domain/message.js'

/** A disagreement of a run that a person could look at. */
export interface ReviewCase {
  readonly taskId: string
  readonly taskLabel: string
  readonly model: string
  readonly caseId: string
  readonly key: string
  /** Of both answers: see LabelRow. */
  readonly answers: string
  readonly request: ChatRequest
  readonly candidate: ModelOutput
  readonly incumbent: ModelOutput
  readonly judgement: Judgement | undefined
  readonly judge: string | undefined
  /** Uniform in [0,1), from a hash of the case: who is drawn at random does not depend on anything that anybody said. */
  readonly draw: number
  /** How near the candidate's verdict is, in [0,1]; 1: its wealth is about to decide. */
  readonly nearness: number
  readonly cases: number
  readonly disagreements: number
}

/** A case in the order in which it is shown, with the reason for which it was picked. */
export interface QueuedCase extends ReviewCase {
  readonly why: 'random' | 'inconsistent' | 'near'
}

/** Of the queue, this share is a random audit sample: it alone can bound a judge's bias. */
const RANDOM_SHARE = 0.6

/**
 * The cases on which a label is worth most, at most `limit`: first a random sample of the disagreements of each candidate in turn, which
 * calibrates; then those where the judge contradicted itself; then those of the candidates nearest to a verdict. What has a label is not
 * shown again, but for one: where a judge is to be checked, a case that was picked for its contradiction and is drawn at random now. Without
 * those the sample of a second sitting would lack what the judge is worst at.
 * @param labelled keys of labelled cases, with true for those drawn at random
 */
export function reviewQueue(cases: readonly ReviewCase[], labelled: ReadonlyMap<string, boolean>, limit: number): readonly QueuedCase[] {
  const inDraw = cases.toSorted((a, b) => a.draw - b.draw || (a.key < b.key ? -1 : 1))
  const open = inDraw.filter(({ key }) => !labelled.has(key))
  const undrawn = inDraw.filter(({ key, judgement }) => !labelled.has(key) || (judgement !== undefined && labelled.get(key) === false))
  const drawn = inTurn(undrawn).slice(0, Math.ceil(RANDOM_SHARE * limit)).map((one): QueuedCase => ({ ...one, why: 'random' }))
  const taken = new Set(drawn.map(({ key }) => key))
  const rest = open.filter(({ key }) => !taken.has(key))
  const inconsistent = rest.filter(({ judgement }) => isInconsistent(judgement)).map((one): QueuedCase => ({ ...one, why: 'inconsistent' }))
  const near = rest.filter(({ judgement }) => !isInconsistent(judgement)).toSorted((a, b) => b.nearness - a.nearness || a.draw - b.draw).map((one): QueuedCase => ({ ...one, why: 'near' }))
  return [...drawn, ...inconsistent, ...near].slice(0, limit)
}

/** One of each candidate after the other, so that a short sitting helps every candidate. */
function inTurn(cases: readonly ReviewCase[]): readonly ReviewCase[] {
  const byCandidate = new Map<string, ReviewCase[]>()
  for (const one of cases) {
    const id = `${one.taskId}\n${one.model}`
    byCandidate.set(id, [...(byCandidate.get(id) ?? []), one])
  }
  const queues = [...byCandidate.values()]
  const longest = Math.max(0, ...queues.map((queue) => queue.length))
  return Array.from({ length: longest }, (_, i) => queues.flatMap((queue) => queue[i] ?? [])).flat()
}

function isInconsistent(judgement: Judgement | undefined): boolean {
  if (!judgement) return false
  const [first, second]: readonly (Preference | undefined)[] = judgement.byOrder
  return first !== second
}
