// Replays calls through the engine, everything recorded: node replay-engine.mjs URL CALLS CONCURRENCY RUN_DIR
import { setMaxListeners } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createClient } from '../../dist/providers/index.js'
import { trialKey } from '../../dist/replay/address.js'
import { createBudget } from '../../dist/replay/budget.js'
import { openJournal } from '../../dist/replay/journal.js'
import { openLedger } from '../../dist/replay/ledger.js'
import { createLimiter } from '../../dist/replay/limiter.js'
import { createReplayer } from '../../dist/replay/replayer.js'
import { systemClock } from '../../dist/cli/clock.js'
import { promptOf, report } from './replay-child.mjs'

const [url = '', calls = '0', concurrency = '1', runDir = ''] = process.argv.slice(2)
mkdirSync(runDir, { recursive: true })
const baseUrl = `${url}/v1`
const journal = openJournal(runDir, { auditDir: runDir, keepFailures: true, fresh: false })
const ledger = openLedger(runDir, false)
const budget = createBudget({ totalUsd: 1000, providerUsd: {}, modelUsd: {} }, ledger.alreadySpent)
const client = await createClient({ name: 'rec', api: 'openai', baseUrl, timeoutMs: 60_000 }, { apiKey: 'none' })
const limiter = createLimiter({ concurrency: Number(concurrency) }, systemClock)
const replayer = createReplayer({ journal, ledger, budget, connect: async () => ({ client, limiter }), clock: systemClock, jitter: Math.random })
const model = { ref: 'rec/mixtral-8x7b-instruct-v0.1', provider: 'rec', model: 'mixtral-8x7b-instruct-v0.1' }
const { signal } = new AbortController()
setMaxListeners(0, signal)
const started = performance.now()
const ahead = []
let [asked, answered] = [0, 0]
while (answered < Number(calls)) {
  while (asked < Number(calls) && ahead.length < Number(concurrency)) {
    const request = { messages: [{ role: 'user', parts: [{ type: 'text', text: promptOf(asked) }] }] }
    const key = trialKey({ api: 'openai', baseUrl, model: model.model, request, maxOutputTokens: 1024 })
    const launch = await replayer.launch({ key, model, request, maxOutputTokens: 1024, capIsOurs: true, price: { input: 0.6, output: 0.6 } }, signal)
    if (launch.kind !== 'launched') throw new Error(launch.kind)
    launch.result.catch(() => {})
    ahead.push(launch.result)
    asked += 1
  }
  const replayed = await ahead.shift()
  if (replayed === undefined || replayed === 'refused' || replayed.trial.outcome.status !== 'answered') throw new Error('a call got no answer')
  answered += 1
}
await replayer.drain()
journal.close()
ledger.close()
client.close()
report(started)
