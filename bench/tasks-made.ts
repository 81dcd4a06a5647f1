import { parseArgs } from 'node:util'
import { findTasks } from '../src/tasks/find-tasks.js'
import { agreement, tally } from './lib/agreement.js'
import type { Agreement } from './lib/agreement.js'
import type { MadeCall } from './lib/traffic/application.js'
import { FAMILIES } from './lib/traffic/families.js'
import { LATER_FAMILIES } from './lib/traffic/later-families.js'
import { toCall } from './lib/traffic/to-call.js'

/** How well tasks are found in made logs of many kinds; run as `npx tsx bench/tasks-made.ts [--seeds 3] [--family NAME] [--held-out no|yes|all] [--verbose]`. */
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

function main(): void {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' }, family: { type: 'string' }, 'held-out': { type: 'string', default: 'all' }, verbose: { type: 'boolean', default: false } } })
  const wanted = [...FAMILIES, ...LATER_FAMILIES].filter(({ name, heldOut }) => (values.family === undefined || name === values.family) && (values['held-out'] === 'all' || heldOut === (values['held-out'] === 'yes')))
  const least: number[] = []
  const reached = { systems: 0, of: 0 }
  for (const family of wanted) {
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const made = family.make(seed)
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
  if (reached.of > 0) process.stdout.write(`MUST logs with system prompts that reach V 0.98 and ARI 0.92: ${reached.systems} of ${reached.of} (goal all) ${reached.systems === reached.of ? 'ok' : 'MISSED'}\n`)
  if (reached.systems < reached.of) process.exitCode = 1
}

main()
