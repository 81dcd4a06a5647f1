const COLOURS = ['blue', 'green', 'red', 'white']
const THINGS = ['parcel', 'ticket', 'invoice', 'engine', 'garden', 'window', 'lesson']
const NAMES = ['ann', 'ben', 'cleo', 'dan', 'eve']

/** The log of the tour: 300 calls that sort messages, with expected answers, addresses, and marks of where and what the data are. */
export function tourLog(): string {
  return Array.from({ length: 300 }, (_, n) => {
    const label = n % 2 === 0 ? 'spam' : 'urgent'
    return JSON.stringify({
      id: `call-${n}`, provider: 'openai', latency_ms: 400, timestamp: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
      metadata: { expected: label, region: n % 3 === 0 ? 'us-east-1' : 'eu-west-1', data_class: n % 4 === 0 ? 'phi' : 'public' },
      request: { model: 'gpt-4o', messages: [{ role: 'system', content: 'Sort into urgent or spam. Label only.' }, { role: 'user', content: `Message ${n} from ${NAMES[n % 5]}${n}@example.com about the ${COLOURS[n % 4]} ${THINGS[n % 7]}` }] },
      response: { model: 'gpt-4o', choices: [{ message: { role: 'assistant', content: label }, finish_reason: 'stop' }], usage: { prompt_tokens: 40, completion_tokens: 2 } },
    })
  }).join('\n')
}
