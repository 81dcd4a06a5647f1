import type { Limits } from '../limits.js'
import { mebibytes } from '../limits.js'
import { parseJsonText } from '../read/json-text.js'
import type { ContainerItem } from './item.js'

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c]

/**
 * Elements of a JSON array, of any length and layout, a comma before its end forgiven; several arrays may follow each other. Elements are
 * cut out by their brackets and parsed one by one, some ten times as fast as to build them token by token. Memory is bounded by one
 * element. A broken element is an item, never an error; so is one that is larger than a record may be, and an end that comes too early.
 */
export async function* readJsonArray(source: AsyncIterable<Buffer>, limits: Limits): AsyncGenerator<readonly ContainerItem[]> {
  let line = 0
  let depth = 0
  let isText = false
  let isEscaped = false
  let held: Buffer[] = []
  let heldBytes = 0
  let isTooLong = false
  let items: ContainerItem[] = []

  const drop = (): void => {
    held = []
    heldBytes = 0
    isTooLong = false
  }
  const take = (last: Buffer): void => {
    if (isTooLong || heldBytes + last.length > limits.maxRecordBytes) {
      items.push({ line: ++line, unreadable: `the record is larger than ${mebibytes(limits.maxRecordBytes)}` })
      drop()
      return
    }
    const text = (held.length > 0 ? Buffer.concat([...held, last]) : last).toString('utf8').replace(/^\uFEFF/, '').trim()
    drop()
    if (text === '') return
    line++
    const parsed = parseJsonText(text)
    if ('value' in parsed) items.push({ line, value: parsed.value })
    else items.push({ line, unreadable: parsed.problem === 'too-deep' ? 'the JSON is nested too deeply' : 'the element is not valid JSON' })
  }
  for await (const chunk of source) {
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (isText) {
        if (isEscaped) isEscaped = false
        else if (byte === BACKSLASH) isEscaped = true
        else if (byte === QUOTE) isText = false
        continue
      }
      if (byte === QUOTE) isText = true
      else if (byte === OPEN_OBJECT) depth++
      else if (byte === CLOSE_OBJECT) depth--
      else if (byte === OPEN_LIST && ++depth === 1) start = skipTo(at + 1)
      else if (byte === CLOSE_LIST && --depth === 0) {
        take(chunk.subarray(start, at))
        start = at + 1
      } else if (byte === COMMA && depth === 1) {
        take(chunk.subarray(start, at))
        start = at + 1
      }
      // More brackets close than were opened: what follows cannot be told apart any more.
      if (depth < 0) {
        yield [...items, { line: line + 1, unreadable: `the JSON is broken after record ${line}` }]
        return
      }
    }
    heldBytes += chunk.length - start
    isTooLong ||= heldBytes > limits.maxRecordBytes
    // A copy: pieces are valid until the next is asked for.
    if (isTooLong) held = []
    else if (start < chunk.length) held.push(Buffer.from(chunk.subarray(start)))
    if (items.length > 0) yield items
    items = []
  }
  const rest = Buffer.concat(held).toString('utf8').trim()
  if (depth > 0 || rest !== '') yield [{ line: line + 1, unreadable: `the JSON is ${depth > 0 ? 'cut' : 'broken'} after record ${line}` }]

  function skipTo(at: number): number {
    drop()
    return at
  }
}
