import { createReadStream } from 'node:fs'
import { access, constants, realpath, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { AuditError } from '../../domain/error.js'

/** One input that was found and may be read; `file` is its name as given, or `stdin`. */
export interface Input {
  readonly file: string
  readonly open: () => AsyncIterable<Buffer>
}

/**
 * Looks at every input before any is read, so that a mistyped name costs nothing. `-` is standard input.
 * A file that is named twice (by overlapping globs, say) is read once.
 * Throws AuditError `input-missing`, `input-directory`, `input-unreadable`, `input-empty`, `input-none`.
 */
export async function openInputs(names: readonly string[], stdin: Readable): Promise<readonly Input[]> {
  if (names.length === 0) throw new AuditError('input-none', 'No log was given', 'Name one or more log files, or `-` for standard input')
  const inputs = new Map<string, Input>()
  for (const name of names) {
    if (name === '-') inputs.set('-', { file: 'stdin', open: () => buffers(stdin) })
    else inputs.set(await checkedPath(name), { file: name, open: () => buffers(createReadStream(name)) })
  }
  return [...inputs.values()]
}

async function checkedPath(file: string): Promise<string> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') throw unreadable(file)
    throw new AuditError('input-missing', `${file}: no such file`, 'Check the path; the current directory is where relative paths start')
  })
  if (found.isDirectory()) {
    throw new AuditError('input-directory', `${file} is a directory`, `Name the files in it, for example: audit run ${file.replace(/\/+$/, '')}/*.jsonl`)
  }
  if (found.isFile() && found.size === 0) throw emptyInput(file)
  await access(file, constants.R_OK).catch(() => {
    throw unreadable(file)
  })
  return realpath(file)
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
