import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { exportPolicy, type Loss, type TargetName } from '../policy/export/index.js'
import { lintPolicy } from '../policy/lint.js'
import { readPolicyFile } from '../policy/policy-file.js'
import { AuditError } from '../domain/error.js'
import { plain } from '../text/display.js'
import { fileTime } from './clock.js'
import type { CommandContext } from './context.js'
import { assertNotInput, assertWritable, writeNamed } from './output.js'
import { writeTrouble } from '../text/file-trouble.js'
import { tell } from './tell.js'

export interface ExportFlags {
  readonly to: TargetName
  readonly policy: string
  readonly output?: string
  readonly report?: string
}

/** What is lost, a line each; what is lost of several routes in the same way is one line, for the whole list is in the report. */
export function lossLines(losses: readonly Loss[], routes: readonly string[]): readonly string[] {
  const groups = new Map<string, Loss[]>()
  for (const loss of losses) {
    const route = routes.find((id) => loss.field.startsWith(`routes.${id}.`))
    const key = route === undefined ? `${loss.field} ${loss.message}` : `${loss.field.slice(`routes.${route}.`.length)} ${loss.message.replaceAll(route, '…')}`
    groups.set(`${loss.how} ${key}`, [...(groups.get(`${loss.how} ${key}`) ?? []), loss])
  }
  return [...groups.values()].flatMap(([first, ...more]) => (first ? [`${first.how}: ${first.field}: ${first.message}${more.length === 0 ? '' : ` (and so for ${more.length} more route${more.length === 1 ? '' : 's'})`}`] : []))
}

/** `audit export`: the policy in the format of a gateway, and what that loses. A single file goes to standard output unless told otherwise. */
export async function exportTo(flags: ExportFlags, context: CommandContext): Promise<void> {
  context.signal.throwIfAborted()
  const policy = await readPolicyFile(flags.policy, context.signal)
  const expired = lintPolicy(policy, fileTime(context.env)).find(({ isExpiry }) => isExpiry)
  if (expired) throw new AuditError('export/expired', `${flags.policy}: metadata.valid_until ${expired.message}`, 'Export a policy that is valid.')
  assertNotInput(flags.report, '--report', [flags.policy])
  assertWritable(flags.report, '--report')
  const { files, report } = exportPolicy(policy, flags.to)
  const text = `${JSON.stringify(report, null, 2)}\n`
  if (flags.output === undefined && files.length === 1) process.stdout.write(files[0]?.text ?? '')
  else {
    const directory = flags.output ?? '.'
    try {
      mkdirSync(directory, { recursive: true })
    } catch (error) {
      throw new AuditError('export/output', `--output ${directory}: ${(error as NodeJS.ErrnoException).code === 'EEXIST' ? 'that is a file' : writeTrouble(error)}`, 'Name a directory.')
    }
    const there = flags.output === undefined ? files.find(({ name }) => existsSync(name)) : undefined
    if (there) throw new AuditError('export/exists', `${there.name} exists already in the working directory`, 'Name a folder for the files: --output DIR.')
    for (const file of files) assertNotInput(join(directory, file.name), '--output', [flags.policy])
    for (const file of files) writeNamed(join(directory, file.name), file.text, '--output')
    if (flags.report === undefined) writeNamed(join(directory, `${flags.to}.lossy.json`), text, '--output')
    tell(`wrote ${files.map((file) => join(directory, file.name)).join(', ')}`)
  }
  if (flags.report !== undefined) writeNamed(flags.report, text, '--report')
  for (const line of lossLines(report.lossy, Object.values(report.labels).map(({ route }) => route))) tell(plain(line))
  if (report.refusedLabels.length > 0) tell(`no model may serve: ${report.refusedLabels.map(plain).join(', ')}`)
}
