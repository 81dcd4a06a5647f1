import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import type { CheckResult } from '../src/check/result.js'
import { runCheck } from '../src/check/run-check.js'
import { systemClock } from '../src/cli/clock.js'
import { loadConfig } from '../src/config/load.js'
import { regressionPath, parseRegressionSet, regressionText } from '../src/check/regression-set.js'
import { createRegressionTest } from '../src/check/regression-test.js'
import { readArguments } from './lib/arguments.js'
import { audit, startAudit } from './lib/audit-process.js'
import { createReport } from './lib/bench-report.js'
import { startModelServer } from './lib/model-server.js'
import { writeControlLog } from './lib/positive-control.js'
import { readReplayRows } from './lib/replay-row.js'
import { createRandom } from './lib/random.js'
import { createWorkspace } from './lib/workspace.js'

/** What `audit check` says of recorded models that stay, that are replaced, and that are noisy: npx tsx bench/check.ts --data DIR [--seeds 200] */
const TASK = 'prime-yesno'
const INCUMBENT = 'gpt-3.5-turbo-0613'
const ROUTED = 'gpt-4-0314'
const WORSE = 'gpt-4-0613'

const args = readArguments(true)
const report = createReport()
const workspace = createWorkspace()
const rows = readReplayRows(args.data).filter((row) => row.task === TASK)
const of = (model: string): typeof rows => rows.filter((row) => row.model === model)

/** A recording under which `ROUTED` answers as another model did. */
function recording(name: string, answersOf: string): string {
  const path = join(workspace.room('data'), `${name}.jsonl.gz`)
  const lines = [...of(INCUMBENT), ...of(answersOf).map((row) => ({ ...row, model: ROUTED }))].map((row) => JSON.stringify({
    dataset: 'd', task: row.task, id: row.id, messages: row.messages, model: row.model, response: row.response, prompt_tokens: row.promptTokens, completion_tokens: row.completionTokens,
  }))
  writeFileSync(path, gzipSync(lines.join('\n')))
  return path
}

const cwd = workspace.room('primes')
writeControlLog({ name: 'primes', sourceTask: TASK, incumbent: INCUMBENT, candidate: ROUTED }, rows, join(cwd, 'log.jsonl'))
const config = (url: string, price = 0.5): void => writeFileSync(join(cwd, 'audit.config.yaml'), JSON.stringify({
  version: 1, gold: 'metadata.expected', candidates: [{ model: `rec/${ROUTED}`, price: { input: price, output: 1 } }], providers: { rec: { api: 'openai', base_url: `${url}/v1` } },
  models: { [INCUMBENT]: { as: `rec/${INCUMBENT}`, price: { input: 1.5, output: 2 } } },
}))

interface Said { readonly code: number | null; readonly status: string; readonly cases: number; readonly replays: number; readonly broken: string; readonly message: string }

async function check(flags: readonly string[] = []): Promise<Said> {
  const end = await startAudit(args.audit, ['check', '--json', 'check.json', '--quiet', ...flags], cwd).end
  if (end.code !== 0 && end.code !== 1 && end.code !== 3) throw new Error(`audit check ended with ${end.code}: ${end.stderr.slice(-500)}`)
  const result = JSON.parse(readFileSync(join(cwd, 'check.json'), 'utf8')) as { status: string; routes: { cases: number; replays: number; broken: string[]; message: string }[] }
  return { code: end.code, status: result.status, cases: result.routes[0]?.cases ?? 0, replays: result.routes[0]?.replays ?? 0, broken: result.routes[0]?.broken.join(',') ?? '', message: result.routes[0]?.message ?? '' }
}

const same = await startModelServer(args.server, [recording('same', ROUTED)])
config(same.url)
await audit(args.audit, ['run', 'log.jsonl', '--quiet', '--yes', '--max-samples', '1000'], cwd)
const setPath = join(cwd, regressionPath('routing-policy.yaml'))
const text = readFileSync(setPath, 'utf8')
const set = parseRegressionSet(text, setPath)
const [route] = set.routes
if (!route) throw new Error('no route was pinned')
report.say(`pinned: ${route.cases.length} cases, ${route.cases.filter((one) => one.baseline !== undefined).length} with a baseline, ${(text.length / 1e6).toFixed(2)} MB`)

const table: string[][] = [['what', 'exit', 'status', 'broken', 'replays', 'message']]
const say = (what: string, said: Said): Said => { table.push([what, String(said.code), said.status, said.broken, String(said.cases), said.message]); return said }
const unchanged = say('unchanged', await check())
const offline = say('unchanged, recorded', await check(['--offline']))
const completed = await check(['--update-baseline'])
const completeText = readFileSync(setPath, 'utf8')
writeFileSync(setPath, text)
config(same.url, 0.6)
const dearer = say('list price 20 % higher', await check())
await same.stop()

const worse = await startModelServer(args.server, [recording('worse', WORSE)])
config(worse.url)
const replaced = say(`replaced by ${WORSE}`, await check())
writeFileSync(setPath, completeText)
const afterUpdate = say(`the same, baseline completed by ${completed.cases} replays`, await check())
writeFileSync(setPath, text)
await worse.stop()

// One point worse on 30 cases: of the 30 first cases that were answered right, what 1 % of them would be.
writeFileSync(setPath, regressionText({ ...set, routes: [{ ...route, cases: route.cases.slice(0, 30) }] }))
const small = await startModelServer(args.server, [recording('small', ROUTED)], ['--incumbent-noise', `0.01:${ROUTED}`])
config(small.url)
const thirty = say('one point worse, 30 cases', await check())
await small.stop()
writeFileSync(setPath, text)
report.table(table)

/** The same decision on a simulated model that is as noisy as asked: each answer is right with its own chance, in either round. */
const noisy: string[][] = [['noise', 'cases', 'draws', 'ok', 'regressed', 'inconclusive', 'replays, mean']]
let alarms = 0
let checks = 0
const runs = Math.max(args.seeds.length, 200)
for (const noise of [0.02, 0.05, 0.1, 0.2]) {
  for (const [cases, draws] of [[100, 1], [300, 1], [300, 3], [300, 5]] as const) {
    const counts = { ok: 0, regressed: 0, undecided: 0 }
    let replays = 0
    for (let seed = 1; seed <= runs; seed++) {
      const random = createRandom(seed * 7919 + cases + draws * 31 + noise * 1e6)
      const test = createRegressionTest({ margin: 0.05, alpha: 0.05, cases, baselines: cases })
      const score = (times: number): number => Array.from({ length: times }, (): number => (random() < noise ? 0 : 1)).reduce((sum, one) => sum + one, 0) / times
      for (let n = 0; n < cases && test.state === 'undecided'; n++) {
        const now = score(draws)
        test.push({ worst: now, best: now, control: score(1), baseline: score(draws) })
      }
      counts[test.state] += 1
      replays += draws * test.summary().cases
    }
    alarms = Math.max(alarms, counts.regressed / runs)
    checks += runs
    noisy.push([`${noise * 100} %`, String(cases), String(draws), String(counts.ok), String(counts.regressed), String(counts.undecided), (replays / runs).toFixed(0)])
  }
}
report.say()
report.say(`unchanged but noisy models, ${runs} checks each`)
report.table(noisy)

/** And the command's own code, in this process, against a server that corrupts answers anew whenever it is asked; the set is pinned anew after every twenty checks. */
const REPIN = 20
const real: string[][] = [['noise', 'draws', 'checks', 'ok', 'regressed', 'inconclusive', 'replays, mean', 's each']]
let [falseAlarms, repeats] = [0, 0]
report.say(`\naudit check, unchanged but noisy model behind a server, the incumbent as good as it was; a line for every ${REPIN} checks, so that a run that is ended early says what it saw`)
for (const [noise, draws] of [[0.1, 3], [0.1, 1], [0.05, 1]] as const) {
  const shaky = await startModelServer(args.server, [recording('shaky', ROUTED)], ['--incumbent-noise', `${noise}:${ROUTED}`])
  config(shaky.url)
  const ends = { ok: 0, regressed: 0, inconclusive: 0 }
  let [replays, seconds] = [0, 0]
  const times = Math.min(args.seeds.length, 200)
  const once = async (more: { readonly updateBaseline?: boolean; readonly draws?: number } = {}): Promise<CheckResult> => runCheck({
    policyPath: join(cwd, 'routing-policy.yaml'), setPath, config: await loadConfig(join(cwd, 'audit.config.yaml'), true), margin: 0.05, alpha: 0.05, maxSamples: 1000, concurrency: 16, budgetUsd: 20,
    batch: false, wait: true, offline: false, updateBaseline: more.updateBaseline ?? false, draws: more.draws, routes: [], auditDir: join(cwd, '.audit'), now: new Date('2026-01-02T00:00:00Z'), env: {},
    clock: systemClock, signal: new AbortController().signal,
  })
  for (let n = 0; n < times; n++) {
    if (n % REPIN === 0) {
      writeFileSync(setPath, text)
      await once({ updateBaseline: true, draws })
      // The incumbent as good as the model was: where it is far worse, the comparison with it decides at once.
      const pinned = parseRegressionSet(readFileSync(setPath, 'utf8'), setPath)
      writeFileSync(setPath, regressionText({ ...pinned, routes: pinned.routes.map((one) => ({ ...one, cases: one.cases.map((each) => ({ ...each, control: Math.round(each.baseline ?? 1) })) })) }))
    }
    const started = performance.now()
    const said = await once()
    seconds += (performance.now() - started) / 1000
    replays += said.routes[0]?.replays ?? 0
    ends[said.status] += 1
    const done = n + 1
    if (done % REPIN === 0) report.say(`${noise * 100} %, draws ${draws}: ${done} checks, ${ends.ok} ok, ${ends.regressed} regressed, ${ends.inconclusive} inconclusive, ${(replays / done).toFixed(0)} replays and ${(seconds / done).toFixed(2)} s each`)
  }
  await shaky.stop()
  writeFileSync(setPath, text)
  falseAlarms = Math.max(falseAlarms, ends.regressed / times)
  repeats = times
  real.push([`${noise * 100} %`, String(draws), String(times), String(ends.ok), String(ends.regressed), String(ends.inconclusive), (replays / times).toFixed(0), (seconds / times).toFixed(2)])
}
report.say()
report.table(real)

report.must('unchanged', String(unchanged.code), '0', unchanged.code === 0 && offline.code === 0)
report.must(`${ROUTED} replaced by ${WORSE}`, `${replaced.code} after ${replaced.cases} replays`, '1', replaced.code === 1 && replaced.broken === 'quality')
report.must('the same with a complete baseline', `${afterUpdate.code} after ${afterUpdate.cases} replays`, '1', afterUpdate.code === 1 && afterUpdate.broken === 'quality')
report.must('dearer', `${dearer.code} ${dearer.broken}`, '1 price', dearer.code === 1 && dearer.broken === 'price')
report.must('one point worse on 30 cases', String(thirty.code), '3', thirty.code === 3)
report.must('false alarms, worst simulated setting', `${(alarms * 100).toFixed(1)} % of ${runs}`, '≤ 5 %', alarms <= 0.05)
report.must('false alarms of the program, worst setting', `${(falseAlarms * 100).toFixed(1)} % of ${repeats}`, '≤ 5 %', falseAlarms <= 0.05)
report.finish(args.out)
