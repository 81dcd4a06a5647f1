import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Workspace } from './workspace.js'

const listen = (server: Server): Promise<number> => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

/** A certificate for `host` and the authority that signed it, made by openssl; undefined where it is not installed. */
export function certificateFor(host: string, space: Workspace): { readonly key: string; readonly cert: string; readonly caFile: string } | undefined {
  const run = (...parts: string[]) => execFileSync('openssl', parts, { cwd: space.directory, stdio: 'pipe' })
  try {
    space.write('leaf.cnf', `subjectAltName=DNS:${host}\n`)
    run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=company authority', '-days', '2')
    run('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', `/CN=${host}`)
    run('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'leaf.pem', '-days', '2', '-extfile', 'leaf.cnf')
  } catch {
    return undefined
  }
  return { key: readFileSync(space.path('leaf.key'), 'utf8'), cert: readFileSync(space.path('leaf.pem'), 'utf8'), caFile: space.path('ca.pem') }
}

export interface CompanyNetwork {
  readonly proxyPort: number
  /** Where the proxy was asked to connect to, and with what credentials. */
  readonly tunnels: { readonly target: string; readonly authorization: string | undefined }[]
  readonly requests: IncomingHttpHeaders[]
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** A server with its own certificate that is only reached through a proxy, which knows its name. */
export async function companyNetwork(tls: { readonly key: string; readonly cert: string }, body: unknown): Promise<CompanyNetwork> {
  const requests: IncomingHttpHeaders[] = []
  const server = createHttpsServer(tls, (request, response) => {
    request.resume().on('end', () => {
      requests.push(request.headers)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  const serverPort = await listen(server)
  const tunnels: CompanyNetwork['tunnels'] = []
  const sockets = new Set<Socket>()
  const proxy = createHttpServer((_request, response) => void response.writeHead(400).end())
  proxy.on('connect', (request, client: Socket) => {
    tunnels.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] })
    const upstream = connect(serverPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => socket.destroy()))
  })
  const proxyPort = await listen(proxy)
  return {
    proxyPort, tunnels, requests,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.closeAllConnections()
      await Promise.all([server, proxy].map((one) => new Promise((resolve) => one.close(resolve))))
    },
  }
}
