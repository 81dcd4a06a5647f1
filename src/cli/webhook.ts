import { AuditError } from '../domain/error.js'

/** The variable that holds the address, unless the flag names another. */
export const WEBHOOK_ENV = 'AUDIT_WEBHOOK_URL'
const TIMEOUT_MS = 15_000
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The address of a receiver, from the environment: it is a secret, so it may not stand on a command line. Throws AuditError, without showing the value.
 */
export function webhookUrl(named: string | true, env: NodeJS.ProcessEnv): URL {
  const name = named === true ? WEBHOOK_ENV : named
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name)) throw new AuditError('webhook/name', '--webhook takes the name of an environment variable, not an address: addresses of webhooks are secrets', `Set ${WEBHOOK_ENV}=https://… and write --webhook.`)
  const value = env[name]
  if (!value) throw new AuditError('webhook/unset', `--webhook: the variable ${name} is not set`, `Set ${name} to the address of the receiver.`)
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL.has(url.hostname)))) throw new AuditError('webhook/url', `--webhook: ${name} holds no https address`, 'Give the address that the receiver shows; plain http is for this machine only.')
  return url
}

/** Posts JSON; what went wrong in a few words that hold nothing of the address, or undefined. */
export async function postJson(url: URL, body: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) })
    await response.body?.cancel()
    return response.ok ? undefined : `it answered ${response.status}`
  } catch (error) {
    signal.throwIfAborted()
    const cause = error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : undefined
    return cause ?? (error instanceof DOMException && error.name === 'TimeoutError' ? 'no answer in time' : 'no connection')
  }
}
