import { createInterface } from 'node:readline/promises'
import type { Plan } from '../domain/plan.js'

/** Asks before the first paid call, on a terminal only; elsewhere a run that was started is meant. */
export async function confirm(plan: Plan, budgetUsd: number | undefined, signal: AbortSignal): Promise<boolean> {
  const audited = plan.tasks.filter(({ unfit }) => !unfit)
  const calls = audited.reduce((sum, task) => sum + task.rule.maxSamples * task.ladder.length, 0)
  const limit = budgetUsd === undefined ? 'without a budget' : `within a budget of $${budgetUsd}`
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await terminal.question(`Replay up to ${calls} calls on ${audited.length} tasks ${limit}? [y/N] `, { signal })
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
