import { AuditError, EXIT } from '../domain/error.js'
import type { MonitorResult } from '../domain/monitor.js'
import { runMonitor } from '../monitor/run-monitor.js'
import { openUnsentAlerts } from '../monitor/unsent-alerts.js'
import { readPolicyFile } from '../policy/policy-file.js'
import { renderMonitorPrometheus } from '../report/monitor-prometheus.js'
import { renderMonitor, renderMonitorMarkdown } from '../report/monitor-table.js'
import { renderMonitorWebhook } from '../report/monitor-webhook.js'
import { plain } from '../text/display.js'
import { fileTime } from './clock.js'
import type { CommandContext } from './context.js'
import { ignoreAuditDirectory } from './gitignore.js'
import { assertNotInput, assertWritable, colorWanted, jsonTarget, outputColumns, putJson, writeNamed } from './output.js'
import { AUDIT_DIR } from './runs.js'
import { configured } from './settings.js'
import { postJson, webhookUrl } from './webhook.js'

export type MonitorFormat = 'table' | 'markdown' | 'json' | 'prometheus' | 'slack'

export interface MonitorFlags {
  readonly policy: string
  readonly config?: string
  readonly state?: string
  readonly alpha: number
  readonly acknowledge?: readonly string[]
  readonly format: MonitorFormat
  readonly output?: string
  readonly webhook?: string | boolean
  readonly json?: string | boolean
  readonly quiet?: boolean
  readonly color: boolean
}

const asJson = (result: MonitorResult): string => `${JSON.stringify(result, null, 2)}\n`

function rendered(result: MonitorResult, format: MonitorFormat, color: boolean): string {
  switch (format) {
    case 'table': return renderMonitor(result, { width: outputColumns(), color })
    case 'markdown': return renderMonitorMarkdown(result)
    case 'json': return asJson(result)
    case 'prometheus': return renderMonitorPrometheus(result)
    case 'slack': return renderMonitorWebhook(result)
  }
}

/** `audit monitor`: what is new in the logs against the policy; exit code 1 while an alert is firing. */
export async function monitor(logs: readonly string[], flags: MonitorFlags, context: CommandContext): Promise<void> {
  const { env, signal } = context
  const inputs = [...logs, flags.policy]
  const target = jsonTarget(flags.json, inputs)
  assertNotInput(flags.output, '--output', inputs)
  assertWritable(flags.output, '--output') // what was read is remembered before it is told
  assertNotInput(flags.state, '--state', inputs)
  const hook = flags.webhook === undefined || flags.webhook === false ? undefined : webhookUrl(flags.webhook, env)
  const policy = await readPolicyFile(flags.policy, context.signal)
  const config = await configured(flags.config, context.signal)
  const statePath = flags.state ?? `${AUDIT_DIR}/monitor/${policy.metadata.id}.json`
  if (flags.state === undefined) ignoreAuditDirectory(process.cwd())
  const unsent = hook && openUnsentAlerts(statePath, policy.metadata.id)
  const result = await runMonitor({
    inputs: logs, policy, policyFile: flags.policy, config, statePath, alpha: flags.alpha, acknowledge: flags.acknowledge ?? [], now: fileTime(env), signal, stdin: process.stdin,
  })
  const taken = putJson(target, asJson(result))
  const text = (color: boolean): string => rendered(result, flags.format, color)
  if (flags.output !== undefined) writeNamed(flags.output, text(false), '--output')
  else if (!taken && !flags.quiet) process.stdout.write(text(colorWanted(flags.color, env)))
  if (result.status === 'alert') context.setCode(EXIT.checkFailed)
  const owed = unsent?.owed(result)
  if (hook === undefined || owed === undefined) return
  const failure = await postJson(hook, renderMonitorWebhook(owed), signal)
  if (failure !== undefined) throw new AuditError('monitor/webhook', `The alerts could not be posted to ${hook.host}: ${plain(failure)}`, 'The next run with --webhook posts them again; correct the address, or the receiver. They stand in the report, too.', EXIT.checkFailed)
  unsent?.sent()
}
