import type { MadeCall } from './application.js'
import { sizes } from './application.js'
import type { TrafficFamily } from './families.js'
import { JOBS } from './jobs.js'
import type { Job } from './jobs.js'
import { createProse } from './prose.js'
import type { Prose } from './prose.js'
import { createWriter } from './writer.js'
import type { Writer } from './writer.js'

/** What one call of a job looks like in a log. */
type Shape = (tools: { readonly w: Writer; readonly p: Prose; readonly job: Job; readonly at: number; readonly of: number; readonly jobAt: number }) => Partial<MadeCall>

function repeat<T>(count: number, make: (at: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

/** A log of some jobs: which ones is the seed's, what is said the week's. */
function log(seed: number, week: number, count: number, total: number, skew: number, shape: Shape, pick: readonly Job[] = JOBS): readonly MadeCall[] {
  const jobs = createWriter(seed).some(pick, count)
  const w = createWriter(seed + 20_011 * (week + 1))
  const p = createProse(w)
  return sizes(jobs.length, total, skew, 12).flatMap((size, jobAt) => {
    const job = jobs[jobAt] as Job
    return repeat(size, (at): MadeCall => ({ label: job.name, taskType: job.type, user: job.input(p, w), answer: job.answer(p, w), ...shape({ w, p, job, at, of: size, jobAt }) }))
  })
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const ROLES = ['manager', 'engineer', 'clerk', 'nurse', 'owner', 'guest', 'analyst', 'driver']
const TENANTS = 25

const day = (w: Writer): string => `${w.one(DAYS)}, ${w.one(MONTHS)} ${w.whole(1, 28)}${w.one(['', 'st', 'th'])}, 2026 ${w.whole(1, 12)}:${w.whole(10, 59)} ${w.one(['AM', 'PM'])}`

/** Made once for all calls of a log, as a company's own texts are. */
const own = (seed: number, salt: number, count: number, sentences: number): readonly string[] => repeat(count, (at) => createProse(createWriter(seed * 1_000 + salt * 100_000 + at)).text(sentences))

function markdown(w: Writer, p: Prose, job: Job): string {
  return `# Role\n${job.system[0] ?? ''}\n\n## Rules\n${job.system.slice(1).map((rule) => `- ${rule}`).join('\n')}\n\n## Account\n| field | value |\n|---|---|\n| name | ${w.name()} |\n| since | ${w.date()} |\n| notes | ${p.sentence()} |\n| open orders | ${w.whole(0, 9)} |\n\n## Output\nWrite plain text.`
}

/** Ten sentences of a long prompt; each version replaces one or two of them. */
function version(seed: number, job: Job, jobAt: number, number: number): string {
  const base = [...job.system, ...own(seed, 40 + jobAt, 6, 1)]
  const later = own(seed, 140 + jobAt, 16, 1)
  for (let n = 1; n <= number; n++) {
    base[(n * 3) % base.length] = later[(2 * n) % later.length] ?? ''
    if (n % 2 === 0) base.push(later[(2 * n + 1) % later.length] ?? '')
  }
  return base.join(' ')
}

const TOOLS = 'search_orders get_order cancel_order list_invoices send_email create_ticket update_ticket close_ticket lookup_user refund_payment get_weather book_room list_rooms find_flight track_parcel open_door read_sensor set_thermostat query_db run_report make_chart post_message schedule_meeting list_calendar translate_text fetch_page summarize_page create_task list_tasks assign_task'.split(' ')

const tool = (names: readonly string[]): NonNullable<MadeCall['request']> => ({ tools: names.map((name) => ({ name })) })

const TONGUES = ['Bitte beantworten Sie die Frage ausführlich und höflich', 'Merci de répondre le plus vite possible à ma demande', 'Por favor responda a mi consulta cuanto antes', 'お問い合わせの件についてご返答をお願いいたします', 'Пожалуйста ответьте на мой вопрос как можно скорее', 'Kindly answer as soon as you can']

const SHORT: readonly (readonly [name: string, ask: (text: string) => string, answers: readonly string[]])[] = [
  ['sentiment', (x) => `Sentiment (positive/negative/neutral): ${x}`, ['positive', 'negative', 'neutral']], ['language', (x) => `What language is this? ${x}`, ['English', 'German', 'French']], ['toxic', (x) => `${x}\n\nToxic? yes/no:`, ['yes', 'no']],
  ['topic', (x) => `Topic of the text [sports, politics, science, culture]:\n${x}`, ['sports', 'politics', 'science', 'culture']], ['intent', (x) => `Text: ${x}\nIntent:`, ['buy', 'complain', 'ask']], ['emotion', (x) => `Pick one emotion - joy, anger, fear, sadness - for: "${x}"`, ['joy', 'anger', 'fear', 'sadness']],
]

const SLOTS: readonly (readonly [name: string, type: MadeCall['taskType'], ask: (w: Writer, text: string) => string])[] = [
  ['translate-to', 'translation', (w, x) => `Translate to ${w.one(['German', 'French', 'Italian', 'Polish', 'Turkish'])}: ${x}`], ['tone', 'rewrite', (w, x) => `Rewrite the following email in a ${w.one(['formal', 'friendly', 'firm', 'funny'])} tone:\n\n${x}`],
  ['length', 'summarization', (w, x) => `Summarize the article in ${w.one(['one sentence', 'two sentences', 'three sentences'])} for ${w.one(['executives', 'children', 'experts'])}.\n\nArticle: ${x}`], ['persona', 'generation', (w, x) => `Pretend you are ${w.name()} and write a short post about this: ${x}`],
]

const json = (w: Writer, p: Prose, extra: Record<string, string>): string => JSON.stringify({ request_id: w.code(), locale: w.one(['en-US', 'de-DE', 'fr-FR']), ...extra, customer: { name: w.name(), plan: w.one(['free', 'pro']), since: w.date() }, history: repeat(w.whole(0, 4), () => ({ at: w.date(), text: p.sentence() })) }, null, w.chance(0.5) ? 2 : 0)

const heldOut = true

/** Families that came after the rules of the others stood, of prompts written by hand and text of a larger vocabulary. */
export const LATER_FAMILIES: readonly TrafficFamily[] = [
  { name: 'header of facts', heldOut, make: (seed, week = 0) => log(seed, week, 20, 1_600, 0.6, ({ w, job }) => ({ system: `Current date: ${day(w)}\nUser: ${w.name()}\nRole: ${w.one(ROLES)}\nCompany: ${w.name().split(' ')[1] ?? ''} ${w.one(['Ltd', 'Inc', 'Group'])}\n\n${job.system.join(' ')}` })) },
  { name: 'long passages in the prompt', heldOut, make: (seed, week = 0) => { const base = own(seed, 1, 150, 6); return log(seed, week, 12, 1_200, 0.5, ({ w, p, job, jobAt }) => ({ system: `${job.system.join(' ')}\n\n${jobAt % 2 ? '## Knowledge base' : 'Relevant passages:'}\n${w.some(base, w.whole(2, 5)).map((text, at) => `[${at + 1}] ${text}`).join('\n\n')}\n\n${jobAt % 3 ? 'Cite the number of the passage that you use.' : ''}`, user: p.question() })) } },
  { name: 'passages of few documents', heldOut, make: (seed, week = 0) => { const base = own(seed, 2, 24, 8); return log(seed, week, 10, 900, 0.5, ({ w, p, job, jobAt }) => ({ system: `${job.system.join('\n')}\n\n<context>\n${w.some(base.slice((jobAt * 2) % 16, (jobAt * 2) % 16 + 8), w.whole(1, 3)).join('\n')}\n</context>`, user: p.question() })) } },
  { name: 'examples drawn anew', heldOut, make: (seed, week = 0) => log(seed, week, 14, 1_200, 0.6, ({ w, p, job, jobAt }) => { const pool = createWriter(seed * 77 + jobAt); const q = createProse(pool); const shots = repeat(12, () => `Input: ${job.input(q, pool)}\nOutput: ${job.answer(q, pool)}`); return { system: `${job.system.join(' ')}\n\nExamples:\n${w.some(shots, 3).join('\n\n')}`, user: `Input: ${job.input(p, w)}\nOutput:` } }) },
  { name: 'versions over months', heldOut, make: (seed, week = 0) => log(seed, week, 12, 1_800, 0.5, ({ job, jobAt, at, of }) => ({ system: version(seed, job, jobAt, Math.floor((at * (3 + (jobAt % 4))) / of)) })) },
  { name: 'tenants', heldOut, make: (seed, week = 0) => { const rules = own(seed, 3, TENANTS, 3); return log(seed, week, 10, 1_500, 0.5, ({ w, job }) => { const tenant = w.whole(0, TENANTS - 1); return { system: `You work for ${createWriter(seed + tenant).name()}. ${job.system.slice(0, 2).join(' ')}\nHouse rules: ${rules[tenant] ?? ''}\n${job.system.slice(2).join(' ')}` } }) } },
  { name: 'users of all tongues', heldOut, make: (seed, week = 0) => log(seed, week, 14, 1_000, 0.6, ({ w, p, job }) => ({ system: job.system.join(' '), user: `${w.one(TONGUES)}. ${w.chance(0.5) ? p.sentence() : w.one(TONGUES)}` })) },
  { name: 'agents with many tools', heldOut, make: (seed, week = 0) => log(seed, week, 6, 900, 0.4, ({ w, p, job, jobAt, at }) => ({ taskType: 'tool_calling', system: `${job.system.join(' ')} You may call tools. Today is ${day(w)}.`, history: repeat(2 * (at % 4), () => p.sentence()), user: w.chance(0.3) ? p.sentence() : p.question(), request: tool(TOOLS.filter((_, n) => (n + jobAt) % 3 !== 0 || w.chance(0.2))), ...(at % 4 === 3 ? {} : { answer: '', toolCalls: [{ name: TOOLS[(at + jobAt) % TOOLS.length] ?? '', arguments: '{}' }] }) })) },
  { name: 'one prompt, many jobs', heldOut, make: (seed, week = 0) => log(seed, week, 9, 1_100, 0.4, ({ w, p, job }) => ({ system: 'You are the writing assistant inside our intranet. Follow the instruction of the employee. Be accurate, never reveal confidential data, and answer in the language of the instruction.', user: job.ask(job.input(p, w)) })) },
  { name: 'asked in user text', heldOut, make: (seed, week = 0) => log(seed, week, 16, 1_300, 0.6, ({ w, p, job }) => ({ user: job.ask(job.input(p, w)) })) },
  { name: 'short label prompts', heldOut, make: (seed, week = 0) => { const w = createWriter(seed + 20_011 * (week + 1)); const p = createProse(w); return SHORT.flatMap(([name, ask, answers], at) => repeat(60 + 30 * at, () => ({ label: name, taskType: 'classification' as const, user: ask(p.text(w.whole(1, 3))), answer: w.one(answers) }))) } },
  { name: 'long slots', heldOut, make: (seed, week = 0) => log(seed, week, 8, 500, 0.4, ({ p, w, job, jobAt }) => { const long = repeat(w.whole(3, 12), () => p.text(8)).join('\n\n'); return { user: jobAt % 2 ? job.ask(long) : `${long}\n\n${job.ask('the text above')}` } }) },
  { name: 'slots of one word', heldOut, make: (seed, week = 0) => { const w = createWriter(seed + 20_011 * (week + 1)); const p = createProse(w); return SLOTS.flatMap(([label, type, ask], at) => repeat(100 + 50 * at, () => ({ label, ...(type === undefined ? {} : { taskType: type }), user: ask(w, p.text(w.whole(1, 4))), answer: p.text(2) }))) } },
  { name: 'JSON inputs', heldOut, make: (seed, week = 0) => log(seed, week, 10, 900, 0.5, ({ w, p, job }) => ({ system: `${job.system.join(' ')} The input is a JSON object.`, user: json(w, p, { text: job.input(p, w) }) })) },
  { name: 'JSON inputs that name the job', heldOut, make: (seed, week = 0) => log(seed, week, 8, 900, 0.4, ({ w, p, job }) => ({ system: 'You are a worker in a pipeline. Read the JSON object that you are sent, do what its instruction says with its text, and reply with the result alone.', user: json(w, p, { instruction: job.system.join(' '), text: job.input(p, w) }) })) },
  { name: 'markdown and tables', heldOut, make: (seed, week = 0) => log(seed, week, 14, 1_000, 0.5, ({ w, p, job }) => ({ system: markdown(w, p, job) })) },
  { name: 'code of all kinds', heldOut, make: (seed, week = 0) => log(seed, week, 4, 500, 0.3, ({ w, p, job, jobAt }) => (jobAt % 2 ? { system: job.system.join(' ') } : { user: job.ask(job.input(p, w)) }), JOBS.filter(({ name }) => ['code-review', 'unit-tests', 'explain-code', 'sql-assistant'].includes(name))) },
  { name: 'the same texts for all', heldOut, make: (seed, week = 0) => { const texts = own(seed + 31 * week, 5, 60, 5); return log(seed, week, 9, 900, 0.3, ({ w, job, jobAt }) => (jobAt % 2 ? { system: job.system.join(' '), user: w.one(texts) } : { user: job.ask(w.one(texts)) })) } },
  { name: 'chat of people', heldOut, make: (seed, week = 0) => { const w = createWriter(seed + 9 + 20_011 * week); const p = createProse(w); return [...log(seed, week, 10, 800, 0.5, ({ job }) => ({ system: job.system.join(' ') })), ...repeat(500, () => ({ label: 'chat', taskType: 'chat' as const, user: w.chance(0.6) ? p.question() : w.chance(0.5) ? p.sentence() : p.words(w.whole(1, 6)), answer: p.text(3) }))] } },
  { name: 'chat beside wordings', heldOut, make: (seed, week = 0) => { const w = createWriter(seed + 9 + 20_011 * week); const p = createProse(w); return [...log(seed, week, 6, 500, 0.3, ({ job, w: x, p: q }) => ({ user: job.ask(job.input(q, x)) })), ...repeat(400, () => ({ label: 'chat', taskType: 'chat' as const, user: w.chance(0.7) ? p.question() : p.sentence(), answer: p.text(3) }))] } },
]
