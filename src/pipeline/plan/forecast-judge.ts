import type { Case } from '../../domain/case.js'
import type { TaskForecast } from '../../domain/forecast.js'
import type { ModelOutput } from '../../domain/message.js'
import type { TaskPlan } from '../../domain/plan.js'
import { ATTEMPTS, MOST_ANSWER, VERDICT_TOKENS, verdictRequest } from '../../judge/index.js'
import { inputTokenBound, outputCap, worstCaseUsd } from '../../replay/output-cap.js'

/** Bytes of a token of usual prose, and tokens of a verdict with its sentence. */
const BYTES_PER_TOKEN = 4
const USUAL_VERDICT = 80
/** A question is built for so many cases; the rest are taken to be like them. */
const SAMPLED = 50

/**
 * What a task's judge would cost: two verdicts a disagreement, one for each order. Expected where a share `discordance` of `trials` differ;
 * at most where all of `most` trials do and every verdict is as long as its cap. Null without a judge; USD is null where its price is unknown.
 */
export function judgeForecast(task: TaskPlan, cases: readonly Case[], trials: number, discordance: number, most: number): TaskForecast['judge'] {
  if (!task.judge || most === 0) return null
  const { price, rubric, model } = task.judge
  const bytes = cases.slice(0, SAMPLED).map(({ request, reference }) => inputTokenBound(verdictRequest({ request, first: reference, second: reference, rubric }, 0)))
  const mean = bytes.reduce((sum, one) => sum + one, 0) / Math.max(1, bytes.length)
  const calls = Math.round(2 * discordance * trials)
  return {
    model: model.ref,
    calls,
    usd: price ? (calls * ((mean / BYTES_PER_TOKEN) * price.input + USUAL_VERDICT * price.output)) / 1e6 : null,
    most: 2 * most,
    mostUsd: price ? (2 * most * (mean * price.input + VERDICT_TOKENS * price.output)) / 1e6 : null,
  }
}

/** A token of an answer is hardly ever of more letters. */
const LETTERS_PER_TOKEN = 16

/** The longest answer that the judge is shown, of letters that take one byte, as most do; one of others is caught by the budget, which counts each request as it is. */
const longestAnswer = (tokens: number): ModelOutput => ({ text: 'x'.repeat(Math.min(MOST_ANSWER, LETTERS_PER_TOKEN * tokens)), toolCalls: [] })

/** USD that verdicts on all of `candidates` × `cases` can cost at most: every answer differs and is as long as the judge is shown, every verdict is as long as its cap and asked for as often as it may be. */
export function worstOfJudge(task: TaskPlan, cases: readonly Case[], candidates: number): number {
  const { judge } = task
  const { price } = judge ?? {}
  if (!judge || !price) return 0
  const each = cases.slice(0, task.rule.maxSamples).map(({ request, reference }) => worstCaseUsd(verdictRequest({ request, first: reference, second: longestAnswer(outputCap(request, task.longestAnswerTokens)), rubric: judge.rubric }, ATTEMPTS - 1), VERDICT_TOKENS, price))
  return 2 * ATTEMPTS * candidates * each.reduce((sum, one) => sum + one, 0)
}
