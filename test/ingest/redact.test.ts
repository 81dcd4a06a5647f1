import fc from 'fast-check'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { RedactRule } from '../../src/ingest/index.js'
import { ingest, REDACT_RULES, redactCall, redactText } from '../../src/ingest/index.js'
import { callFrom, chatPair } from './workspace.js'

const redact = (text: string, ...rules: RedactRule[]): string => redactText(text, rules.length > 0 ? rules : REDACT_RULES, new Map())

const JWT = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(30)}`
const PEM = `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB12\n\n${'MIIB+/=a\n'.repeat(10)}-----END RSA PRIVATE KEY-----`

describe('finds', () => {
  it.each([
    ['email', 'Write to Ann.O-b+x@mail.example.co.uk, please', 'Write to <EMAIL_1>, please'],
    ['email', '<jürgen@müller.example>', '<<EMAIL_1>>'],
    ['phone', 'Call +49 171 1234567.', 'Call <PHONE_1>.'], ['phone', 'Call +14155552671 now', 'Call <PHONE_1> now'], ['phone', 'Call (415) 555-2671', 'Call <PHONE_1>'], ['phone', 'tel 415-555-2671,', 'tel <PHONE_1>,'],
    ['phone', 'tél 06 12 34 56 78', 'tél <PHONE_1>'], ['phone', 'Tel. 030/12345678', 'Tel. <PHONE_1>'], ['phone', '020 7946 0958', '<PHONE_1>'], ['phone', '+44 (0)20 7946 0958', '<PHONE_1>'],
    ['card', 'card 4111 1111 1111 1111 exp 12/27', 'card <CARD_1> exp 12/27'], ['card', '5500-0000-0000-0004', '<CARD_1>'], ['card', '378282246310005', '<CARD_1>'], ['card', '3782 822463 10005', '<CARD_1>'],
    ['iban', 'to DE89 3704 0044 0532 0130 00.', 'to <IBAN_1>.'], ['iban', 'GB82WEST12345698765432', '<IBAN_1>'], ['iban', 'BE68 5390 0754 7034 THEN NOTHING', '<IBAN_1> THEN NOTHING'],
    ['card', 'order 1234 4111 1111 1111 1111', 'order 1234 <CARD_1>'], ['card', '4111111111111111,5500000000000004', '<CARD_1>,<CARD_2>'], ['card', 'VISA4111111111111111', 'VISA<CARD_1>'], ['card', '4111.1111.1111.1111', '<CARD_1>'], ['card', '{"n":4111111111111111}', '{"n":<CARD_1>}'],
    ['iban', 'iban: de89 3704 0044 0532 0130 00', 'iban: <IBAN_1>'], ['iban', 'IBANDE89370400440532013000;', 'IBAN<IBAN_1>;'], ['iban', 'DE89-3704-0044-0532-0130-00', '<IBAN_1>'], ['iban', 'DE89370400440532013000 de89370400440532013000', '<IBAN_1> <IBAN_1>'],
    ['secret', `a xoxb-1234567890-abcdefghij b`, 'a <SECRET_1> b'], ['secret', `npm_${'a1B2'.repeat(9)}`, '<SECRET_1>'], ['secret', `gsk_${'a1B2'.repeat(13)}`, '<SECRET_1>'], ['secret', `SG.${'a1B2'.repeat(5)}.${'c3D4'.repeat(10)}`, '<SECRET_1>'], ['secret', `dapi${'0a1b'.repeat(8)}`, '<SECRET_1>'],
    ['secret', 'postgres://app:s3cr3tPass@db.example:5432/x', 'postgres://app:<SECRET_1>@db.example:5432/x'], ['secret', '{"client_secret": "9fA8xk2LqP0"}', '{"client_secret": "<SECRET_1>"}'], ['secret', 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'AWS_SECRET_ACCESS_KEY=<SECRET_1>'], ['secret', 'x?sig=abcdefghij0123456789%3D&y=1', 'x?sig=<SECRET_1>&y=1'],
    ['secret', `key sk-${'Ab1'.repeat(10)}!`, 'key <SECRET_1>!'], ['secret', 'AKIAIOSFODNN7EXAMPLE', '<SECRET_1>'], ['secret', `ghp_${'a1B2'.repeat(9)}`, '<SECRET_1>'], ['secret', JWT, '<SECRET_1>'],
    ['secret', 'Authorization: Bearer abcdef0123456789ABCDEF', 'Authorization: Bearer <SECRET_1>'], ['secret', `a\n${PEM}\nb`, 'a\n<SECRET_1>\nb'], ['secret', `Bearer ${JWT}`, 'Bearer <SECRET_1>'],
  ] as const)('%s in %j', (rule, text, expected) => {
    expect(redact(text, rule)).toBe(expected)
    expect(redact(text)).toBe(expected)
  })
})

describe('leaves', () => {
  it.each([
    'Order 4839201745 costs 1,299.00 EUR', 'invoice 2026-11-03, due 03.11.2026', '03/11/2026 at 09:14', '01-02-2026 12:30:00', '01-02-2026 1234 units', 'ISBN 978-3-16-148410-0', 'total 12345678901234567890', '4111 1111 1111 1112', '1234567890123456',
    '0.4111111111111111', 'x 12,4111111111111111', 'trace a4111111111111111f', 'api_key: your-key-1', 'password = process.env.DB_PASS1', 'access_token: token_value', 'https://x.example:8080/path', 'DE89 3704 0044 0532 0130 01',
    'version 1.20.300', '192.168.100.200', 'x = 0.0312 4567', 'ids 100 200 300 4000', 'room 0815', 'a 10-20-30 split', '3 + 12345678 = ?', 'uuid 550e8400-e29b-41d4-a716-446655440000', '+5%', '$+1,000,000', 'DE00 3704 0044 0532 0130 00',
    'user @name wrote', 'a@b', 'skip sk-short', 'bearer of bad news', 'GB is a country', '2+2=4, 17 * 23 = 391', 'population 1400000000', '1762160062', '112-1234567-1234567', 'SSN 123-45-6789',
  ])('%j', (text) => {
    expect(redact(text)).toBe(text)
  })
  it('any plain integer that is no card', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (number) => {
      expect(redact(`It is ${number}.`)).toBe(`It is ${number}.`)
    }))
  })
})

it('finds what is asked for only', () => {
  expect(redact('a@b.example +49 171 1234567', 'phone')).toBe('a@b.example <PHONE_1>')
})

it('gives the same value the same placeholder over a run', () => {
  const placeholders = new Map<string, string>()
  expect(redactText('a@x.example b@x.example', ['email'], placeholders)).toBe('<EMAIL_1> <EMAIL_2>')
  expect(redactText('B@X.example +49 171 1234567 +49-171-1234567', ['email', 'phone'], placeholders)).toBe('<EMAIL_2> <PHONE_1> <PHONE_1>')
})

it('finds nothing twice', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('a@x.example', '+49 171 1234567', '4111111111111111', 'DE89370400440532013000', 'AKIAIOSFODNN7EXAMPLE', 'words', '12', '\n'), { maxLength: 8 }), (parts) => {
    const once = redact(parts.join(' '))
    expect(redactText(once, REDACT_RULES, new Map([['email', '99']]))).toBe(once)
  }))
})

it.each([['digits', '1 '], ['+1 ', '+1 '], ['at', 'a@'], ['dots', 'a.'], ['begins', '-----BEGIN PRIVATE KEY-----'], ['eyJ', 'eyJ'], ['sk-', 'sk-a-'], ['four', '4111 '], ['caps', 'AB12 '], ['zeros', '01 23 ']])('is linear in hostile text: %s', (_, unit) => {
  // A quadratic pattern would run into the time limit of the suite here.
  expect(redact(unit.repeat(100_000)).length).toBeLessThanOrEqual(unit.length * 100_000)
})

describe('a call', () => {
  const call = callFrom(chatPair({
    record: { conversation_id: 'ann@x.example', tags: ['by:bob@x.example'], metadata: { deep: { list: ['ann@x.example', 4111111111111111, 7] } } },
    request: { messages: [{ role: 'system', content: 'For ann@x.example' }, { role: 'assistant', tool_calls: [{ id: 't', function: { name: 'mail', arguments: '{"to":"bob@x.example","card":4111111111111111,"n":12}' } }] }, { role: 'tool', tool_call_id: 't', content: 'sent to ann@x.example' }, { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.example/a.png' } }] }] },
    message: { content: '{"mail": "ann@x.example", "card": 4111111111111111}' },
  }))
  const redacted = redactCall(call, ['email', 'card'])

  it('is clean in prompts, answer, tags and metadata', () => {
    expect(JSON.stringify(redacted)).not.toMatch(/@x\.example|4111/)
    expect(redacted.conversationId).toBe(redacted.metadata['conversation_id'])
    expect(redacted.metadata['deep']).toEqual({ list: [redacted.conversationId, expect.stringMatching(/^<CARD_/), 7] })
  })
  it('keeps JSON JSON', () => {
    expect(JSON.parse(redacted.output.text)).toEqual({ mail: redacted.conversationId, card: expect.stringMatching(/^<CARD_/) })
    expect(redacted.request.messages[1]?.parts[0]).toMatchObject({ arguments: expect.stringMatching(/^\{"to":"<EMAIL_\d>","card":"<CARD_1>","n":12\}$/) })
  })
  it('is not changed itself', () => {
    expect(JSON.stringify(call)).toContain('ann@x.example')
  })
})

it('is applied while reading', async () => {
  const stdin = Readable.from([Buffer.from(['a@x.example', 'b@x.example', 'a@x.example'].map((text) => JSON.stringify(chatPair({ message: { content: text } }))).join('\n'))])
  const { calls } = await ingest(['-'], { stdin, redact: ['email'] })
  expect(calls.map((call) => call.output.text)).toEqual(['<EMAIL_1>', '<EMAIL_2>', '<EMAIL_1>'])
})
