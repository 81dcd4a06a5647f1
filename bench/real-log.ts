import { join } from 'node:path'
import type { TaskResult, TaskSummary } from '../src/domain/result.js'
import { readArguments } from './lib/arguments.js'
import type { BenchArguments } from './lib/arguments.js'
import { PROVIDER, refOf, writeAuditConfig } from './lib/audit-config.js'
import { audit, readResult } from './lib/audit-process.js'
import { createReport } from './lib/bench-report.js'
import { candidateTruth } from './lib/candidate-truth.js'
import { majorityOf, mixedLog, readHiddenTasks } from './lib/mixed-log.js'
import type { HiddenTask } from './lib/mixed-log.js'
import { startModelServer } from './lib/model-server.js'
import type { ModelServer } from './lib/model-server.js'
import { pool } from './lib/pool.js'
import { positiveControls, writeControlLog } from './lib/positive-control.js'
import type { PositiveControl } from './lib/positive-control.js'
import { adjustedRandIndex } from './lib/rand-index.js'
import { readReplayRows, replayFiles } from './lib/replay-row.js'
import type { ReplayRow } from './lib/replay-row.js'
import { tallyHead, tallyRow, wrongSeeds } from './lib/seed-tally.js'
import type { SeedTally } from './lib/seed-tally.js'
import { createWorkspace } from './lib/workspace.js'

/** The main job on real prompts and recorded answers: npx tsx bench/real-log.ts --data DIR [--seeds 20] [--jobs 2] [--out FILE] */
const MARGIN = 0.03
/** A wrong verdict this far beyond the margin cannot be bad luck at the boundary. */
const GROSSLY_WORSE = -(MARGIN + 0.05)
/** Of 20 seeds, this share must certify a truly better candidate. */
const CERTIFIED_SHARE = 0.95

const quiz = ['claude-3-haiku-20240307']
const numbers = ['gpt-4-0613', 'gpt-3.5-turbo-0613']
const candidatesOf: Readonly<Record<string, readonly string[]>> = {
  'multiple-choice-exam': ['gemini-1.5-flash-002', 'Meta-Llama-3.1-8B-Instruct', 'Mixtral-8x7B-Instruct-v0.1', 'Phi-3-mini-4k-instruct'],
  'math-word-problem': ['mixtral-8x7b-instruct-v0.1'],
  'prime-check': numbers,
  'happy-number-count': numbers,
  'knowledge-quiz': quiz,
  trivia: quiz,
  'medical-exam': quiz,
  'survey-opinion': ['gpt-3.5-turbo-0613'],
  'sensitive-question': ['gpt-3.5-turbo-0613'],
  'code-generation': ['gpt-4-0314'],
}

const args = readArguments(true)
const report = createReport()
const workspace = createWorkspace()

async function inspectTasks(log: string, cwd: string): Promise<readonly TaskSummary[]> {
  await audit(args.audit, ['inspect', log, '--json', 'inspect.json', '--members', '--quiet'], cwd)
  return readResult(cwd, 'inspect.json').tasks
}

/** Answers recorded under one seed serve the others: the verdicts depend on them alone. */
async function resultsBySeed(log: string, cwd: string, { audit: bin, seeds, jobs }: BenchArguments): Promise<readonly (readonly TaskResult[])[]> {
  return pool(seeds, jobs, async (seed) => {
    await audit(bin, ['run', log, '--seed', String(seed), '--json', `result-${seed}.json`, '--policy', `policy-${seed}.yaml`, '--quiet', '--yes'], cwd)
    return readResult(cwd, `result-${seed}.json`).tasks
  })
}

function reportTasks(tasks: readonly TaskSummary[], hidden: ReadonlyMap<string, HiddenTask>): void {
  const grouped = tasks.flatMap(({ id, members }) => (members ?? []).flatMap((member) => {
    const label = hidden.get(member)?.label
    return label === undefined ? [] : [{ id, label }]
  }))
  const ari = adjustedRandIndex(grouped.map(({ id }) => id), grouped.map(({ label }) => label))
  report.say(`(a) tasks found ${tasks.length}, of ${new Set([...hidden.values()].map(({ label }) => label)).size} hidden; ${grouped.length} of ${hidden.size} calls in a task; ARI ${ari.toFixed(4)}`)
}

async function mixed(rows: readonly ReplayRow[], server: ModelServer): Promise<void> {
  const cwd = workspace.room('mixed')
  const log = mixedLog(args.data)
  const hidden = readHiddenTasks(args.data)
  const found = (await inspectTasks(log, cwd)).map((task) => ({ task, hidden: majorityOf(task, hidden) }))
  reportTasks(found.map(({ task }) => task), hidden)

  writeAuditConfig(cwd, server.url, found.flatMap(({ task, hidden: own }) => (own ? [{ id: task.id, candidates: candidatesOf[own.label] ?? [] }] : [])), 'metadata.expected')
  const bySeed = await resultsBySeed(log, cwd, args)
  const tallies = found.flatMap(({ task, hidden: own }) => (own ? (candidatesOf[own.label] ?? []).map((candidate): SeedTally => ({
    task: own.label,
    candidate,
    truth: candidateTruth(rows, own.sourceTask, own.incumbent, candidate),
    results: bySeed.flatMap((tasks) => tasks.find(({ id }) => id === task.id)?.candidates.filter(({ model }) => model === refOf(candidate)) ?? []),
  })) : []))
  report.say(`\n(b) the mixed log, ${args.seeds.length} seeds; truth in points, over all recorded prompts; margin ${MARGIN * 100} points`)
  report.table([tallyHead, ...tallies.map(tallyRow)])
  const wrong = tallies.reduce((sum, tally) => sum + wrongSeeds(tally, GROSSLY_WORSE), 0)
  const belowMargin = tallies.reduce((sum, tally) => sum + wrongSeeds(tally, -MARGIN), 0)
  const routed = bySeed.flatMap((tasks) => tasks.filter(({ incumbent, decision }) => decision.model !== incumbent))
  report.say(`non-inferior at a truth of ${-MARGIN * 100} points or worse: ${belowMargin}; decisions that leave the incumbent: ${routed.length} of ${bySeed.flat().length}`)
  report.must(`non-inferior verdicts at a truth of ${(GROSSLY_WORSE * 100).toFixed(0)} points or worse`, String(wrong), '0', wrong === 0)
  const missing = tallies.filter(({ results }) => results.length !== args.seeds.length)
  report.must('candidates judged in every seed', `${tallies.length - missing.length} of ${tallies.length}`, 'all', missing.length === 0)
}

async function control(one: PositiveControl, rows: readonly ReplayRow[], server: ModelServer): Promise<void> {
  const cwd = workspace.room(`control-${one.name}`)
  const log = join(cwd, 'log.jsonl')
  const calls = writeControlLog(one, rows, log)
  const tasks = await inspectTasks(log, cwd)
  writeAuditConfig(cwd, server.url, tasks.map(({ id }) => ({ id, candidates: [one.candidate] })), 'metadata.expected')
  const bySeed = await resultsBySeed(log, cwd, args)
  const largest = tasks.toSorted((a, b) => b.calls - a.calls)[0]
  const tally: SeedTally = {
    task: one.name,
    candidate: one.candidate,
    truth: candidateTruth(rows, one.sourceTask, one.incumbent, one.candidate),
    results: bySeed.flatMap((found) => found.find(({ id }) => id === largest?.id)?.candidates ?? []),
  }
  report.say(`\n(c) positive control ${one.name}: ${calls} calls of ${one.incumbent}, ${tasks.length} task found, candidate ${one.candidate}`)
  report.table([tallyHead, tallyRow(tally)])
  const certified = tally.results.filter(({ verdict, reason }) => verdict === 'non-inferior' && reason === 'certified').length
  report.must(`${one.name} certified`, `${certified} of ${args.seeds.length}`, `≥ ${Math.ceil(CERTIFIED_SHARE * args.seeds.length)}`, certified >= CERTIFIED_SHARE * args.seeds.length)
}

const started = performance.now()
const rows = readReplayRows(args.data)
const server = await startModelServer(args.server, replayFiles(args.data))
try {
  await mixed(rows, server)
  for (const one of positiveControls) await control(one, rows, server)
  const { calls, unknownPrompts } = await server.stats()
  report.say(`\n${calls} calls to ${PROVIDER}, ${unknownPrompts} prompts without a recording; ${((performance.now() - started) / 1000).toFixed(0)} s`)
} finally {
  await server.stop()
}
report.finish(args.out)
