import { policyDifference, shiftsBetween } from '../policy/difference.js'
import { readPolicyFile } from '../policy/policy-file.js'
import { simulatePolicy } from '../policy/simulate.js'
import type { SimulatedRow } from '../policy/simulate.js'
import { count, percent } from '../report/figures.js'
import { plain } from '../text/display.js'
import type { CommandContext } from './context.js'
import { jsonTarget, putJson } from './output.js'
import { simulatedCalls } from './simulated-calls.js'

/** `audit policy diff`: what the second policy does otherwise, in words, and for which share of the traffic where logs are given. */
export async function policyDiff(before: string, after: string, logs: readonly string[], flags: { readonly config?: string; readonly json?: string | boolean }, context: CommandContext): Promise<void> {
  const target = jsonTarget(flags.json, [before, after, ...logs])
  const [old, fresh] = [await readPolicyFile(before, context.signal), await readPolicyFile(after, context.signal)]
  const changes = policyDifference(old, fresh)
  const rows: SimulatedRow[] = []
  const later = new Map<string, SimulatedRow>()
  if (logs.length > 0) {
    const log = await simulatedCalls(logs, flags.config, context)
    simulatePolicy(old, log, (row) => { rows.push(row) })
    simulatePolicy(fresh, log, (row) => { later.set(row.id, row) })
    log.close()
  }
  const shifts = shiftsBetween(rows, later)
  if (putJson(target, `${JSON.stringify({ changes, ...(logs.length > 0 ? { calls: rows.length, shifts } : {}) }, null, 2)}\n`)) return
  const place = ({ route, model }: { readonly route: string; readonly model: string | null }): string => `${model ?? 'nobody'} (${route})`
  const lines = [
    ...(changes.length === 0 ? ['Both policies decide alike.'] : changes),
    ...(logs.length === 0 ? [] : ['', shifts.length === 0 ? `None of the ${count(rows.length)} logged calls would go elsewhere.` : `Of ${count(rows.length)} logged calls:`]),
    ...shifts.map(({ from, to, calls, share }) => `${percent(share)} (${count(calls)}) ${from.model === to.model ? `stay on ${from.model ?? 'nobody'}, by the route ${to.route} instead of ${from.route}` : `move from ${place(from)} to ${place(to)}`}`),
  ]
  process.stdout.write(`${lines.map(plain).join('\n')}\n`)
}
