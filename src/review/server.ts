import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Choice } from '../domain/review.js'
import { reviewPage } from './page.js'
import type { ReviewSession } from './session.js'

/** A page that is being served. */
export interface ReviewServer {
  /** With the token behind `#`, which no browser sends on and no server logs. */
  readonly url: string
  /** Resolves when every case was seen. */
  readonly done: Promise<void>
  readonly close: () => Promise<void>
}

const CHOICES: readonly Choice[] = ['a', 'b', 'both', 'neither', 'skip']
const MOST_BODY = 10_000

/** Serves a sitting on 127.0.0.1 at a free port. Only who has the token reads or answers; names other than the loopback's are refused, so that no web page can reach it by one. */
export async function serveReview(session: ReviewSession): Promise<ReviewServer> {
  const token = randomBytes(24).toString('base64url')
  let finish: () => void = () => {}
  const done = new Promise<void>((resolve) => { finish = resolve })
  const server = createServer((request, response) => {
    handle(request, response, session, token, finish).catch(() => { if (!response.headersSent) send(response, 400, {}) })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    done,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

async function handle(request: IncomingMessage, response: ServerResponse, session: ReviewSession, token: string, finish: () => void): Promise<void> {
  if (!/^(?:127\.0\.0\.1|localhost):\d+$/.test(request.headers.host ?? '')) return send(response, 403, {})
  if (request.method === 'GET' && request.url === '/') return sendPage(response)
  if (request.method !== 'POST' || (request.url !== '/current' && request.url !== '/answer')) return send(response, 404, {})
  if (!isToken(request.headers['x-audit-token'], token)) return send(response, 401, {})
  const body = await bodyOf(request)
  if (request.url === '/answer') {
    const { index, choice } = body as { readonly index?: unknown; readonly choice?: unknown }
    const known = CHOICES.find((each) => each === choice)
    if (typeof index !== 'number' || known === undefined) return send(response, 400, {})
    session.answer(index, known)
  }
  const current = session.current()
  // The last answer must reach the page before the server goes away.
  if (!current) response.once('finish', finish)
  send(response, 200, { total: session.total, labelled: session.labelled(), ...(current ? { index: current.index, ...current.shown } : {}) })
}

function isToken(given: string | readonly string[] | undefined, token: string): boolean {
  const bytes = Buffer.from(typeof given === 'string' ? given : '')
  const wanted = Buffer.from(token)
  return bytes.length === wanted.length && timingSafeEqual(bytes, wanted)
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > MOST_BODY) throw new RangeError('the body is too long')
  }
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) throw new TypeError('the body is no object')
  return value
}

function sendPage(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64')
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer',
    'content-security-policy': `default-src 'none'; connect-src 'self'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  }).end(reviewPage(nonce))
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(JSON.stringify(body))
}
