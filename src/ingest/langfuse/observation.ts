import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { Excluded } from '../read/excluded.js'
import { fieldOf, isBlank, nameOf, plainName } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { readCount, readNumber, readUsd } from '../read/number.js'
import { textField } from '../read/option.js'
import { readTags } from '../read/tags.js'
import { elapsedMs, readTime } from '../read/time.js'
import { wordOf } from '../read/word.js'
import { bucketUsage } from '../transcript/bucket-usage.js'
import { outputTokens, requestTokens } from '../transcript/estimate-tokens.js'
import { factsRecord } from '../transcript/facts.js'
import { pydanticTools } from '../transcript/pydantic-tools.js'
import { taskName } from '../transcript/task-name.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { LANGFUSE_COLUMNS } from './columns.js'
import { langfuseBuckets } from './usage.js'

const FORMAT = 'langfuse'

/** One observation in any of Langfuse's shapes. Throws Excluded for what is no model call: spans repeat the text of their generations. */
export function langfuseObservation(row: JsonObject, source: SourceRef): ParsedRecord {
  const type = textField(row['type'])?.toUpperCase()
  if (type !== 'GENERATION') throw new Excluded('not-a-call', `an observation of type ${wordOf(type)}, which repeats or surrounds model calls`)
  if (!isBlank(fieldOf(row, ['experimentid']))) throw new Excluded('evaluation', 'the observation is of an experiment on a data set')
  if (readNumber(row['is_deleted']) === 1) throw new Excluded('not-a-call', 'the row was deleted in Langfuse')
  const field = (...names: string[]): JsonValue | undefined => fieldOf(row, names)
  const parameters = objectOf(field('modelparameters')) ?? {}
  const read = (): ReturnType<typeof textsOf> => textsOf(row, parameters)
  const { usage, ambiguous } = usageOf(row, read)
  const started = field('starttime')
  const ended = field('endtime')
  const costs = objectOf(field('costdetails')) ?? {}
  const cost = readUsd(field('totalcost', 'calculatedtotalcost') ?? costs['total'])
  const isCostKnown = cost !== undefined && (cost > 0 || Object.keys(costs).length > 0)
  const model = nameOf(field('model', 'providedmodelname'))
  return factsRecord({
    format: FORMAT,
    source,
    id: nameOf(field('id', 'spanid')),
    requestModel: model,
    provider: nameOf(metadataOf(row)['ls_provider']),
    usage,
    costUsd: isCostKnown ? cost : undefined,
    latencyMs: elapsedMs(started, ended) ?? scaled(field('latencyms'), 1) ?? scaled(field('latency'), 1000),
    timeToFirstTokenMs: elapsedMs(started, field('completionstarttime')) ?? scaled(field('timetofirsttokenms'), 1) ?? scaled(field('timetofirsttoken'), 1000),
    startedAt: readTime(started),
    conversationId: nameOf(field('sessionid')),
    tags: readTags(field('tracetags', 'tags')),
    metadata: {
      ...metadataOf(row),
      ...named({ generation_name: taskName(field('name')), trace_name: nameOf(field('tracename')), prompt_name: nameOf(field('promptname')), prompt_version: field('promptversion'), environment: nameOf(field('environment')), user_id: nameOf(field('userid')), release: nameOf(field('release')) }),
      ...scoresOf(row),
      ...(ambiguous && { usage_note: 'the log does not tell whether input tokens include cached ones' }),
    },
  }, () => {
    refuseError(row)
    return read()
  })
}

function textsOf(row: JsonObject, parameters: JsonObject) {
  return {
    request: transcriptRequest(row['input'], { parameters, tools: toolsOf(row) }),
    response: transcriptResponse(row['output'], parameters['finish_reason']),
  }
}

/** Definitions stand in a column of their own as a list of JSON texts or by name; where the input holds them too, the input counts. */
function toolsOf(row: JsonObject): JsonValue | undefined {
  const tools = fieldOf(row, ['tooldefinitions'])
  const json = objectOf(tools) ?? arrayOf(tools)
  if (json && (Array.isArray(json) ? json.length > 0 : Object.keys(json).length > 0)) return json as JsonValue
  return pydanticTools(objectOf(metadataOf(row)['attributes'])?.['model_request_parameters'])
}

/** The text, where it can be read, helps to tell which convention the counts follow. */
function usageOf(row: JsonObject, read: () => ReturnType<typeof textsOf>): ReturnType<typeof bucketUsage> {
  const details = [fieldOf(row, ['usagedetails']), fieldOf(row, ['providedusagedetails'])].map(objectOf).find((object) => object !== undefined && Object.keys(object).length > 0)
  const nested = objectOf(fieldOf(row, ['usage'])) ?? {}
  const legacy = {
    input: fieldOf(row, ['prompttokens', 'inputusage']) ?? nested['input'] ?? nested['promptTokens'],
    output: fieldOf(row, ['completiontokens', 'outputusage']) ?? nested['output'] ?? nested['completionTokens'],
    total: fieldOf(row, ['totaltokens', 'totalusage']) ?? nested['total'] ?? nested['totalTokens'],
  }
  const buckets = langfuseBuckets(details ?? (readCount(legacy.total) ? legacy : {}))
  try {
    const { request, response } = read()
    return bucketUsage(buckets, { input: requestTokens(request), output: outputTokens(response.output) })
  } catch (error) {
    if (!(error instanceof Excluded)) throw error
    return bucketUsage(buckets, {})
  }
}

function refuseError(row: JsonObject): void {
  const level = textField(row['level'])?.toUpperCase()
  if (level === 'ERROR') throw new Excluded('error', 'the observation ended with level ERROR')
}

function metadataOf(row: JsonObject): JsonObject {
  const names = arrayOf(row['metadata_names'])
  const values = arrayOf(row['metadata_values'])
  if (names && values) return Object.fromEntries(names.flatMap((name, at) => (typeof name === 'string' ? [[name, values[at] ?? null] as const] : [])))
  return objectOf(row['metadata']) ?? {}
}

/** A column per score, its values in a list. */
function scoresOf(row: JsonObject): JsonObject {
  const scores = Object.entries(row).flatMap(([key, value]): readonly (readonly [string, JsonValue])[] => {
    const list = LANGFUSE_COLUMNS.has(plainName(key)) ? undefined : arrayOf(value)
    return list !== undefined && list.length > 0 ? [[key, list.length === 1 && list[0] !== undefined ? list[0] : list]] : []
  })
  const nested = arrayOf(row['scores'])?.filter(isJsonObject).flatMap((score): readonly (readonly [string, JsonValue])[] => (typeof score['name'] === 'string' ? [[score['name'], score['value'] ?? score['stringValue'] ?? null]] : [])) ?? []
  const all = [...scores, ...nested]
  return all.length > 0 ? { scores: Object.fromEntries(all) } : {}
}

function named(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isBlank(value)))
}

function scaled(value: JsonValue | undefined, factor: number): number | undefined {
  const number = readNumber(value)
  return number !== undefined && number >= 0 ? Number((number * factor).toPrecision(12)) : undefined
}
