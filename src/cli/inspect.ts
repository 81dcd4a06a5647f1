import { inspectLogs } from '../pipeline/log/inspect.js'
import { renderInspectTable } from '../report/inspect-table.js'
import { renderJson } from '../report/json.js'
import type { CommandContext } from './context.js'
import { ignoreAuditDirectory } from './gitignore.js'
import { colorWanted, jsonTarget, outputColumns, putJson } from './output.js'
import { settle } from './settings.js'
import { follow, watchers } from './watch.js'

export interface InspectFlags {
  readonly config?: string
  readonly members?: boolean
  readonly json?: string | boolean
  readonly quiet?: boolean
  readonly color: boolean
}

/** `audit inspect`: what the traffic is; no model is called. */
export async function inspect(logs: readonly string[], flags: InspectFlags, context: CommandContext): Promise<void> {
  const target = jsonTarget(flags.json, logs)
  const options = await settle(logs, { ...flags, topTasks: 10, concurrency: 1, seed: 1 }, context)
  ignoreAuditDirectory(process.cwd())
  const result = await follow(inspectLogs(options), await watchers({ quiet: flags.quiet ?? false, events: undefined, live: undefined }))
  if (!putJson(target, renderJson(result)) && !flags.quiet) process.stdout.write(renderInspectTable(result, { width: outputColumns(), color: colorWanted(flags.color, context.env) }))
}
