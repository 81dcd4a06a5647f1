import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { AuditResult } from '../src/domain/result.js'
import { readArguments } from './lib/arguments.js'
import { writeAuditConfig } from './lib/audit-config.js'
import { audit, readResult, startAudit } from './lib/audit-process.js'
import { createReport } from './lib/bench-report.js'
import { writeSlice } from './lib/mixed-log.js'
import { startModelServer } from './lib/model-server.js'
import type { ModelServer } from './lib/model-server.js'
import { createRandom } from './lib/random.js'
import { replayFiles } from './lib/replay-row.js'
import { serverPrices } from './lib/list-prices.js'
import { ledgerSums } from './lib/run-ledger.js'
import { journalGrew, recordedAnswers, recordedUsd } from './lib/run-journal.js'
import { comparable, differingLines, verdictLines } from './lib/same-result.js'
import { createWorkspace } from './lib/workspace.js'

/** Runs that are killed again and again against one that is left alone: npx tsx bench/kill-resume.ts --data DIR [--kills 5] [--out FILE] */
const CONCURRENCY = 8
/** Share of the kills that fall before the first answer of the session is on record. */
const EARLY_KILLS = 0.15
/** Kills fall so densely that the work hardly ever ends before the last one. */
const SPREAD = 1.2
/** Longer than an answer of the server takes, so that what was on its way when a process died has arrived. */
const SETTLE_MS = 500
const FAULTS = '429:0.05,500:0.03,529:0.02,reset:0.01,malformed:0.01'

const args = readArguments(true)
const report = createReport()
const workspace = createWorkspace()
const log = join(workspace.dir, 'log.jsonl')
const calls = writeSlice(args.data, ['multiple-choice-exam', 'math-word-problem'], log)
const prices = join(workspace.dir, 'prices.json')
writeFileSync(prices, serverPrices())
const flags: readonly string[] = ['run', log, '--seed', '1', '--json', 'result.json', '--concurrency', String(CONCURRENCY), '--quiet', '--yes']

interface Session {
  readonly result: AuditResult
  readonly policy: string
}

interface Interrupted extends Session {
  readonly kills: number
  /** Answers that were delivered but not on record when their process died. */
  readonly lost: number
}

/** A folder with the configuration: two models that are nearly as good, so that many answers are needed, and two that are not. */
async function prepare(name: string, server: ModelServer): Promise<string> {
  const cwd = workspace.room(name)
  await audit(args.audit, ['inspect', log, '--json', 'inspect.json', '--quiet'], cwd)
  const candidates = (incumbent: boolean) => (incumbent ? ['gemini-1.5-flash-002', 'gemini-1.5-pro-002', 'Phi-3-mini-4k-instruct'] : ['gpt-3.5-turbo-0613'])
  const tasks = readResult(cwd, 'inspect.json').tasks
  const largest = tasks.toSorted((a, b) => b.calls - a.calls)[0]
  writeAuditConfig(cwd, server.url, tasks.map(({ id }) => ({ id, candidates: candidates(id === largest?.id) })), 'metadata.expected')
  return cwd
}

const outcome = (cwd: string): Session => ({ result: readResult(cwd, 'result.json'), policy: readFileSync(join(cwd, 'routing-policy.yaml'), 'utf8') })

async function undisturbed(cwd: string): Promise<Session & { readonly replayMs: number }> {
  const process = startAudit(args.audit, flags, cwd)
  const started = performance.now()
  await journalGrew(cwd, process.end)
  const before = performance.now() - started
  const { code, stderr, wallMs } = await process.end
  if (code !== 0) throw new Error(`the undisturbed run ended with code ${code}:\n${stderr}`)
  return { ...outcome(cwd), replayMs: wallMs - before }
}

async function interrupted(cwd: string, server: ModelServer, replayMs: number, seed: number): Promise<Interrupted> {
  const random = createRandom(seed)
  let kills = 0
  let lost = 0
  while (kills < args.kills) {
    const process = startAudit(args.audit, flags, cwd)
    if (random() >= EARLY_KILLS) await journalGrew(cwd, process.end)
    await Promise.race([pause((random() * SPREAD * replayMs) / (args.kills + 1)), process.end])
    process.kill()
    const { code, stderr } = await process.end
    if (code === 0) break
    if (code !== null) throw new Error(`a resumed run ended with code ${code}:\n${stderr}`)
    kills += 1
    await pause(SETTLE_MS)
    lost = (await server.stats()).delivered - recordedAnswers(cwd)
  }
  await audit(args.audit, flags, cwd)
  return { ...outcome(cwd), kills, lost }
}

async function steady(): Promise<{ readonly replayMs: number; readonly verdicts: readonly string[] }> {
  const server = await startModelServer(args.server, replayFiles(args.data), ['--latency', '30', '--prices', prices])
  try {
    const alone = await undisturbed(await prepare('alone', server))
    const first = await server.stats()
    report.say(`undisturbed: ${first.calls} calls, ${(alone.replayMs / 1000).toFixed(1)} s of replay, asked again after an answer ${first.askedAfterSuccess}, prompts without a recording ${first.unknownPrompts}`)
    report.must('undisturbed: booked − server\'s account', `$${(ledgerSums(join(workspace.dir, 'alone')).bookedUsd - first.usd).toFixed(4)}`, '$0.0000', Math.abs(ledgerSums(join(workspace.dir, 'alone')).bookedUsd - first.usd) < 5e-5)
    await server.reset()
    const killed = await interrupted(await prepare('killed', server), server, alone.replayMs, 1)
    const second = await server.stats()
    report.say(`killed ${killed.kills} times: ${second.calls} calls, asked again after an answer ${second.askedAfterSuccess}, after none ${second.askedAfterFailure}; delivered but unrecorded at a kill ${killed.lost}`)
    const [a, b] = [comparable(alone.result), comparable(killed.result)]
    for (const line of differingLines(a, b)) report.say(`  result.json ${line}`)
    for (const line of differingLines(alone.policy, killed.policy)) report.say(`  routing-policy.yaml ${line}`)
    report.must('kills', `${killed.kills}`, `${args.kills}`, killed.kills === args.kills)
    report.must('result.json after the kills', a === b ? 'equal' : 'differs', 'equal', a === b)
    report.must('routing-policy.yaml after the kills', alone.policy === killed.policy ? 'equal' : 'differs', 'equal', alone.policy === killed.policy)
    const { bookedUsd, knownUsd } = ledgerSums(join(workspace.dir, 'killed'))
    report.say(`killed: server's account $${second.usd.toFixed(4)}; known $${knownUsd.toFixed(4)}, with what was cut off, and may have been charged or not, at most $${bookedUsd.toFixed(4)}`)
    report.must('killed: known − cost of the answers on record', `$${(knownUsd - recordedUsd(join(workspace.dir, 'killed'))).toFixed(4)}`, '$0.0000', Math.abs(knownUsd - recordedUsd(join(workspace.dir, 'killed'))) < 5e-5)
    const within = second.usd >= knownUsd - 5e-5 && second.usd <= bookedUsd + 5e-5
    report.must('killed: server\'s account between what is known and what is booked', within ? 'yes' : 'no', 'yes', within)
    const paidTwice = second.askedAfterSuccess - killed.lost
    report.must('asked again beyond what was in flight at a kill', String(Math.max(0, paidTwice)), '0', paidTwice <= 0)
    report.must('in flight at a kill, per kill', (killed.lost / Math.max(1, killed.kills)).toFixed(1), `≤ ${CONCURRENCY}`, killed.lost <= CONCURRENCY * killed.kills)
    return { replayMs: alone.replayMs, verdicts: verdictLines(alone.result) }
  } finally {
    await server.stop()
  }
}

async function faulty(replayMs: number, expected: readonly string[]): Promise<void> {
  const server = await startModelServer(args.server, replayFiles(args.data), ['--latency', '30', '--fault', FAULTS])
  try {
    const killed = await interrupted(await prepare('faulty', server), server, replayMs, 2)
    const { calls: made, faults } = await server.stats()
    const verdicts = verdictLines(killed.result)
    const differing = differingLines(expected.join('\n'), verdicts.join('\n'))
    const failed = killed.result.tasks.flatMap(({ candidates }) => candidates).reduce((sum, { failed: count }) => sum + count, 0)
    report.say(`faults and ${killed.kills} kills: ${made} calls, ${Object.entries(faults).map(([name, count]) => `${name} ${count}`).join(', ')}; trials that failed in the end ${failed}`)
    for (const line of differing) report.say(`  verdict ${line}`)
    report.must('verdicts, trials and differences under faults and kills', differing.length === 0 ? 'equal' : `${differing.length} differ`, 'equal', differing.length === 0)
  } finally {
    await server.stop()
  }
}

const started = performance.now()
report.say(`${calls} calls of two tasks; ${args.kills} kills at random points; ${CONCURRENCY} calls at once`)
const { replayMs, verdicts } = await steady()
await faulty(replayMs, verdicts)
report.say(`${((performance.now() - started) / 1000).toFixed(0)} s`)
report.finish(args.out)
