import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { isJsonObject, type JsonObject } from '../../src/domain/json.js'

export interface SeenRequest {
  readonly api: 'openai' | 'anthropic'
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: JsonObject
  readonly model: string
  /** Text of the last message, however its content is written. */
  readonly prompt: string
  /** From 0, in order of arrival. */
  readonly index: number
}

/** What the server does with a request. */
export type Reply =
  | { readonly kind: 'answer'; readonly text: string; readonly finish?: string; readonly usage?: { readonly input: number; readonly output: number } | null; /** Who says that it answered; whoever was asked when absent. */ readonly model?: string }
  | { readonly kind: 'json'; readonly body: unknown; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'raw'; readonly text: string; readonly contentType?: string }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' }

export const answer = (text: string, finish?: string): Reply => ({ kind: 'answer', text, ...(finish === undefined ? {} : { finish }) })
export const failure = (status: number, headers: Readonly<Record<string, string>> = {}, message = 'no'): Reply =>
  ({ kind: 'json', status, headers, body: { error: { message, type: 'error' } } })

export interface ModelServer {
  /** Without a path. */
  readonly url: string
  readonly port: number
  readonly seen: readonly SeenRequest[]
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((part: unknown) => (isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('\n') : ''
}

function completionBody(api: SeenRequest['api'], model: string, reply: Extract<Reply, { kind: 'answer' }>): JsonObject {
  const usage = reply.usage === undefined ? { input: 20, output: 2 } : reply.usage
  if (api === 'anthropic') {
    return {
      id: 'msg_1', type: 'message', role: 'assistant', model: reply.model ?? model, content: [{ type: 'text', text: reply.text }], stop_reason: reply.finish ?? 'end_turn', stop_sequence: null,
      ...(usage ? { usage: { input_tokens: usage.input, output_tokens: usage.output } } : {}),
    }
  }
  return {
    id: 'chatcmpl-1', object: 'chat.completion', created: 0, model: reply.model ?? model,
    choices: [{ index: 0, message: { role: 'assistant', content: reply.text }, finish_reason: reply.finish ?? 'stop' }],
    ...(usage ? { usage: { prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output } } : {}),
  }
}

function send(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}

function perform(reply: Reply, seen: SeenRequest, response: ServerResponse): void {
  switch (reply.kind) {
    case 'answer': return send(response, 200, JSON.stringify(completionBody(seen.api, seen.model, reply)), {})
    case 'json': return send(response, reply.status ?? 200, JSON.stringify(reply.body), reply.headers ?? {})
    case 'raw': return send(response, 200, reply.text, { 'content-type': reply.contentType ?? 'application/json' })
    case 'truncated': {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"choices": [', () => response.destroy())
      return
    }
    case 'reset': response.destroy(); return
    case 'hang': return
  }
}

/**
 * A model server on a free loopback port: POST /v1/chat/completions and /v1/messages, answered as the script says.
 * A script that returns a promise holds the answer back until the test releases it.
 */
export async function startModelServer(script: (request: SeenRequest) => Reply | Promise<Reply>): Promise<ModelServer> {
  const seen: SeenRequest[] = []
  const server = createServer((message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
      if (!isJsonObject(body)) return void response.destroy()
      const path = message.url ?? ''
      const messages = Array.isArray(body['messages']) ? body['messages'] : []
      const last: unknown = messages.at(-1)
      const request: SeenRequest = {
        api: path.endsWith('/messages') ? 'anthropic' : 'openai', path, headers: message.headers, body, model: String(body['model']),
        prompt: isJsonObject(last) ? contentText(last['content']) : '', index: seen.length,
      }
      seen.push(request)
      Promise.resolve(script(request)).then((reply) => perform(reply, request, response)).catch(() => response.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    seen,
    [Symbol.asyncDispose]: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

/** A loopback port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await startModelServer(() => answer(''))
  await server[Symbol.asyncDispose]()
  return server.port
}
