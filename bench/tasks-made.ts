import { parseArgs } from 'node:util'
import { findTasks } from '../src/tasks/find-tasks.js'
import { agreement, tally } from './lib/agreement.js'
import type { Agreement } from './lib/agreement.js'
import type { MadeCall } from './lib/traffic/application.js'
import { FAMILIES } from './lib/traffic/families.js'
import type { TrafficFamily } from './lib/traffic/families.js'
import { LATER_FAMILIES } from './lib/traffic/later-families.js'
import { toCall } from './lib/traffic/to-call.js'
import { FIRST_WORLD } from './lib/traffic/first-world.js'
import { worldFamilies } from './lib/traffic/world-families.js'

/** How well tasks are found in made logs of many kinds; run as `npx tsx bench/tasks-made.ts [--seeds 3] [--family NAME] [--held-out no|yes|all] [--verbose] [--types]`. */
function groupsOf(made: readonly MadeCall[], verbose: boolean): { readonly found: Agreement; readonly groups: number; readonly other: number } {
  const { tasks, other } = findTasks(made.map(toCall))
  const group = made.map((_, at) => `other ${at}`)
  for (const task of tasks) for (const member of task.members) group[member] = task.id
  if (verbose) for (const task of tasks) {
    const labels = [...tally(task.members.map((member) => made[member]?.label ?? ''))].sort(([, a], [, b]) => b - a).slice(0, 5)
    process.stdout.write(`  ${task.id} ${String(task.members.length).padStart(5)} ${task.taskType.padEnd(14)} ${task.recognizers.map(({ kind }) => kind).join('+') || 'none'} ${task.recognition.precision.toFixed(2)}/${task.recognition.recall.toFixed(2)} [${task.label}] ${labels.map(([label, n]) => `${label}:${n}`).join(' ')}\n      ${(task.template ?? '').slice(0, 160).replace(/\n/gu, '⏎')}\n`)
  }
  return { found: agreement(group, made.map(({ label }) => label)), groups: tasks.length, other: other.length }
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
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' }, family: { type: 'string' }, set: { type: 'string', default: 'all' }, 'held-out': { type: 'string', default: 'all' }, verbose: { type: 'boolean', default: false }, types: { type: 'boolean', default: false } } })
  const sets: Readonly<Record<string, readonly TrafficFamily[]>> = { made: [...FAMILIES, ...LATER_FAMILIES], first: worldFamilies(FIRST_WORLD, 'first') }
  const wanted = Object.entries(sets).flatMap(([set, families]) => (values.set === 'all' || values.set === set ? families : [])).filter(({ name, heldOut }) => (values.family === undefined || name === values.family) && (values['held-out'] === 'all' || heldOut === (values['held-out'] === 'yes')))
  const least: number[] = []
  const reached = { systems: 0, of: 0 }
  for (const family of wanted) {
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const made = family.make(seed)
      if (values.types) countGuesses(made)
      const started = process.cpuUsage()
      const { found, groups, other } = groupsOf(made, values.verbose)
      const { user, system } = process.cpuUsage(started)
      least.push(found.ari)
      if (made.every((call) => call.system !== undefined)) {
        reached.of += 1
        if (found.ari >= 0.92 && found.v >= 0.98) reached.systems += 1
      }
      process.stdout.write(`${`${family.name}${family.heldOut ? ' *' : ''}, ${seed}`.padEnd(34)} rows ${String(made.length).padStart(5)}  known ${String(new Set(made.map(({ label }) => label)).size).padStart(3)}  groups ${String(groups).padStart(3)}  other ${String(other).padStart(4)}  ARI ${found.ari.toFixed(3)}  V ${found.v.toFixed(3)}  purity ${found.purity.toFixed(3)}  ${((user + system) / 1e6).toFixed(2)} s\n`)
    }
  }
  const sorted = [...least].sort((a, b) => a - b)
  process.stdout.write(`logs ${sorted.length}, ARI least ${sorted[0]?.toFixed(3)}, lower quartile ${sorted[Math.floor(sorted.length / 4)]?.toFixed(3)}, median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(3)}, mean ${(sorted.reduce((sum, x) => sum + x, 0) / sorted.length).toFixed(3)} (* families that were not looked at before the rules stood)\n`)
  const all = [...guesses.values()].reduce((sum, n) => sum + n, 0)
  const right = [...guesses].reduce((sum, [key, n]) => sum + (key.split(' > ')[0] === key.split(' > ')[1] ? n : 0), 0)
  for (const [key, n] of [...guesses].sort(([, a], [, b]) => b - a)) process.stdout.write(`  ${key}: ${n}\n`)
  if (all > 0) process.stdout.write(`task types guessed right: ${right} of ${all} (${((100 * right) / all).toFixed(1)} %)\n`)
  if (reached.of > 0) process.stdout.write(`MUST logs with system prompts that reach V 0.98 and ARI 0.92: ${reached.systems} of ${reached.of} (goal all) ${reached.systems === reached.of ? 'ok' : 'MISSED'}\n`)
  if (reached.systems < reached.of) process.exitCode = 1
}

main()
