import type { ExclusionReason, LlmCall, ParsedRecord, ServiceTier, SourceRef, Traffic, Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { ChatRequest, ModelOutput } from '../../domain/message.js'
import { Excluded } from './excluded.js'
import { fieldOf, isBlank, nameOf, plainName } from './field.js'
import { isDurationName, readDuration } from './duration.js'
import { refuseMarkers } from './marker.js'
import { objectOf } from './json-text.js'
import { readNumber, readUsd } from './number.js'
import { defined, merged } from './option.js'
import { readServiceTier } from './service-tier.js'
import { keysPassing } from './shape.js'
import { readTags, tagMetadata } from './tags.js'
import { readTime } from './time.js'

/** What an adapter found out about a record before it reads the texts; the rest is the same for all formats and is read from the record itself. */
export interface Known {
  readonly format: string
  readonly source: SourceRef
  readonly record: JsonObject
  readonly usage?: Usage | undefined
  readonly requestModel?: string | undefined
  readonly responseModel?: string | undefined
  readonly responseId?: string | undefined
  readonly requestMetadata?: JsonValue | undefined
  /** Fields of the record that are not metadata, beyond the well-known ones. */
  readonly consumed?: ReadonlySet<string> | undefined
  readonly serviceTier?: ServiceTier | undefined
  readonly timeToFirstTokenMs?: number | undefined
  /** Used where the record has no value of its own. */
  readonly startedAt?: string | undefined
  readonly costUsd?: number | undefined
  readonly latencyMs?: number | undefined
  readonly provider?: string | undefined
}

/** All that makes a call. */
export interface Draft extends Known {
  readonly request: ChatRequest
  readonly output: ModelOutput
}

const ID = ['id', 'requestid', 'responseid', 'callid', 'logid', 'uuid']
const STARTED = ['starttime', 'startedat', 'timestamp', 'ts', 'createdat', 'created', 'requesttime', 'requestedat', 'requeststarttime', 'starteddatetime', 'datetime', 'datetimeutc', 'time', 'date', 'realtimetimestamp', 'asctime', 'timeiso8601', 'eventtime', 'eventtimestamp', 'requesttimestamp', 'insertedat', 'createdtime', 'creationtime', 'creationdate', 'datecreated', 'createdon', 'createdutc', 'logtime', 'loggedat', 'calledat', 'invokedat', 'timestamputc', 'timegeneratedutc']
const STARTS = ['starttime', 'startedat', 'requestedat', 'requeststarttime']
const ENDED = ['endtime', 'endedat', 'finishedat', 'completedat', 'receivedat', 'respondedat', 'requestendtime']
const COST = ['costusd', 'totalcostusd', 'cost', 'totalcost', 'price', 'spend', 'responsecost', 'requestcost', 'costinusd', 'usdcost']
const WHOLE_COST = ['total', 'totalcost', 'totalcostusd', 'totalusd', 'usd']
const CURRENCY = ['currency', 'costcurrency', 'pricecurrency', 'currencycode']
const PROVIDER = ['provider', 'providername', 'modelprovider', 'customllmprovider', 'llmprovider', 'vendor']
const CONVERSATION = ['conversationid', 'sessionid', 'threadid', 'chatid', 'conversation', 'session', 'thread']
const FIRST_TOKEN = ['timetofirsttokenms', 'ttftms']
const TAGS = ['tags', 'requesttags']
const OTHER = ['model', 'request', 'response', 'messages', 'error', 'status', 'statuscode', 'httpstatus', 'responsestatuscode', 'responsestatus', 'metadata', 'input', 'output', 'usage', 'object', 'systemfingerprint', 'servicetier', 'stream', 'temperature', 'topp', 'topk', 'n', 'seed', 'maxtokens', 'maxcompletiontokens', 'requestbody', 'responsebody', 'req', 'res', 'body', 'system', 'toolchoice', 'reasoningeffort', 'requestjson', 'responsejson', 'requestpayload', 'responsepayload', 'rawrequest', 'rawresponse', 'llmrequest', 'llmresponse', 'chunks', 'toolcalls', 'contents', 'stopreason', 'cachecreationinputtokens']
const CONSUMED: ReadonlySet<string> = new Set([...ID, ...STARTED, ...ENDED, ...COST, ...PROVIDER, ...TAGS, ...OTHER])

/** Reasons for which a record that was served and paid for cannot be replayed. */
const PAID: ReadonlySet<ExclusionReason> = new Set(['truncated', 'redacted', 'no-prompt', 'no-output', 'no-model', 'unknown-format', 'context-missing', 'no-text'])

/** The call, once nothing is missing. Throws Excluded where something is, with the traffic that is known all the same. */
export function callOf(draft: Draft): ParsedRecord {
  return readCall(draft, () => draft)
}

/** The call out of what is known and what `read` finds in the texts, whose word is the last; where it is Excluded, what is known is kept as traffic. */
export function readCall(known: Known, read: () => Pick<Draft, 'request' | 'output'> & Partial<Known>): ParsedRecord {
  let all = known
  try {
    const draft: Draft = merged(known, read())
    all = draft
    return { kind: 'call', call: buildCall(draft) }
  } catch (error) {
    if (!(error instanceof Excluded) || error.traffic || !PAID.has(error.reason)) throw error
    throw new Excluded(error.reason, error.detail, trafficOf(all))
  }
}

/** What a record says about cost; undefined when it states neither tokens nor cost. */
export function trafficOf(known: Known): Traffic | undefined {
  const usage = known.usage ?? {}
  const facts = measuresOf(known)
  if (Object.keys(usage).length === 0 && facts.costUsd === undefined) return undefined
  const requestModel = known.requestModel ?? known.responseModel
  return defined<Traffic>({ ...facts, requestModel, responseModel: known.responseModel, usage })
}

/** A record that was paid for and holds no text to replay. Throws Excluded always. */
export function refuseTextless(known: Known, reason: ExclusionReason, detail: string): never {
  throw new Excluded(reason, detail, trafficOf(known))
}

/** Names (without case and separators) under which records say when their call began. */
export const isStartName = (name: string): boolean => STARTED.includes(name)

type Measures = { readonly [Field in 'provider' | 'costUsd' | 'latencyMs' | 'timeToFirstTokenMs' | 'startedAt' | 'serviceTier']: Traffic[Field] | undefined }

function measuresOf(known: Known): Measures {
  const { record } = known
  return {
    provider: nameOf(fieldOf(record, PROVIDER)) ?? known.provider,
    costUsd: costOf(record) ?? known.costUsd,
    latencyMs: latencyOf(record) ?? known.latencyMs,
    timeToFirstTokenMs: known.timeToFirstTokenMs ?? firstTokenOf(record),
    startedAt: readTime(fieldOf(record, STARTED)) ?? known.startedAt,
    serviceTier: known.serviceTier ?? readServiceTier(record['service_tier']),
  }
}

/** The cost, or the whole of one that is told in parts; unknown where it is in another currency. */
function costOf(record: JsonObject): number | undefined {
  const currency = nameOf(fieldOf(record, CURRENCY))
  if (currency !== undefined && !/^(?:usd|us\$|\$)$/i.test(currency)) return undefined
  const cost = fieldOf(record, COST)
  const parts = typeof cost === 'number' ? undefined : objectOf(cost)
  return readUsd(parts ? fieldOf(parts, WHOLE_COST) : cost)
}

function firstTokenOf(record: JsonObject): number | undefined {
  const ms = readNumber(fieldOf(record, FIRST_TOKEN))
  return ms !== undefined && ms >= 0 ? ms : undefined
}

function buildCall(draft: Draft): LlmCall {
  const { record, source, request, output } = draft
  refuseUnusable(request, output)
  const requestModel = draft.requestModel ?? draft.responseModel
  if (requestModel === undefined) throw new Excluded('no-model', 'neither the request nor the response names a model')

  const requestMetadata = objectOf(draft.requestMetadata)
  const recordMetadata = objectOf(record['metadata'])
  const tags = tagsOf(fieldOf(record, TAGS), recordMetadata?.['tags'], requestMetadata?.['tags'])
  const metadata = metadataOf(record, draft.consumed)
  if (recordMetadata) for (const key in recordMetadata) put(metadata, key, recordMetadata[key])
  const tagged = objectOf(fieldOf(record, TAGS))
  if (tagged) for (const key in tagged) put(metadata, key, tagged[key])
  if (requestMetadata) for (const key in requestMetadata) put(metadata, key, requestMetadata[key])
  if (tags.length > 0) Object.assign(metadata, tagMetadata(tags))
  const call: { -readonly [Field in keyof LlmCall]: LlmCall[Field] } = {
    id: nameOf(fieldOf(record, ID)) ?? draft.responseId ?? `${source.file}:${source.line}`,
    source,
    format: draft.format,
    requestModel,
    request,
    output,
    usage: draft.usage ?? {},
    tags,
    metadata,
  }
  const { provider, costUsd, latencyMs, timeToFirstTokenMs, startedAt, serviceTier } = measuresOf(draft)
  const conversationId = nameOf(fieldOf(record, CONVERSATION)) ?? nameOf(fieldOf(metadata, CONVERSATION))
  // Field by field: this runs for every call of a log, and the engine writes known fields many times faster than spread ones.
  if (provider !== undefined) call.provider = provider
  if (draft.responseModel !== undefined) call.responseModel = draft.responseModel
  if (costUsd !== undefined) call.costUsd = costUsd
  if (latencyMs !== undefined) call.latencyMs = latencyMs
  if (timeToFirstTokenMs !== undefined) call.timeToFirstTokenMs = timeToFirstTokenMs
  if (startedAt !== undefined) call.startedAt = startedAt
  if (serviceTier !== undefined) call.serviceTier = serviceTier
  if (conversationId !== undefined) call.conversationId = conversationId
  return call
}

function tagsOf(...lists: readonly (JsonValue | undefined)[]): readonly string[] {
  return lists.every((list) => list === undefined) ? [] : [...new Set(lists.flatMap(readTags))]
}

function refuseUnusable(request: ChatRequest, output: ModelOutput): void {
  for (const message of request.messages) {
    for (const part of message.parts) {
      if (part.type === 'text' || part.type === 'tool_result') refuseMarkers(part.text)
      else if (part.type === 'tool_call') refuseMarkers(part.arguments)
    }
  }
  refuseMarkers(output.text)
  for (const call of output.toolCalls) refuseMarkers(call.arguments)
  if (!request.messages.some((message) => message.parts.some(isContent))) {
    throw new Excluded('no-prompt', 'the request holds no text')
  }
  const isAnswer = output.text !== '' || output.toolCalls.length > 0 || ANSWERS.has(output.finishReason)
  if (!isAnswer) throw new Excluded('no-output', output.finishReason === undefined ? 'the response holds no text' : `the response holds no text (it ended with ${output.finishReason})`)
}

/** An empty answer counts when the model chose to stop, or was made to keep silent. */
const ANSWERS: ReadonlySet<string | undefined> = new Set(['stop', 'refusal', 'content_filter'])

function isContent(part: ChatRequest['messages'][number]['parts'][number]): boolean {
  return part.type === 'text' || part.type === 'tool_result' ? part.text !== '' : true
}

function metadataOf(record: JsonObject, consumed?: ReadonlySet<string>): Record<string, JsonValue | undefined> {
  const scalars: Record<string, JsonValue | undefined> = {}
  for (const key of keysPassing(record, isOwnField)) {
    const value = record[key]
    if (value === undefined || typeof value === 'object' || isBlank(value) || consumed?.has(plainName(key))) continue
    put(scalars, key, value)
  }
  return scalars
}

/** A key such as __proto__ becomes a field like any other. */
function put(object: Record<string, JsonValue | undefined>, key: string, value: JsonValue | undefined): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  else object[key] = value
}

const DURATION = /^(?:latency|duration|responsetime|elapsed)/
const isOwnField = (name: string): boolean => !CONSUMED.has(name) && !DURATION.test(name) && !isDurationName(name)

function latencyOf(record: JsonObject): number | undefined {
  for (const key of keysPassing(record, isDurationName)) {
    const duration = readDuration(plainName(key), record[key])
    if (duration !== undefined) return duration
  }
  const [start, end] = [readTime(fieldOf(record, STARTS)), readTime(fieldOf(record, ENDED))]
  const elapsed = start !== undefined && end !== undefined ? Date.parse(end) - Date.parse(start) : undefined
  return elapsed !== undefined && elapsed >= 0 ? elapsed : undefined
}
