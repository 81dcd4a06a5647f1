import type { Case } from '../../domain/case.js'
import type { TaskPlan } from '../../domain/plan.js'
import { outputCap, worstCaseUsd } from '../../replay/output-cap.js'
import { embeddingRequest, referenceTexts } from '../task/text-vectors.js'

/** A token of an answer is hardly ever longer in bytes, and no more of an answer is sent than this many characters. */
const BYTES_PER_TOKEN = 16
const MOST_BYTES = 24_000

/** USD that the vectors of a task can cost at most: of every reference once, and of `arms` answers to each case, each as long as its cap and different. */
export function worstOfEmbeddings(task: TaskPlan, cases: readonly Case[], arms: number): number {
  const { price } = task.embeddings ?? {}
  if (!price) return 0
  const used = cases.slice(0, task.rule.maxSamples)
  const references = referenceTexts(used).reduce((sum, text) => sum + worstCaseUsd(embeddingRequest([text]), 0, price), 0)
  const answers = used.reduce((sum, { request }) => sum + (Math.min(MOST_BYTES, BYTES_PER_TOKEN * outputCap(request, task.longestAnswerTokens)) * price.input) / 1e6, 0)
  return references + arms * answers
}
