import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { join } from 'node:path'
import { readArguments } from './lib/arguments.js'
import { audit } from './lib/audit-process.js'
import { createReport } from './lib/bench-report.js'
import { createWorkspace } from './lib/workspace.js'

/** `audit simulate` on the mixed log, against sums that this file makes itself of the raw records: npx tsx bench/simulate.ts --data DIR */
const SMALL = 'gpt-3.5-turbo-0613'
/** USD per million tokens, in and out. */
const PRICES: Readonly<Record<string, readonly [number, number]>> = { 'gpt-4-0314': [30, 60], 'gpt-4-0613': [30, 60], [SMALL]: [1.5, 2], 'gpt-4-1106-preview': [10, 30] }
const args = readArguments(true)
const report = createReport()
const cwd = createWorkspace().room('simulate')
const log = join(args.data, 'logs', 'mixed.openai.jsonl.gz')
writeFileSync(join(cwd, 'audit.config.yaml'), JSON.stringify({ version: 1, models: Object.fromEntries(Object.entries(PRICES).map(([name, [input, output]]) => [name, { as: `openai/${name}`, price: { input, output } }])) }))
writeFileSync(join(cwd, 'policy.yaml'), JSON.stringify({
  apiVersion: 'llm-routing-policy/v1', kind: 'RoutingPolicy', metadata: { id: 'moving', version: 1, created_at: '2026-11-02T00:00:00Z', valid_until: '2099-01-01T00:00:00Z' },
  defaults: { route: 'usual' }, providers: { openai: { type: 'openai' } },
  models: {
    small: { provider: 'openai', id: SMALL, tier: 'budget', price_per_1m: { input: 1.5, output: 2 } },
    large: { provider: 'openai', id: 'gpt-4-0314', tier: 'premium', price_per_1m: { input: 30, output: 60 } },
  },
  routes: [
    { id: 'short', priority: 1, match: { all: [{ field: 'request.model', eq: 'gpt-4-0314' }, { field: 'tokens.input', lt: 80 }] }, target: { model: 'small' } },
    { id: 'usual', priority: 9, match: { always: true }, target: { model: 'large', as_asked: true } },
  ],
  limits: { max_share: [{ tier: 'budget', percent: 60, window: '1h' }] },
}))
const { wallMs } = await audit(args.audit, ['simulate', log, '--policy', 'policy.yaml', '--calls', 'rows.jsonl', '--json', 'simulation.json', '--quiet'], cwd)

interface Row { readonly id: string; readonly model: string | null; readonly costUsd: number | null; readonly projectedCostUsd: number | null }
interface Raw { readonly id: string; readonly timestamp: string; readonly request: { readonly model: string }; readonly response?: { readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } } }
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')
const rows = lines(readFileSync(join(cwd, 'rows.jsonl'), 'utf8')).map((line) => JSON.parse(line) as Row)
const { totals } = JSON.parse(readFileSync(join(cwd, 'simulation.json'), 'utf8')) as { totals: { costUsd: number; projectedCostUsd: number } }
const raw = new Map(lines(gunzipSync(readFileSync(log)).toString('utf8')).map((line) => JSON.parse(line) as Raw).map((one) => [one.id, one]))

// Whole numbers of 1e-8 USD: sums without rounding.
let [paid, projected, moved, worst] = [0n, 0n, 0, 0]
const hours = new Map<string, { all: number; budget: number }>()
const price = (model: string, usage: { readonly prompt_tokens: number; readonly completion_tokens: number }): number | undefined => {
  const [input, output] = PRICES[model] ?? []
  return input === undefined || output === undefined ? undefined : Math.round((usage.prompt_tokens * input + usage.completion_tokens * output) * 100)
}
for (const row of rows) {
  const one = raw.get(row.id)
  const usage = one?.response?.usage
  if (one === undefined || usage === undefined || row.model === null) continue
  const served = row.model.split('/').at(-1) ?? ''
  const hour = hours.get(one.timestamp.slice(0, 13)) ?? { all: 0, budget: 0 }
  hours.set(one.timestamp.slice(0, 13), { all: hour.all + 1, budget: hour.budget + (served === SMALL ? 1 : 0) })
  if (served !== one.request.model) moved += 1
  const [before, after] = [price(one.request.model, usage), price(served, usage)]
  if (before === undefined || after === undefined) { // as the program has it: the list price of its library
    if (row.costUsd === null || row.projectedCostUsd === null) continue
    paid += BigInt(Math.round(row.costUsd * 1e8))
    projected += BigInt(Math.round(row.projectedCostUsd * 1e8))
    continue
  }
  worst = Math.max(worst, Math.abs(before / 1e8 - (row.costUsd ?? 0)), Math.abs(after / 1e8 - (row.projectedCostUsd ?? 0)))
  paid += BigInt(before)
  projected += BigInt(after)
}
const cents = (amount: number): string => amount.toFixed(2)
const [own, ownProjected] = [Number(paid) / 1e8, Number(projected) / 1e8]
const share = Math.max(...[...hours.values()].filter(({ all }) => all > 0).map(({ all, budget }) => (100 * budget) / all))
report.table([['', 'always the incumbent', 'under the policy'], ['audit simulate', `$${totals.costUsd.toFixed(6)}`, `$${totals.projectedCostUsd.toFixed(6)}`], ['sum of the raw records', `$${own.toFixed(6)}`, `$${ownProjected.toFixed(6)}`]])
report.say(`${rows.length} calls, ${moved} move; largest share of the budget tier in an hour ${share.toFixed(1)} %; ${(wallMs / 1000).toFixed(1)} s`)
const answered = [...raw.values()].filter((one) => one.response?.usage !== undefined).length
report.must('calls that have an answer', String(rows.length), String(answered), rows.length === answered)
report.must('sums to the cent', `${cents(totals.costUsd)} and ${cents(totals.projectedCostUsd)}`, `${cents(own)} and ${cents(ownProjected)}`, cents(totals.costUsd) === cents(own) && cents(totals.projectedCostUsd) === cents(ownProjected) && moved > 100)
report.must('each call', `off by ${worst.toExponential(1)} USD at most`, '≤ 1e-8', worst <= 1e-8)
report.must('share cap', `${share.toFixed(1)} %`, '≤ 60 %', share <= 60)
report.finish(args.out)
