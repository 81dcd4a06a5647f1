import { parser } from 'stream-json/parser.js'
import type { Token } from 'stream-json/parser.js'
import { AuditError } from '../../domain/error.js'
import { losesDigits } from '../read/json-text.js'
import type { JsonValue } from '../../domain/json.js'
import type { Limits } from '../limits.js'
import { mebibytes } from '../limits.js'
import { pump } from '../source/pump.js'
import { isListPath, isNoEnvelope } from './envelope.js'
import type { ContainerItem } from './item.js'

/** A container that is being read. `isList`: its elements are records and are handed out instead of kept. */
interface Frame {
  readonly value: JsonValue[] | Record<string, JsonValue>
  readonly isList: boolean
  key: string
}

/**
 * A JSON document of any layout: an array of records, an envelope around one, a single record, or several such values
 * one after the other. Memory is bounded by one record. `line` counts the records.
 * A document that is cut or broken yields what came before, then one unreadable item.
 */
export async function* readJsonDocument(source: AsyncIterable<string>, file: string, limits: Limits): AsyncGenerator<ContainerItem> {
  const frames: Frame[] = []
  let line = 0
  let size = 0
  let isDeep = false
  let isEnvelope = false

  const open = (value: Frame['value']): void => {
    isDeep ||= frames.length > limits.maxDepth
    const isList = Array.isArray(value) && isRecordList(frames)
    frames.push({ value, isList, key: '' })
  }
  const handOut = (value: JsonValue): ContainerItem => {
    // An empty list makes no envelope of the record that it is a field of.
    isEnvelope ||= frames.length > 1
    const item = isDeep ? { line: ++line, unreadable: 'the JSON is nested too deeply' } : { line: ++line, value }
    size = 0
    isDeep = false
    return item
  }
  const place = (value: JsonValue): ContainerItem | undefined => {
    const top = frames.at(-1)
    if (top?.isList) return handOut(value)
    if (top === undefined) {
      if (!isEnvelope) return handOut(value)
      isEnvelope = false
    } else if (Array.isArray(top.value)) {
      top.value.push(value)
    } else {
      Object.defineProperty(top.value, top.key, { value, enumerable: true, configurable: true, writable: true })
    }
    return undefined
  }
  const step = (token: Token): ContainerItem | undefined => {
    const text = 'value' in token && typeof token.value === 'string' ? token.value : ''
    size += text.length + 8
    if (size > limits.maxRecordBytes) {
      throw new AuditError('input-line-too-long', `${file}: record ${line + 1} is larger than ${mebibytes(limits.maxRecordBytes)}`, 'A record of that size is no call: check that the file is a log with one record per call')
    }
    const top = frames.at(-1)
    switch (token.name) {
      case 'startObject':
        open({})
        return undefined
      case 'startArray':
        open([])
        return undefined
      case 'keyValue':
        if (top) top.key = text
        return undefined
      case 'endObject':
      case 'endArray': {
        const closed = frames.pop()
        return closed && !(closed.isList && (isEnvelope || frames.length === 0)) ? place(closed.value) : undefined
      }
      case 'stringValue': return place(text)
      case 'numberValue': return place(numberOf(text))
      case 'trueValue': return place(true)
      case 'falseValue': return place(false)
      case 'nullValue': return place(null)
      default: return undefined
    }
  }

  try {
    for await (const token of pump<Token>(source, parser.asStream({ packValues: true, streamValues: false, jsonStreaming: true }))) {
      const item = step(token)
      if (item) yield item
    }
  } catch (error) {
    if (!isParserError(error)) throw error
    yield { line: line + 1, unreadable: `the JSON is broken after record ${line}` }
    return
  }
  if (frames.length > 0) yield { line: line + 1, unreadable: `the JSON is cut after record ${line}` }
}

/** Whole numbers that would lose digits stay text. */
function numberOf(text: string): JsonValue {
  return /^-?\d{16,21}$/.test(text) && losesDigits(text) ? text : Number(text)
}

function isRecordList(frames: readonly Frame[]): boolean {
  if (frames.length === 0) return true
  if (frames.some((frame) => Array.isArray(frame.value) || isNoEnvelope(frame.value))) return false
  return isListPath(frames.map((frame) => frame.key))
}

function isParserError(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Parser ')
}
