import type { MadeCall } from '../application.js'
import type { TrafficFamily } from '../families.js'
import { createWriter } from '../writer.js'
import { repeat } from './app.js'
import type { App } from './app.js'
import { CHAT_A, CHAT_B, spoken, typed } from './chat.js'
import type { ChatIntent } from './chat.js'
import { COMPANY_A } from './company-a.js'
import { COMPANY_B } from './company-b.js'
import { penOf } from './hand.js'

const LARGEST = 3_000
const SMALLEST = 20
const ALONE = 140

const MODELS = ['large', 'large', 'large', 'small', 'medium-2']

/** Sizes by Zipf's law, in an order drawn from the seed. */
function zipf(seed: number, count: number): readonly number[] {
  return createWriter(seed * 71 + 5).some(repeat(count, (at) => Math.max(SMALLEST, Math.round(LARGEST / (at + 1)))), count)
}

function callsOf(app: App, at: number, seed: number, week: number, size: number): readonly MadeCall[] {
  const pen = penOf(seed * 7_919 + week * 101 + at * 13 + 1, app.branch)
  const metadata = (): MadeCall['metadata'] => (app.says !== undefined ? { feature: app.says, user: pen.w.code() } : at % 2 === 0 ? { user: pen.w.code(), env: pen.w.one(['prod', 'prod', 'staging']), model_tier: pen.w.one(MODELS) } : {})
  return repeat(size, (n) => ({ label: `${app.kind}: ${app.task}`, ...app.make(pen, n / size), metadata: metadata() ?? {} }))
}

function chat(intents: readonly ChatIntent[], seed: number, week: number, size: number, skew = 0): readonly MadeCall[] {
  const w = createWriter(seed * 6_007 + week * 17 + 11)
  return intents.flatMap((intent, at) => repeat(Math.round(size / (1 + skew * at)), () => ({ label: `bare chat: ${intent.name}`, user: typed(w, intent), answer: spoken(w, intent.answer) })))
}

/** The whole log of a company, and logs of each of its kinds beside a few others. */
function company(name: string, apps: readonly App[], intents: readonly ChatIntent[]): readonly TrafficFamily[] {
  const kinds = [...new Set(apps.map(({ kind }) => kind))]
  const family = (kind: string, make: TrafficFamily['make']): TrafficFamily => ({ name: `${name}: ${kind}`, heldOut: true, make })
  return [
    family('whole log', (seed, week = 0) => { const sizes = zipf(seed, apps.length); return [...apps.flatMap((app, at) => callsOf(app, at, seed, week, sizes[at] ?? SMALLEST)), ...chat(intents, seed, week, 200, 0.5)] }),
    family('whole log, no chat', (seed, week = 0) => { const sizes = zipf(seed + 50, apps.length); return apps.flatMap((app, at) => callsOf(app, at, seed, week, sizes[at] ?? SMALLEST)) }),
    ...kinds.map((kind) => family(kind, (seed, week = 0) => apps.flatMap((app, at) => (app.kind === kind ? callsOf(app, at, seed, week, ALONE + 30 * (at % 4)) : [])))),
    family('bare chat', (seed, week = 0) => chat(intents, seed, week, 250, 0.3)),
    family('bare chat of two intents', (seed, week = 0) => chat(createWriter(seed).some(intents, 2), seed, week, 300)),
  ]
}

/** The fourth world, and another company of it that was written at the same time and not run until the rules stood. */
export const FOURTH_FAMILIES = company('fourth', COMPANY_A, CHAT_A)
export const FOURTH_OTHER_FAMILIES = company('fourth, other company', COMPANY_B, CHAT_B)
