import { request as plainRequest, type Agent, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { request as secureRequest } from 'node:https'
import { ProviderError } from './provider.js'

/** No answer of a model is larger; what is would only fill the memory. */
const MOST_BYTES = 64 * 2 ** 20

export interface HttpCall {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: OutgoingHttpHeaders
  readonly body?: string | Buffer
  readonly agent: Agent
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Called with each piece of a successful answer as it arrives. */
  readonly onPiece?: (piece: Buffer) => void
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Codes of a certificate that nobody known has signed: a company's own authority, most likely. */
const UNTRUSTED = new Set(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT'])

/** What broke, in the words of the system: its code and message. */
function wordsOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const way = UNTRUSTED.has(code) ? ' (name the authority that signed it: ca_file, a PEM file)' : ''
  return `${error.message.includes(code) ? error.message : `${code} ${error.message}`}${way}`
}

/**
 * One request and its whole answer. It is written here and not left to an SDK because money hangs on the details: whether the
 * request had left when the connection broke, and how much of the answer had arrived.
 * @throws ProviderError `timeout` or `connection`; the signal's reason when it was interrupted
 */
export function exchange(call: HttpCall): Promise<HttpAnswer> {
  const { signal, timeoutMs, onPiece } = call
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error)
    const pieces: Buffer[] = []
    let receivedBytes = 0
    let settled = false
    const send = call.url.startsWith('https:') ? secureRequest : plainRequest
    const headers = call.body === undefined ? call.headers : { ...call.headers, 'content-length': Buffer.byteLength(call.body) }
    const request = send(call.url, { method: call.method, headers, agent: call.agent })
    const timer = setTimeout(() => fail(new ProviderError('timeout', 'no answer in time', { retriable: true, maybeCharged: request.writableFinished, receivedBytes })), timeoutMs)
    const onAbort = () => fail(signal.reason as Error)
    const settle = (): boolean => {
      if (settled) return false
      settled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      return true
    }
    const fail = (error: Error) => {
      if (!settle()) return
      request.destroy()
      reject(error)
    }
    // A request that had not left entirely was not answered, and so not charged.
    const broken = (error: Error) => fail(new ProviderError('connection', wordsOf(error), { retriable: true, maybeCharged: request.writableFinished, receivedBytes }))
    signal.addEventListener('abort', onAbort)
    request.on('error', broken)
    request.on('response', (response: IncomingMessage) => {
      const streams = onPiece !== undefined && (response.statusCode ?? 0) < 300
      response.on('data', (piece: Buffer) => {
        receivedBytes += piece.length
        if (receivedBytes > MOST_BYTES) return fail(new ProviderError('malformed', 'the answer is larger than 64 MiB', { retriable: false, maybeCharged: true, receivedBytes }))
        if (!streams) return void pieces.push(piece)
        try {
          onPiece(piece)
        } catch (error) {
          fail(error as Error)
        }
      })
      response.on('error', broken)
      response.on('aborted', () => broken(new Error('the answer broke off')))
      response.on('end', () => {
        if (settle()) resolve({ status: response.statusCode ?? 0, headers: response.headers, body: pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces) })
      })
    })
    request.end(call.body)
  })
}
