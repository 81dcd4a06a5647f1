import { createServer, type IncomingHttpHeaders } from 'node:http'
import { isJsonObject, type JsonObject } from '../../src/domain/json.js'

export interface WireSeen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: JsonObject
  /** The body as it came. */
  readonly text: string
}

export interface WireReply {
  readonly status?: number
  /** Sent as JSON; a string as it is. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A server on loopback that answers every request as the script says. */
export async function startWireServer(script: (seen: WireSeen, index: number) => WireReply): Promise<{ readonly url: string; readonly seen: readonly WireSeen[]; readonly [Symbol.asyncDispose]: () => Promise<void> }> {
  const seen: WireSeen[] = []
  const server = createServer((message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      let parsed: unknown
      try {
        parsed = JSON.parse(text)
      } catch {
        parsed = {}
      }
      const one: WireSeen = { method: message.method ?? '', path: message.url ?? '', headers: message.headers, body: isJsonObject(parsed) ? parsed : {}, text }
      seen.push(one)
      const { status = 200, body, headers = {} } = script(one, seen.length - 1)
      response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/event-stream' : 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`, seen,
    [Symbol.asyncDispose]: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
