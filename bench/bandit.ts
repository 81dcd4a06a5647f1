import { createBandit, type BanditArm } from '../src/bandit/index.js'
import { createMonitor } from '../src/decide/index.js'
import { readArguments } from './lib/arguments.js'
import { createReport } from './lib/bench-report.js'
import { mean, median, percent, points } from './lib/figures.js'
import { listPrices } from './lib/list-prices.js'
import { createRandom } from './lib/random.js'
import { readReplayRows, type ReplayRow } from './lib/replay-row.js'

// The bandit on recorded answers of real models, of which all are known for each prompt: what each policy would have been paid and answered.
// npx tsx bench/bandit.ts --data DIR [--seeds 20] [--out FILE]
const { data, seeds, out } = readArguments(true)
const { say, table, must, finish } = createReport()

const ALPHA = 0.05
const AUDIT = 700
const STEPS = 6000
/** Rewards of a simulated stream. */
const LONG = 6000
const CHECKPOINTS = [500, 1000, 2000, 3000, 4500, 6000] as const
/** What a right answer is worth more than a wrong one, in calls of the incumbent, unless a scene says otherwise. */
const WORTH_CALLS = 10

interface Scene {
  readonly name: string
  readonly task: string
  readonly incumbent: string
  readonly candidates: readonly string[]
  readonly margin: number
  /** See WORTH_CALLS. */
  readonly worthCalls?: number
  /** Half way this arm's answers are those of another model, under its name. */
  readonly replaced?: { readonly model: string; readonly by: string }
}

const MMLU = 'mcq-mmlu-pro'
const ALL = 'all'
const SCENES: readonly [Scene, Scene, ...Scene[]] = [
  { name: 'exam, Llama-70B', task: MMLU, incumbent: 'Meta-Llama-3.1-70B-Instruct', candidates: ['gemini-1.5-flash-002', 'Meta-Llama-3.1-8B-Instruct', 'Mixtral-8x7B-Instruct-v0.1', 'Phi-3-mini-4k-instruct'], margin: 0.06 },
  { name: 'exam, Mixtral', task: MMLU, incumbent: 'Mixtral-8x7B-Instruct-v0.1', candidates: ['gemini-1.5-flash-002', 'Meta-Llama-3.1-8B-Instruct', 'Phi-3-mini-4k-instruct'], margin: 0.06 },
  { name: 'primes, gpt-4-0613', task: 'prime-yesno', incumbent: 'gpt-4-0613', candidates: ['gpt-3.5-turbo-0613'], margin: 0.06 },
  { name: 'mixed questions, claude-3-haiku', task: ALL, incumbent: 'claude-3-haiku-20240307', candidates: ['gemini-2.0-flash-001'], margin: 0.06 },
]
const REPLACED = { model: 'gemini-1.5-flash-002', by: 'Mixtral-8x7B-Instruct-v0.1' }
const WEAK = { model: 'gemini-1.5-flash-002', by: 'Qwen1.5-7B-Chat' }
const DRIFTS: readonly Scene[] = [
  { ...SCENES[0], name: 'exam, Llama-70B: gemini-flash becomes Mixtral', replaced: REPLACED },
  { ...SCENES[1], name: 'exam, Mixtral: gemini-flash becomes Qwen-7B', replaced: WEAK },
  { ...SCENES[0], name: 'exam, Llama-70B, the floor alone (a right answer is worth a fifth of a call): gemini-flash becomes Mixtral', worthCalls: 0.2, replaced: REPLACED },
]

const rows = readReplayRows(data)

interface Prompt { readonly context: string; readonly correct: ReadonlyMap<string, number>; readonly costUsd: ReadonlyMap<string, number> }

const CHARACTERS_A_TOKEN = 4
function costOf({ model, messages, response, promptTokens, completionTokens }: ReplayRow): number {
  const price = listPrices[model]
  const input = promptTokens ?? JSON.stringify(messages).length / CHARACTERS_A_TOKEN
  return price === undefined ? Number.NaN : (input * price.input + (completionTokens ?? response.length / CHARACTERS_A_TOKEN) * price.output) / 1e6
}

function promptsOf({ task, incumbent, candidates }: Scene): readonly Prompt[] {
  const models = [incumbent, ...candidates]
  const byId = new Map<string, { context: string; correct: Map<string, number>; costUsd: Map<string, number> }>()
  for (const row of rows) {
    if (row.correct === undefined || (task === ALL ? !row.id.startsWith('ra-') : row.task !== task)) continue
    // The subject of an exam question stands in its first sentence.
    const context = /question about ([a-z ]+)\./u.exec(String(row.messages[0]?.['content'] ?? ''))?.[1] ?? (task === ALL ? row.task : '')
    const own = byId.get(row.id) ?? { context, correct: new Map(), costUsd: new Map() }
    own.correct.set(row.model, row.correct)
    own.costUsd.set(row.model, costOf(row))
    byId.set(row.id, own)
  }
  return [...byId.values()].filter(({ correct }) => models.every((model) => correct.has(model)))
}

function shuffled<T>(list: readonly T[], uniform: () => number): T[] {
  const all = [...list]
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(uniform() * (at + 1))
    ;[all[at], all[other]] = [all[other] as T, all[at] as T]
  }
  return all
}

/** An audit with the code that decides: all candidates on the same drawn prompts, and how much each is certified with. */
function audit(scene: Scene, sample: readonly Prompt[]): readonly { readonly model: string; readonly certified: boolean; readonly eValue: number }[] {
  const rule = { margin: scene.margin, alpha: ALPHA, maxSamples: sample.length, order: 'cheapest-first', futility: false, population: null } as const
  return scene.candidates.map((model) => {
    const monitor = createMonitor(rule, scene.candidates.length, { truth: true })
    for (const { correct } of sample) {
      const difference = (correct.get(model) ?? 0) - (correct.get(scene.incumbent) ?? 0)
      monitor.push({ nonInferiority: difference, reverse: difference })
    }
    return { model, certified: monitor.state === 'non-inferior', eValue: monitor.eValue }
  })
}

const average = (prompts: readonly Prompt[], of: 'correct' | 'costUsd', model: string): number => mean(prompts.map((prompt) => prompt[of].get(model) ?? Number.NaN))

interface Played { readonly cost: number; readonly quality: number; readonly regret: readonly number[]; readonly floor: number; readonly stopped: string; readonly delay: number | undefined }

/** What a policy was paid and answered: `pick` says who answers, `told` hears the reward. */
function playOut(scene: Scene, stream: readonly Prompt[], pick: (prompt: Prompt) => string, told: (reward: number) => void, worthUsd: number, best: (prompt: Prompt, at: number) => number): Omit<Played, 'stopped' | 'delay'> {
  let [cost, quality, lost, reference] = [0, 0, 0, 0]
  const regret: number[] = []
  stream.forEach((prompt, at) => {
    const model = pick(prompt)
    const behind = scene.replaced !== undefined && model === scene.replaced.model && at >= STEPS / 2 ? scene.replaced.by : model
    const right = prompt.correct.get(behind) ?? 0
    const paid = prompt.costUsd.get(model) ?? 0
    told(right)
    cost += paid
    quality += right
    reference += prompt.correct.get(scene.incumbent) ?? 0
    lost += (best(prompt, at) - (worthUsd * right - paid)) / worthUsd
    if (CHECKPOINTS.some((checkpoint) => checkpoint === at + 1)) regret.push(lost)
  })
  return { cost: (1000 * cost) / stream.length, quality: quality / stream.length, regret, floor: (quality - reference) / stream.length }
}

function seedOf(scene: Scene, prompts: readonly Prompt[], seed: number): ReadonlyMap<string, Played> | undefined {
  const uniform = createRandom(seed * 7919)
  const order = shuffled(prompts, uniform)
  const [sample, rest] = [order.slice(0, Math.min(AUDIT, order.length / 2)), order.slice(Math.min(AUDIT, order.length / 2))]
  const certified = audit(scene, sample).filter(({ certified: is }) => is)
  if (certified.length === 0) return undefined
  const cost = (model: string): number => average(sample, 'costUsd', model)
  const worthUsd = (scene.worthCalls ?? WORTH_CALLS) * cost(scene.incumbent)
  const arms: readonly BanditArm[] = [{ model: scene.incumbent, costUsd: cost(scene.incumbent) }, ...certified.map(({ model, eValue }) => ({ model, costUsd: cost(model), certificate: { margin: scene.margin, alpha: ALPHA, eValue: Math.max(eValue, 1 / ALPHA) } }))]
  const home = certified.map(({ model }) => model).toSorted((a, b) => cost(a) - cost(b))[0] ?? ''
  const cheapest = scene.candidates.toSorted((a, b) => cost(a) - cost(b))[0] ?? ''
  const stream = Array.from({ length: STEPS }, () => rest[Math.floor(uniform() * rest.length)] as Prompt)
  // The best fixed choice per context among certified arms, told from all prompts of the stream, before and after the change.
  const names = arms.map(({ model }) => model)
  const worth = new Map<string, number>()
  for (const late of [false, true]) {
    for (const context of new Set(rest.map((one) => one.context))) {
      const own = rest.filter((one) => one.context === context)
      const values = names.map((model) => mean(own.map((one) => worthUsd * (one.correct.get(late && scene.replaced?.model === model ? scene.replaced.by : model) ?? 0) - (one.costUsd.get(model) ?? 0))))
      worth.set(`${late} ${context}`, Math.max(...values))
    }
  }
  const best = ({ context }: Prompt, at: number): number => worth.get(`${scene.replaced !== undefined && at >= STEPS / 2} ${context}`) ?? 0
  const played = new Map<string, Played>()
  for (const [name, model] of [['incumbent', scene.incumbent], ['static policy', home], ['cheapest', cheapest]] as const) played.set(name, { ...playOut(scene, stream, () => model, () => {}, worthUsd, best), stopped: '', delay: undefined })
  for (const contextual of [true, false]) {
    const bandit = createBandit({ arms, home, worthUsd, margin: scene.margin, alpha: ALPHA })
    let state = bandit.start()
    let choice = bandit.choose(state, { uniform })
    const result = playOut(scene, stream, ({ context }) => {
      choice = bandit.choose(state, { uniform, ...(contextual ? { context } : {}) })
      return choice.model
    }, (reward) => { state = bandit.learn(state, choice, reward) }, worthUsd, best)
    const stops = state.stopped.flatMap((stop, at) => (stop === null ? [] : [{ model: names[at] ?? '', at: stop.at }]))
    const changed = stops.find(({ model, at }) => model === scene.replaced?.model && at > STEPS / 2)
    played.set(contextual ? 'bandit, by subject' : 'bandit', { ...result, stopped: [...stops.map(({ model, at }) => `${model}@${at}`), ...(state.mixStopped === null ? [] : [`mix@${state.mixStopped.at}`])].join(' '), delay: changed === undefined ? undefined : changed.at - STEPS / 2 })
  }
  return played
}

let [falseStops, streams, falls] = [0, 0, 0]
const usd = (value: number): string => value.toFixed(4)
for (const scene of [...SCENES, ...DRIFTS]) {
  const prompts = promptsOf(scene)
  const all = seeds.flatMap((seed) => seedOf(scene, prompts, seed) ?? [])
  say(`\n${scene.name}: ${prompts.length} prompts, margin ${points(scene.margin)}, incumbent ${scene.incumbent}; something certified in ${all.length} of ${seeds.length} seeds`)
  if (all.length === 0) continue
  const policies = [...(all[0]?.keys() ?? [])]
  const of = (name: string): readonly Played[] => all.flatMap((one) => one.get(name) ?? [])
  table([
    ['policy', 'USD/1000', 'right', 'against incumbent', 'below the floor', ...CHECKPOINTS.map((at) => `regret@${at}`)],
    ...policies.map((name) => [
      name, usd(mean(of(name).map(({ cost }) => cost))), percent(mean(of(name).map(({ quality }) => quality))), points(mean(of(name).map(({ floor }) => floor))), `${of(name).filter(({ floor }) => floor < -scene.margin).length}/${all.length}`,
      ...CHECKPOINTS.map((_, at) => mean(of(name).map(({ regret }) => regret[at] ?? 0)).toFixed(0)),
    ]),
  ])
  for (const name of ['bandit, by subject', 'bandit']) {
    const stopped = of(name).filter((one) => one.stopped !== '').map((one) => one.stopped)
    const delays = of(name).flatMap(({ delay }) => delay ?? [])
    say(`  ${name}: stops in ${stopped.length} of ${all.length} seeds${delays.length > 0 ? `; the replaced arm in ${delays.length}, median ${median(delays)} rewards after` : ''}${stopped.length > 0 && stopped.length <= 4 ? ` (${stopped.join('; ')})` : ''}`)
    if (scene.replaced !== undefined) continue
    streams += all.length
    falseStops += stopped.length
    falls += of(name).filter(({ floor }) => floor < -scene.margin).length
  }
}
/** Streams in which an arm lies just at the margin, better in one context and worse in the other: no stop is right there, and each would save nothing. */
function simulated(count: number, fall: number): { readonly stopped: number; readonly delays: readonly number[] } {
  const arms: readonly BanditArm[] = [{ model: 'big', costUsd: 10 }, { model: 'small', costUsd: 1, certificate: { margin: 0.05, alpha: ALPHA, eValue: 20 } }]
  const bandit = createBandit({ arms, worthUsd: 5, margin: 0.05, alpha: ALPHA })
  let stopped = 0
  const delays: number[] = []
  for (let stream = 0; stream < count; stream++) {
    const uniform = createRandom(stream + 1)
    let state = bandit.start()
    for (let at = 0; at < LONG; at++) {
      const context = uniform() < 0.5 ? 'a' : 'b'
      const choice = bandit.choose(state, { context, uniform })
      const right = choice.model === 'big' ? 0.85 : 0.8 - (at >= LONG / 2 ? fall : 0) + (context === 'a' ? 0.1 : -0.1)
      state = bandit.learn(state, choice, Number(uniform() < right))
      const stop = state.stopped[1] ?? state.mixStopped
      if (stop === null) continue
      stopped += 1
      if (at >= LONG / 2) delays.push(at + 1 - LONG / 2)
      break
    }
  }
  return { stopped, delays }
}
const STREAMS = 10 * seeds.length
const edge = simulated(STREAMS, 0)
must('simulated streams just at the margin in which anything is ever stopped', `${edge.stopped} of ${STREAMS}`, `<= ${ALPHA * 100} %`, edge.stopped <= ALPHA * STREAMS)
for (const fall of [0.05, 0.1, 0.2, 0.4]) {
  const { stopped, delays } = simulated(2 * seeds.length, fall)
  say(`  a fall of ${points(-fall)} beyond the margin after ${LONG / 2} rewards: stopped in ${stopped} of ${2 * seeds.length} within ${LONG / 2} more, median ${median(delays) ?? '–'} rewards after`)
}
must('streams without a change in which the bandit fell below the floor', `${falls} of ${streams}`, `<= ${ALPHA * 100} %`, falls <= ALPHA * streams)
say(`\nstops in streams without a change: ${falseStops} of ${streams} (an arm that truly lies below the margin counts here too)`)
finish(out)
