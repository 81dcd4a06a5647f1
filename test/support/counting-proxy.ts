import { connect, createServer } from 'node:net'

export interface CountingProxy {
  readonly port: number
  /** Bytes that the server behind it has sent so far. */
  readonly received: () => number
  readonly close: () => Promise<void>
}

/** Passes connections on to a port of this machine and counts what comes back. */
export function countingProxy(to: number): Promise<CountingProxy> {
  let received = 0
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1')
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
    upstream.on('data', (chunk) => { received += chunk.length })
    client.pipe(upstream)
    upstream.pipe(client)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    resolve({
      port: typeof address === 'object' && address ? address.port : 0,
      received: () => received,
      close: () => new Promise((done) => { server.close(() => done()) }),
    })
  }))
}
