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

/** The region stands in the address of Bedrock; a private endpoint may not tell it. */
const REGION = /\bbedrock-runtime(?:-fips)?\.([a-z0-9-]+)\./

/** AWS credentials as AWS's own tools find them in the environment; undefined where there are none. */
function awsOf(name: string, baseUrl: string, env: NodeJS.ProcessEnv): Credentials['aws'] {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env
  if (!accessKeyId || !secretAccessKey) return undefined
  const region = REGION.exec(baseUrl)?.[1] ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'])
  if (!region) throw new AuditError('provider/region', `provider "${name}": its base_url names no AWS region, and AWS_REGION is not set`, 'Set AWS_REGION, or write base_url as https://bedrock-runtime.REGION.amazonaws.com.')
  return { accessKeyId, secretAccessKey, region, ...(sessionToken ? { sessionToken } : {}) }
}

/**
 * What is secret about a provider, from the environment or a named file and from nowhere else.
 * @throws AuditError naming the variable or file
 */
export function credentialsOf(name: string, provider: Partial<Pick<ProviderAddress, 'api' | 'baseUrl' | 'apiKeyEnv' | 'apiKeyFile' | 'headers'>>, env: NodeJS.ProcessEnv): Credentials {
  const { api, apiKeyEnv, apiKeyFile } = provider
  const hasKey = apiKeyFile !== undefined || (apiKeyEnv !== undefined && Boolean(env[apiKeyEnv]))
  const aws = api === 'bedrock' && !hasKey ? awsOf(name, provider.baseUrl ?? '', env) : undefined
  const apiKey = aws ? undefined : apiKeyEnv !== undefined
    ? fromEnv(name, apiKeyEnv, env, `Set ${apiKeyEnv}${api === 'bedrock' ? ', or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY' : ''}, or name another variable: providers: { ${name}: { api_key_env: … } }.`)
    : apiKeyFile !== undefined ? fromFile(name, apiKeyFile) : undefined
  const all = Object.entries(provider.headers ?? {})
  const headers = Object.fromEntries(all.flatMap(([header, value]) => (typeof value === 'string' ? [[header, value]] : [])))
  const secretHeaders = Object.fromEntries(all.flatMap(([header, value]) =>
    typeof value === 'string' ? [] : [[header, fromEnv(name, value.env, env, `Set it: the header ${header} is taken from there.`)]]))
  return { ...(apiKey === undefined ? {} : { apiKey }), ...(aws ? { aws } : {}), headers, secretHeaders }
}
