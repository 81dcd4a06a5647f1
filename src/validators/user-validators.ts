import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AuditError } from '../domain/error.js'
import type { Score, Validator } from '../domain/score.js'
import { registerValidator, validators } from './registry.js'

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
 * read by Node itself where it can, else by the `typescript` that is installed beside the file.
 * @throws AuditError when the file cannot be loaded, exports no validator, or takes the name of a built-in one
 */
export async function loadUserValidator(path: string): Promise<UserValidator> {
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
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?ts$/.test(file)) return transpiled(file, path)
    throw new AuditError('validators/load', `${path}: ${code === 'ERR_MODULE_NOT_FOUND' ? 'there is no such file, or it imports one that is not there' : (error as Error).message.slice(0, 300)}`, 'Name a JavaScript or TypeScript module under validators: in the configuration.')
  }
}

interface TypeScript {
  readonly transpileModule: (source: string, options: object) => { readonly outputText: string }
}

async function transpiled(file: string, path: string): Promise<Record<string, unknown>> {
  let typescript: TypeScript
  try {
    typescript = createRequire(file)('typescript') as TypeScript
  } catch {
    throw new AuditError('validators/typescript', `${path}: this Node cannot read TypeScript, and no package “typescript” is installed beside the file`, 'Install it (npm install --save-dev typescript), use Node 22.18 or later, or write the validator as .mjs.')
  }
  const { outputText } = typescript.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: { module: 99, target: 9 } })
  return (await import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`)) as Record<string, unknown>
}
