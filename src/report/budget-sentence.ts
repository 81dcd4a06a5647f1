import type { RunForecast } from '../domain/forecast.js'
import { money } from './figures.js'

/** So many of the first tasks, which are the dearest, are expected to end before the budget does. */
function tasksWithin(outlays: readonly (number | null)[], budgetUsd: number): number {
  let spent = 0
  const first = outlays.findIndex((usd) => (spent += usd ?? 0) > budgetUsd)
  return first === -1 ? outlays.length : first
}

/** What the budget is, and where more is expected than it allows, what would help. */
export function budgetSentence({ tasks, totals: { budgetUsd, outlayUsd } }: RunForecast): readonly string[] {
  // Where a cost is unknown, what is known of it may be too much already.
  const expected = outlayUsd ?? tasks.reduce((sum, task) => sum + task.expected.usd + (task.control.expectedUsd ?? 0) + (task.judge?.usd ?? 0), 0)
  if (expected <= budgetUsd) return [`Budget ${money(budgetUsd)}.`]
  const within = tasksWithin(tasks.map((task) => task.outlayUsd), budgetUsd)
  const idle = tasks.filter(({ unfit, maxSamples, floor }) => unfit === null && maxSamples < floor)
  const ways = [
    `give it more (--budget ${(Math.ceil(expected * 100) / 100).toFixed(2)})`,
    within > 0 ? `fewer tasks (--top-tasks ${within})` : 'fewer cases a task (--max-samples)',
    ...(idle.length === 0 ? [] : [`only tasks that can be certified (--decidable-only, about ${money(idle.reduce((sum, task) => sum + (task.outlayUsd ?? 0), 0))} less)`]),
  ]
  const what = tasks.some(({ judge }) => judge) ? 'candidates, control and judge' : 'candidates and control'
  return [`Warning: the budget of ${money(budgetUsd)} will probably end before the last verdict: ${what} are expected to cost ${money(expected)} together. Ways out: ${ways.join('; ')}. What is paid for stays on record, and the same command goes on with more.`]
}
