import { createHash } from 'node:crypto'
import type { ChatRequest, Part } from '../domain/message.js'
import { canonicalJson } from '../text/canonical.js'

/** SHA-256 of the canonical JSON of a value, as hex. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

/** The digest of `[...head, [itemOf(items[0]), …]]`, which may be too long to be written out at once. */
export function digestOfList<T>(head: readonly unknown[], items: readonly T[], itemOf: (item: T) => unknown): string {
  const hash = createHash('sha256').update(`${canonicalJson(head).slice(0, -1)},[`)
  items.forEach((item, at) => hash.update(`${at === 0 ? '' : ','}${canonicalJson(itemOf(item))}`))
  return hash.update(']]').digest('hex')
}

/** Same digest, same question: two calls with it are exact repeats. 32 hex digits. */
export function contentDigest(request: ChatRequest): string {
  return createHash('sha256').update(canonicalRequest(request)).digest('hex').slice(0, 32)
}

const tools = new Map<string, string>()
const REMEMBERED = 500

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

/** The canonical JSON of a request, written by its known fields: sorting the keys of every part of every call would cost more than to parse it. */
export function canonicalRequest(request: ChatRequest): string {
  let fields = ''
  for (const key of sortedKeys(request)) {
    const value = request[key]
    if (value === undefined) continue
    fields += `${fields === '' ? '{' : ','}"${key}":${key === 'messages' ? messagesJson(request.messages) : key === 'tools' ? toolsJson(request.tools) : typeof value === 'object' ? canonicalJson(value) : JSON.stringify(value)}`
  }
  return fields === '' ? '{}' : `${fields}}`
}

function messagesJson(messages: ChatRequest['messages']): string {
  let list = ''
  for (const { parts, role } of messages) {
    let own = ''
    for (const part of parts) own += own === '' ? partJson(part) : `,${partJson(part)}`
    list += `${list === '' ? '' : ','}{"parts":[${own}],"role":"${role}"}`
  }
  return `[${list}]`
}

function partJson(part: Part): string {
  return part.type === 'text' ? `{"text":${JSON.stringify(part.text)},"type":"text"}` : canonicalJson(part)
}

/** Logs repeat few lists of tools. */
function toolsJson(list: ChatRequest['tools']): string {
  const text = JSON.stringify(list)
  const known = tools.get(text)
  if (known !== undefined) return known
  const canonical = canonicalJson(list)
  if (tools.size < REMEMBERED && text.length <= 100_000) tools.set(text, canonical)
  return canonical
}
