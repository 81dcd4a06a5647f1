import type { Judgement, Preference } from '../domain/judgement.js'
import type { ChatRequest, ModelOutput } from '../domain/message.js'
import { verdictRequest } from './prompt.js'
import { parseVerdict, type PlacedVerdict } from './verdict.js'

/** Asks the judge's model; undefined when the call failed, `refused` when there was no money for it. */
export type Ask = (request: ChatRequest) => Promise<string | undefined | 'refused'>

/** How often a verdict that cannot be read is asked for, in all. */
export const ATTEMPTS = 3

export interface Disagreement {
  readonly request: ChatRequest
  readonly candidate: ModelOutput
  readonly incumbent: ModelOutput
  readonly rubric: string
}

/**
 * Compares two answers in both orders. The same preference in both is the verdict; anything else is a tie. A tie in one order and a preference
 * in the other is a tie, too. Undefined preference when a verdict could not be had; `refused` when the budget ended.
 */
export async function judgeBoth(disagreement: Disagreement, ask: Ask): Promise<Judgement | 'refused'> {
  const { request, candidate, incumbent, rubric } = disagreement
  const [forward, backward] = await Promise.all([
    oneVerdict((attempt) => verdictRequest({ request, first: candidate, second: incumbent, rubric }, attempt), ask),
    oneVerdict((attempt) => verdictRequest({ request, first: incumbent, second: candidate, rubric }, attempt), ask),
  ])
  if (forward === 'refused' || backward === 'refused') return 'refused'
  const byOrder = [preferred(forward, 'candidate', 'incumbent'), preferred(backward, 'incumbent', 'candidate')] as const
  const [first, second] = byOrder
  const preference = first === undefined || second === undefined ? undefined : first === second ? first : 'tie'
  const lengthGap = candidate.text.length - incumbent.text.length
  return { preference, byOrder, reason: preference === undefined ? 'the judge gave no verdict that can be read' : (forward?.reason ?? ''), lengthGap }
}

async function oneVerdict(requestOf: (attempt: number) => ChatRequest, ask: Ask): Promise<PlacedVerdict | undefined | 'refused'> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const reply = await ask(requestOf(attempt))
    if (reply === undefined || reply === 'refused') return reply
    const verdict = parseVerdict(reply)
    if (verdict) return verdict
  }
  return undefined
}

function preferred(verdict: PlacedVerdict | undefined, first: Preference, second: Preference): Preference | undefined {
  return verdict && (verdict.place === 'tie' ? 'tie' : verdict.place === 'first' ? first : second)
}
