import { taskAssigner } from '../src/tasks/assign.js'
import { findTasks } from '../src/tasks/find-tasks.js'
import { fitSample } from '../src/tasks/fit-sample.js'
import { fitTasks } from '../src/tasks/fit-tasks.js'
import type { TaskModel } from '../src/tasks/task-model.js'
import { agreement } from './lib/agreement.js'
import type { MadeCall } from './lib/traffic/application.js'
import { FAMILIES } from './lib/traffic/families.js'
import { toCall } from './lib/traffic/to-call.js'
import { createWriter, TOPICS } from './lib/traffic/writer.js'

/** What finding and assigning tasks costs, in processor time, and whether calls never seen are assigned right; run as `npx tsx bench/tasks-speed.ts`. */
function seconds(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const say = (line: string): void => { process.stdout.write(`${line}\n`) }

const LEARNT = 5_000
const UNSEEN = 50_000
const LOGS = ['slots', 'edited prompts', 'profiles and examples', 'prompt in user text']

/** Many weeks of one log. */
function traffic(name: string, calls: number): readonly MadeCall[] {
  const family = FAMILIES.find((one) => one.name === name)
  const made: MadeCall[] = []
  for (let week = 0; family !== undefined && made.length < calls; week++) made.push(...family.make(1, week))
  return made.slice(0, calls)
}

function assignment(): void {
  for (const name of LOGS) {
    const made = traffic(name, (LEARNT + UNSEEN) / LOGS.length)
    const every = (LEARNT + UNSEEN) / LEARNT
    const calls = made.map(toCall)
    const sample = calls.filter((_, at) => at % every === 0)
    const unseen = calls.flatMap((call, at) => (at % every === 0 ? [] : [{ call, label: made[at]?.label ?? '' }]))
    let model: TaskModel | undefined
    const learning = seconds(() => { model = fitTasks(sample.map((call) => ({ call, weight: every }))) })
    const text = JSON.stringify(model)
    const assign = taskAssigner(JSON.parse(text) as TaskModel)
    const { ari, v, purity } = agreement(unseen.map(({ call }, at) => assign(call) ?? `other ${at}`), unseen.map(({ label }) => label))
    const length = unseen.reduce((sum, { call }) => sum + call.request.messages.reduce((all, { parts }) => all + JSON.stringify(parts).length, 0), 0) / unseen.length
    const rate = unseen.length / seconds(() => { for (const { call } of unseen) assign(call) })
    say(`${name.padEnd(24)} learnt from ${sample.length} in ${learning.toFixed(2)} s, model ${(text.length / 1024).toFixed(0)} KiB; ${unseen.length} never seen: ARI ${ari.toFixed(3)}, V ${v.toFixed(3)}, purity ${purity.toFixed(3)}, in no task ${unseen.filter(({ call }) => assign(call) === undefined).length}; ${Math.round(rate)} calls/s of ${length.toFixed(0)} characters`)
    if (name === 'slots') {
      const fixed = unseen.map(({ call }, at) => ({ ...call, request: { ...call.request, messages: [unseen[at % 50]?.call.request.messages[0], ...call.request.messages.slice(1)].flatMap((message) => message ?? []) } }))
      say(`${'50 prompts without slots'.padEnd(24)} ${Math.round(fixed.length / seconds(() => { for (const call of fixed) assign(call) }))} calls/s`)
    }
  }
}

function traps(): void {
  const writer = createWriter(3)
  const repeat = (count: number, make: (at: number) => Omit<MadeCall, 'label' | 'answer'>) => Array.from({ length: count }, (_, at) => toCall({ label: '', answer: 'x', ...make(at) }, at))
  const cases: Readonly<Record<string, (n: number) => ReturnType<typeof repeat>>> = {
    'distinct bare prompts': (n) => repeat(n, () => ({ user: writer.text(writer.one(TOPICS), 3) })),
    'one prompt again and again': (n) => repeat(n, () => ({ system: 'You sort letters.', user: 'Sort this letter, please.' })),
    'distinct system prompts': (n) => repeat(n, () => ({ system: writer.text(writer.one(TOPICS), 6), user: 'go on' })),
    'distinct prompts, one preamble': (n) => repeat(n, () => ({ system: `You are the assistant of a shop. Follow the rules of the house. ${writer.text(writer.one(TOPICS), 6)}`, user: 'go on' })),
  }
  for (const [name, make] of Object.entries(cases)) {
    const times = [5_000, 20_000, 50_000].map((n) => { const calls = make(n); return { n, s: seconds(() => findTasks(calls)) } })
    say(`${name.padEnd(32)} ${times.map(({ n, s }) => `${n}: ${s.toFixed(2)} s`).join(', ')}; a call at 50,000 over one at 20,000: ${(((times[2]?.s ?? 0) / 50_000) / ((times[1]?.s ?? 1) / 20_000)).toFixed(2)}`)
  }
  say(`sample of 50,000: ${seconds(() => fitSample(cases['distinct system prompts']?.(50_000) ?? [])).toFixed(2)} s, made included`)
}

assignment()
traps()
