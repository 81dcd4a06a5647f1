import type { AuditResult } from '../domain/result.js'
import { readResult } from '../pipeline/record/run-files.js'
import { renderJson } from '../report/json.js'
import { renderMarkdown } from '../report/markdown.js'
import { renderGithub, renderJunit } from '../report/run-ci.js'
import { renderTable } from '../report/table.js'
import type { CommandContext } from './context.js'
import { assertWritable, colorWanted, outputColumns, writeNamed } from './output.js'
import { htmlReport } from './report-page.js'
import { findRun } from './runs.js'

export interface ReportFlags {
  readonly format: 'table' | 'markdown' | 'html' | 'json' | 'junit' | 'github'
  readonly output?: string
  readonly color: boolean
}

/** `audit report`: draws a recorded result again. */
export async function report(name: string | undefined, flags: ReportFlags, context: CommandContext): Promise<void> {
  assertWritable(flags.output, '--output')
  const runDir = findRun(name)
  const result = readResult(runDir)
  const toFile = flags.output !== undefined
  const draw = {
    table: (one: AuditResult) => renderTable(one, { width: toFile ? 120 : outputColumns(), color: !toFile && colorWanted(flags.color, context.env) }),
    markdown: renderMarkdown,
    html: () => htmlReport(runDir),
    json: renderJson,
    junit: renderJunit,
    github: renderGithub,
  } satisfies Record<ReportFlags['format'], (one: AuditResult) => string>
  const text = draw[flags.format](result)
  if (flags.output === undefined) process.stdout.write(text)
  else writeNamed(flags.output, text, '--output')
}
