import { describe, expect, it } from 'vitest'
import type { Message, Part } from '../../src/domain/message.js'
import { PROVIDER_APIS } from '../../src/domain/provider.js'
import { wireOf } from '../../src/providers/wire/wires.js'

const DATA = 'QUJDREVGR0hJSktMTU5PUA=='
const image: Part = { type: 'image', url: `data:image/png;base64,${DATA}` }
const write = (api: (typeof PROVIDER_APIS)[number], ...messages: Message[]): string => JSON.stringify(wireOf(api, { baseUrl: 'http://127.0.0.1/v1' }).write('m', { messages }, 100))

describe.each(PROVIDER_APIS)('%s', (api) => {
  it('sends a picture of the user', () => {
    expect(write(api, { role: 'user', parts: [{ type: 'text', text: 'see' }, image] })).toContain(DATA)
  })
  it.each<Message>([
    { role: 'system', parts: [image] }, { role: 'assistant', parts: [image] }, { role: 'user', parts: [{ type: 'image', url: 'gs://bucket/a.png' }] }, { role: 'user', parts: [{ type: 'file', mediaType: 'video/mp4', data: DATA }] },
  ])('refuses what it cannot show, and leaves nothing out: %j', (message) => {
    expect(() => write(api, message, { role: 'user', parts: [{ type: 'text', text: 'x' }] })).toThrow(/cannot be sent to this API/)
  })
})

it('sound goes as sound', () => {
  const spoken: Message = { role: 'user', parts: [{ type: 'file', mediaType: 'audio/mpeg', data: DATA }] }
  expect(JSON.parse(write('openai', spoken))).toMatchObject({ messages: [{ content: [{ type: 'input_audio', input_audio: { format: 'mp3', data: DATA } }] }] })
  expect(() => write('openai-responses', spoken)).toThrow(/audio\/mpeg/)
})
