import { statSync } from 'node:fs'
import { totalBudgetUsd } from '../config/total-budget.js'
import { EXIT, AuditError } from '../domain/error.js'
import type { AuditResult } from '../domain/result.js'
import { pinBeside } from '../check/pin-file.js'
import { publish } from '../pipeline/record/publish.js'
import { runAudit } from '../pipeline/run.js'
import { renderJson } from '../report/json.js'
import { renderMarkdown } from '../report/markdown.js'
import { renderTable } from '../report/table.js'
import { plain } from '../text/display.js'
import { VERSION } from '../version.js'
import { fileTime } from './clock.js'
import { confirm } from './confirm.js'
import type { CommandContext } from './context.js'
import { ignoreAuditDirectory } from './gitignore.js'
import { assertApart, assertWritable, colorWanted, jsonTarget, outputColumns, putJson, writeNamed } from './output.js'
import { htmlReport } from './report-page.js'
import { DEFAULT_CONFIG, settle, type AuditFlags } from './settings.js'
import { tell } from './tell.js'
import { follow, handOnTerminal, watchers } from './watch.js'
import { sayWritten } from './written.js'

export interface RunFlags extends AuditFlags {
  readonly policy: string
  readonly report?: string
  readonly events?: string
  readonly json?: string | boolean
  readonly yes?: boolean
  readonly plain?: boolean
  readonly quiet?: boolean
  readonly color: boolean
}

/** A report in the format that the file's name asks for. */
function reportFor(path: string): (result: AuditResult, runDir: string) => string {
  if (/\.(md|markdown)$/i.test(path)) return renderMarkdown
  if (/\.html?$/i.test(path)) return (_, runDir) => htmlReport(runDir)
  if (/\.json$/i.test(path)) return renderJson
  if (/\.txt$/i.test(path)) return (result) => renderTable(result, { width: 120, color: false })
  throw new AuditError('report/format', `--report ${path}: no report of that kind is written`, 'Name a file that ends in .html, .md, .txt or .json.')
}

/** `audit run`: the whole way from logs to policy and report. */
export async function run(logs: readonly string[], flags: RunFlags, context: CommandContext): Promise<void> {
  const target = jsonTarget(flags.json, logs)
  const jsonFile = target.kind === 'file' ? target.path : undefined
  assertApart({ '--policy': flags.policy, '--report': flags.report, '--json': jsonFile, '--events': flags.events }, [...logs, flags.config ?? DEFAULT_CONFIG])
  // One that exists is kept where it may not be replaced, and the new one is written beside it.
  if (statSync(flags.policy, { throwIfNoEntry: false })?.isFile() !== true) assertWritable(flags.policy, '--policy')
  assertWritable(flags.report, '--report')
  assertWritable(flags.events, '--events')
  const report = flags.report === undefined ? undefined : reportFor(flags.report)
  if (target.kind === 'stdout' && flags.events === '-') throw new AuditError('output/both', '--json and --events both want standard output', 'Send one of them to a file.')
  if (flags.sinceLast && flags.fresh) throw new AuditError('since-last/fresh', '--since-last keeps what is recorded, and --fresh ignores it', 'Leave one of them out.')
  if (flags.continue !== undefined && (flags.fresh || flags.sinceLast)) throw new AuditError('continue/contradicts', `--continue goes on with what is recorded; ${flags.fresh ? '--fresh ignores it' : '--since-last draws the cases anew'}`, 'Leave one of them out.')
  if (flags.batch && flags.offline) throw new AuditError('batch/offline', '--batch and --offline exclude each other', 'Recorded answers need no batch.')
  if (flags.wait === false && !flags.batch) throw new AuditError('batch/no-wait', '--no-wait is about batches, and --batch is not given', 'Add --batch, or leave --no-wait out.')
  const options = await settle(logs, flags, context, true)
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && !flags.yes && !logs.includes('-')
  const hand = flags.quiet ? undefined : handOnTerminal({ ...flags, env: context.env })
  const views = await watchers({ quiet: flags.quiet ?? false, events: flags.events, live: hand, color: flags.color })
  const steered = { ...options, watched: hand !== undefined || flags.events !== undefined, ...(hand ? { steering: hand } : {}) }
  ignoreAuditDirectory(process.cwd())
  const audited = await follow(
    runAudit(interactive ? { ...steered, confirm: (plan) => confirm(plan, totalBudgetUsd(options.config), context.signal) } : steered),
    views,
  )
  const { result, written, warnings } = await publish(audited, { config: options.config, policyPath: flags.policy, now: fileTime(context.env), version: VERSION })
  if (flags.report !== undefined && report) writeNamed(flags.report, report(result, audited.runDir), '--report')
  const taken = putJson(target, renderJson(result)) || flags.events === '-'
  const say = (text: string) => {
    if (!flags.quiet) tell(text)
  }
  if (audited.sinceLast) {
    const carried = result.tasks.filter(({ carriedOver }) => carriedOver !== undefined).length
    say(plain(`since run ${audited.sinceLast.runId}: ${carried} of ${result.tasks.length} tasks keep their decision`))
    for (const line of audited.sinceLast.changes) say(`changed: ${plain(line)}`)
  }
  // On a terminal the table below says them.
  if (taken || process.stdout.isTTY !== true) for (const warning of warnings) say(`warning: ${plain(warning)}`)
  if (!taken && !flags.quiet) process.stdout.write(renderTable(result, { width: outputColumns(), color: colorWanted(flags.color, context.env) }))
  sayWritten(written, flags.policy, flags.quiet === true)
  const pinned = await pinBeside(written.path, audited)
  if (pinned) say(`pinned ${pinned.cases} cases of ${pinned.routes === 1 ? 'one route' : `${pinned.routes} routes`} in ${pinned.path}: commit it with the policy, audit check replays it`)
  if (result.stoppedBy === 'budget') {
    say(`Stopped by the budget. The same command with a larger --budget goes on from there: run ${result.runId}.`)
    context.setCode(EXIT.budget)
  }
}
