import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { complete } from './completion.js'
import { conversationKey, inputTokens } from './conversation.js'
import type { WireFormat } from './models.js'
import { wires } from './wires.js'
import type { DemoWorld } from './world.js'

/** A running server of simulated models. */
export interface SimulatedModels {
  /** `http://127.0.0.1:port`, without a path. */
  readonly url: string
  readonly close: () => Promise<void>
  /** Requests to an answering endpoint so far, refused ones too. */
  readonly requests: () => number
}

interface Reply {
  readonly status: number
  readonly body: JsonObject
  /** Milliseconds to wait before it is sent. */
  readonly latencyMs?: number
}

const maxBodyBytes = 8 * 2 ** 20

/** Undefined when the body is too large. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= maxBodyBytes) chunks.push(chunk)
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

function answer(world: DemoWorld, api: WireFormat, text: string | undefined): Reply {
  const wire = wires[api]
  const refuse = (status: number, message: string): Reply => ({ status, body: wire.writeError(status, message) })
  if (text === undefined) return refuse(413, 'The request is too large.')
  const body = parseJson(text)
  if (!isJsonObject(body)) return refuse(400, 'The body is not a JSON object.')
  const prompt = wire.readRequest(body)
  if (typeof prompt === 'string') return refuse(400, prompt)
  const model = world.models.find((each) => each.api === api && each.wireName === prompt.model)
  if (model === undefined) return refuse(404, `There is no model ${prompt.model}.`)
  const item = world.cases.get(conversationKey(prompt.turns))
  if (item === undefined) return refuse(404, 'The simulated models know the prompts of the demo only.')
  const { maxOutputTokens } = prompt
  const completion = complete(world.seed, item, model, { inputTokens: inputTokens(prompt.turns, prompt.toolText), ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }) })
  return { status: 200, body: wire.writeResponse(completion), latencyMs: model.latencyMs }
}

function listModels(world: DemoWorld): Reply {
  const data = world.models.map(({ ref, wireName }) => ({ id: wireName, object: 'model', created: 0, owned_by: ref.slice(0, ref.indexOf('/')) }))
  return { status: 200, body: { object: 'list', data } }
}

/**
 * Serves the world's models on a free port of 127.0.0.1: POST /v1/chat/completions, POST /v1/messages, GET /v1/models.
 * Any key is accepted; a prompt that is not in the world is answered with 404 in the provider's own error shape.
 */
export async function startSimulatedModels(world: DemoWorld): Promise<SimulatedModels> {
  let requests = 0
  const reply = async (message: IncomingMessage): Promise<Reply> => {
    const path = message.url?.split('?')[0]
    if (path === '/v1/models' && message.method === 'GET') return listModels(world)
    const api = path === wires.openai.path ? 'openai' : path === wires.anthropic.path ? 'anthropic' : undefined
    if (api === undefined || message.method !== 'POST') {
      message.resume()
      return { status: 404, body: wires.openai.writeError(404, `Nothing answers ${message.method} ${path}.`) }
    }
    requests++
    return answer(world, api, await readBody(message))
  }
  const server = createServer((message, response) => {
    reply(message).then(async ({ status, body, latencyMs }) => {
      if (latencyMs) await wait(latencyMs)
      const text = JSON.stringify(body)
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
    }).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const close = (): Promise<void> => new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${address.port}`, close, requests: () => requests }
}
