import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { LlmCall } from '../src/domain/call.js'
import { isJsonObject } from '../src/domain/json.js'
import type { JsonObject, JsonValue } from '../src/domain/json.js'
import type { Message } from '../src/domain/message.js'
import { findTasks } from '../src/tasks/find-tasks.js'
import { agreement, tally } from './lib/agreement.js'

/** How well the tasks found match known ones; run as `npx tsx bench/clustering.ts --data DIR [--verbose]`. */
interface Labelled {
  readonly call: LlmCall
  readonly label: string
}

function rows(path: string): readonly JsonObject[] {
  return gunzipSync(readFileSync(path)).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as JsonValue).filter(isJsonObject)
}

function object(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function messages(value: JsonValue | undefined): readonly Message[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : []
  return list.map((message) => ({ role: text(message['role']) === 'system' ? 'system' : 'user', parts: [{ type: 'text', text: text(message['content']) }] }))
}

function toCall(id: string, line: number, request: JsonObject, answer: string): LlmCall {
  return { id, source: { file: 'bench', line }, format: 'bench', requestModel: text(request['model']), request: { messages: messages(request['messages']) }, output: { text: answer, toolCalls: [] }, usage: {}, tags: [], metadata: object(request['metadata']) }
}

function answerOf(record: JsonObject): string {
  const choices = object(record['response'])['choices']
  const first = Array.isArray(choices) ? (choices as readonly JsonValue[])[0] : undefined
  return text(object(object(first)['message'])['content'])
}

function mixed(dir: string): readonly Labelled[] {
  const labels = new Map(rows(join(dir, 'logs/mixed.labels.jsonl.gz')).map((row) => [text(row['id']), text(row['task'])]))
  return rows(join(dir, 'logs/mixed.openai.jsonl.gz'))
    .map((row, at) => ({ call: toCall(text(row['id']), at + 1, object(row['request']), answerOf(row)), label: labels.get(text(row['id'])) ?? 'error' }))
    .filter(({ label }) => label !== 'error')
}

function prompts(path: string, field: string): readonly Labelled[] {
  return rows(path).map((row, at) => ({ call: toCall(text(row['id']), at + 1, row, ''), label: text(row[field]) }))
}

function measure(name: string, data: readonly Labelled[], verbose: boolean): ReadonlyMap<string, string> {
  const started = performance.now()
  const { tasks, other } = findTasks(data.map(({ call }) => call))
  const seconds = (performance.now() - started) / 1000
  const group = data.map(() => 'other')
  for (const task of tasks) for (const member of task.members) group[member] = task.id
  const { ari, v, purity } = agreement(group, data.map(({ label }) => label))
  process.stdout.write(`${name.padEnd(26)} rows ${String(data.length).padStart(6)}  groups ${String(tasks.length).padStart(3)}  other ${String(other.length).padStart(4)}  ARI ${ari.toFixed(3)}  V ${v.toFixed(3)}  purity ${purity.toFixed(3)}  ${seconds.toFixed(2)} s\n`)
  if (verbose) {
    for (const task of tasks) {
      const labels = [...tally(task.members.map((member) => data[member]?.label ?? ''))].sort(([, x], [, y]) => y - x).slice(0, 4).map(([label, count]) => `${label}:${count}`).join(' ')
      const how = task.recognizers.map((recognizer) => recognizer.kind).join('+') || 'none'
      process.stdout.write(`  ${task.id} ${String(task.members.length).padStart(5)} ${task.taskType.padEnd(14)} ${how.padEnd(20)} ${task.recognition.precision.toFixed(2)}/${task.recognition.recall.toFixed(2)} [${task.label}] ${labels}\n      ${JSON.stringify(task.template ?? null).slice(0, 200)}\n`)
    }
  }
  return new Map(tasks.map((task) => [task.id, [...tally(task.members.map((member) => data[member]?.label ?? ''))].sort(([, x], [, y]) => y - x)[0]?.[0] ?? '']))
}

const without = (data: readonly Labelled[], what: { readonly system?: boolean; readonly tags?: boolean; readonly user?: boolean }): readonly Labelled[] => data.map(({ call, label }) => ({
  label,
  call: { ...call, metadata: what.tags === true ? {} : call.metadata, request: { ...call.request, messages: call.request.messages.filter((message) => !(message.role === 'system' ? what.system : what.user)) } },
}))

function stability(data: readonly Labelled[], verbose: boolean): void {
  const halves = [0, 1].map((half) => measure(`mixed, half ${half + 1}`, data.filter((_, at) => at % 2 === half), verbose)) as [ReadonlyMap<string, string>, ReadonlyMap<string, string>]
  const weeks = [0, 1].map((week) => measure(`mixed, week ${week + 1}`, data.slice(week === 0 ? 0 : data.length / 2, week === 0 ? data.length / 2 : data.length), false)) as [ReadonlyMap<string, string>, ReadonlyMap<string, string>]
  for (const [name, [a, b]] of [['halves', halves], ['weeks', weeks]] as const) process.stdout.write(`${`same ids in two ${name}`.padEnd(26)} ${[...a.keys()].filter((id) => b.has(id)).length} of ${Math.max(a.size, b.size)}\n`)
}

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string', default: '.' }, verbose: { type: 'boolean', default: false } } })
  const file = (name: string): string => join(values.data, name)
  if (existsSync(file('logs/mixed.openai.jsonl.gz'))) {
    const data = mixed(values.data)
    measure('mixed', data, values.verbose)
    measure('mixed, tags removed', without(data, { tags: true }), values.verbose)
    measure('mixed, systems only', without(data, { tags: true, user: true }).filter(({ call }) => call.request.messages.length > 0), values.verbose)
    measure('mixed, user text only', without(data, { tags: true, system: true }), values.verbose)
    measure('mixed, user text ×4', [0, 1, 2, 3].flatMap((copy) => without(data, { tags: true, system: true }).map(({ call, label }) => ({ label, call: { ...call, request: { messages: call.request.messages.map((message) => ({ ...message, parts: message.parts.map((part) => (part.type === 'text' ? { ...part, text: `${part.text}${' '.repeat(copy)}` } : part)) })) } } }))), false)
    stability(data, false)
  }
  if (existsSync(file('cluster/t0-templates.jsonl.gz'))) {
    measure('templates, by template', prompts(file('cluster/t0-templates.jsonl.gz'), 'task_id'), values.verbose)
    measure('templates, by category', prompts(file('cluster/t0-templates.jsonl.gz'), 'label'), false)
  }
  if (existsSync(file('cluster/bbh.jsonl.gz'))) measure('bare user text', prompts(file('cluster/bbh.jsonl.gz'), 'label'), values.verbose)
}

main()
