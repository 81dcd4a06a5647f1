import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { VerdictReason } from '../src/domain/verdict.js'
import { readArguments } from './lib/arguments.js'
import { writeAuditConfig } from './lib/audit-config.js'
import { audit, readResult, startAudit } from './lib/audit-process.js'
import { createReport } from './lib/bench-report.js'
import { counted, percent } from './lib/figures.js'
import { serverPrices } from './lib/list-prices.js'
import { writeSlice } from './lib/mixed-log.js'
import { startModelServer } from './lib/model-server.js'
import type { ModelServer } from './lib/model-server.js'
import { createRandom } from './lib/random.js'
import { replayFiles } from './lib/replay-row.js'
import { journalGrew } from './lib/run-journal.js'
import { ledgerSums } from './lib/run-ledger.js'
import type { LedgerSums } from './lib/run-ledger.js'
import { askedAgain, readRequests } from './lib/server-log.js'
import { createWorkspace } from './lib/workspace.js'

/** Whether a budget is kept to, and used: npx tsx bench/budget.ts --data DIR [--kills 5] [--out FILE] */
const AMPLE_USD = 20
/** Where work was left, at least this share of the budget must have been spent. */
const USED = 0.8
const FAULTS = '429:0.05,500:0.03,529:0.02,reset:0.01,malformed:0.01'
const EXIT_DONE = 0
const EXIT_BUDGET = 4

const cheap = ['gemini-1.5-flash-002', 'Meta-Llama-3.1-8B-Instruct', 'Mixtral-8x7B-Instruct-v0.1', 'Phi-3-mini-4k-instruct']

interface Setting {
  readonly name: string
  readonly candidates: readonly string[]
  readonly gold: boolean
  readonly budgetUsd: number
  readonly control: 'auto' | 'rerun'
  /** False where one call may cost more than a fifth of the budget: then a fifth may have to be left over. */
  readonly affordable: boolean
  readonly concurrency: number
  readonly disturbance: 'none' | 'faults' | 'kills'
}

const sets: readonly Pick<Setting, 'name' | 'candidates' | 'gold' | 'control' | 'budgetUsd' | 'affordable'>[] = [
  { name: 'flash, rerun', candidates: cheap.slice(0, 1), gold: true, control: 'rerun', budgetUsd: 0.1, affordable: true },
  { name: 'cheap, gold', candidates: cheap, gold: true, control: 'auto', budgetUsd: 0.05, affordable: true },
  { name: 'cheap, no gold', candidates: cheap, gold: false, control: 'auto', budgetUsd: 0.05, affordable: false },
  { name: 'dear, gold', candidates: [...cheap, 'gemini-1.5-pro-002'], gold: true, control: 'auto', budgetUsd: 0.05, affordable: false },
]
const settings: readonly Setting[] = sets.flatMap((set) => [
  ...[1, 16, 64].map((concurrency): Setting => ({ ...set, concurrency, disturbance: 'none' })),
  { ...set, concurrency: 16, disturbance: 'faults' },
])
const disturbed: readonly Setting[] = sets.slice(0, 1).map((set) => ({ ...set, concurrency: 16, disturbance: 'kills' }))

const args = readArguments(true)
const report = createReport()
const workspace = createWorkspace()
const log = join(workspace.dir, 'log.jsonl')
const calls = writeSlice(args.data, ['multiple-choice-exam'], log)
const prices = join(workspace.dir, 'prices.json')
writeFileSync(prices, serverPrices())
await audit(args.audit, ['inspect', log, '--json', 'inspect.json', '--quiet'], workspace.dir)
const tasks = readResult(workspace.dir, 'inspect.json').tasks

interface Outcome {
  readonly setting: Setting
  readonly code: number
  readonly written: boolean
  readonly spentUsd: number
  readonly ledger: LedgerSums
  readonly reasons: readonly VerdictReason[]
  readonly goOnCode: number
  /** Requests repeated after an answer that arrived whole. */
  readonly askedAgain: number
}

/** Kills the run at random points, then lets it end. */
async function killed(flags: readonly string[], cwd: string): Promise<void> {
  const random = createRandom(args.kills)
  for (let kill = 0; kill < args.kills; kill++) {
    const process = startAudit(args.audit, flags, cwd)
    await journalGrew(cwd, process.end)
    await Promise.race([pause(random() * 300), process.end])
    process.kill()
    await process.end
  }
}

async function tryOut(setting: Setting, server: ModelServer, requestLog: string, cwd: string): Promise<Outcome> {
  const { candidates, gold, budgetUsd, concurrency, disturbance } = setting
  await server.reset()
  const earlier = (await readRequests(requestLog, 0)).length
  writeAuditConfig(cwd, server.url, tasks.map(({ id }) => ({ id, candidates })), gold ? 'metadata.expected' : undefined, setting.control)
  const flags = (budget: number, result: string) => ['run', log, '--seed', '1', '--budget', String(budget), '--concurrency', String(concurrency), '--json', result, '--quiet', '--yes']
  if (disturbance === 'kills') await killed(flags(budgetUsd, 'first.json'), cwd)
  const first = await audit(args.audit, flags(budgetUsd, 'first.json'), cwd, [EXIT_DONE, EXIT_BUDGET])
  const { usd: spentUsd } = await server.stats()
  const ledger = ledgerSums(cwd)
  const result = readResult(cwd, 'first.json')
  const written = existsSync(join(cwd, 'routing-policy.yaml')) && result.stoppedBy === (first.code === EXIT_BUDGET ? 'budget' : null)
  const second = await audit(args.audit, flags(AMPLE_USD, 'second.json'), cwd, [EXIT_DONE, EXIT_BUDGET])
  const { calls: requests } = await server.stats()
  return {
    setting,
    code: first.code ?? -1,
    written,
    spentUsd,
    ledger,
    reasons: result.tasks.flatMap((task) => task.candidates.map(({ reason }) => reason)),
    goOnCode: second.code ?? -1,
    askedAgain: askedAgain((await readRequests(requestLog, earlier + requests)).slice(earlier)),
  }
}

const started = performance.now()
const outcomes: Outcome[] = []
for (const disturbance of ['none', 'faults', 'kills'] as const) {
  const requestLog = join(workspace.dir, `requests-${disturbance}.jsonl`)
  writeFileSync(requestLog, '')
  const server = await startModelServer(args.server, replayFiles(args.data), ['--prices', prices, '--log', requestLog, ...(disturbance === 'faults' ? ['--fault', FAULTS] : []), ...(disturbance === 'kills' ? ['--latency', '30'] : [])])
  try {
    for (const setting of [...settings, ...disturbed].filter((one) => one.disturbance === disturbance)) {
      outcomes.push(await tryOut(setting, server, requestLog, workspace.room(`${setting.name}-${setting.budgetUsd}-${setting.concurrency}-${disturbance}`)))
    }
  } finally {
    await server.stop()
  }
}

report.say(`${calls} calls of one task; a small budget, then the same command with $${AMPLE_USD}; spent as the server counted it`)
report.table([
  ['candidates', 'budget', 'at once', 'with', 'exit', 'written', 'spent', 'of budget', 'booked', 'largest call', 'candidates by reason', 'then exit', 'asked again'],
  ...outcomes.map(({ setting, code, written, spentUsd, ledger, reasons, goOnCode, askedAgain: again }) => [
    setting.name, `$${setting.budgetUsd}`, String(setting.concurrency), setting.disturbance, String(code), written ? 'yes' : 'no', `$${spentUsd.toFixed(5)}`, percent(spentUsd / setting.budgetUsd),
    percent(ledger.bookedUsd / setting.budgetUsd), percent(ledger.largestUsd / setting.budgetUsd), counted(reasons), String(goOnCode), String(again),
  ]),
])
report.say(`${((performance.now() - started) / 1000).toFixed(0)} s`)

const over = outcomes.filter(({ spentUsd, setting }) => spentUsd > setting.budgetUsd)
const stopped = outcomes.filter(({ code }) => code === EXIT_BUDGET)
const idle = stopped.filter(({ reasons }) => !reasons.includes('budget'))
const least = (disturbance: Setting['disturbance']) => Math.min(...stopped.filter(({ setting, reasons }) => setting.disturbance === disturbance && setting.affordable && reasons.includes('budget')).map(({ spentUsd, setting }) => spentUsd / setting.budgetUsd))
const again = outcomes.filter(({ setting }) => setting.disturbance !== 'kills').reduce((sum, one) => sum + one.askedAgain, 0)
report.say(`least share spent where kills left work undone: ${percent(least('kills'))}; attempts that a kill cut off count with their worst case`)
report.must('settings that spent more than the budget', String(over.length), '0', over.length === 0)
report.must('result and policy written', `${outcomes.filter(({ written }) => written).length} of ${outcomes.length}`, 'all', outcomes.every(({ written }) => written))
report.must('exit 4 although no candidate was left undecided', String(idle.length), '0', idle.length === 0)
report.must('least share spent where affordable work was left', percent(least('none')), `≥ ${USED * 100} %`, least('none') >= USED)
report.must('least share spent where affordable work was left, with faults', percent(least('faults')), `≥ ${USED * 100} %`, least('faults') >= USED)
report.must('asked again when the run went on', String(again), '0', again === 0)
report.must('ended when the run went on', `${outcomes.filter(({ goOnCode }) => goOnCode === EXIT_DONE).length} of ${outcomes.length}`, 'all', outcomes.every(({ goOnCode }) => goOnCode === EXIT_DONE))
report.finish(args.out)
