import { z } from 'zod'
import { configSchema } from './schema.js'

/** The JSON Schema (draft 2020-12) of `audit.config.yaml` as editors want it, derived from the one zod schema. */
export function configJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configSchema, { io: 'input' }), null, 2)}\n`
}
