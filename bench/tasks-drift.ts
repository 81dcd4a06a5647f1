import { parseArgs } from 'node:util'
import type { TaskChange } from '../src/domain/inspect.js'
import type { Task } from '../src/domain/task.js'
import { taskDrift } from '../src/tasks/drift.js'
import { findTasks } from '../src/tasks/find-tasks.js'
import { taskKin } from '../src/tasks/naming/previous-task.js'
import { tally } from './lib/agreement.js'
import type { MadeCall } from './lib/traffic/application.js'
import { JOBS } from './lib/traffic/third/jobs.js'
import { handOf } from './lib/traffic/third/voices.js'
import { createWriter } from './lib/traffic/writer.js'
import { toCall } from './lib/traffic/to-call.js'

/** What is told of two logs between which known things happened; run as `npx tsx bench/tasks-drift.ts [--seeds 10] [--verbose]`. */
type Change = TaskChange['change']

interface Plan {
  readonly sizes: readonly number[]
  readonly prompt?: (at: number, prompt: readonly string[]) => string
  readonly feature?: (at: number) => string
}

interface Scenario {
  readonly before: Plan
  readonly after: Plan
  /** What happened to which of the jobs, by their place. */
  readonly truth: Readonly<Record<number, Change>>
}

const EVEN = [120, 110, 100, 90, 80, 70, 60, 50] as const
const edited = (_: number, prompt: readonly string[]): string => `${prompt.slice(0, 3).join(' ').replace('You ', 'As our colleague you ')} Mention the ticket number where there is one.`
const tail = [...EVEN, 8, 7, 6, 5, 4] as const

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'nothing happened': { before: { sizes: EVEN }, after: { sizes: EVEN }, truth: {} },
  'twice as many calls': { before: { sizes: EVEN }, after: { sizes: EVEN.map((n) => 2 * n) }, truth: {} },
  'one new, one gone': { before: { sizes: [...EVEN.slice(0, 7), 0] }, after: { sizes: [0, ...EVEN.slice(1)] }, truth: { 0: 'gone', 7: 'new' } },
  'prompts edited': { before: { sizes: EVEN }, after: { sizes: EVEN, prompt: edited }, truth: {} },
  'prompts edited, one share tripled': { before: { sizes: EVEN }, after: { sizes: EVEN.map((n, at) => (at === 4 ? 3 * n : n)), prompt: edited }, truth: { 4: 'grown' } },
  'tasks renamed in metadata': { before: { sizes: EVEN, feature: (at) => `job-${at}` }, after: { sizes: EVEN, feature: (at) => `work/${at}b` }, truth: {} },
  'another mix': { before: { sizes: EVEN }, after: { sizes: [40, 110, 100, 90, 80, 70, 60, 170] }, truth: { 0: 'shrunk', 7: 'grown' } },
  'tiny tasks': { before: { sizes: tail }, after: { sizes: tail }, truth: {} },
  'tiny tasks come and go': { before: { sizes: [...EVEN, 4, 5, 0, 0] }, after: { sizes: [...EVEN, 0, 0, 5, 4] }, truth: {} },
}

/** Numbers of calls as chance brings them: each job's about its size. */
function made(seed: number, week: number, { sizes, prompt, feature }: Plan): readonly MadeCall[] {
  const order = createWriter(seed).some(JOBS, sizes.length)
  const chance = createWriter(seed * 31 + week)
  return sizes.flatMap((size, at) => {
    const job = order[at]
    if (job === undefined) return []
    const h = handOf(seed * 101 + week * 7 + at, job.trade)
    // A sum of coin tosses has about the spread of a count that chance brings.
    const calls = Array.from({ length: 2 * size }, () => chance.chance(0.5)).filter(Boolean).length
    return Array.from({ length: calls }, (): MadeCall => ({ label: String(at), system: prompt?.(at, job.prompt) ?? job.prompt.join(' '), user: h.lines(1, 4), answer: job.answer(h), ...(feature === undefined ? {} : { metadata: { feature: feature(at) } }) }))
  })
}

const jobOf = (calls: readonly MadeCall[], task: Task | undefined): string => [...tally((task?.members ?? []).map((member) => calls[member]?.label ?? ''))].sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''

function main(): void {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '10' }, verbose: { type: 'boolean', default: false } } })
  for (const [name, { before, after, truth }] of Object.entries(SCENARIOS)) {
    const sum = { told: 0, due: 0, wrong: 0, logs: 0, ids: 0, labels: 0, kept: 0 }
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const [a, b] = [made(seed, 0, before), made(seed, 1, after)]
      const old = findTasks(a.map(toCall)).tasks
      const now = findTasks(b.map(toCall), { previous: old }).tasks
      const counts = (tasks: readonly Task[]) => tasks.map(({ id, label, members }) => ({ id, label, calls: members.length }))
      const changes = taskDrift(counts(old), a.length, counts(now), b.length, taskKin(now, old))
      const due = new Map(Object.entries(truth))
      sum.due += due.size
      sum.logs += 1
      for (const { id, change } of changes) {
        const job = jobOf(b, now.find((task) => task.id === id)) || jobOf(a, old.find((task) => task.id === id))
        if (due.get(job) === change && due.delete(job)) sum.told += 1
        else {
          sum.wrong += 1
          if (values.verbose) process.stdout.write(`  ${name}, ${seed}: ${change} of job ${job}\n`)
        }
      }
      for (const task of old) {
        const later = now.find((other) => jobOf(b, other) === jobOf(a, task))
        if (later === undefined) continue
        sum.kept += 1
        if (later.id === task.id) sum.ids += 1
        if (later.label === task.label) sum.labels += 1
        else if (values.verbose) process.stdout.write(`  ${name}, ${seed}: ${task.label} → ${later.label}\n`)
      }
    }
    process.stdout.write(`${name.padEnd(36)} pairs ${sum.logs}, told rightly ${sum.told} of ${sum.due}, wrongly ${sum.wrong}; ids kept ${sum.ids} of ${sum.kept}, labels kept ${sum.labels}\n`)
  }
}

main()
