import type { JsonObject } from '../../domain/json.js'
import { isBlank } from '../read/field.js'
import { objectOf } from '../read/json-text.js'

/**
 * A resource log of Azure as its table has it: storage accounts and event hubs get the same fields in camel case, those of the service
 * under `properties`. Fields that stand in both places are taken from the outside.
 */
export function azureRow(record: JsonObject): JsonObject {
  const { properties, ...outer } = record
  const own = Object.entries({ ...objectOf(properties), ...outer }).map(([key, value]) => [`${key.slice(0, 1).toUpperCase()}${key.slice(1)}`, value] as const)
  const row: JsonObject = Object.fromEntries(own.filter(([, value]) => !isBlank(value)))
  const inner = objectOf(properties) ?? {}
  return { ...row, TimeGenerated: row['TimeGenerated'] ?? row['Time'] ?? null, OperationName: inner['operationName'] ?? inner['OperationName'] ?? row['OperationName'] ?? null }
}
