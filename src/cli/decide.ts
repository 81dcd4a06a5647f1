import { addAbortSignal } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { decideEvidence, evidenceNotes, parseEvidence } from '../decide/index.js'
import { AuditError } from '../domain/error.js'
import { readText } from '../files/read-text.js'
import { decideAgain } from '../pipeline/decide-again.js'
import { renderJson } from '../report/json.js'
import { renderSensitivity } from '../report/sensitivity.js'
import { renderTable } from '../report/table.js'
import type { CommandContext } from './context.js'
import { colorWanted, jsonTarget, outputColumns, putJson } from './output.js'
import { findRun } from './runs.js'
import { configured } from './settings.js'
import { systemClock } from './clock.js'
import { tell } from './tell.js'
import { follow } from './watch.js'

export interface DecideFlags {
  readonly config?: string
  readonly evidence?: string
  readonly candidate?: readonly string[]
  readonly margin?: number
  readonly alpha?: number
  readonly json?: string | boolean
  readonly quiet?: boolean
  readonly color: boolean
}

async function readEvidence(file: string, signal: AbortSignal): Promise<unknown> {
  let text: string
  try {
    // A pipe that does not block, and is written to later, fails when it is read at once.
    text = file === '-' ? await textOf(addAbortSignal(signal, process.stdin)) : await readText(file, signal)
  } catch (error) {
    signal.throwIfAborted()
    const code = (error as NodeJS.ErrnoException).code
    throw new AuditError('evidence/unreadable', `--evidence ${file}: ${code === 'ENOENT' ? 'there is no such file' : (code ?? 'it cannot be read')}`, 'Name a JSON file with "rule" and "candidates".')
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new AuditError('evidence/json', `--evidence ${file}: ${text.trim() === '' ? 'it is empty' : `not JSON${lineOf(text, error as Error)}: ${(error as Error).message}`}`, 'Write one JSON object with "rule" and "candidates", whose differences are numbers in [-1,1]; JSON has no NaN, and tables of cases are not read here.')
  }
}

/** Where the parser says how far it came; it does not always. */
function lineOf(text: string, { message }: Error): string {
  const position = /position (\d+)/.exec(message)?.[1]
  return position === undefined ? '' : ` in line ${text.slice(0, Number(position)).split('\n').length}`
}

/** `audit decide`: a decision without a single call. */
export async function decide(name: string | undefined, flags: DecideFlags, context: CommandContext): Promise<void> {
  const target = jsonTarget(flags.json, flags.evidence === undefined ? [] : [flags.evidence])
  if (flags.evidence !== undefined) {
    if (name !== undefined) throw new AuditError('evidence/run', `--evidence decides from a file, and ${name} names a run`, 'Leave one of them out.')
    if (flags.candidate !== undefined) throw new AuditError('evidence/candidate', '--candidate picks among the candidates of a run; with --evidence all of the file are decided, for each takes its share of the level', 'Leave --candidate out.')
    const input = parseEvidence(await readEvidence(flags.evidence, context.signal), flags.evidence === '-' ? 'standard input' : flags.evidence)
    const rule = { ...input.rule, ...(flags.margin === undefined ? {} : { margin: flags.margin }), ...(flags.alpha === undefined ? {} : { alpha: flags.alpha }) }
    const text = `${JSON.stringify(decideEvidence({ ...input, rule }), null, 2)}\n`
    if (!putJson(target, text) && target.kind === 'none') process.stdout.write(text)
    if (!flags.quiet) for (const note of evidenceNotes(input)) tell(`note: ${note}`)
    return
  }
  const { labels } = await configured(flags.config, context.signal)
  const result = await follow(decideAgain(findRun(name), { margin: flags.margin, alpha: flags.alpha, candidates: flags.candidate, labels, signal: context.signal, clock: systemClock }), [])
  const drawn = { width: outputColumns(), color: colorWanted(flags.color, context.env) }
  if (!putJson(target, renderJson(result)) && !flags.quiet) process.stdout.write(renderTable(result, drawn) + renderSensitivity(result, drawn))
  if ((flags.margin !== undefined || flags.alpha !== undefined) && !flags.quiet) {
    tell('note: a margin or level that is chosen after looking at the result carries no guarantee; the interval shows all margins at once')
  }
}
