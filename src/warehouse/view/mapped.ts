import type { WarehouseSource } from '../../config/schema.js'
import { AuditError } from '../../domain/error.js'
import { isTagName } from '../../tasks/apart/tag-field.js'
import type { Column } from '../connection.js'
import type { Dialect } from '../sql/dialect.js'
import { columnsOf, inclusive, type Columns } from './expression.js'
import { plainRecord } from './record.js'
import type { NestedSpans, TableView } from './table-view.js'

/** What may be mapped, and the names under which a column is found where nothing is said; without case and separators, in order of preference. */
const NAMES = {
  id: ['id', 'requestid', 'callid', 'logid', 'uuid', 'responseid'],
  request: ['request', 'requestbody', 'req'],
  prompt: ['messages', 'prompt', 'input', 'question', 'query', 'userprompt'],
  system: ['system', 'systemprompt', 'systemmessage', 'instructions'],
  response: ['response', 'responsebody', 'output', 'completion', 'answer', 'result'],
  model: ['model', 'modelname', 'engine', 'deployment'],
  provider: ['provider', 'providername', 'customllmprovider', 'vendor'],
  input_tokens: ['inputtokens', 'prompttokens', 'tokensin', 'tokensprompt'],
  output_tokens: ['outputtokens', 'completiontokens', 'tokensout', 'tokenscompletion'],
  cached_input_tokens: ['cachedinputtokens', 'cachedtokens', 'cachereadinputtokens'],
  cost_usd: ['costusd', 'totalcostusd', 'cost', 'totalcost', 'spend'],
  latency_ms: ['latencyms', 'durationms', 'responsetimems'],
  started_at: ['startedat', 'starttime', 'timestamp', 'createdat', 'ts'],
  conversation_id: ['conversationid', 'sessionid', 'threadid', 'chatid'],
  status: ['status', 'statuscode', 'httpstatus'],
} as const

export type Mappable = keyof typeof NAMES
export const MAPPABLE = Object.keys(NAMES) as readonly Mappable[]

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/gu, '')

/** Which column holds what: as configured, else by name. @throws AuditError that names the columns that are there */
function mappingOf(columns: readonly Column[], source: WarehouseSource | undefined, shown: string): Readonly<Partial<Record<Mappable, string>>> {
  const there = `its columns are: ${columns.slice(0, 60).map(({ name }) => name.slice(0, 60)).join(', ')}`
  const known = new Set(columns.map(({ name }) => name))
  const asked = { ...source?.columns }
  const missing = [...Object.values(asked), ...(source?.tags ?? [])].filter((column) => column !== undefined && !known.has(column))
  if (missing.length > 0) throw new AuditError('warehouse/mapping', `${shown} has no column ${missing.map((name) => JSON.stringify(name)).join(', ')}; ${there}`, 'Correct `columns:` or `tags:` of the source in the configuration')
  const found = Object.fromEntries(MAPPABLE.flatMap((what) => {
    const column = asked[what] ?? NAMES[what].map((name) => columns.find((one) => plainName(one.name) === name)?.name).find((name) => name !== undefined)
    return column === undefined ? [] : [[what, column]]
  })) as Partial<Record<Mappable, string>>
  const lacks = [...(found.request === undefined && found.prompt === undefined ? ['prompt (or request)'] : []), ...(['id', 'response', 'model'] as const).filter((what) => found[what] === undefined && !(what === 'model' && found.request !== undefined))]
  if (lacks.length > 0) throw new AuditError('warehouse/mapping', `${shown}: which column holds ${lacks.join(', ')} is not known; ${there}`, 'Say so in the configuration: sources: [{ url, table, columns: { id: …, prompt: …, response: …, model: … } }]; docs/warehouses.md shows how')
  return found
}

/** Names of columns that say in which span a row lies. One that is called its parent alone may be the message before it. */
const PARENTS: ReadonlySet<string> = new Set(['parentspanid', 'parentobservationid', 'parentrunid'])
const SPANS: ReadonlySet<string> = new Set(['spanid', 'observationid', 'runid'])

function nestedIn(dialect: Dialect, columns: readonly Column[], cells: Columns, id: string | undefined): NestedSpans | undefined {
  const named = (names: ReadonlySet<string>): string | undefined => columns.find(({ name }) => names.has(plainName(name)))?.name
  const [span, parent, trace] = [named(SPANS) ?? id, named(PARENTS), named(new Set(['traceid']))]
  if (span === undefined || parent === undefined) return undefined
  const keyOf = (name: string): string => dialect.concat([...(trace === undefined ? [] : [cells.text(trace), dialect.text(' ')]), cells.text(name)])
  return { span: keyOf(span), parent: keyOf(parent), hasParent: `${cells.text(parent)} != ''` }
}

/** Any table with a column for the prompt or the request; its rows are read like those of a file with the columns named as above. */
export function mappedView(dialect: Dialect, from: string, columns: readonly Column[], source: WarehouseSource | undefined, shown: string): TableView {
  const mapping = mappingOf(columns, source, shown)
  const cells = columnsOf(dialect, columns)
  const maybe = (what: Mappable, read: (name: string) => string): string | undefined => {
    const name = mapping[what]
    return name === undefined ? undefined : read(name)
  }
  const isMapped = (name: string): boolean => Object.values(mapping).includes(name)
  const tags = source !== undefined && source.tags.length > 0 ? source.tags : columns.map(({ name }) => name).filter((name) => isTagName(name) && !isMapped(name))
  const request = maybe('request', cells.text) ?? maybe('prompt', cells.text) ?? dialect.text('')
  const [input, cached] = [maybe('input_tokens', cells.count), maybe('cached_input_tokens', cells.count)]
  const tokens = input !== undefined && cached !== undefined ? inclusive(dialect, input, cached, '0') : { input, read: cached }
  return {
    dialect,
    from,
    where: source?.where,
    id: maybe('id', cells.text) ?? dialect.text(''),
    models: [maybe('provider', cells.text), maybe('model', cells.text)].filter((text) => text !== undefined),
    request,
    system: mapping.request === undefined ? maybe('system', cells.text) : undefined,
    parts: [],
    tags: tags.map(cells.text),
    response: maybe('response', cells.text) ?? dialect.text(''),
    states: [maybe('status', cells.text)].filter((text) => text !== undefined),
    conversation: maybe('conversation_id', cells.text),
    inputTokens: tokens.input,
    outputTokens: maybe('output_tokens', cells.count),
    cacheReadInputTokens: tokens.read,
    cacheWriteInputTokens: undefined,
    costUsd: maybe('cost_usd', cells.amount),
    latencyMs: maybe('latency_ms', cells.amount),
    startedAt: maybe('started_at', cells.time),
    nested: nestedIn(dialect, columns, cells, mapping.id),
    record: [
      ...MAPPABLE.flatMap((what) => (mapping[what] === undefined || (mapping.request !== undefined && (what === 'prompt' || what === 'system')) ? [] : [cells.field(mapping[what], what)])),
      ...tags.map((name) => cells.field(name)),
    ].join(', '),
    toRecord: plainRecord,
  }
}
