import { AuditError } from '../domain/error.js'
import { plain } from '../text/display.js'
import type { Location } from './location.js'

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there', ENOTFOUND: 'there is no such host', EAI_AGAIN: 'the host name could not be looked up', ECONNRESET: 'the server closed the connection',
  ETIMEDOUT: 'the server did not answer in time', EHOSTUNREACH: 'the host cannot be reached', ENETUNREACH: 'the network cannot be reached', EPIPE: 'the server closed the connection',
}
const TLS = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|EPROTO|SSL/u

/** One line of what a server said, without what must not be shown: credentials, and the query, whose literals may come from a configuration. */
export function serverText(text: string, location: Location): string {
  const secrets = [location.password, location.password === undefined ? undefined : encodeURIComponent(location.password)].filter((secret) => secret !== undefined && secret !== '')
  const masked = secrets.reduce<string>((rest, secret) => rest.replaceAll(secret ?? '', '***'), text)
  return plain(masked).slice(0, 240)
}

/** What kind of failure it was, whichever the server. */
export type FailureKind = 'login' | 'database' | 'memory' | 'timeout' | 'rights' | 'query'

const MESSAGES: Readonly<Record<FailureKind, readonly [code: string, message: string, way: string]>> = {
  login: ['warehouse/login', 'user or password is wrong', 'Put them into the address, or into CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, or PGUSER and PGPASSWORD'],
  database: ['warehouse/database', 'there is no such database', 'Name an existing one in the address, after the host'],
  memory: ['warehouse/memory', 'the server ran out of the memory that a query may take', 'Narrow the rows with `where:` in the source of the configuration, or let the server use more (max_memory_usage, work_mem)'],
  timeout: ['warehouse/timeout', 'the query took too long', 'Allow more with ?timeout=<seconds> in the address, or narrow the rows with `where:` in the source of the configuration'],
  rights: ['warehouse/rights', 'the user may not read it', 'Grant SELECT on the table to that user'],
  query: ['warehouse/query', 'the server refused the query', 'Check `where:` and `columns:` of the source in the configuration'],
}

/** The error of a kind, with what the server said. */
export function failureOf(kind: FailureKind, said: string, location: Location): AuditError {
  const [code, message, way] = MESSAGES[kind]
  const detail = kind === 'login' ? '' : serverText(said, location)
  return new AuditError(code, `${location.shown}: ${message}${detail === '' ? '' : ` (${detail})`}`, way)
}

/** The error of a connection that could not be made or held; undefined when that is not what it is. */
export function networkFailure(error: unknown, location: Location): AuditError | undefined {
  const codes = codesOf(error)
  const known = codes.map((code) => NETWORK[code]).find((text) => text !== undefined)
  if (known !== undefined) return new AuditError('warehouse/unreachable', `${location.shown}: ${known}`, location.engine === 'clickhouse' ? 'Check host and port; ClickHouse is reached by HTTP (8123, or 8443 with clickhouses://)' : 'Check host and port')
  const tls = codes.find((code) => TLS.test(code))
  if (tls !== undefined) return new AuditError('warehouse/tls', `${location.shown}: no secure connection (${tls})`, location.engine === 'clickhouse' ? 'Check the scheme: clickhouse:// is plain, clickhouses:// is TLS' : 'Check sslmode in the address')
  return undefined
}

function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : []
  return [...own, ...inner, ...codesOf(error.cause)]
}
