import type { JsonObject } from '../../domain/json.js'
import { nameOf } from '../read/field.js'
import { keysUnder } from '../read/shape.js'

const KINDS = ['type', 'kind', 'spantype', 'spankind', 'eventtype', 'runtype', 'steptype', 'nodetype', 'observationtype']
const OTHER = /^(?:tool|tool_?call|function|chain|agent|workflow|retriever|retrieval|embeddings?|embed|rerank(?:er)?|guardrail|span|trace)$/i
/** Names that rows of a trace have. */
const TRACE = ['traceid', 'parentid', 'parentrunid', 'parentspanid', 'runid', 'spanid']

/** What a row of a trace says it is, when that is no call of a model: its input and output are those of a tool, or repeat what is inside. */
export function stepKind(row: JsonObject): string | undefined {
  if (keysUnder(row, TRACE).length === 0) return undefined
  return keysUnder(row, KINDS).map((key) => nameOf(row[key])).find((kind) => kind !== undefined && OTHER.test(kind))
}
