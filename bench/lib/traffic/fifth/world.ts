import type { MadeCall } from '../application.js'
import type { TrafficFamily } from '../families.js'
import { repeat } from '../fourth/app.js'
import type { App } from '../fourth/app.js'
import { penOf } from '../fourth/hand.js'
import { createWriter } from '../writer.js'
import { BENCHMARKS, INSTRUCTED } from './benchmarks.js'
import type { Benchmark } from './benchmarks.js'
import { OTHER_SERVICES } from './other-services.js'
import { SERVICES } from './services.js'

const LARGEST = 1_500
const SMALLEST = 6
const DUPLICATES = 0.1

/** Shares with a heavy tail: a few works make most of the log, many are rare. */
function shares(seed: number, count: number): readonly number[] {
  return createWriter(seed * 83 + 3).some(repeat(count, (at) => Math.max(SMALLEST, Math.round(LARGEST / (at + 1) ** 1.1))), count)
}

/** Calls of an application, some of which were made twice. */
function callsOf(app: App, at: number, seed: number, week: number, size: number): readonly MadeCall[] {
  const pen = penOf(seed * 5_003 + week * 211 + at * 19 + 7, app.branch)
  const made = repeat(size, (n) => ({ label: `${app.kind}: ${app.task}`, ...app.make(pen, n / size), metadata: { session: pen.w.code(), env: pen.w.one(['prod', 'canary']) } }))
  return [...made, ...made.filter(() => pen.w.chance(DUPLICATES))]
}

const sourced = (sources: readonly Benchmark[], seed: number, week: number, from: number, to: number): readonly MadeCall[] => sources.flatMap(({ name, ask, answer }, at) => {
  const w = createWriter(seed * 4_001 + week * 307 + at * 23 + 1)
  return repeat(w.whole(from, to), () => ({ label: name, user: ask(w), answer: answer(w) }))
})

/** The whole log of a company, logs of each of its kinds, and bare texts of several sources. */
function company(name: string, apps: readonly App[], sources: (seed: number) => readonly Benchmark[]): readonly TrafficFamily[] {
  const family = (kind: string, make: TrafficFamily['make']): TrafficFamily => ({ name: `${name}: ${kind}`, heldOut: true, make })
  const whole = (seed: number, week: number): readonly MadeCall[] => { const sizes = shares(seed, apps.length); return apps.flatMap((app, at) => callsOf(app, at, seed, week, sizes[at] ?? SMALLEST)) }
  return [
    family('whole log', (seed, week = 0) => [...whole(seed, week), ...sourced(createWriter(seed).some(sources(seed), 3), seed, week, 40, 90)]),
    family('whole log, system prompts', (seed, week = 0) => whole(seed + 9, week).filter(({ system }) => system !== undefined)),
    ...[...new Set(apps.map(({ kind }) => kind))].map((kind) => family(kind, (seed, week = 0) => apps.flatMap((app, at) => (app.kind === kind ? callsOf(app, at, seed, week, 90 + 35 * (at % 5)) : [])))),
    family('bare sources, few', (seed, week = 0) => { const w = createWriter(seed + 77); return sourced(w.some(sources(seed), 4), seed, week, 50, 400) }),
    family('bare sources, many', (seed, week = 0) => sourced(sources(seed), seed, week, 50, 250)),
  ]
}

const mixed = (own: readonly Benchmark[]) => (seed: number): readonly Benchmark[] => { const w = createWriter(seed + 5); return own.map((source) => { const { name, ask, answer } = source; const instruction = INSTRUCTED[name]; return instruction !== undefined && w.chance(0.4) ? { name, answer, ask: (x) => `${instruction}\n\n${ask(x)}` } : source }) }

/** The fifth world, and another company of it, which was not run until the rules stood. */
export const FIFTH_FAMILIES = company('fifth', SERVICES, mixed(BENCHMARKS.slice(0, 8)))
export const FIFTH_OTHER_FAMILIES = company('fifth, other company', OTHER_SERVICES, mixed(BENCHMARKS.slice(5)))
