import { parseArgs } from 'node:util'
import { findTasks } from '../src/tasks/find-tasks.js'
import { taskDrift } from '../src/tasks/drift.js'
import { taskKin } from '../src/tasks/naming/previous-task.js'
import type { Task } from '../src/domain/task.js'
import { tally } from './lib/agreement.js'
import type { MadeCall } from './lib/traffic/application.js'
import { FAMILIES } from './lib/traffic/families.js'
import { LATER_FAMILIES } from './lib/traffic/later-families.js'
import { toCall } from './lib/traffic/to-call.js'

/** How many task ids outlive growth, edits and a week, with and without the tasks of the log before; run as `npx tsx bench/tasks-stable.ts [--seeds 20]`. */
interface Tally {
  kept: number
  of: number
  false: number
  drift: number
  logs: number
}

const LEAST = 10

/** Per application the task that most of its calls are in, if it is its own: at least half of the task. */
function taskOf(made: readonly MadeCall[], tasks: readonly Task[]): ReadonlyMap<string, string> {
  const sizes = tally(made.map(({ label }) => label))
  return new Map(tasks.flatMap((task) => {
    const [top] = [...tally(task.members.map((member) => made[member]?.label ?? ''))].sort(([, a], [, b]) => b - a)
    return top !== undefined && 2 * top[1] >= (sizes.get(top[0]) ?? 0) && (sizes.get(top[0]) ?? 0) >= LEAST ? [[top[0], task.id] as const] : []
  }))
}

/** Half of the applications change their prompt: a sentence goes, another comes, a word is written otherwise. */
function edited(made: readonly MadeCall[]): readonly MadeCall[] {
  const labels = [...new Set(made.map(({ label }) => label))].sort()
  return made.map((call) => {
    if (call.system === undefined || labels.indexOf(call.label) % 2 === 1) return call
    const sentences = call.system.split(/(?<=\.) /u)
    const shorter = sentences.length > 4 ? sentences.filter((_, at) => at !== sentences.length - 2) : sentences
    return { ...call, system: `${shorter.join(' ').replace('You are', 'You act as')} Mention the ticket number where there is one.` }
  })
}

const SCENARIOS: Readonly<Record<string, (made: readonly MadeCall[], next: readonly MadeCall[]) => readonly MadeCall[]>> = {
  'grown by a tenth': (made, next) => [...made, ...next.filter((_, at) => at % 10 === 0)],
  'prompts edited': (_, next) => edited(next),
  'another week': (_, next) => next,
}

function main(): void {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '20' } } })
  const results = new Map<string, Tally>()
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const families = [...FAMILIES, ...LATER_FAMILIES]
    const family = families[(seed - 1) % families.length]
    if (family === undefined) continue
    const made = family.make(seed, 0)
    const before = findTasks(made.map(toCall))
    const was = taskOf(made, before.tasks)
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
      const next = scenario(made, family.make(seed, 1))
      for (const previous of [true, false]) {
        const { tasks } = findTasks(next.map(toCall), previous ? { previous: before.tasks } : {})
        const is = taskOf(next, tasks)
        const key = `${name}, ${previous ? 'tasks.json' : 'no memory'}`
        const own = results.get(key) ?? { kept: 0, of: 0, false: 0, drift: 0, logs: 0 }
        const owner = new Map([...was].map(([label, id]) => [id, label]))
        for (const [label, id] of was) {
          if (!is.has(label)) continue
          own.of += 1
          if (is.get(label) === id) own.kept += 1
        }
        for (const [label, id] of is) if (owner.has(id) && owner.get(id) !== label) own.false += 1
        const counts = (list: readonly Task[]) => list.map(({ id, label, members }) => ({ id, label, calls: members.length }))
        if (previous) own.drift += taskDrift(counts(before.tasks), made.length, counts(tasks), next.length, taskKin(tasks, before.tasks)).filter(({ change }) => change !== 'split' && change !== 'merged').length
        own.logs += 1
        results.set(key, own)
      }
    }
  }
  for (const [name, { kept, of, false: wrong, drift, logs }] of results) process.stdout.write(`${name.padEnd(32)} ids kept ${kept} of ${of} (${((100 * kept) / of).toFixed(1)} %), false merges ${wrong}, changes told in ${logs} logs ${drift}\n`)
}

main()
