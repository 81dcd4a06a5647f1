import type { Judgement, Preference } from '../domain/judgement.js'
import type { ChatRequest, ModelOutput } from '../domain/message.js'
import { hidesDifference, verdictRequest, written } from './prompt.js'
import { parseVerdict, type PlacedVerdict } from './verdict.js'

/** What came of asking the judge's model; `refused`: there was no money for it. Never the bare text, which may say anything. */
export type Asked = { readonly kind: 'reply'; readonly text: string } | { readonly kind: 'none'; readonly why: string } | { readonly kind: 'refused' }

export type Ask = (request: ChatRequest) => Promise<Asked>

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
 * in the other is a tie, too. Undefined preference when a verdict could not be had, or when the answers differ where they are too long to be shown; `refused` when the budget ended.
 */
export async function judgeBoth(disagreement: Disagreement, ask: Ask): Promise<Judgement | 'refused'> {
  const { request, candidate, incumbent, rubric } = disagreement
  const lengthGap = candidate.text.length - incumbent.text.length
  // Nothing is paid for what no judge could say.
  if (written(candidate) === written(incumbent)) return { preference: 'tie', byOrder: ['tie', 'tie'], reason: 'the answers are the same', lengthGap }
  if (hidesDifference(candidate, incumbent)) return { preference: undefined, byOrder: [undefined, undefined], reason: 'the answers differ in a part that is too long for the judge to be shown', lengthGap }
  const [forward, backward] = await Promise.all([
    oneVerdict((attempt) => verdictRequest({ request, first: candidate, second: incumbent, rubric }, attempt), ask),
    oneVerdict((attempt) => verdictRequest({ request, first: incumbent, second: candidate, rubric }, attempt), ask),
  ])
  if (forward === 'refused' || backward === 'refused') return 'refused'
  const byOrder = [preferred(forward, 'candidate', 'incumbent'), preferred(backward, 'incumbent', 'candidate')] as const
  const [first, second] = byOrder
  const preference = first === undefined || second === undefined ? undefined : first === second ? first : 'tie'
  const unread = [forward, backward].flatMap((verdict) => ('why' in verdict ? [verdict.why] : []))
  return { preference, byOrder, reason: unread[0] ?? ('reason' in forward ? forward.reason : ''), lengthGap }
}

async function oneVerdict(requestOf: (attempt: number) => ChatRequest, ask: Ask): Promise<PlacedVerdict | { readonly why: string } | 'refused'> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const asked = await ask(requestOf(attempt))
    if (asked.kind === 'refused') return 'refused'
    if (asked.kind === 'none') return { why: asked.why }
    const verdict = parseVerdict(asked.text)
    if (verdict) return verdict
  }
  return { why: 'the judge gave no verdict that can be read' }
}

function preferred(verdict: PlacedVerdict | { readonly why: string }, first: Preference, second: Preference): Preference | undefined {
  return 'why' in verdict ? undefined : verdict.place === 'tie' ? 'tie' : verdict.place === 'first' ? first : second
}
