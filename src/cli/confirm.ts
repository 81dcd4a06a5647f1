import type { Plan } from '../domain/plan.js'
import { onTerminal } from './question.js'

/** What a run can come to: calls, and USD at list price and logged length if every candidate used every sample. */
export function forecast(plan: Plan): { readonly tasks: number; readonly calls: number; readonly usd: number } {
  const audited = plan.tasks.filter(({ unfit }) => !unfit)
  const candidates = audited.flatMap(({ ladder, rule }) => ladder.filter(({ unfit }) => !unfit).map(({ expectedCostUsd = 0 }) => ({ calls: rule.maxSamples, usd: rule.maxSamples * expectedCostUsd })))
  const sum = (of: (one: { calls: number; usd: number }) => number) => candidates.reduce((total, one) => total + of(one), 0)
  return { tasks: audited.length, calls: sum(({ calls }) => calls), usd: sum(({ usd }) => usd) }
}

/** Asks before the first paid call, on a terminal only; elsewhere a run that was started is meant. */
export async function confirm(plan: Plan, budgetUsd: number, signal: AbortSignal): Promise<boolean> {
  const { tasks, calls, usd } = forecast(plan)
  return onTerminal(signal, 'nothing was sent: the run was not confirmed', async (question) => {
    const answer = await question(`${tasks} task${tasks === 1 ? '' : 's'}, at most ${calls} candidate calls, about $${usd.toPrecision(2)} if all were needed; the budget is $${budgetUsd}. Go on? [y/N] `)
    return /^y(es)?$/i.test(answer)
  })
}
