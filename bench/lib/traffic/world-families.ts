import { sizes } from './application.js'
import type { MadeCall } from './application.js'
import type { TrafficFamily } from './families.js'
import { voiceOf } from './world.js'
import type { Voice, World, WorldJob } from './world.js'
import { createWriter } from './writer.js'
import type { Writer } from './writer.js'

interface Scene {
  readonly w: Writer
  readonly v: Voice
  readonly job: WorldJob
  readonly jobAt: number
  /** Place in time of the call among the calls of its job, in [0,1). */
  readonly time: number
}

function repeat<T>(count: number, make: (at: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

const salted = (seed: number, salt: number): Writer => createWriter(seed * 7_919 + salt * 104_729 + 13)
const TIMES = ['early shift', 'late shift', 'night shift', 'weekend crew']
const message = (role: 'system' | 'user' | 'assistant' | 'tool', text: string) => ({ role, parts: [{ type: 'text' as const, text }] })

/** The families of one world; `name` goes before each. Written before any rule was changed for them. */
export function worldFamilies(world: World, name: string): readonly TrafficFamily[] {
  const log = (seed: number, week: number, count: number, total: number, skew: number, shape: (scene: Scene) => Partial<MadeCall>): readonly MadeCall[] => {
    const jobs = salted(seed, 1).some(world.jobs, count)
    const w = salted(seed, 1_000 + week)
    const v = voiceOf(world, w)
    return sizes(jobs.length, total, skew, 14).flatMap((size, jobAt) => {
      const job = jobs[jobAt] as WorldJob
      return repeat(size, (at): MadeCall => ({ label: job.name, user: v.text(w.whole(1, 5)), answer: job.answer(w, v.say), ...shape({ w, v, job, jobAt, time: at / size }) }))
    })
  }
  const chat = (seed: number, week: number, count: number): readonly MadeCall[] => {
    const w = salted(seed, 5_000 + week)
    const v = voiceOf(world, w)
    return repeat(count, () => ({ label: 'chat', user: w.one([v.ask, v.ask, v.say, () => `${v.ask()} ${v.say()}`, () => w.one(['hi', 'thanks!', 'ok and now?', 'can you make that shorter', 'hello there'])])(), answer: v.text(3) }))
  }
  const near = (at: number) => (seed: number, week = 0): readonly MadeCall[] => {
    const w = salted(seed, 2_000 + week)
    const v = voiceOf(world, w)
    const { name: kind, variants } = world.near[at % world.near.length] as World['near'][number]
    return [...variants.flatMap(({ prompt, answer }, variant) => repeat(90 + 60 * variant, () => ({ label: `${kind} ${variant}`, system: prompt, user: v.text(w.whole(1, 4)), answer: answer(w, v.say) }))), ...log(seed, week, 5, 300, 0.3, ({ job }) => ({ system: job.prompt.join(' ') }))]
  }
  const plain = ({ prompt }: WorldJob): string => prompt.join(' ')
  /** Earlier wordings of a prompt: each version replaces a sentence, adds one or moves one. */
  const version = (seed: number, job: WorldJob, jobAt: number, number: number): string => {
    const lines = [...job.prompt, ...salted(seed, 30 + jobAt).some(world.rules, 4)]
    const later = salted(seed, 60 + jobAt).some(world.rules, 12)
    for (let n = 1; n <= number; n++) {
      if (n % 3 === 0) lines.push(lines.splice(2, 1)[0] ?? '')
      lines[4 + (n % 4)] = later[n % later.length] ?? ''
      if (n % 2 === 1) lines.push(later[(n + 6) % later.length] ?? '')
    }
    return lines.join('\n')
  }
  const shots = (seed: number, job: WorldJob, jobAt: number, count: number): readonly (readonly [input: string, output: string])[] => {
    const w = salted(seed, 200 + jobAt)
    const v = voiceOf(world, w)
    return repeat(count, () => [v.text(2), job.answer(w, v.say)] as const)
  }
  const passages = (seed: number, count: number, sentences: number): readonly string[] => { const v = voiceOf(world, salted(seed, 300)); return repeat(count, () => v.text(sentences)) }
  const tool = (names: readonly string[]): Partial<MadeCall['request'] & object> => ({ tools: names.map((tool) => ({ name: tool })) })
  const schema = (names: readonly string[], title: string): Partial<MadeCall['request'] & object> => ({ responseFormat: { type: 'json_schema', name: title, schema: { type: 'object', properties: Object.fromEntries(names.map((field) => [field, { type: 'string' }])) } } })

  const made: readonly (readonly [string, TrafficFamily['make']])[] = [
    ['plain system prompts', (seed, week = 0) => log(seed, week, 12, 900, 0.7, ({ job }) => ({ system: plain(job) }))],
    ['tools alone differ', (seed, week = 0) => log(seed, week, 5, 500, 0.4, ({ job }) => ({ system: 'You help our staff. Use the functions that you are given, one at a time, and report what came out.', request: tool(job.tools), answer: '', toolCalls: [{ name: job.tools[0] ?? '', arguments: '{}' }] }))],
    ['response format alone differs', (seed, week = 0) => log(seed, week, 4, 500, 0.4, ({ w, job, jobAt }) => ({ system: 'Fill in the form from what the staff member writes. Leave a field empty if nothing is said about it.', request: schema([`${job.tools[0] ?? ''}_note`, `${job.name}_${jobAt}`, 'remark'], job.name.replace('-', '_')), answer: JSON.stringify({ remark: w.code() }) }))],
    ['metadata names the task', (seed, week = 0) => log(seed, week, 8, 700, 0.6, ({ w, job }) => ({ system: 'You are a helpful assistant.', metadata: { feature: job.name, env: w.one(['prod', 'canary']), user: w.code(), build: w.whole(100, 120) } }))],
    ['header written by code', (seed, week = 0) => log(seed, week, 12, 1_000, 0.6, ({ w, job }) => ({ system: `# generated ${w.date()} by prompt-kit v${w.whole(1, 4)}.${w.whole(0, 30)}\n# trace=${w.code()} shard=${w.whole(0, 15)} crew=${w.one(TIMES)}\n\n${job.prompt.join('\n')}` }))],
    ['names and addresses of tenants', (seed, week = 0) => log(seed, week, 8, 1_000, 0.4, ({ w, job }) => { const c = w.one(world.companies); return { system: `${job.prompt[0] ?? ''} You do so for ${c}, ${c.length * 3} ${c.split(' ')[0] ?? ''} Street. ${job.prompt.slice(1).join(' ')} Sign with ${c}.` } })],
    ['rules of tenants', (seed, week = 0) => log(seed, week, 4, 1_000, 0.3, ({ w, job }) => { const tenant = w.whole(0, 9); return { system: `${plain(job)}\n\nHouse rules of ${world.companies[tenant] ?? ''}:\n${salted(seed, 400 + tenant).some(world.rules, 3).map((rule) => `* ${rule}`).join('\n')}` } })],
    ['rules of tenants in the middle', (seed, week = 0) => log(seed, week, 6, 1_000, 0.3, ({ w, job }) => { const tenant = w.whole(0, 24); const t = salted(seed, 500 + tenant); return { system: `${job.prompt.slice(0, 2).join(' ')}\n<tenant>\n${t.some(world.rules, t.whole(1, 5)).join(' ')}\n</tenant>\n${job.prompt.slice(2).join(' ')}` } })],
    ['versions over weeks', (seed, week = 0) => log(seed, week, 8, 1_200, 0.4, ({ job, jobAt, time }) => ({ system: version(seed, job, jobAt, Math.floor(time * (3 + (jobAt % 5)))) }))],
    ['examples in the system prompt', (seed, week = 0) => { const all = world.jobs.map((job, at) => [job.name, shots(seed, job, at, 9)] as const); return log(seed, week, 10, 900, 0.5, ({ w, job }) => ({ system: `${plain(job)}\n${w.some(new Map(all).get(job.name) ?? [], w.whole(2, 4)).map(([a, b]) => `<example>\n${a}\n=> ${b}\n</example>`).join('\n')}` })) }],
    ['examples as turns', (seed, week = 0) => { const all = new Map(world.jobs.map((job, at) => [job.name, shots(seed, job, at, 9)] as const)); return log(seed, week, 10, 900, 0.5, ({ w, job }) => ({ system: plain(job), history: w.some(all.get(job.name) ?? [], 2).flat() })) }],
    ['examples in user text', (seed, week = 0) => { const all = new Map(world.jobs.map((job, at) => [job.name, shots(seed, job, at, 12)] as const)); return log(seed, week, 9, 900, 0.5, ({ w, v, job }) => ({ user: `${job.ask('(see below)')}\n\nHere is how it is done.\n\n${w.some(all.get(job.name) ?? [], w.whole(2, 3)).map(([a, b]) => `Given: ${a}\nWanted: ${b}`).join('\n\n')}\n\nGiven: ${v.text(2)}\nWanted:` })) }],
    ['examples in user text under one system prompt', (seed, week = 0) => { const all = new Map(world.jobs.map((job, at) => [job.name, shots(seed, job, at, 12)] as const)); return log(seed, week, 7, 700, 0.4, ({ w, v, job }) => ({ system: 'Continue in the manner of the examples.', user: `${job.prompt.slice(0, 2).join(' ')}\n\n${w.some(all.get(job.name) ?? [], 3).map(([a, b]) => `[in] ${a}\n[out] ${b}`).join('\n')}\n[in] ${v.text(2)}\n[out]` })) }],
    ['passages in user text', (seed, week = 0) => { const base = passages(seed, 60, 9); return log(seed, week, 4, 700, 0.4, ({ w, v, job }) => ({ system: plain(job), user: `CONTEXT\n${w.some(base, w.whole(2, 5)).join('\n--\n')}\n\nREQUEST\n${v.ask()}` })) }],
    ['passages in the system prompt', (seed, week = 0) => { const base = passages(seed, 60, 7); return log(seed, week, 7, 900, 0.4, ({ w, v, job }) => ({ system: `${plain(job)}\n\nSources:\n${w.some(base, w.whole(2, 5)).map((text, at) => `(${at + 1}) ${text}`).join('\n')}`, user: v.ask() })) }],
    ['passages without a system prompt', (seed, week = 0) => { const base = passages(seed, 80, 6); return log(seed, week, 6, 800, 0.4, ({ w, v, job }) => ({ user: `${plain(job)}\n\nMaterial:\n${w.some(base, 3).join('\n')}\n\n${v.ask()}` })) }],
    ['agent loops', (seed, week = 0) => log(seed, week, 5, 800, 0.4, ({ w, v, job }) => ({ answer: '', toolCalls: [{ name: w.one(job.tools), arguments: '{}' }], request: { ...tool(job.tools), messages: [message('system', `${plain(job)} It is ${w.date()}.`), message('user', v.text(1)), ...repeat(w.whole(0, 5), () => [message('assistant', v.say()), message('tool', v.text(w.whole(1, 4)))]).flat()] } }))],
    ['agents behind a preamble', (seed, week = 0) => log(seed, week, 6, 800, 0.4, ({ w, v, job }) => ({ system: `${world.preamble}\n\n${plain(job)}`, history: repeat(2 * w.whole(0, 2), () => v.say()) }))],
    ['turns of conversations', (seed, week = 0) => log(seed, week, 6, 900, 0.4, ({ w, v, job }) => ({ system: plain(job), history: repeat(2 * w.whole(0, 6), () => v.text(1)), user: w.one([v.ask(), v.say(), 'yes please', 'and the other one?', 'no, I meant the first']), answer: v.text(w.whole(1, 3)) }))],
    ['chat beside three applications', (seed, week = 0) => [...log(seed, week, 3, 400, 0.3, ({ job }) => ({ system: plain(job) })), ...chat(seed, week, 500)]],
    ['chat beside three wordings', (seed, week = 0) => [...log(seed, week, 3, 400, 0.3, ({ v, w, job }) => ({ user: job.ask(v.text(w.whole(1, 4))) })), ...chat(seed, week, 500)]],
    ['asked in user text', (seed, week = 0) => log(seed, week, 11, 1_000, 0.6, ({ v, w, job }) => ({ user: job.ask(v.text(w.whole(1, 6))) }))],
    ['asked under one system prompt', (seed, week = 0) => log(seed, week, 9, 900, 0.5, ({ v, w, job }) => ({ system: `${world.preamble} Staff send you tasks of all kinds.`, user: job.ask(v.text(w.whole(1, 6))) }))],
    ['experiments that are other tasks', (seed, week = 0) => log(seed, week, 4, 700, 0.2, ({ job, jobAt, w }) => ({ system: `${world.preamble}\n${plain(job)}`, metadata: { experiment: jobAt % 2 ? 'variant-b' : 'variant-a', user: w.code() } }))],
    ['experiments with one wording', (seed, week = 0) => log(seed, week, 5, 700, 0.2, ({ job, w }) => { const b = w.chance(0.5); return { system: b ? `${job.prompt.join(' ')} Take your time.` : `Please do the following. ${job.prompt.join(' ')}`, metadata: { experiment: b ? 'b' : 'a' } } })],
    ['other languages', (seed, week = 0) => { const w = salted(seed, 700 + week); const v = voiceOf(world, w); return world.abroad.flatMap((job, at) => repeat(50 + 12 * at, () => ({ label: job.name, system: job.prompt.join(job.name.startsWith('ja') ? '' : ' '), user: w.some(job.texts, w.whole(1, 3)).join(' '), answer: w.chance(0.5) ? w.one(job.texts) : v.say() }))) }],
    ['other languages in user text', (seed, week = 0) => { const w = salted(seed, 800 + week); return world.abroad.flatMap((job, at) => repeat(50 + 12 * at, () => ({ label: job.name, user: `${job.prompt.join(job.name.startsWith('ja') ? '' : ' ')}\n\n${w.some(job.texts, w.whole(1, 3)).join(' ')}`, answer: w.one(job.texts) }))) }],
    ['prompts of one line', (seed, week = 0) => log(seed, week, 10, 800, 0.5, ({ job }) => ({ system: job.prompt[0] ?? '' }))],
    ['tags around parts', (seed, week = 0) => log(seed, week, 8, 800, 0.5, ({ w, v, job }) => ({ system: `<role>\n${job.prompt[0] ?? ''}\n</role>\n<guidelines>\n${job.prompt.slice(1).join('\n')}\n</guidelines>\n<person>\n${w.name()}, ${w.one(TIMES)}, ${v.say()}\n</person>` }))],
    ...world.near.map((pair, at) => [`near: ${pair.name}`, near(at)] as const),
  ]
  return made.map(([family, make]) => ({ name: `${name}: ${family}`, heldOut: true, make }))
}
