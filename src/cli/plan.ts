import { forecastRun } from '../pipeline/plan/forecast.js'
import { planAudit } from '../pipeline/run.js'
import { renderForecast } from '../report/forecast-table.js'
import type { CommandContext } from './context.js'
import { colorWanted, jsonTarget, outputColumns, putJson } from './output.js'
import { settle, type AuditFlags } from './settings.js'
import { follow, watchers } from './watch.js'

export interface PlanFlags extends AuditFlags {
  readonly json?: string | boolean
  readonly quiet?: boolean
  readonly color: boolean
}

/** `audit plan`: what `run` would do; no model is called and no key is needed. */
export async function plan(logs: readonly string[], flags: PlanFlags, context: CommandContext): Promise<void> {
  const target = jsonTarget(flags.json, logs)
  const options = await settle(logs, { ...flags, offline: true }, context, true)
  const { plan: planned, cases } = await follow(planAudit(options), await watchers({ quiet: flags.quiet ?? false, events: undefined, live: undefined }))
  const forecast = forecastRun(planned, cases, options.config.budgetUsd, options.concurrency)
  if (!putJson(target, JSON.stringify(forecast, null, 2)) && !flags.quiet) process.stdout.write(renderForecast(forecast, { width: outputColumns(), color: colorWanted(flags.color, context.env) }))
}
