import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

const schema = JSON.parse(readFileSync(new URL('../../schemas/policy.schema.json', import.meta.url), 'utf8')) as Record<string, unknown>
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)), uri: (text: string) => URL.canParse(text) } })
const validate = ajv.compile(schema)

/** Faults of a document by the published schema, as `path message`. */
export function schemaFaults(document: unknown): readonly string[] {
  return validate(JSON.parse(JSON.stringify(document))) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`)
}
