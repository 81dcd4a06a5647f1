import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readArguments } from './lib/arguments.js'
import { audit, readResult, startAudit } from './lib/audit-process.js'
import { createReport } from './lib/bench-report.js'
import { readJsonLines, textAt } from './lib/json-lines.js'
import { listPrices, serverPrices } from './lib/list-prices.js'
import { writeSlice } from './lib/mixed-log.js'
import { startModelServer } from './lib/model-server.js'
import { replayFiles } from './lib/replay-row.js'
import { verdictLines } from './lib/same-result.js'
import { ledgerSums } from './lib/run-ledger.js'
import { createWorkspace } from './lib/workspace.js'
import { runFiles } from './lib/run-files.js'

/** Both batch APIs end to end, with a kill between submit and collect: npx tsx bench/replay-batch.ts --data DIR [--out FILE] */
const BATCH_SECONDS = 3
const FAULTS = '500:0.03,timeout:0.02'

const args = readArguments(true)
const report = createReport()
const workspace = createWorkspace()
const log = join(workspace.dir, 'log.jsonl')
const calls = writeSlice(args.data, ['multiple-choice-exam', 'math-word-problem'], log)
const prices = join(workspace.dir, 'prices.json')
writeFileSync(prices, serverPrices())

function prepare(name: string, api: 'openai' | 'anthropic', url: string): string {
  const cwd = workspace.room(name)
  const ref = (model: string) => `rec/${model}`
  writeFileSync(join(cwd, 'audit.config.yaml'), JSON.stringify({
    version: 1, gold: 'metadata.expected', quality: { control: 'rerun', max_samples: 300 },
    providers: { rec: { api, base_url: api === 'openai' ? `${url}/v1` : url, api_key_env: 'REC_KEY', timeout_ms: 2000 } },
    models: Object.fromEntries(Object.entries(listPrices).map(([model, price]) => [model, { as: ref(model), price }])),
    candidates: ['gemini-1.5-flash-002', 'mixtral-8x7b-instruct-v0.1'].map((model) => ({ model: ref(model), price: listPrices[model] })),
  }))
  return cwd
}

const flags = (result: string, ...more: readonly string[]) => ['run', log, '--seed', '1', '--json', result, '--yes', ...more]

for (const api of ['openai', 'anthropic'] as const) {
  for (const disturbance of ['none', 'kill', 'faults'] as const) {
    const name = `${api}-${disturbance}`
    const server = await startModelServer(args.server, replayFiles(args.data), ['--prices', prices, '--batch-seconds', String(BATCH_SECONDS), ...(disturbance === 'faults' ? ['--fault', FAULTS] : [])])
    try {
      const direct = prepare(`${name}-direct`, api, server.url)
      await audit(args.audit, flags('result.json', '--quiet'), direct)
      const expected = verdictLines(readResult(direct, 'result.json'))
      await server.reset()
      const cwd = prepare(name, api, server.url)
      if (disturbance === 'kill') {
        const first = startAudit(args.audit, flags('result.json', '--batch', '--quiet'), cwd)
        while (!runFiles(cwd, 'batches.jsonl').some((path) => existsSync(path) && readJsonLines(path).some((row) => textAt(row, 'batchId') !== ''))) await new Promise((resolve) => setTimeout(resolve, 20))
        first.kill()
        await first.end
      }
      if (disturbance === 'none') {
        const left = await audit(args.audit, flags('result.json', '--batch', '--no-wait'), cwd, [130])
        if (!left.stderr.includes('with their providers')) throw new Error(left.stderr)
      }
      await audit(args.audit, flags('result.json', '--batch', '--quiet'), cwd)
      const { usd, askedAfterSuccess, calls: made, faults } = await server.stats()
      const batches = runFiles(cwd, 'batches.jsonl').flatMap((path) => readJsonLines(path)).filter((row) => Array.isArray(row['calls'])).length
      const batched = runFiles(cwd, 'ledger.jsonl').flatMap((path) => readJsonLines(path)).filter((row) => row['batch'] === true).length
      const { bookedUsd } = ledgerSums(cwd)
      const same = verdictLines(readResult(cwd, 'result.json')).join('\n') === expected.join('\n')
      report.say(`${name}: ${batches} batches, ${made} calls, ${batched} of them in batches; server $${usd.toFixed(6)}, booked $${bookedUsd.toFixed(6)}; faults ${JSON.stringify(faults)}; asked again after an answer ${askedAfterSuccess}`)
      report.must(`${name}: verdicts as without batches`, same ? 'equal' : 'different', 'equal', same)
      report.must(`${name}: asked again after an answer`, String(askedAfterSuccess), '0', askedAfterSuccess === 0)
      report.must(`${name}: booked − server's account`, `$${(bookedUsd - usd).toFixed(6)}`, '$0.000000', Math.abs(bookedUsd - usd) < 5e-7)
    } finally {
      await server.stop()
    }
  }
}
report.say(`${calls} logged calls of two tasks`)
report.finish(args.out)
