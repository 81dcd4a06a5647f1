import { AuditError } from '../../domain/error.js'
import type { Limits } from '../limits.js'
import { mebibytes } from '../limits.js'
import { parseJsonText } from '../read/json-text.js'
import type { ContainerItem } from './item.js'

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c]

/**
 * Elements of a JSON array, of any length and layout, a comma before its end forgiven; several arrays may follow each other. Elements are
 * cut out by their brackets and parsed one by one, some ten times as fast as to build them token by token. Memory is bounded by one
 * element. A broken element is an item, never an error; so is an end that comes too early. Throws AuditError `input-line-too-long`.
 */
export async function* readJsonArray(source: AsyncIterable<Buffer>, file: string, limits: Limits): AsyncGenerator<readonly ContainerItem[]> {
  let line = 0
  let depth = 0
  let isText = false
  let isEscaped = false
  let held: Buffer[] = []
  let heldBytes = 0
  let items: ContainerItem[] = []

  const take = (last: Buffer): void => {
    const text = (held.length > 0 ? Buffer.concat([...held, last]) : last).toString('utf8').replace(/^\uFEFF/, '').trim()
    held = []
    heldBytes = 0
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
    held.push(chunk.subarray(start))
    heldBytes += chunk.length - start
    if (heldBytes > limits.maxRecordBytes) {
      throw new AuditError('input-line-too-long', `${file}: record ${line + 1} is larger than ${mebibytes(limits.maxRecordBytes)}`, 'A record of that size is no call: check that the file is a log with one record per call')
    }
    if (items.length > 0) yield items
    items = []
  }
  const rest = Buffer.concat(held).toString('utf8').trim()
  if (depth > 0 || rest !== '') yield [{ line: line + 1, unreadable: `the JSON is ${depth > 0 ? 'cut' : 'broken'} after record ${line}` }]

  function skipTo(at: number): number {
    held = []
    heldBytes = 0
    return at
  }
}
