// The yardstick: the SDK as it comes, in a p-limit loop, nothing recorded: node bare-loop.mjs URL CALLS CONCURRENCY
import OpenAI from 'openai'
import pLimit from 'p-limit'
import { promptOf, report } from './replay-child.mjs'

const [url = '', calls = '0', concurrency = '1'] = process.argv.slice(2)
const client = new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 0 })
const limit = pLimit(Number(concurrency))
const started = performance.now()
await Promise.all(Array.from({ length: Number(calls) }, (_, n) => limit(async () => {
  const { choices } = await client.chat.completions.create({ model: 'mixtral-8x7b-instruct-v0.1', messages: [{ role: 'user', content: promptOf(n) }], max_tokens: 1024 })
  if (choices[0]?.message.content === undefined) throw new Error('a call got no answer')
})))
report(started)
