import { randomBytes } from 'node:crypto'
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { AuditError } from '../domain/error.js'
import { readText } from '../files/read-text.js'
import { GENERATOR, policyDigest, withDigest } from './digest.js'
import type { PolicyDocument } from './document.js'
import { loadPolicy } from './check.js'
import { lineDifference } from './line-difference.js'
import { policyFromYaml } from './lint-file.js'
import { parsePolicyYaml, policyYaml } from './policy-yaml.js'

/** What became of a policy file: written new, replaced, or written beside one that is not ours to replace. */
export interface WrittenPolicy {
  readonly path: string
  readonly kind: 'created' | 'replaced' | 'beside'
  /** With `beside`: from the kept file to the new one, line by line, shortened. */
  readonly difference?: string
}

/**
 * Writes a policy with its digest inside. Only a file that this program wrote and nobody edited, its comments included, is
 * replaced; any other is kept and the policy goes to `<name>.new.yaml` (or `.new-2`, where that one is not ours either).
 * The file is whole or absent at any moment. Throws AuditError where the path cannot be written.
 */
export async function writePolicyFile(path: string, document: PolicyDocument): Promise<WrittenPolicy> {
  const text = policyYaml(withDigest(loadPolicy(document)))
  const existing = await readOrUndefined(path)
  if (existing === undefined || isUnedited(existing)) {
    await writeWhole(path, text)
    return { path, kind: existing === undefined ? 'created' : 'replaced' }
  }
  const stem = path.slice(0, path.length - extname(path).length)
  for (let n = 1; ; n++) {
    const beside = `${stem}.new${n === 1 ? '' : `-${n}`}.yaml`
    const there = await readOrUndefined(beside)
    if (there !== undefined && !isUnedited(there)) continue
    await writeWhole(beside, text)
    return { path: beside, kind: 'beside', difference: lineDifference(existing, text) }
  }
}

/** Reads and checks a policy file. Throws AuditError (exit 2) that names file, line and column; the signal's reason when aborted while a pipe is waited for. */
export async function readPolicyFile(path: string, signal?: AbortSignal): Promise<PolicyDocument> {
  const text = await readOrUndefined(path, (file) => readText(file, signal), signal)
  if (text === undefined) throw new AuditError('policy-missing', `${path}: no such file.`, 'Write a policy with `audit run`, or name another file.')
  return policyFromYaml(text, path)
}

/** True when the text is byte for byte what this program writes for the policy in it (line ends aside), and the digest in it is right. */
export function isUnedited(text: string): boolean {
  try {
    const document = loadPolicy(parsePolicyYaml(text, '').data)
    const generator = document.metadata.generator
    return generator?.['name'] === GENERATOR && generator['digest'] === policyDigest(document) && policyYaml(document) === text.replace(/\r\n/g, '\n')
  } catch (error) {
    if (error instanceof AuditError) return false
    throw error
  }
}

async function readOrUndefined(path: string, read = (file: string) => readFile(file, 'utf8'), signal?: AbortSignal): Promise<string | undefined> {
  try {
    return await read(path)
  } catch (error) {
    signal?.throwIfAborted()
    if (isErrno(error, 'ENOENT')) return undefined
    throw unusable(path, error)
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = (target: string): string => `${target}.${randomBytes(6).toString('hex')}.tmp`
  let made: string | undefined
  try {
    await mkdir(dirname(path), { recursive: true })
    // Through a link the file behind it is replaced, not the link.
    const target = await realpath(path).catch(() => path)
    made = temporary(target)
    await writeFile(made, text, { flag: 'wx' })
    await rename(made, target)
  } catch (error) {
    if (made !== undefined) await rm(made, { force: true })
    throw unusable(path, error)
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function unusable(path: string, error: unknown): AuditError {
  const why = isErrno(error, 'EISDIR') ? 'it is a directory' : isErrno(error, 'EACCES') ? 'permission denied' : error instanceof Error ? error.message : String(error)
  return new AuditError('policy-file', `${path}: the policy file cannot be used: ${why}.`, 'Name another file with --policy.')
}
