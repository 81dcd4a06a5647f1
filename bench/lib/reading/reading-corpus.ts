import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import { isJsonObject } from '../../../src/domain/json.js'
import { VARIANTS } from '../../../test/ingest/variants/all-variants.js'
import { readJsonLines } from '../json-lines.js'

/** A log as its records: what a line, an element or a row holds. */
export interface RecordedLog {
  readonly name: string
  readonly records: readonly JsonObject[]
}

const FIXTURES = fileURLToPath(new URL('../../../fixtures/logs/', import.meta.url))

/** The logs of the suite, of its variants, and those of a folder where one is named. */
export function recordedLogs(samples: string | undefined): readonly RecordedLog[] {
  const folders = [FIXTURES, ...(samples !== undefined && existsSync(samples) ? [samples] : [])]
  const files = folders.flatMap((folder) => readdirSync(folder).filter((name) => /\.(?:jsonl|csv)$/.test(name)).map((name) => ({ name, path: join(folder, name) })))
  const variants = VARIANTS.map(({ format, variant }) => ({ name: `${format}: ${variant.name}`, records: (JSON.parse(JSON.stringify(variant.log)) as JsonValue[]).filter(isJsonObject) }))
  return [...files.map(({ name, path }) => ({ name, records: name.endsWith('.csv') ? rowsOf(path) : readJsonLines(path) })), ...variants].filter(({ records }) => records.length > 0)
}

const rowsOf = (path: string): readonly JsonObject[] => parse(readFileSync(path, 'utf8'), { columns: true, bom: true, relax_quotes: true }) as JsonObject[]
