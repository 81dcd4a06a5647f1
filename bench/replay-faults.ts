import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject } from '../src/domain/json.js'
import { readArguments } from './lib/arguments.js'
import { audit, readResult } from './lib/audit-process.js'
import { createReport } from './lib/bench-report.js'
import { percent } from './lib/figures.js'
import { readJsonLines, textAt, numberAt } from './lib/json-lines.js'
import { listPrices, serverPrices } from './lib/list-prices.js'
import { writeSlice } from './lib/mixed-log.js'
import { startModelServer } from './lib/model-server.js'
import { replayFiles } from './lib/replay-row.js'
import { runFiles } from './lib/run-files.js'
import { differingLines, verdictLines } from './lib/same-result.js'
import { askedAgain, readRequests } from './lib/server-log.js'
import { createWorkspace } from './lib/workspace.js'

/** A run under every fault at once against the same run without, and the calls that run ahead in vain: npx tsx bench/replay-faults.ts --data DIR [--out FILE] */
const FAULTS = '429:0.05,500:0.03,529:0.02,reset:0.01,timeout:0.01,malformed:0.02'
const TIMEOUT_MS = 4000
const CONCURRENCY = 16

const args = readArguments(true)
const report = createReport()
const workspace = createWorkspace()
const log = join(workspace.dir, 'log.jsonl')
const calls = writeSlice(args.data, ['multiple-choice-exam', 'prime-check', 'happy-number-count', 'math-word-problem'], log)
const prices = join(workspace.dir, 'prices.json')
writeFileSync(prices, serverPrices())
/** By task, models that have answers to its prompts, near ones and bad ones. */
const candidates: Readonly<Record<string, readonly string[]>> = {
  'Meta-Llama-3.1-70B-Instruct': ['gemini-1.5-flash-002', 'gemini-1.5-pro-002', 'Meta-Llama-3.1-8B-Instruct'],
  'gpt-4-0314': ['gpt-4-0613', 'gpt-3.5-turbo-0613'],
  'gpt-4-1106-preview': ['mixtral-8x7b-instruct-v0.1'],
}

async function run(name: string, faults: readonly string[]) {
  const requestLog = join(workspace.dir, `${name}.requests.jsonl`)
  writeFileSync(requestLog, '')
  const server = await startModelServer(args.server, replayFiles(args.data), ['--prices', prices, '--latency', '30', '--log', requestLog, ...faults])
  try {
    const cwd = workspace.room(name)
    await audit(args.audit, ['inspect', log, '--json', 'inspect.json', '--quiet'], cwd)
    const tasks = readResult(cwd, 'inspect.json').tasks
    const config = (incumbents: ReadonlyMap<string, string>) => JSON.stringify({
      version: 1, gold: 'metadata.expected',
      providers: { rec: { api: 'openai', base_url: `${server.url}/v1`, api_key_env: 'REC_KEY', timeout_ms: TIMEOUT_MS } },
      models: Object.fromEntries(Object.entries(listPrices).map(([model, price]) => [model, { as: `rec/${model}`, price }])),
      candidates: [{ model: 'rec/gemini-1.5-flash-002', price: listPrices['gemini-1.5-flash-002'] }],
      tasks: tasks.map(({ id }) => ({ match: { id }, candidates: (candidates[incumbents.get(id) ?? ''] ?? []).map((model) => ({ model: `rec/${model}`, price: listPrices[model] })) })),
    })
    writeFileSync(join(cwd, 'audit.config.yaml'), config(new Map()))
    await audit(args.audit, ['plan', log, '--json', 'plan.json', '--quiet'], cwd)
    const planned = readJsonLines(compact(join(cwd, 'plan.json')))[0]
    const incumbents = new Map((Array.isArray(planned?.['tasks']) ? planned['tasks'] : []).filter(isJsonObject).map((task) => [textAt(task, 'id'), textAt(task, 'incumbent').replace(/^rec\//, '')]))
    writeFileSync(join(cwd, 'audit.config.yaml'), config(incumbents))
    const end = await audit(args.audit, ['run', log, '--seed', '1', '--json', 'result.json', '--events', 'events.ndjson', '--concurrency', String(CONCURRENCY), '--yes', '--quiet'], cwd)
    const stats = await server.stats()
    const finished = readJsonLines(join(cwd, 'events.ndjson')).find((event) => event['type'] === 'finished') ?? {}
    const trials = runFiles(cwd, 'trials.jsonl').flatMap((path) => readJsonLines(path)).map(({ outcome }) => (isJsonObject(outcome) ? outcome : {}))
    const result = readResult(cwd, 'result.json')
    return {
      stats, wallMs: end.wallMs, verdicts: verdictLines(result), replayCalls: result.totals.replayCalls, wasted: numberAt(finished, 'wastedCalls') ?? Number.NaN,
      trials: trials.length, withoutReason: trials.filter((one) => one['status'] === 'failed' && textAt(one, 'message') === '').length,
      failed: trials.filter((one) => one['status'] === 'failed').length,
      again: askedAgain(await readRequests(requestLog, stats.calls)),
    }
  } finally {
    await server.stop()
  }
}

/** A JSON file as one line, for the reader of lines. */
function compact(path: string): string {
  const one = `${path}.line`
  writeFileSync(one, `${JSON.stringify(JSON.parse(readFileSync(path, 'utf8')))}\n`)
  return one
}

const calm = await run('calm', [])
const rough = await run('rough', ['--fault', FAULTS])
const differing = differingLines(calm.verdicts.join('\n'), rough.verdicts.join('\n'))
report.say(`${calls} logged calls of four tasks; ${CONCURRENCY} at once; answers after 30 ms; faults ${FAULTS}; time limit of a call ${TIMEOUT_MS} ms`)
report.table([
  ['run', 'requests', 'calls', 'trials', 'failed', 'ran ahead in vain', 'wall s', 'faults'],
  ...([['calm', calm], ['rough', rough]] as const).map(([name, one]) => [name, String(one.stats.calls), String(one.replayCalls), String(one.trials), String(one.failed), `${one.wasted} (${percent(one.wasted / one.replayCalls)})`, (one.wallMs / 1000).toFixed(1), Object.entries(one.stats.faults).map(([fault, count]) => `${fault} ${count}`).join(', ') || '–']),
])
for (const line of differing) report.say(`  verdict ${line}`)
report.must('verdicts, trials and differences under faults', differing.length === 0 ? 'equal' : `${differing.length} differ`, 'equal', differing.length === 0)
report.must('failed trials without a reason', String(rough.withoutReason), '0', rough.withoutReason === 0)
report.must('asked again after the answer was recorded', String(rough.again), '0', rough.again === 0)
report.must('calls that ran ahead in vain', percent(calm.wasted / calm.replayCalls), '≤ 5 %', calm.wasted <= 0.05 * calm.replayCalls)
report.finish(args.out)
