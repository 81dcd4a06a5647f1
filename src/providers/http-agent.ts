import { readFileSync } from 'node:fs'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { rootCertificates } from 'node:tls'
import { AuditError } from '../domain/error.js'
import { safeMessage } from './safe-message.js'

/** Idle connections that are kept for the next call; more calls than that are hardly ever made at once. */
const KEPT_CONNECTIONS = 256

/** This machine is not to be found behind a proxy. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

function authorities(caFile: string): string[] {
  try {
    return [...rootCertificates, readFileSync(caFile, 'utf8')]
  } catch (error) {
    throw new AuditError('provider/ca', `ca_file ${caFile}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`, 'Name a PEM file that can be read.')
  }
}

/**
 * Keeps connections open between calls; goes through HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY names the host.
 * @throws AuditError for a certificate file or a proxy address that cannot be used
 */
export async function httpAgent(baseUrl: string, caFile: string | undefined): Promise<HttpAgent> {
  const secure = baseUrl.startsWith('https:')
  const trust = caFile === undefined ? {} : { ca: authorities(caFile) }
  const options = { keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS, ...trust }
  const { getProxyForUrl } = await import('proxy-from-env')
  const proxy = LOOPBACK.test(new URL(baseUrl).hostname) ? '' : getProxyForUrl(baseUrl)
  if (proxy === '') return secure ? new HttpsAgent(options) : new HttpAgent(options)
  try {
    const { HttpsProxyAgent } = await import('https-proxy-agent')
    const agent = new HttpsProxyAgent(proxy, options as object)
    Object.assign(agent.options, trust) // what it is given is for the connection to the proxy; the server behind it needs it, too
    return agent
  } catch {
    throw new AuditError('provider/proxy', `the proxy ${safeMessage(proxy, [])} is no address`, 'Write HTTPS_PROXY as http://host:port, or name the host in NO_PROXY.')
  }
}
