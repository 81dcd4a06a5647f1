import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { JsonValue } from '../../domain/json.js'
import { LIMITS } from '../limits.js'
import { nameOf } from '../read/field.js'
import { parseJsonText } from '../read/json-text.js'

/** A plain name: what a log says must not lead out of the folder. */
const NAME = /^[\w-][\w.-]{0,200}\.json(?:\.gz)?$/
const GZIP = 0x1f8b

/**
 * The body that Bedrock wrote into an object of its own (`s3://…/data/<id>_input.json.gz`), where a file of that name lies in `data/` beside
 * the log, as copying the bucket leaves it, or beside the log itself. Undefined where it is not there, or is no JSON of a size that is read.
 */
export function offloadedBody(path: JsonValue | undefined, log: string): JsonValue | undefined {
  const name = nameOf(path)?.split('/').at(-1)
  if (name === undefined || !NAME.test(name)) return undefined
  for (const folder of [join(dirname(log), 'data'), dirname(log)]) {
    const body = bodyIn(join(folder, name))
    if (body !== undefined) return body
  }
  return undefined
}

function bodyIn(file: string): JsonValue | undefined {
  try {
    const found = statSync(file)
    if (!found.isFile() || found.size > LIMITS.maxRecordBytes) return undefined
    const bytes = readFileSync(file)
    const text = bytes.length > 1 && bytes.readUInt16BE(0) === GZIP ? gunzipSync(bytes, { maxOutputLength: LIMITS.maxRecordBytes }) : bytes
    const parsed = parseJsonText(text.toString('utf8'))
    return 'value' in parsed ? parsed.value : undefined
  } catch {
    // Not there, not to be read, damaged or too large: the call is counted without its text.
    return undefined
  }
}
