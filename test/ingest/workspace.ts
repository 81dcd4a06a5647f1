import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LlmCall, ParsedRecord } from '../../src/domain/call.js'
import { AuditError } from '../../src/domain/error.js'
import { readRecords } from '../../src/ingest/index.js'
import { parseItem } from '../../src/ingest/parse-record.js'
import { createSettler } from '../../src/ingest/settle.js'
import type { JsonValue } from '../../src/domain/json.js'

/** A directory of its own for one test; it goes away with the scope. */
export async function workspace() {
  const directory = await mkdtemp(join(tmpdir(), 'ingest-'))
  return {
    directory,
    write: async (name: string, content: string | Uint8Array): Promise<string> => {
      const file = join(directory, name)
      await writeFile(file, content)
      return file
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

export const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/logs/${name}`, import.meta.url))

export async function recordsOf(...files: string[]): Promise<ParsedRecord[]> {
  const records: ParsedRecord[] = []
  for await (const record of readRecords(files)) records.push(record)
  return records
}

/** What one record becomes. */
export function parseOne(value: JsonValue): ParsedRecord {
  const settler = createSettler()
  const direct = parseItem({ line: 1, value }, 'log.jsonl').flatMap((one): readonly ParsedRecord[] => {
    if (one.kind !== 'deferred') return [one]
    settler.add(one)
    return []
  })
  const [record] = [...direct, ...settler.settle()]
  if (!record) throw new Error('nothing came out')
  return record
}

export function callFrom(value: JsonValue): LlmCall {
  const record = parseOne(value)
  if (record.kind !== 'call') throw new Error(`excluded: ${record.reason}: ${record.detail}`)
  return record.call
}

/** `reason: detail` of an excluded record, else 'call'. */
export function exclusionOf(value: JsonValue): string {
  const record = parseOne(value)
  return record.kind === 'excluded' ? `${record.reason}: ${record.detail}` : 'call'
}

export async function failureOf(work: Promise<unknown>): Promise<AuditError> {
  try {
    await work
  } catch (error) {
    if (error instanceof AuditError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** A pair as a proxy would log it, with changes. */
export function chatPair(changes: { record?: Record<string, JsonValue>; request?: Record<string, JsonValue>; response?: Record<string, JsonValue>; message?: Record<string, JsonValue>; finish?: JsonValue } = {}): Record<string, JsonValue> {
  return {
    request: { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], ...changes.request },
    response: {
      id: 'r1', object: 'chat.completion', model: 'gpt-4o-2024-08-06',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello', ...changes.message }, finish_reason: changes.finish ?? 'stop' }],
      usage: { prompt_tokens: 8, completion_tokens: 2 },
      ...changes.response,
    },
    ...changes.record,
  }
}
