import { expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import { createPlaceholders, redactField } from '../../src/ingest/index.js'
import type { Planned } from '../../src/pipeline/plan/plan.js'
import { withHiddenConstraints } from '../../src/pipeline/plan/hidden-constraints.js'
import { maySend } from '../../src/sample/constraint.js'

it('a constraint that names a person holds for calls in which the person is hidden', () => {
  const placeholders = createPlaceholders()
  const owner = redactField('owner', 'Ann@x.example', ['email'], placeholders)
  const config = configSchema.parse({ version: 1, redact: ['email'], constraints: [{ when: { field: 'metadata.owner', in: ['bob@x.example', 'ann@x.example'] }, require: { compliance: ['hipaa'] } }] })
  const { plan } = withHiddenConstraints({ plan: { constraints: config.constraints } } as unknown as Planned, config, placeholders)
  const provider = { regions: [], compliance: [] }
  expect(owner).toBe('<EMAIL_1>')
  expect(maySend({ metadata: { owner } }, provider, plan.constraints)).toBe(true)
  expect(maySend({ metadata: { owner } }, provider, plan.hiddenConstraints ?? [])).toBe(false)
})
