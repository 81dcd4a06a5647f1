import { readPolicyFile } from '../policy/policy-file.js'
import { simulatePolicy } from '../policy/simulate.js'
import { renderSimulation } from '../report/simulation-table.js'
import type { CommandContext } from './context.js'
import { assertApart, assertWritable, colorWanted, jsonTarget, outputColumns, putJson, writeNamed } from './output.js'
import { simulatedCalls } from './simulated-calls.js'

export interface SimulateFlags {
  readonly policy: string
  readonly config?: string
  readonly calls?: string
  readonly json?: string | boolean
  readonly quiet?: boolean
  readonly color: boolean
}

/** `audit simulate`: what a policy would have done with a log, and what that would have cost. */
export async function simulate(logs: readonly string[], flags: SimulateFlags, context: CommandContext): Promise<void> {
  const target = jsonTarget(flags.json, [...logs, flags.policy])
  assertApart({ '--calls': flags.calls, '--json': target.kind === 'file' ? target.path : undefined }, [...logs, flags.policy])
  assertWritable(flags.calls, '--calls')
  const policy = await readPolicyFile(flags.policy, context.signal)
  const rows: string[] = []
  const log = await simulatedCalls(logs, flags.config, context)
  const simulation = simulatePolicy(policy, log, (row) => { if (flags.calls !== undefined) rows.push(`${JSON.stringify(row)}\n`) })
  log.close()
  if (flags.calls !== undefined) writeNamed(flags.calls, rows.join(''), '--calls')
  if (!putJson(target, `${JSON.stringify(simulation, null, 2)}\n`) && !flags.quiet) process.stdout.write(renderSimulation(simulation, { width: outputColumns(), color: colorWanted(flags.color, context.env) }))
}
