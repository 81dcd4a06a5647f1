import { AuditError } from '../domain/error.js'

/** Where a table lies, out of an address such as `clickhouse://host:8123/db?table=calls`. */
export interface Location {
  readonly engine: 'clickhouse' | 'postgres'
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  /** `sslmode` of PostgreSQL, or as good as it. */
  readonly tls: 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string
  /** Undefined when the address names none. */
  readonly table: string | undefined
  readonly timeoutMs: number
  /** The address without user, password and parameters: safe to show. */
  readonly shown: string
}

const SCHEMES = { 'clickhouse:': 'clickhouse', 'clickhouses:': 'clickhouse', 'postgres:': 'postgres', 'postgresql:': 'postgres' } as const
const PARAMETERS: Readonly<Record<Location['engine'], readonly string[]>> = { clickhouse: ['table', 'secure', 'timeout'], postgres: ['table', 'sslmode', 'timeout'] }
const TLS_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
const TIMEOUT_S = 600

/** True for an input that names a table in a database rather than a file. */
export function isWarehouse(input: string): boolean {
  return /^(?:clickhouses?|postgres(?:ql)?):\/\//i.test(input)
}

/** An address as it may be shown: without user, password and parameters, even where it is no address. */
export function withoutCredentials(address: string): string {
  return address.replace(/^([a-z]+:\/\/)(?:.*@)?/is, '$1').replace(/[?#].*$/s, '')
}

const bad = (address: string, problem: string, way: string): AuditError => new AuditError('warehouse/address', `${withoutCredentials(address)}: ${problem}`, way)

function decoded(text: string, address: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw bad(address, 'its user, password or path is not percent-encoded', 'Write % as %25, @ as %40, / as %2F')
  }
}

/**
 * Reads an address; user and password come from it, else from CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, or PGUSER and PGPASSWORD.
 * @throws AuditError that never holds user or password
 */
export function parseLocation(address: string, env: NodeJS.ProcessEnv): Location {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    throw bad(address, 'that is no address', 'Write it as clickhouse://host:8123/database?table=calls or postgres://host:5432/database?table=calls; special characters of a password are percent-encoded')
  }
  const engine = SCHEMES[url.protocol as keyof typeof SCHEMES]
  const parameters = PARAMETERS[engine]
  const unknown = [...url.searchParams.keys()].find((key) => !parameters.includes(key))
  if (unknown !== undefined) throw bad(address, `it has no parameter "${unknown.slice(0, 40)}"`, `Known are: ${parameters.join(', ')}`)
  const database = decoded(url.pathname.replace(/^\/+|\/+$/gu, ''), address)
  if (database.includes('\0') || url.hostname === '') throw bad(address, 'it names no host', `Write it as ${engine}://host/database?table=calls`)
  const isSecure = url.protocol === 'clickhouses:' || ['1', 'true'].includes(url.searchParams.get('secure') ?? '')
  const mode = url.searchParams.get('sslmode') ?? env['PGSSLMODE'] ?? 'prefer'
  const tls = engine === 'clickhouse' ? (isSecure ? 'verify-full' : 'disable') : TLS_MODES.find((one) => one === mode)
  if (tls === undefined) throw bad(address, `sslmode ${mode.slice(0, 20)} is not known`, `Known are: ${TLS_MODES.join(', ')}`)
  const seconds = Number(url.searchParams.get('timeout') ?? TIMEOUT_S)
  if (!(seconds > 0 && seconds <= 86_400)) throw bad(address, 'its timeout is no number of seconds from 1 to 86400', 'Write for example ?timeout=1800')
  const [userName, passwordName] = engine === 'clickhouse' ? ['CLICKHOUSE_USER', 'CLICKHOUSE_PASSWORD'] as const : ['PGUSER', 'PGPASSWORD'] as const
  const port = url.port === '' ? (engine === 'postgres' ? 5432 : isSecure ? 8443 : 8123) : Number(url.port)
  const host = decoded(url.hostname.replace(/^\[|\]$/gu, ''), address)
  return {
    engine,
    host,
    port,
    isTls: isSecure,
    tls,
    user: url.username === '' ? env[userName] : decoded(url.username, address),
    password: url.password === '' ? env[passwordName] : decoded(url.password, address),
    database: database === '' ? (engine === 'clickhouse' ? 'default' : 'postgres') : database,
    table: url.searchParams.get('table') ?? undefined,
    timeoutMs: seconds * 1000,
    shown: `${engine}://${host.includes(':') ? `[${host}]` : host}:${port}/${database}`,
  }
}
