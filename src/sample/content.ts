import { createHash } from 'node:crypto'
import type { ChatRequest } from '../domain/message.js'
import { canonicalJson } from '../text/canonical.js'
import { usual } from '../text/usual.js'

/** SHA-256 of the canonical JSON of a value, as hex. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

/** Characters that are hashed at once. */
const PIECE = 1 << 14

/** The digest of `[...head, [itemOf(items[0]), …]]`, which may be too long to be written out at once. */
export function digestOfList<T>(head: readonly unknown[], items: readonly T[], itemOf: (item: T) => unknown): string {
  const hash = createHash('sha256')
  let piece = `${canonicalJson(head).slice(0, -1)},[`
  items.forEach((item, at) => {
    piece += `${at === 0 ? '' : ','}${canonicalJson(itemOf(item))}`
    // Every piece costs more than what is in it.
    if (piece.length < PIECE) return
    hash.update(piece)
    piece = ''
  })
  return hash.update(`${piece}]]`).digest('hex')
}

/** Same digest, same question: two calls with it are exact repeats. 32 hex digits. */
export function contentDigest(request: ChatRequest): string {
  return createHash('sha256').update(canonicalRequest(request)).digest('hex').slice(0, 32)
}

/** Sorted fields of the requests that came up last: logs hold requests of few kinds. */
const orders: { readonly keys: readonly string[]; readonly sorted: readonly (keyof ChatRequest)[] }[] = []
let nextOrder = 0
const ORDERS = 4

function sortedKeys(request: ChatRequest): readonly (keyof ChatRequest)[] {
  const keys = Object.keys(request) as (keyof ChatRequest)[]
  for (const order of orders) if (order.keys.length === keys.length && keys.every((key, at) => key === order.keys[at])) return order.sorted
  const sorted = keys.toSorted()
  orders[nextOrder] = { keys, sorted }
  nextOrder = (nextOrder + 1) % ORDERS
  return sorted
}

/** Takes JSON piece by piece. */
export interface JsonSink {
  /** Takes JSON as it is. */
  readonly raw: (json: string) => void
  /** Takes a text that is still to be written as JSON. */
  readonly json: (text: string) => void
}

/** The canonical JSON of a request. */
export function canonicalRequest(request: ChatRequest): string {
  let all = ''
  writeRequest(request, { raw: (json) => { all += json }, json: (text) => { all += JSON.stringify(text) } })
  return all
}

/** Writes the canonical JSON of a request by its known fields: sorting the keys of every part of every call would cost more than to parse it. */
export function writeRequest(request: ChatRequest, sink: JsonSink): void {
  let before = '{'
  for (const key of sortedKeys(request)) {
    const value = request[key]
    if (value === undefined) continue
    sink.raw(`${before}"${key}":`)
    before = ','
    if (key === 'messages') writeMessages(request.messages, sink)
    else sink.raw(key === 'tools' && request.tools !== undefined ? toolsJson(request.tools) : typeof value === 'object' ? canonicalJson(value) : JSON.stringify(value))
  }
  sink.raw(before === '{' ? '{}' : '}')
}

function writeMessages(messages: ChatRequest['messages'], sink: JsonSink): void {
  let before = '['
  for (const { parts, role } of messages) {
    sink.raw(`${before}{"parts":[`)
    before = ','
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at]
      if (at > 0) sink.raw(',')
      if (part?.type === 'text') {
        sink.raw('{"text":')
        sink.json(part.text)
        sink.raw(',"type":"text"}')
      } else sink.raw(canonicalJson(part))
    }
    sink.raw(`],"role":"${role}"}`)
  }
  sink.raw(before === '[' ? '[]' : ']')
}

/** Logs repeat few lists of tools. */
const toolsJson = usual((list: NonNullable<ChatRequest['tools']>): string => canonicalJson(list))
