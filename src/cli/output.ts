import { accessSync, closeSync, constants, existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AuditError } from '../domain/error.js'
import { isPipe } from '../files/read-text.js'
import { openForReader } from '../files/write-pipe.js'
import { isJsonObject } from '../domain/json.js'
import { writeTrouble } from '../text/file-trouble.js'

/** Where `--json` goes: nowhere, to standard output, or to a file. */
export type JsonTarget = { readonly kind: 'none' } | { readonly kind: 'stdout' } | { readonly kind: 'file'; readonly path: string }

function holdsResult(path: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isJsonObject(value) && ('schemaVersion' in value || ('tasks' in value && 'input' in value) || ('candidates' in value && !('rule' in value)))
  } catch {
    return false
  }
}

const isInput = (path: string, inputs: readonly string[]): boolean => inputs.some((input) => input !== '-' && resolve(input) === resolve(path))

/** @throws AuditError when a flag would write over a log that is to be read */
export function assertNotInput(path: string | undefined, flag: string, inputs: readonly string[]): void {
  if (path !== undefined && path !== '-' && isInput(path, inputs)) {
    throw new AuditError('output/input', `${flag} ${path}: that is an input; it would be overwritten`, 'Name another file.')
  }
}

/** @throws AuditError when a flag would write over what is read, or two flags would write the same file */
export function assertApart(outputs: Readonly<Record<string, string | undefined>>, inputs: readonly string[]): void {
  const taken: (readonly [flag: string, path: string])[] = []
  for (const [flag, path] of Object.entries(outputs)) {
    if (path === undefined || path === '-') continue
    assertNotInput(path, flag, inputs)
    const other = taken.find(([, name]) => resolve(name) === resolve(path))
    if (other) throw new AuditError('output/both', `${other[0]} and ${flag} both want ${path}`, 'Name two files.')
    taken.push([flag, path])
  }
}

/**
 * Reads the value of `--json`. A log that follows a bare `--json` would be taken for its value and be overwritten, so a
 * value that is an input, or an existing file that is no result, is an error.
 */
export function jsonTarget(value: string | boolean | undefined, inputs: readonly string[]): JsonTarget {
  if (value === undefined || value === false) return { kind: 'none' }
  if (value === true || value === '-') return { kind: 'stdout' }
  const found = statSync(value, { throwIfNoEntry: false })
  if (isInput(value, inputs) || (found?.isFile() === true && !holdsResult(value))) {
    throw new AuditError('json/target', `--json ${value}: ${isInput(value, inputs) ? 'that is an input' : 'that file exists and is no result'}; it would be overwritten`, 'Write --json last or --json=-, or name a new file.')
  }
  assertWritable(value, '--json')
  return { kind: 'file', path: value }
}

const RECORD = new Set(['plan.json', 'cases.jsonl', 'trials.jsonl', 'scores.jsonl', 'ledger.jsonl', 'batches.jsonl', 'log.jsonl'])

/** True for what a run writes and reads again; its result may be written over, for the record makes it anew. */
const isRecord = (path: string): boolean => RECORD.has(basename(path)) && existsSync(join(dirname(resolve(path)), 'plan.json')) && existsSync(path)

/** @throws AuditError when a file that a user named cannot be written: before the work whose result it is to hold */
export function assertWritable(path: string | undefined, flag: string): void {
  if (path === undefined || path === '-') return
  const trouble = (): string | undefined => {
    try {
      const found = statSync(path, { throwIfNoEntry: false })
      if (found?.isDirectory()) return 'that is a folder'
      if (isRecord(path)) return 'a run keeps its record there, and what was paid for with it'
      accessSync(found ? path : dirname(resolve(path)), constants.W_OK)
      return undefined
    } catch (error) {
      return writeTrouble(error)
    }
  }
  const found = trouble()
  if (found !== undefined) throw new AuditError('output/write', `${flag} ${path}: ${found}`, 'Name a file that can be written.')
}

/** Writes a file that a user named. @throws AuditError */
export function writeNamed(path: string, text: string, flag: string): void {
  try {
    const file = isPipe(path) ? openForReader(path) : openSync(path, 'w')
    try {
      writeFileSync(file, text)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw new AuditError('output/write', `${flag} ${path}: ${writeTrouble(error)}`, 'Name a file that can be written.')
  }
}

/** Puts JSON where it was asked for; true when standard output is taken. */
export function putJson(target: JsonTarget, text: string): boolean {
  if (target.kind === 'stdout') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  if (target.kind === 'file') writeNamed(target.path, text.endsWith('\n') ? text : `${text}\n`, '--json')
  return target.kind === 'stdout'
}

/** Colours only for a terminal that knows them, and never against NO_COLOR or --no-color. */
export function colorWanted(flag: boolean, env: NodeJS.ProcessEnv): boolean {
  return flag && !env['NO_COLOR'] && env['TERM'] !== 'dumb' && process.stdout.isTTY === true
}

/** Columns of the terminal, or 120 for a pipe. */
export const outputColumns = (): number => Math.max(40, process.stdout.columns ?? 120)
