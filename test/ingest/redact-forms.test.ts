import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { ParsedRecord } from '../../src/domain/call.js'
import { answerPlaceholders, createPlaceholders, readRecords, REDACT_RULES, redactCall, redactField, redactOutput, redactText } from '../../src/ingest/index.js'
import { promptFingerprint } from '../../src/text/prompt-fingerprint.js'
import { callFrom, chatPair } from './workspace.js'

const redact = (text: string): string => redactText(text, REDACT_RULES, new Map())
const KEY = `ghp_${'a1B2'.repeat(9)}`

describe('finds, as it is written', () => {
  it.each([
    ['x?mail=ann%40x.example&y=1', 'x?mail=<EMAIL_1>&y=1'], ['{"b":"Hi\\nann@x.example"}', '{"b":"Hi\\n<EMAIL_1>"}'], ['{"a":"{\\"b\\":\\"Hi\\\\nann@x.example\\"}"}', '{"a":"{\\"b\\":\\"Hi\\\\n<EMAIL_1>\\"}"}'],
    ['"ann lee"@x.example', '<EMAIL_1>'], ['ann@xn--e1afmkfd.xn--p1ai', '<EMAIL_1>'], ['ann＠x.example ann@x.example', '<EMAIL_1> <EMAIL_1>'], ['ann&#64;x.example', '<EMAIL_1>'],
    ['{"phone":"4155552671"}', '{"phone":"<PHONE_1>"}'], ['Tel. 612 345 678', 'Tel. <PHONE_1>'], ['call me at 415 555 2671', 'call me at <PHONE_1>'], ['06.12.34.56.78', '<PHONE_1>'], ['8 (495) 123-45-67', '<PHONE_1>'], ['(11) 91234-5678', '<PHONE_1>'], ['0049 30 12345678 +49 30 12345678', '<PHONE_1> <PHONE_1>'], ['0470/12.34.56', '<PHONE_1>'],
    ['30569309025904', '<CARD_1>'], ['4242 4242\n4242 4242', '<CARD_1>'], ['4242%204242%204242%204242', '<CARD_1>'], ['2200000000000004', '<CARD_1>'], ['DE89 3704 0044\n0532 0130 00', '<IBAN_1>'], ['{"b":"x\\nDE89370400440532013000"}', '{"b":"x\\n<IBAN_1>"}'],
    [`{"b":"x\\n${KEY}"}`, '{"b":"x\\n<SECRET_1>"}'], [`k%3D${KEY}`, 'k%3D<SECRET_1>'], ['/bot1234567890:AAHabcdefghijklmnopqrstuvwxyz012345/send', '/bot<SECRET_1>/send'], [`dapi${'0a1b'.repeat(8)}-2`, '<SECRET_1>'],
    ['u?api_key=abcdef0123456789abcdef&q=x', 'u?api_key=<SECRET_1>&q=x'], ['<password>Tr0ub4dor&amp;3</password>', '<password><SECRET_1></password>'], ['{"password":"letmein!"}', '{"password":"<SECRET_1>"}'], ['Pwd=Str0ng!Pass;', 'Pwd=<SECRET_1>;'], ['postgresql+asyncpg://app:hunter-two@db/x', 'postgresql+asyncpg://app:<SECRET_1>@db/x'], ['my password is Hunter2!x', 'my password is <SECRET_1>'], ['TOKEN="d9f29df44784916875f8099bf854d94f"', 'TOKEN="<SECRET_1>"'],
  ])('%j', (text, expected) => { expect(redact(text)).toBe(expected) })
})

it.each([
  '01 02 03 04 05 06', 'icon@2x.png', 'EAN 5901234123457', 'class="sk-estimator-doc-link-fitted"', 'Bearer authentication-required', '{"password": {"type": "string"}}', 'password: required', 'max_tokens: 4096', '"token": "string"', 'phone model 12345', '{"mobile_visits":4155552671}', 'Authorization: Bearer ${API_TOKEN_1}', 'DE89 3704 0044 0532 0130 01', 'api_key = os.environ["KEY_1"]', 'C:\\new\\table',
])('leaves %j', (text) => { expect(redact(text)).toBe(text) })

describe('a call', () => {
  const record = chatPair({ request: { messages: [{ role: 'system', content: 'Questions go to ann@x.example, always.' }, { role: 'user', content: 'hi' }], tools: [{ type: 'function', function: { name: 'mail', description: 'asks ann@x.example', parameters: { type: 'object', properties: { to: { enum: ['ann@x.example'] } } } } }], stop: ['ann@x.example'], response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { description: 'of ann@x.example' } } } }, record: { metadata: { password: 'letmein!', phone: 4155552671 } } })
  const call = callFrom(record)
  const redacted = redactCall(call, REDACT_RULES)

  it('is clean in tools, format and stops; a name beside a value counts in metadata, too', () => {
    expect(JSON.stringify(redacted)).not.toMatch(/x\.example|letmein|4155552671/)
    expect(redacted.request.tools?.[0]?.name).toBe('mail')
    expect(redacted.metadata).toMatchObject({ password: '<SECRET_1>', phone: '<PHONE_1>' })
  })
  it('keeps the fingerprint of its prompt, by which a gateway finds the route', () => {
    const [shown, original] = [redacted, call].map(({ request }) => (request.messages[0]?.parts[0]?.type === 'text' ? request.messages[0].parts[0].text : ''))
    expect(shown).not.toBe(original)
    expect(promptFingerprint(shown ?? '')).toBe(promptFingerprint(original ?? ''))
  })
  it('is excluded, with its cost, where the address of its picture was hidden in part', async () => {
    const signed = chatPair({ request: { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.example/a.png?sig=abcdefghij0123456789abcd' } }] }] } })
    const records: ParsedRecord[] = []
    for await (const one of readRecords(['-'], { stdin: Readable.from([Buffer.from(JSON.stringify(signed))]), redact: ['secret'] })) records.push(one)
    expect(records[0]).toMatchObject({ kind: 'excluded', reason: 'redacted', traffic: { usage: {} } })
    expect(JSON.stringify(records)).not.toContain('abcdefghij')
  })
})

it('a value keeps its number from log to log, in whatever order values come up; none of them is kept', () => {
  const first = createPlaceholders()
  expect(redactText('a@x.example b@x.example', ['email'], first)).toBe('<EMAIL_1> <EMAIL_2>')
  const kept = first.kept()
  expect(JSON.stringify(kept)).not.toContain('x.example')
  const second = createPlaceholders(kept)
  expect(redactText('c@x.example b@x.example a@x.example', ['email'], second)).toBe('<EMAIL_3> <EMAIL_2> <EMAIL_1>')
  expect(createPlaceholders(second.kept()).kept()).toBeUndefined()
})

it('answers are named as the log is; what the log does not hold is named alike in every process', () => {
  const log = createPlaceholders()
  redactText('a@x.example', ['email'], log)
  const hide = (text: string): string => redactOutput({ text, toolCalls: [] }, ['email'], answerPlaceholders(log)).text
  expect(hide('a@x.example')).toBe('<EMAIL_1>')
  expect(hide('new@x.example')).toBe(redactOutput({ text: 'new@x.example', toolCalls: [] }, ['email'], answerPlaceholders(createPlaceholders())).text)
  expect(hide('new@x.example')).not.toBe(hide('other@x.example'))
  expect(redactField('owner', 'a@x.example', ['email'], log)).toBe('<EMAIL_1>')
})
