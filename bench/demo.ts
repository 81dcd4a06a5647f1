import { demoFindings } from '../src/cli/demo-truth.js'
import type { DemoFinding } from '../src/cli/demo-truth.js'
import { generateDemo, truthOf } from '../src/demo/index.js'
import type { AuditResult } from '../src/domain/result.js'
import { readArguments } from './lib/arguments.js'
import { audit, readResult } from './lib/audit-process.js'
import { createReport } from './lib/bench-report.js'
import { counted, mean, median } from './lib/figures.js'
import { pool } from './lib/pool.js'
import { createWorkspace } from './lib/workspace.js'

/** The demo against its own truth, seed by seed: npx tsx bench/demo.ts [--seeds 20] [--jobs 2] [--out FILE] */
const MARGIN = 0.03
/** Of 20 seeds, this share must find every cheapest viable model. */
const ALL_FOUND_SHARE = 0.9

const args = readArguments(false)
const report = createReport()
const workspace = createWorkspace()

interface SeedOutcome {
  readonly seed: number
  readonly seconds: number
  readonly findings: readonly DemoFinding[]
  /** Candidates declared viable whose true difference is at the margin or below it. */
  readonly wrong: readonly string[]
}

function wrongViables(seed: number, result: AuditResult): readonly string[] {
  const world = generateDemo(seed)
  const truth = truthOf(world, MARGIN)
  return result.tasks.flatMap((task) => {
    const names = new Set((task.members ?? []).map((id) => world.taskOfRecord.get(id)))
    return task.candidates.filter(({ viable, model }) => viable && truth.some((one) => names.has(one.task) && one.model === model && !one.viable)).map(({ model }) => `${task.label}: ${model}`)
  })
}

const outcomes = await pool(args.seeds, args.jobs, async (seed): Promise<SeedOutcome> => {
  const cwd = workspace.room(`demo-${seed}`)
  const { wallMs } = await audit(args.audit, ['demo', '--seed', String(seed), '--json', 'result.json', '--quiet'], cwd)
  const result = readResult(cwd, 'result.json')
  return { seed, seconds: wallMs / 1000, findings: demoFindings(generateDemo(seed), result, MARGIN), wrong: wrongViables(seed, result) }
})

const routable = (findings: readonly DemoFinding[]) => findings.filter(({ cheapestViable }) => cheapestViable !== null)
const allFound = outcomes.filter(({ findings }) => routable(findings).every(({ found }) => found))
const wrong = outcomes.flatMap((one) => one.wrong)
report.table([
  ['seed', 'seconds', 'tasks', 'with a viable candidate', 'found', 'kept rightly', 'wrong', 'missed'],
  ...outcomes.map((one) => {
    const viable = routable(one.findings)
    const none = one.findings.filter(({ cheapestViable }) => cheapestViable === null)
    return [
      String(one.seed), one.seconds.toFixed(1), String(one.findings.length), String(viable.length), String(viable.filter(({ found }) => found).length),
      `${none.filter(({ found }) => found).length} of ${none.length}`, String(one.wrong.length),
      viable.filter(({ found }) => !found).map(({ task, cheapestViable, decided }) => `${task}: ${decided} for ${cheapestViable}`).join('; '),
    ]
  }),
])
const tasks = outcomes.flatMap(({ findings }) => routable(findings))
report.say(`\ncheapest viable found in ${tasks.filter(({ found }) => found).length} of ${tasks.length} tasks; missed: ${counted(tasks.filter(({ found }) => !found).map(({ task }) => task)) || 'none'}`)
report.say(`wrongly viable: ${counted(wrong) || 'none'}`)
report.say(`wall seconds per demo, ${args.jobs} at once: mean ${mean(outcomes.map(({ seconds }) => seconds)).toFixed(1)}, median ${(median(outcomes.map(({ seconds }) => seconds)) ?? 0).toFixed(1)}, most ${Math.max(...outcomes.map(({ seconds }) => seconds)).toFixed(1)}`)
report.must('seeds in which every cheapest viable model was found', `${allFound.length} of ${outcomes.length}`, `≥ ${Math.ceil(ALL_FOUND_SHARE * outcomes.length)}`, allFound.length >= ALL_FOUND_SHARE * outcomes.length)
report.must('candidates wrongly declared viable', String(wrong.length), '0', wrong.length === 0)
report.finish(args.out)
