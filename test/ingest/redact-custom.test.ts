import { describe, expect, it } from 'vitest'
import { redactCall, redactText } from '../../src/ingest/index.js'
import { parseConfig } from '../../src/config/parse.js'
import { callFrom, chatPair, failureOf } from './workspace.js'

const employee = { name: 'employee', pattern: '\\bE-\\d{6}\\b' }

it('replaces what a pattern of one’s own matches, by its name', () => {
  expect(redactText('E-123456 asks E-654321 and E-123456; XE-1234567', [employee], new Map())).toBe('<EMPLOYEE_1> asks <EMPLOYEE_2> and <EMPLOYEE_1>; XE-1234567')
})

it('takes time linear in the text where other engines would not end', () => {
  expect(redactText(`${'a'.repeat(20_000)}!`, [{ name: 'x', pattern: '(a+)+$' }], new Map())).toHaveLength(20_001)
})

it('cleans everything that names a person in a call', () => {
  const call = callFrom(chatPair({
    record: { id: 'E-000001', user: 'E-000002', metadata: { expected: 'E-000003', 'E-000004': 1, ids: [{ by: 'E-000005' }] }, session_id: 'E-000006', tags: ['E-000007'] },
    request: { messages: [{ role: 'user', content: [{ type: 'text', text: 'E-000008' }, { type: 'image_url', image_url: { url: 'https://x.example/E-000009.png' } }, { type: 'file', file: { filename: 'E-000010.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQKJSVFT0YK' } }] }, { role: 'assistant', tool_calls: [{ id: 't', function: { name: 'f', arguments: '{"who":"E-000011"}' } }] }, { role: 'tool', tool_call_id: 't', content: 'E-000012' }] },
    message: { content: 'E-000013' },
  }))
  expect(JSON.stringify(redactCall(call, [employee]))).not.toMatch(/E-\d{6}/)
})

describe('the configuration', () => {
  const read = async (redact: string) => parseConfig(`version: 1\nredact: ${redact}\n`, 'audit.config.yaml')
  it('takes kinds and patterns', async () => {
    expect((await read(`[email, {name: employee, pattern: 'E-\\d{6}'}]`)).redact).toEqual(['email', { name: 'employee', pattern: 'E-\\d{6}' }])
  })
  it.each([
    [`[{name: x, pattern: '(?<=a)b'}]`, /RE2/], [`[{name: x, pattern: '(a)\\1'}]`, /RE2/], [`[{name: x, pattern: '('}]`, /RE2/], [`[{name: x, pattern: 'a*'}]`, /empty text/],
    [`[{name: X, pattern: 'a'}]`, /lower case/], [`[{name: email, pattern: 'a'}]`, /built-in/], [`[{name: x, pattern: 'a'}, {name: x, pattern: 'b'}]`, /twice/], [`[postcode]`, /redact/],
  ])('refuses %s', async (redact, message) => {
    const error = await failureOf(read(redact))
    expect(error.exitCode).toBe(2)
    expect(error.message).toMatch(message)
  })
})
