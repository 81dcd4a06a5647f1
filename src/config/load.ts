import { AuditError } from '../domain/error.js'
import { readText } from '../files/read-text.js'
import { configSchema, type AuditConfig } from './schema.js'

/** The configuration when there is no file: every default. */
export function defaultConfig(): AuditConfig {
  return configSchema.parse({ version: 1 })
}

/**
 * Loads the configuration file. A missing default file is an empty configuration; a missing named file is an error.
 * @throws AuditError; the signal's reason when aborted while a pipe is waited for
 */
export async function loadConfig(file: string, named: boolean, asksCandidates = false, signal?: AbortSignal): Promise<AuditConfig> {
  const text = await readText(file, signal).catch((error: NodeJS.ErrnoException) => {
    signal?.throwIfAborted()
    if (error.code === 'ENOENT' && !named) return undefined
    const cause = error.code === 'ENOENT' ? 'there is no such file' : error.code === 'EISDIR' ? 'it is a directory' : error.code === 'EACCES' ? 'you may not read it' : (error.code ?? 'it cannot be read')
    throw new AuditError('config/unreadable', `--config ${file}: ${cause}`, 'Name an existing YAML file, or leave --config out.')
  })
  if (text === undefined) return defaultConfig()
  // Only a file needs the parser of YAML, which takes some 50 ms to load.
  return (await import('./parse.js')).parseConfig(text, file, asksCandidates)
}
