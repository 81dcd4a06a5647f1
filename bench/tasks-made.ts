import { parseArgs } from 'node:util'
import { findTasks } from '../src/tasks/find-tasks.js'
import type { Task } from '../src/domain/task.js'
import { agreement, tally } from './lib/agreement.js'
import type { Agreement } from './lib/agreement.js'
import { kindVerdicts } from './lib/kind-verdicts.js'
import type { KindVerdict } from './lib/kind-verdicts.js'
import { FOURTH_FAMILIES, FOURTH_OTHER_FAMILIES } from './lib/traffic/fourth/world.js'
import { FIFTH_FAMILIES, FIFTH_OTHER_FAMILIES } from './lib/traffic/fifth/world.js'
import type { MadeCall } from './lib/traffic/application.js'
import { FAMILIES } from './lib/traffic/families.js'
import type { TrafficFamily } from './lib/traffic/families.js'
import { LATER_FAMILIES } from './lib/traffic/later-families.js'
import { toCall } from './lib/traffic/to-call.js'
import { FIRST_WORLD } from './lib/traffic/first-world.js'
import { SECOND_WORLD } from './lib/traffic/second-world.js'
import { THIRD_FAMILIES } from './lib/traffic/third/families.js'
import { worldFamilies } from './lib/traffic/world-families.js'

/** How well tasks are found in made logs of many kinds; run as `npx tsx bench/tasks-made.ts [--seeds 3] [--family NAME] [--set NAME] [--held-out no|yes|all] [--verbose] [--kinds] [--types] [--ids]`. */
interface Found {
  readonly found: Agreement
  readonly groups: number
  readonly other: number
  readonly tasks: readonly Task[]
  /** Tasks that hold two kinds of work: five calls and a fiftieth of another than the one that most of it is. */
  readonly mixed: number
  /** Kinds of work of which no task holds three quarters. */
  readonly split: number
  /** The group of each call. */
  readonly group: readonly string[]
}

function groupsOf(made: readonly MadeCall[], verbose: boolean): Found {
  const { tasks, other } = findTasks(made.map(toCall))
  const group = made.map((_, at) => `other ${at}`)
  for (const task of tasks) for (const member of task.members) group[member] = task.id
  if (verbose) for (const task of tasks) {
    const labels = [...tally(task.members.map((member) => made[member]?.label ?? ''))].sort(([, a], [, b]) => b - a).slice(0, 5)
    process.stdout.write(`  ${task.id} ${String(task.members.length).padStart(5)} ${task.taskType.padEnd(14)} ${task.recognizers.map(({ kind }) => kind).join('+') || 'none'} ${task.recognition.precision.toFixed(2)}/${task.recognition.recall.toFixed(2)} [${task.label}] ${labels.map(([label, n]) => `${label}:${n}`).join(' ')}\n      ${(task.template ?? '').slice(0, 160).replace(/\n/gu, '⏎')}\n`)
  }
  const labelsOf = (task: Task): readonly number[] => [...tally(task.members.map((member) => made[member]?.label ?? '')).values()].sort((a, b) => b - a)
  const most = new Map<string, number>()
  for (const [key, n] of tally(made.map(({ label }, at) => `${label}\u0000${group[at] ?? ''}`))) { const label = key.split('\u0000')[0] ?? ''; most.set(label, Math.max(most.get(label) ?? 0, n)) }
  const sizes = tally(made.map(({ label }) => label))
  return {
    found: agreement(group, made.map(({ label }) => label)), groups: tasks.length, other: other.length, tasks, group,
    mixed: tasks.filter((task) => (labelsOf(task)[1] ?? 0) >= Math.max(5, task.members.length / 50)).length,
    split: [...sizes].filter(([label, n]) => (most.get(label) ?? 0) < 0.75 * n).length,
  }
}

/** Of the kinds of work that most of one task is, in this log and in the next, those whose task has the same id in both. */
function keptIds(made: readonly MadeCall[], tasks: readonly Task[], next: readonly MadeCall[]): readonly [kept: number, of: number, wrong: number] {
  const own = (calls: readonly MadeCall[], found: readonly Task[]): ReadonlyMap<string, string> => {
    const sizes = tally(calls.map(({ label }) => label))
    return new Map(found.flatMap((task) => {
      const [top] = [...tally(task.members.map((member) => calls[member]?.label ?? ''))].sort(([, a], [, b]) => b - a)
      return top !== undefined && 2 * top[1] > (sizes.get(top[0]) ?? 0) ? [[top[0], task.id] as const] : []
    }))
  }
  const was = own(made, tasks)
  const is = own(next, findTasks(next.map(toCall), { previous: tasks }).tasks)
  const both = [...was].filter(([label]) => is.has(label))
  const owner = new Map([...was].map(([label, id]) => [id, label]))
  return [both.filter(([label, id]) => is.get(label) === id).length, both.length, [...is].filter(([label, id]) => owner.has(id) && owner.get(id) !== label).length]
}

/** Task types that were guessed of tasks whose kind is beyond doubt: `truth > guess` by how many tasks. */
const guesses = new Map<string, number>()

function countGuesses(made: readonly MadeCall[]): void {
  for (const task of findTasks(made.map(toCall)).tasks) {
    const [top] = [...tally(task.members.map((member) => made[member]?.taskType ?? ''))].sort(([, a], [, b]) => b - a)
    if (top === undefined || top[0] === '' || top[1] < 0.9 * task.members.length) continue
    const key = `${top[0]} > ${task.taskType}`
    guesses.set(key, (guesses.get(key) ?? 0) + 1)
  }
}

function main(): void {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' }, family: { type: 'string' }, set: { type: 'string', default: 'all' }, 'held-out': { type: 'string', default: 'all' }, verbose: { type: 'boolean', default: false }, types: { type: 'boolean', default: false }, ids: { type: 'boolean', default: false }, kinds: { type: 'boolean', default: false } } })
  const sets: Readonly<Record<string, readonly TrafficFamily[]>> = { made: [...FAMILIES, ...LATER_FAMILIES], first: worldFamilies(FIRST_WORLD, 'first'), second: worldFamilies(SECOND_WORLD, 'second', true), third: THIRD_FAMILIES, fourth: FOURTH_FAMILIES, 'fourth-other': FOURTH_OTHER_FAMILIES, fifth: FIFTH_FAMILIES, 'fifth-other': FIFTH_OTHER_FAMILIES }
  const wanted = Object.entries(sets).flatMap(([set, families]) => (values.set === 'all' || values.set === set ? families : [])).filter(({ name, heldOut }) => (values.family === undefined || name === values.family) && (values['held-out'] === 'all' || heldOut === (values['held-out'] === 'yes')))
  const least: number[] = []
  const reached = { systems: 0, of: 0, mixed: [] as string[], split: [] as string[], ids: [0, 0, 0] as readonly [kept: number, of: number, wrong: number] }
  for (const family of wanted) {
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const made = family.make(seed)
      if (values.types) countGuesses(made)
      const started = process.cpuUsage()
      const { found, groups, other, tasks, mixed, split, group } = groupsOf(made, values.verbose)
      const { user, system } = process.cpuUsage(started)
      least.push(found.ari)
      if (mixed > 0) reached.mixed.push(`${family.name} ${seed}`)
      if (split > 0) reached.split.push(`${family.name} ${seed}`)
      const [kept, of, wrong] = values.ids ? keptIds(made, tasks, family.make(seed, 1)) : [0, 0, 0]
      reached.ids = [reached.ids[0] + kept, reached.ids[1] + of, reached.ids[2] + wrong]
      if (made.every((call) => call.system !== undefined)) {
        reached.of += 1
        if (found.ari >= 0.92 && found.v >= 0.98) reached.systems += 1
      }
      process.stdout.write(`${`${family.name}${family.heldOut ? ' *' : ''}, ${seed}`.padEnd(34)} rows ${String(made.length).padStart(5)}  known ${String(new Set(made.map(({ label }) => label)).size).padStart(3)}  groups ${String(groups).padStart(3)}  other ${String(other).padStart(4)}  ARI ${found.ari.toFixed(3)}  V ${found.v.toFixed(3)}  purity ${found.purity.toFixed(3)}${mixed > 0 ? `  mixed ${mixed}` : ''}${split > 0 ? `  split ${split}` : ''}${values.ids && kept < of ? `  ids ${kept}/${of}` : ''}  ${((user + system) / 1e6).toFixed(2)} s\n`)
      if (values.kinds) {
        const verdicts = kindVerdicts(group, made.map(({ label }) => label))
        const sum = (of: (verdict: KindVerdict) => number): number => verdicts.reduce((all, verdict) => all + of(verdict), 0)
        process.stdout.write(`    known tasks right ${sum(({ right }) => right)}, split ${sum(({ split: cut }) => cut.length)}, mixed ${sum(({ mixed: together }) => together.length)}\n`)
        for (const { kind, right, split: cut, mixed: together } of verdicts) if (cut.length + together.length > 0) process.stdout.write(`    ${kind}: right ${right}${cut.length > 0 ? `; split ${cut.join(', ')}` : ''}${together.length > 0 ? `; mixed ${together.join(', ')}` : ''}\n`)
      }
    }
  }
  const sorted = [...least].sort((a, b) => a - b)
  process.stdout.write(`logs ${sorted.length}, ARI least ${sorted[0]?.toFixed(3)}, lower quartile ${sorted[Math.floor(sorted.length / 4)]?.toFixed(3)}, median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(3)}, mean ${(sorted.reduce((sum, x) => sum + x, 0) / sorted.length).toFixed(3)} (* families that were not looked at before the rules stood)\n`)
  process.stdout.write(`logs with a task of two kinds ${reached.mixed.length}: ${reached.mixed.join(', ')}\nlogs with a kind cut into many ${reached.split.length}: ${reached.split.join(', ')}\n`)
  if (values.ids) process.stdout.write(`ids kept in the next week ${reached.ids[0]} of ${reached.ids[1]}, ids of another ${reached.ids[2]}\n`)
  const all = [...guesses.values()].reduce((sum, n) => sum + n, 0)
  const right = [...guesses].reduce((sum, [key, n]) => sum + (key.split(' > ')[0] === key.split(' > ')[1] ? n : 0), 0)
  for (const [key, n] of [...guesses].sort(([, a], [, b]) => b - a)) process.stdout.write(`  ${key}: ${n}\n`)
  if (all > 0) process.stdout.write(`task types guessed right: ${right} of ${all} (${((100 * right) / all).toFixed(1)} %)\n`)
  if (reached.of > 0) process.stdout.write(`MUST logs with system prompts that reach V 0.98 and ARI 0.92: ${reached.systems} of ${reached.of} (goal all) ${reached.systems === reached.of ? 'ok' : 'MISSED'}\n`)
  if (reached.systems < reached.of) process.exitCode = 1
}

main()
