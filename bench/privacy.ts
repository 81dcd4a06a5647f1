// Where data leaves: every command with `redact` and constraints on, against servers on loopback; every byte that is written, printed or sent is
// searched for the values that must not be there. Needs a build.
// npx tsx bench/privacy.ts [--calls 240] [--keep] [--out FILE]
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cli } from '../test/support/cli.js'
import { answer, failure, startModelServer, type Reply, type SeenRequest } from '../test/support/model-server.js'
import { createReport } from './lib/bench-report.js'

const { values: flags } = parseArgs({ options: { calls: { type: 'string', default: '240' }, keep: { type: 'boolean', default: false }, out: { type: 'string' } } })
const report = createReport()
const calls = Number(flags.calls)
const space = mkdtempSync(join(tmpdir(), 'audit-privacy-'))
const KEY = 'tok_7c41f0d2ab95e8'
const LAB_KEY = 'labkey_5591cc0e77d1'

/** What must be found nowhere; all of it is of forms that `redact` knows. */
const mail = (n: number): string => `zqx${n}.mailbox@canary.example`
const digit = (text: string): string => String((10 - ([...text].reverse().reduce((sum, one, at) => sum + (at % 2 === 1 ? Number(one) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(one)] ?? 0), 0) % 10)) % 10)
const card = (n: number): string => {
  const body = `4929${String(70_000_000_000 + n * 7_919).slice(0, 11)}`
  return body + digit(body)
}
const phone = (n: number): string => `+49 171 55${String(10_000 + n)}`
const token = (n: number): string => `sk-proj-Zq9${String(n).padStart(5, '0')}Xw7Kd2Lm8Pv4Rt6Yb1Nc3`
const SECRET = /zqx\d+\.mailbox|canary\.example|4929\s?7\d{3}\s?\d{4}\s?\d{4}|171 ?55\d{5}|sk-proj-Zq9|hunterZq\d|zqname/i
const PHI = /PHICANARY/
const KEYS = new RegExp(`${KEY}|${LAB_KEY}`)

const TOOLS = [{ type: 'function', function: { name: 'send', description: `Support: ${mail(99_999)}`, parameters: { type: 'object', properties: { to: { type: 'string', enum: [mail(99_998)] } } } } }]

function record(n: number): unknown {
  const who = mail(n)
  const isPhi = n % 10 === 3
  const isOwned = n % 10 === 7
  const kind = n % 3
  const note = isPhi || isOwned ? ` PHICANARY${n}` : ''
  const system = kind === 0 ? `You extract contact data. Answer as JSON {"mail","card"}. Questions: ${mail(99_997)}` : kind === 1 ? `You write the company address of a person, nothing else. Token ${token(1)}` : 'Sort the message into exactly one of: urgent, routine, spam. Answer with the label only.'
  const user = kind === 0 ? `Customer ${n}: mail ${who}, card ${card(n)}, call ${phone(n)}.${note}` : kind === 1 ? `Person ${n}: zqname${n} of canary dot example.${note}` : `Message ${n} from ${who}: password is hunterZq${n}!${note}`
  const text = kind === 0 ? JSON.stringify({ mail: who, card: card(n) }) : kind === 1 ? `zqx${n}.mailbox@canary.example` : ['urgent', 'routine', 'spam'][n % 9 % 3]
  return {
    id: `${who}-${n}`, provider: 'prod', latency_ms: 300 + n, timestamp: new Date(Date.UTC(2026, 5, 1) + n * 60_000).toISOString(), conversation_id: `c-${who}`,
    metadata: { data_class: isPhi ? 'phi' : 'none', owner: isOwned ? 'zqx7.mailbox@canary.example' : who, phone: phone(n).replaceAll(' ', ''), password: `hunterZq${n}!`, expected: text }, tags: [`by:${who}`],
    request: {
      model: 'big', ...(kind === 0 ? { tools: TOOLS } : {}), user: who,
      messages: [
        { role: 'system', content: system },
        ...(kind === 2 ? [
          { role: 'user', content: [{ type: 'text', text: `See ${who}` }] },
          { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'send', arguments: JSON.stringify({ to: who, body: `x\n${who}\n${token(n)}`, nested: JSON.stringify({ to: who }) }) } }] },
          { role: 'tool', tool_call_id: 'call_1', content: `sent to ${who}; card ${card(n).replace(/(\d{4})(?=\d)/g, '$1 ')}` },
        ] : []),
        { role: 'user', content: user },
      ],
    },
    response: { id: `r-${n}`, object: 'chat.completion', created: 0, model: 'big', choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }], usage: { prompt_tokens: 80, completion_tokens: 12, total_tokens: 92 } },
  }
}

/** A model that is right: it copies what stands in the prompt, makes the address out of the name, and knows the labels. */
const replyOf = (key: string) => ({ prompt, model, body }: SeenRequest): Reply => {
  if (body['input'] !== undefined) return { kind: 'json', body: { object: 'list', model, data: (body['input'] as string[]).map((_, index) => ({ object: 'embedding', index, embedding: [1, index, 2] })), usage: { prompt_tokens: 3, total_tokens: 3 } } }
  if (model === 'judge') return answer('{"verdict":"tie","reason":"both fine"}')
  const n = Number(/(?:Customer|Person|Message) (\d+)/.exec(prompt)?.[1] ?? -1)
  if (n >= 0 && n % 71 === 5) return failure(400, {}, `bad request of ${key}: ${prompt.slice(0, 80)}`)
  if (prompt.includes('Customer')) return answer(JSON.stringify({ mail: /<EMAIL_\d+>/.exec(prompt)?.[0], card: /<CARD_\d+>/.exec(prompt)?.[0] }))
  if (prompt.includes('Person')) return answer(model === 'big' || n % 11 !== 0 ? `zqx${n}.mailbox@canary.example` : `other${n}.zqx${n}.mailbox@canary.example`)
  return answer(['urgent', 'routine', 'spam'][n % 9 % 3] ?? '')
}

await using prod = await startModelServer(replyOf(KEY))
await using lab = await startModelServer(replyOf(LAB_KEY))

const config = {
  version: 1, incumbent: 'prod/big', candidates: [{ model: 'lab/small', price: { input: 1, output: 3 } }, { model: 'lab/mid', price: { input: 2, output: 6 } }], quality: { control: 'auto', margin: 0.1 }, check: { margin: 0.1 },
  providers: { prod: { api: 'openai', base_url: `${prod.url}/v1`, api_key_env: 'PROD_KEY', compliance: ['hipaa'] }, lab: { api: 'openai', base_url: `${lab.url}/v1`, api_key_env: 'LAB_KEY' } },
  models: { 'prod/big': { price: { input: 10, output: 30 } } },
  judge: { model: 'lab/judge', price: { input: 1, output: 1 }, force: true, rubric: 'Prefer the better.' },
  constraints: [
    { when: { field: 'metadata.data_class', eq: 'phi' }, require: { compliance: ['hipaa'] } },
    { when: { field: 'metadata.owner', in: ['nobody@x.example', 'zqx7.mailbox@canary.example'] }, require: { compliance: ['hipaa'] } },
  ],
  redact: ['email', 'phone', 'card', 'iban', 'secret', { name: 'name', pattern: 'zqname[0-9]+' }],
}
const write = (name: string, text: string): void => writeFileSync(join(space, name), text)
const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, at) => `${JSON.stringify(record(from + at))}\n`).join('')
const broken = [`{"id": "${mail(5)}", "request": {"model": "big", "messages": [{"role": "user", "content": "cut ${mail(6)}`, `${mail(7)} no json`, JSON.stringify({ hello: mail(8), card: card(8) }), JSON.stringify({ ...(record(3) as object), response: null, error: { message: `no such ${mail(9)} ${token(9)}` } })]
write('audit.config.yaml', JSON.stringify(config))
write('log.jsonl', lines(0, calls) + broken.map((line) => `${line}\n`).join(''))
write('later.jsonl', lines(calls - 30, calls + 90))
mkdirSync(join(space, 'tmp'))

const env = { PROD_KEY: KEY, LAB_KEY, TMPDIR: join(space, 'tmp'), HOME: space }
const printed: string[] = []
const leaks: string[] = []
const sources = new Set(['audit.config.yaml', 'log.jsonl', 'later.jsonl'])

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory).flatMap((name) => (statSync(join(directory, name)).isDirectory() ? filesIn(join(directory, name)) : [join(directory, name)]))
}
/** Escaped forms are read, too. */
const search = (where: string, text: string, patterns: readonly (readonly [string, RegExp])[]): void => {
  for (const form of [text, text.replaceAll('%40', '@')]) {
    for (const [what, pattern] of patterns) {
      const found = pattern.exec(form)
      if (found) leaks.push(`${what} in ${where}: …${form.slice(Math.max(0, found.index - 60), found.index + 60).replace(/\s+/g, ' ')}…`)
    }
  }
}

async function audit(...args: string[]): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const end = await cli(space, args, { env })
  printed.push(args.join(' '))
  search(`the output of ${args.join(' ')}`, end.stdout + end.stderr, [['personal data', SECRET], ['a key', KEYS]])
  report.say(`${String(end.code).padStart(3)}  audit ${args.join(' ')}`)
  if (end.code === 2 || end.code === 70) report.say(end.stderr.slice(0, 600))
  return end
}

await audit('inspect', 'log.jsonl')
await audit('inspect', 'log.jsonl', '--json', '--members')
await audit('plan', 'log.jsonl')
await audit('run', 'log.jsonl', '--report', 'report.html', '--events', 'events.ndjson', '--json', 'result.json', '--yes')
const askedByRun = prod.seen.length + lab.seen.length
await audit('run', 'log.jsonl', '--yes', '--json', 'again.json')
const askedAgain = prod.seen.length + lab.seen.length - askedByRun
await audit('run', 'later.jsonl', 'log.jsonl', '--yes', '--json', 'turned.json', '--policy', 'turned.yaml')
for (const format of ['table', 'markdown', 'html', 'json', 'junit', 'github']) await audit('report', '--format', format)
await audit('decide', '--json')
const sentBefore = lab.seen.length
await audit('check')
report.say(`check asked ${lab.seen.length - sentBefore} times`)
await audit('monitor', 'later.jsonl')
await audit('monitor', 'later.jsonl', '--format', 'json')
await audit('learn', 'later.jsonl', '--no-write', '--json')
const routed = JSON.parse((await audit('simulate', 'later.jsonl', '--calls', 'routed.jsonl', '--json')).stdout) as { readonly routes: readonly { readonly route: string; readonly share: number }[] }
const moved = routed.routes.filter(({ route }) => route !== 'incumbent').reduce((sum, { share }) => sum + share, 0)
await audit('shadow', 'plan', 'log.jsonl')
await audit('export', '--to', 'litellm')
await audit('explain', 'sort message')
for (const file of filesIn(space)) {
  const name = file.slice(space.length + 1)
  if (!sources.has(name)) search(name, readFileSync(file, 'latin1') + readFileSync(file, 'utf8'), [['personal data', name.endsWith('.yaml') || name.endsWith('plan.json') ? new RegExp(SECRET.source.replace('zqx\\d+\\.mailbox|canary\\.example', 'zqx(?!7\\.)\\d+\\.mailbox'), 'i') : SECRET], ['a key', KEYS]])
  if (/regression|learn|failures/.test(name)) search(name, readFileSync(file, 'utf8'), [['a withheld call', PHI]])
}
for (const { body, headers, path } of [...prod.seen, ...lab.seen]) search(`what was sent to ${path}`, JSON.stringify(body) + JSON.stringify({ ...headers, authorization: '' }), [['personal data', SECRET], ['a key', KEYS]])
for (const { body, model } of lab.seen) search(`what was sent to ${model}`, JSON.stringify(body), [['a withheld call', PHI]])

const result = JSON.parse(readFileSync(join(space, 'result.json'), 'utf8')) as { readonly tasks: readonly { readonly label: string; readonly control: string; readonly validator: string; readonly candidates: readonly { readonly model: string; readonly verdict: string; readonly trials: number; readonly score: number | null; readonly failed: number }[] }[] }
for (const task of result.tasks) report.say(`${task.label.slice(0, 50)} · ${task.validator} · ${task.control}: ${task.candidates.map((one) => `${one.model} ${one.verdict} ${one.trials} trials, score ${one.score}, ${one.failed} failed`).join('; ')}`)
report.say(`asked by the first run ${askedByRun}, by the same again ${askedAgain}`)
for (const leak of [...new Set(leaks)].slice(0, 40)) report.say(leak)
report.must('places where something leaked', String(new Set(leaks).size), '0', leaks.length === 0)
report.must('calls of a second run of the same, beyond those that had failed', String(askedAgain), '≤ 6', askedAgain <= 6)
// A third of the traffic is the certified task, and a fifth of it may not leave; its system prompt holds an address that the policy never saw.
report.must('raw traffic that finds its route', moved.toFixed(2), '≥ 0.2', moved >= 0.2)
if (flags.keep) report.say(space)
else rmSync(space, { recursive: true })
report.finish(flags.out)
