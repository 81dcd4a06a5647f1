import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { isJsonObject } from '../src/domain/json.js'
import type { JsonObject, JsonValue } from '../src/domain/json.js'
import { findTasks } from '../src/tasks/find-tasks.js'
import { agreement, tally } from './lib/agreement.js'
import type { Agreement } from './lib/agreement.js'
import type { MadeCall } from './lib/traffic/application.js'
import { toCall } from './lib/traffic/to-call.js'
import { createWriter } from './lib/traffic/writer.js'
import type { Writer } from './lib/traffic/writer.js'

/**
 * How well tasks are found in bare user texts of several sources, drawn in unequal shares from recorded prompts; run as
 * `npx tsx bench/tasks-bare.ts --data DIR [--logs 40] [--seed 1] [--keep 0|0.5|1] [--verbose]`. Of each source the instruction that all its texts share
 * is taken away first, but for a share `--keep` of the sources.
 */
interface Source {
  readonly name: string
  readonly full: readonly string[]
  readonly bare: readonly string[]
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

function rows(path: string): readonly JsonObject[] {
  return gunzipSync(readFileSync(path)).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as JsonValue).filter(isJsonObject)
}

function lastUser(record: JsonObject): string {
  const messages = (Array.isArray(record['messages']) ? record['messages'] as readonly JsonValue[] : []).filter(isJsonObject)
  return text(messages.filter((message) => message['role'] === 'user').at(-1)?.['content'])
}

function commonStart(texts: readonly string[]): number {
  const [first = ''] = texts
  let n = 0
  while (n < first.length && texts.filter((own) => own[n] === first[n] && own.startsWith(first.slice(0, n))).length >= 0.9 * texts.length) n += 1
  return n
}

const reversed = (own: string): string => [...own].reverse().join('')

/** Without lines and beginnings and ends that most texts of a source share. */
function stripped(texts: readonly string[]): readonly string[] {
  const pieces = (own: string): readonly string[] => own.split(/(?<=\n)|(?<=[.?!:] )/u)
  const counts = tally(texts.flatMap((own) => [...new Set(pieces(own).map((piece) => piece.trim()))]))
  const left = texts.map((own) => pieces(own).filter((piece) => piece.trim() === '' || (counts.get(piece.trim()) ?? 0) < 0.4 * texts.length).join(''))
  const start = commonStart(left)
  const short = left.map((own) => (own.startsWith((left[0] ?? '').slice(0, start)) ? own.slice(start) : own))
  const back = short.map(reversed)
  const end = commonStart(back)
  return back.map((own) => reversed(own.startsWith((back[0] ?? '').slice(0, end)) ? own.slice(end) : own).trim())
}

function sourcesOf(dir: string): readonly Source[] {
  const bySource = new Map<string, Set<string>>()
  const add = (name: string, own: string): void => { bySource.set(name, (bySource.get(name) ?? new Set()).add(own)) }
  const file = (name: string): string => join(dir, name)
  const labels = new Map(rows(file('logs/mixed.labels.jsonl.gz')).map((row) => [text(row['id']), text(row['task'])]))
  for (const row of rows(file('logs/mixed.openai.jsonl.gz'))) {
    const label = labels.get(text(row['id'])) ?? 'error'
    if (label !== 'error') add(label, lastUser(isJsonObject(row['request']) ? row['request'] : {}))
  }
  for (const row of rows(file('cluster/t0-templates.jsonl.gz'))) add(text(row['task_id']), lastUser(row))
  for (const row of rows(file('cluster/bbh.jsonl.gz'))) add(text(row['label']).replace(/_(?:three|five|seven)_objects$/u, ''), lastUser(row))
  return [...bySource].map(([name, texts]) => ({ name, full: [...texts], bare: stripped([...texts]) })).map((source) => ({ ...source, bare: source.bare.filter((own) => own.length > 3) })).filter(({ bare }) => bare.length >= 30)
}

function drawn(w: Writer, sources: readonly Source[], keep: number): readonly MadeCall[] {
  return w.some(sources, w.whole(4, 12)).flatMap(({ name, full, bare }) => {
    const texts = w.chance(keep) ? full : bare
    const size = Math.min(texts.length, Math.round(50 * 10 ** (Math.log10(10) * w.whole(0, 100) / 100)))
    return w.some(texts, size).map((user) => ({ label: name, user, answer: '' }))
  })
}

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string', default: '.' }, logs: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' }, keep: { type: 'string', default: '0' }, verbose: { type: 'boolean', default: false }, sources: { type: 'boolean', default: false } } })
  if (!existsSync(join(values.data, 'cluster'))) throw new Error(`no recorded prompts in ${values.data}`)
  const sources = sourcesOf(values.data)
  if (values.sources) for (const { name, bare } of sources) process.stdout.write(`${name} ${bare.length}\n   ${JSON.stringify(bare[1]?.slice(0, 200))}\n   ${JSON.stringify(bare[2]?.slice(0, 200))}\n`)
  const found: Agreement[] = []
  for (let at = 0; at < Number(values.logs); at++) {
    const made = drawn(createWriter(Number(values.seed) * 10_007 + at), sources, Number(values.keep))
    const { tasks, other } = findTasks(made.map(toCall))
    const group = made.map((_, row) => `other ${row}`)
    for (const task of tasks) for (const member of task.members) group[member] = task.id
    const own = agreement(group, made.map(({ label }) => label))
    const known = tally(made.map(({ label }) => label))
    found.push(own)
    process.stdout.write(`log ${String(at).padStart(3)}  rows ${String(made.length).padStart(5)}  known ${String(known.size).padStart(2)}  groups ${String(tasks.length).padStart(2)}  other ${String(other.length).padStart(3)}  ARI ${own.ari.toFixed(3)}  V ${own.v.toFixed(3)}  purity ${own.purity.toFixed(3)}\n`)
    if (values.verbose) for (const task of tasks) process.stdout.write(`    ${String(task.members.length).padStart(5)} [${task.label}] ${[...tally(task.members.map((member) => made[member]?.label ?? ''))].sort(([, a], [, b]) => b - a).map(([label, n]) => `${label}:${n}/${known.get(label) ?? 0}`).join(' ')}\n`)
  }
  const mean = (of: (own: Agreement) => number): number => found.reduce((sum, own) => sum + of(own), 0) / Math.max(1, found.length)
  const reached = found.filter(({ ari }) => ari >= 0.6).length
  process.stdout.write(`logs ${found.length}: mean ARI ${mean(({ ari }) => ari).toFixed(3)}, V ${mean(({ v }) => v).toFixed(3)}, purity ${mean(({ purity }) => purity).toFixed(3)}\n`)
  process.stdout.write(`MUST bare logs with ARI at least 0.60: ${reached} of ${found.length} (goal all) ${reached === found.length ? 'ok' : 'MISSED'}\n`)
  if (reached < found.length) process.exitCode = 1
}

main()
