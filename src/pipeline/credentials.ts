import { readFileSync } from 'node:fs'
import { AuditError } from '../domain/error.js'
import type { ProviderAddress } from '../domain/provider.js'
import type { Credentials } from '../providers/index.js'

function fromEnv(name: string, variable: string, env: NodeJS.ProcessEnv, way: string): string {
  const value = env[variable]
  if (!value) throw new AuditError('provider/key', `provider "${name}" needs a key, and the environment variable ${variable} is not set`, way)
  return value
}

function fromFile(name: string, path: string): string {
  try {
    const key = readFileSync(path, 'utf8').trim()
    if (key !== '') return key
  } catch (error) {
    throw new AuditError('provider/key', `provider "${name}": api_key_file ${path}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`, 'Name a file that can be read and holds nothing but the key.')
  }
  throw new AuditError('provider/key', `provider "${name}": api_key_file ${path} is empty`, 'Write the key into it, and nothing else.')
}

/**
 * What is secret about a provider, from the environment or a named file and from nowhere else.
 * @throws AuditError naming the variable or file
 */
export function credentialsOf(name: string, provider: Partial<Pick<ProviderAddress, 'apiKeyEnv' | 'apiKeyFile' | 'headers'>>, env: NodeJS.ProcessEnv): Credentials {
  const { apiKeyEnv, apiKeyFile } = provider
  const apiKey = apiKeyEnv !== undefined
    ? fromEnv(name, apiKeyEnv, env, `Set ${apiKeyEnv}, or name another variable: providers: { ${name}: { api_key_env: … } }.`)
    : apiKeyFile !== undefined ? fromFile(name, apiKeyFile) : undefined
  const all = Object.entries(provider.headers ?? {})
  const headers = Object.fromEntries(all.flatMap(([header, value]) => (typeof value === 'string' ? [[header, value]] : [])))
  const secretHeaders = Object.fromEntries(all.flatMap(([header, value]) =>
    typeof value === 'string' ? [] : [[header, fromEnv(name, value.env, env, `Set it: the header ${header} is taken from there.`)]]))
  return { ...(apiKey === undefined ? {} : { apiKey }), headers, secretHeaders }
}
