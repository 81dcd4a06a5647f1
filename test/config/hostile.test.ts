import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/parse.js'
import { AuditError } from '../../src/domain/error.js'

describe('a hostile configuration ends with file and line', () => {
  it('when it unfolds aliases of aliases', () => {
    const levels = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...'bcdefgh'.split('').map((name, n) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[n]}`).join(', ')}]`)]
    expect(() => parseConfig(['version: 1', ...levels].join('\n'), 'audit.config.yaml')).toThrow(AuditError)
  })
  it('when an alias has no anchor', () => {
    expect(() => parseConfig('version: 1\ncandidates: *models\n', 'audit.config.yaml')).toThrow(AuditError)
  })
})

it('a constraint that requires nothing is an error, not a constraint without effect', () => {
  expect(() => parseConfig('version: 1\nconstraints:\n  - { when: { field: metadata.data_class, eq: phi }, require: {} }\n', 'c.yaml')).toThrow(AuditError)
})

it('a typo in the price of a model is told with the keys of a price', () => {
  expect(() => parseConfig('version: 1\nmodels:\n  a:\n    price: { inputs: 1, output: 1 }\n', 'c.yaml')).toThrow(/Did you mean "input"/)
})

it('a provider name with a slash is told what is wrong with it', () => {
  expect(() => parseConfig('version: 1\nproviders: { a/b: { api: openai } }\n', 'c.yaml')).toThrow(/slash/)
})

it('a password in an address is refused and not repeated', () => {
  const text = 'version: 1\nproviders: { lab: { api: openai, base_url: "http://someone:hunter2@127.0.0.1:9/v1" } }\n'
  expect(() => parseConfig(text, 'c.yaml')).toThrow(/api_key_env/)
  expect(() => parseConfig(text, 'c.yaml')).not.toThrow(/hunter2/)
})
