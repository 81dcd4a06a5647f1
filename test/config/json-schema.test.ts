import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configJsonSchema } from '../../src/config/json-schema.js'

const published = readFileSync(new URL('../../schemas/audit.config.schema.json', import.meta.url), 'utf8')

describe('schemas/audit.config.schema.json', () => {
  it('is what the configuration is read by (node scripts/schemas.mjs writes it anew)', () => {
    expect(published).toBe(configJsonSchema())
  })

  it('accepts what the documentation shows and refuses a typo', () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(published))
    const documented = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
    const example = /```yaml\n([\s\S]*?)```/.exec(documented)?.[1] ?? ''
    expect(validate(parse(example)), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ version: 1, candidate: ['a/b'] })).toBe(false)
  })
})
