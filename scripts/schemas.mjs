// Writes the JSON Schema of audit.config.yaml from the one zod schema; run after a build: node scripts/schemas.mjs
import { writeFileSync } from 'node:fs'
import { configJsonSchema } from '../dist/config/json-schema.js'

writeFileSync(new URL('../schemas/audit.config.schema.json', import.meta.url), configJsonSchema())
