import { access, constants, lstat, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { AuditError } from '../../domain/error.js'
import { fileChunks } from './file-chunks.js'
import { filesBelow, filesLike, isPattern } from './glob.js'

/** One input that was found and may be read; `file` is its name as given, or `stdin`. */
export interface Input {
  readonly file: string
  /** Undefined for standard input. */
  readonly path?: string
  /** Its bytes in pieces, each valid until the next is asked for. */
  readonly open: () => AsyncIterable<Buffer>
  /** True for a file of a folder, which nobody has named: one that is no log is counted, and no reason to stop. */
  readonly isFound?: boolean
  /** The number of its first line, where the lines before it are left out; 1 when absent. */
  readonly firstLine?: number
  /** Why it is left out, in words; undefined for inputs to be read. */
  readonly skip?: string
}

/**
 * Looks at every input before any is read, so that a mistyped name costs nothing. `-` is standard input; a folder stands for the files in
 * it and below, a pattern for the files it names, both in the order of their paths. A file that is named twice is read once.
 * Throws AuditError `input-missing`, `input-directory`, `input-unreadable`, `input-empty`, `input-none`.
 */
export async function openInputs(names: readonly string[], stdin: Readable): Promise<readonly Input[]> {
  if (names.length === 0) throw new AuditError('input-none', 'No log was given', 'Name one or more log files or folders, or `-` for standard input')
  const inputs = new Map<string, Input>()
  const add = (key: string, input: Input): void => {
    // What is named on its own counts as named, wherever else it was found.
    if (!inputs.has(key) || (inputs.get(key)?.isFound && !input.isFound)) inputs.set(key, input)
  }
  const addFolder = async (name: string): Promise<void> => {
    const own = new Map<string, string>()
    for (const input of await folderInputs(name)) {
      const key = await identityOf(input.file)
      const first = own.get(key)
      if (first === undefined) own.set(key, input.file)
      if (first === undefined || input.skip !== undefined) add(key, input)
      else add(input.file, { ...input, skip: `the same file as ${first}, which is read once` })
    }
  }
  for (const name of names) {
    if (name === '-') add('-', { file: 'stdin', open: () => buffers(stdin) })
    else if (await isDirectory(name)) await addFolder(name)
    else if (isPattern(name) && !(await stat(name).catch(() => undefined))) for (const path of await patternFiles(name)) add(await checkedPath(path), fileInput(path))
    else add(await checkedPath(name), fileInput(name))
  }
  return [...inputs.values()]
}

function fileInput(path: string): Input {
  return { file: path, path, open: () => fileChunks(path) }
}

async function isDirectory(name: string): Promise<boolean> {
  return (await stat(name).catch(() => undefined))?.isDirectory() ?? false
}

async function folderInputs(directory: string): Promise<readonly Input[]> {
  const refused: Input[] = []
  const files = await filesBelow(directory, (path, why) => refused.push({ ...fileInput(path), isFound: true, skip: why }))
  if (files.length === 0 && refused.length === 0) throw new AuditError('input-directory', `${directory} is a directory without a file in it`, 'Name the folder that holds the logs, or the files themselves')
  return [...files.map((path): Input => ({ ...fileInput(path), isFound: true, ...skipOf(path.slice(directory.length)) })), ...refused]
}

/** Files that lie beside logs: hidden ones, markers of a finished export, manifests, which list the files of an export, and bodies that logs name. */
function skipOf(path: string): Pick<Input, 'skip'> {
  const name = basename(path)
  if (path.split('/').some((part) => part.startsWith('.') && part.length > 1)) return { skip: 'a hidden file' }
  if (/^_(?:SUCCESS|started|committed)/.test(name)) return { skip: 'a marker of an export, not a log' }
  if (basename(dirname(path)) === 'data' && /_(?:input|output)\.json(?:\.gz)?$/.test(name)) return { skip: 'a body of a call, which is read where its log names it' }
  return basename(dirname(path)) === 'manifests' || /^manifest(?:[._-].*)?\.json$/i.test(name) ? { skip: 'a manifest of an export, not a log' } : {}
}

async function patternFiles(pattern: string): Promise<readonly string[]> {
  const found = await filesLike(pattern)
  // A log that was just rotated is empty for a while: no reason not to read the others.
  const sizes = await Promise.all(found.map(async (path) => (await stat(path).catch(() => undefined))?.size))
  const written = found.filter((_, at) => sizes[at] !== 0)
  const files = written.length > 0 ? written : found
  if (files.length === 0) throw new AuditError('input-missing', `${pattern}: no file is named like that`, 'Check the pattern; the current directory is where relative paths start')
  return files
}

async function checkedPath(file: string): Promise<string> {
  const found = await stat(file).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') throw unreadable(file)
    if (/^[a-z][a-z0-9+]*:\/\//i.test(file)) throw new AuditError('input-address', `${file.replace(/\/\/[^/@]*@/, '//…@')}: no log is read from an address of that kind`, 'Name a file or a folder, or a table as clickhouse://host:8123/database?table=calls or postgres://host/database?table=calls; fetch anything else first')
    if ((await lstat(file).catch(() => undefined))?.isSymbolicLink()) throw new AuditError('input-missing', `${file}: a symbolic link that leads ${error.code === 'ELOOP' ? 'back to itself' : 'to no file'}`, 'Name the file that is meant, or put the link right')
    throw new AuditError('input-missing', `${file}: no such file`, 'Check the path; the current directory is where relative paths start')
  })
  if (found.isFile() && found.size === 0) throw emptyInput(file)
  await access(file, constants.R_OK).catch(() => {
    throw unreadable(file)
  })
  return identityOf(file)
}

/** What two names of the same file have in common, whatever links lead to it; the name where the system does not number its files. */
async function identityOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => undefined)
  return found === undefined || found.ino === 0n ? file : `${found.dev}:${found.ino}`
}

function unreadable(file: string): AuditError {
  return new AuditError('input-unreadable', `${file} cannot be read: permission denied`, `Give yourself the right to read it: chmod u+r ${file}`)
}

/** The error for an input without a single record in it. */
export function emptyInput(file: string): AuditError {
  return new AuditError('input-empty', `${file} is empty`, 'Check that the export finished, and name a log that holds calls')
}

async function* buffers(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}
