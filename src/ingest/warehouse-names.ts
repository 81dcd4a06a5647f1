import type { JsonObject } from '../domain/json.js'
import { keysPassing, shapeOf, type Shape } from './read/shape.js'

/** Columns of tools whose names are written with capitals inside, which warehouses do not keep. */
const COLUMNS: readonly string[] = [
  'startTime', 'endTime', 'completionStartTime', 'createdAt', 'updatedAt',
  'traceId', 'projectId', 'parentObservationId', 'statusMessage', 'providedModelName', 'internalModelId', 'modelParameters', 'usageDetails', 'costDetails', 'totalCost', 'latencyMs', 'timeToFirstToken', 'timeToFirstTokenMs', 'sessionId', 'userId', 'traceName', 'promptName', 'promptVersion',
  'TimeGenerated', 'CorrelationId', 'RequestId', 'OperationName', 'DeploymentName', 'ModelName', 'PromptTokens', 'CompletionTokens', 'TotalTokens', 'IsStreamCompletion', 'RequestMessages', 'ResponseMessages', 'SequenceNumber', 'ApiVersion', 'schemaType', 'schemaVersion', 'modelId', 'errorCode', 'inferenceRegion',
]

const AS_WRITTEN: ReadonlyMap<string, string> = new Map(COLUMNS.map((column) => [column.toLowerCase(), column]))
const isKnown = (name: string): boolean => AS_WRITTEN.has(name)

const upper = new WeakMap<Shape, boolean>()

/** True for a row most of whose names are in capitals: what a query or a shipper adds under names of its own is in small letters beside them. */
export function isInCapitals(row: JsonObject): boolean {
  const shape = shapeOf(row)
  const known = upper.get(shape)
  if (known !== undefined) return known
  const capitals = shape.keys.filter((key) => key === key.toUpperCase() && key !== key.toLowerCase()).length
  const isUpper = capitals > 1 && capitals > shape.keys.length / 2
  upper.set(shape, isUpper)
  return isUpper
}

/** A row whose names a warehouse wrote in capitals, or in small letters alone, as the tool writes them; undefined for rows that need nothing. */
export function asToolsWrite(row: JsonObject): JsonObject | undefined {
  if (!isInCapitals(row) && !keysPassing(row, isKnown).some((key) => AS_WRITTEN.has(key))) return undefined
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [AS_WRITTEN.get(key.toLowerCase()) ?? key.toLowerCase(), value]))
}
