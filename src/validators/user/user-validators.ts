import { createRequire, register } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AuditError } from '../../domain/error.js'
import { isPipe } from '../../files/read-text.js'
import type { Score, Validator } from '../../domain/score.js'
import { registerValidator, validators } from '../registry.js'

/** One answer with the score that its author expects of it. */
export interface ValidatorExample {
  readonly output: Parameters<Validator['validate']>[0]
  readonly reference: Parameters<Validator['validate']>[1]
  readonly context?: Parameters<Validator['validate']>[2]
  readonly score: number | null
}

/** What a file of the user's holds. */
export interface UserValidator {
  /** As it is used: a fault of it leaves a case unscored. */
  readonly validator: Validator
  /** As it was written. */
  readonly own: Validator
  readonly examples: readonly ValidatorExample[]
}

/**
 * Loads a validator of the user's from a file that exports it as `default` or `validator`, and makes it known by its name. TypeScript is
 * read by Node itself where it can, else with its types taken out by an optional package.
 * @throws AuditError when the file cannot be loaded, exports no validator, or takes the name of a built-in one
 */
export async function loadUserValidator(path: string): Promise<UserValidator> {
  if (isPipe(path)) throw new AuditError('validators/pipe', `${path}: it is a pipe, and a module is read from a file`, 'Name a JavaScript or TypeScript module under validators: in the configuration.')
  const file = resolve(path)
  const module = await imported(file, path)
  const found = module['validator'] ?? module['default']
  if (!isValidator(found)) throw new AuditError('validators/shape', `${path}: exports no validator`, 'Export default { name: "my_rule", version: 1, validate(output, reference, context) { return { value: 1, reason: "…" } } }; CONTRIBUTING.md has a template.')
  if (Object.hasOwn(validators, found.name)) throw new AuditError('validators/name', `${path}: the name “${found.name}” belongs to a built-in validator`, 'Give it a name of its own.')
  const validator: Validator = { name: found.name, version: found.version, ...(found.binary === true ? { binary: true } : {}), validate: guarded(found) }
  registerValidator(validator)
  const { examples } = module
  return { validator, own: found, examples: Array.isArray(examples) ? (examples as readonly ValidatorExample[]) : [] }
}

/** A fault of the user's code is no score: it leaves the case unscored, with the reason, and the audit goes on. */
function guarded(validator: Validator): Validator['validate'] {
  return (output, reference, context): Score => {
    try {
      const { value, reason } = validator.validate(output, reference, context)
      if (value !== null && !(typeof value === 'number' && value >= 0 && value <= 1)) return { value: null, reason: `${validator.name} returned ${String(value).slice(0, 40)}, which is no score in [0,1]` }
      if (validator.binary === true && value !== null && value !== 0 && value !== 1) return { value: null, reason: `${validator.name} says that it is binary, but returned ${value}` }
      return { value, reason: String(reason).slice(0, 300) }
    } catch (error) {
      return { value: null, reason: `${validator.name} threw: ${error instanceof Error ? error.message.slice(0, 200) : 'no error'}` }
    }
  }
}

function isValidator(value: unknown): value is Validator {
  if (typeof value !== 'object' || value === null) return false
  const { name, version, validate } = value as Partial<Record<keyof Validator, unknown>>
  return typeof name === 'string' && /^[a-z][a-z0-9_]{0,40}$/.test(name) && typeof version === 'number' && Number.isInteger(version) && version >= 1 && typeof validate === 'function'
}

async function imported(file: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_FILE_EXTENSION' || !/\.[cm]?ts$/.test(file)) throw unloaded(path, error)
  }
  readTypeScript(path)
  try {
    // The address differs, for Node remembers that it could not load the first.
    return (await import(`${pathToFileURL(file).href}?typed`)) as Record<string, unknown>
  } catch (error) {
    throw unloaded(path, error)
  }
}

function unloaded(path: string, error: unknown): AuditError {
  const { code, message } = error as NodeJS.ErrnoException
  return new AuditError('validators/load', `${path}: ${code === 'ERR_MODULE_NOT_FOUND' || code === 'ENOENT' ? 'there is no such file, or it imports one that is not there' : message.slice(0, 300)}`, 'Name a JavaScript or TypeScript module under validators: in the configuration.')
}

const PACKAGE = '@swc/wasm-typescript'
let reads = false

/** Has Node read TypeScript from now on. @throws AuditError where the optional package for it is missing */
function readTypeScript(path: string): void {
  if (reads) return
  try {
    createRequire(import.meta.url).resolve(PACKAGE)
  } catch {
    throw new AuditError('validators/typescript', `${path}: this Node cannot read TypeScript, and the optional package ${PACKAGE} is not installed`, `Install it (npm install ${PACKAGE}), use Node 22.18 or later, or write the validator as .mjs.`)
  }
  register(new URL('../../../bin/typescript.js', import.meta.url))
  reads = true
}
