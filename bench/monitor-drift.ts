import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { MonitorAlert } from '../src/domain/monitor.js'
import { outputShape } from '../src/tasks/output-shape.js'
import { createDriftMonitor, shuffled } from './lib/drift-log.js'

// Models that a provider replaced under the same name: the answers of March, then those of June, as one log of one task. No expected answer is in it.
// npx tsx bench/monitor-drift.ts --data DIR [--seeds 20]
const { values } = parseArgs({ options: { data: { type: 'string' }, seeds: { type: 'string', default: '20' } } })
if (values.data === undefined) throw new Error('--data DIR is needed')
const seeds = Number(values.seeds)

interface Row {
  readonly task: string
  readonly id: string
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly response: string
  readonly completion_tokens?: number
  readonly latency_ms?: number
  readonly cost_usd?: number
  readonly correct?: number | null
}

const rows = gunzipSync(readFileSync(join(values.data, 'replay/llmdrift.jsonl.gz'))).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as Row)
const PAIRS = [['gpt-4', 'gpt-4-0314', 'gpt-4-0613'], ['gpt-3.5-turbo', 'gpt-3.5-turbo-0301', 'gpt-3.5-turbo-0613']] as const

const { alertsOf: alertsIn, close } = createDriftMonitor()
const alertsOf = async (list: readonly Row[], model: string): Promise<readonly MonitorAlert[]> => alertsIn(list.map((row) => ({ ...row, completionTokens: row.completion_tokens, latencyMs: row.latency_ms, costUsd: row.cost_usd })), model)

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length
const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN
const correct = (list: readonly Row[]): number => mean(list.flatMap(({ correct: right }) => right ?? []))
const cell = (text: string | number, width: number): string => String(text).padEnd(width)

/** Two-sided p-value of a difference of two shares or means, by permutation. */
function permutationP(a: readonly number[], b: readonly number[]): number {
  const observed = Math.abs(mean(a) - mean(b))
  let as = 0
  for (let repetition = 0; repetition < 1000; repetition++) {
    const all = shuffled([...a, ...b], repetition)
    if (Math.abs(mean(all.slice(0, a.length)) - mean(all.slice(a.length))) >= observed - 1e-12) as += 1
  }
  return (as + 1) / 1001
}

function commonShape(list: readonly Row[]): string {
  const counts = new Map<string, number>()
  for (const { response } of list) { const one = outputShape({ text: response, toolCalls: [] }); counts.set(one, (counts.get(one) ?? 0) + 1) }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

console.log(`${cell('task', 20)}${cell('model', 15)}${cell('n', 12)}${cell('correct', 16)}${cell('length', 14)}${cell('latency', 16)}${cell('real', 28)}${cell('found', 8)}${cell('delay p50', 11)}${cell('no change', 11)}by`)
let [real, found, control, controls] = [0, 0, 0, 0]
for (const task of [...new Set(rows.map((row) => row.task))].toSorted()) {
  for (const [name, early, late] of PAIRS) {
    const [march, june] = [rows.filter((row) => row.task === task && row.model === early), rows.filter((row) => row.task === task && row.model === late)]
    const delays: number[] = []
    const kinds = new Map<string, number>()
    let [seen, alarmed] = [0, 0]
    for (let seed = 1; seed <= seeds; seed++) {
      const alerts = await alertsOf([...shuffled(march, seed), ...shuffled(june, seed + 1000)], name)
      if (alerts.length > 0) {
        seen += 1
        delays.push(Math.min(...alerts.map(({ shown }) => shown)) - march.length)
      }
      for (const kind of new Set(alerts.map(({ id, metric }) => (id === 'behaviour' ? metric.replace('behaviour: ', '') : id)))) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      if ((await alertsOf(shuffled(march, seed + 2000), name)).length > 0) alarmed += 1
    }
    const facts = (pick: (row: Row) => number | undefined | null): readonly [readonly number[], readonly number[]] => [march.flatMap((row) => pick(row) ?? []), june.flatMap((row) => pick(row) ?? [])]
    const [right, length, latency, cost] = [facts((row) => row.correct), facts((row) => row.response.length), facts((row) => row.latency_ms), facts((row) => row.cost_usd)]
    const [fenced, shape] = [facts((row) => Number(row.response.includes('```'))), facts((row) => Number(outputShape({ text: row.response, toolCalls: [] }) === commonShape(march)))]
    const changes = [
      ...(right[0].length > 0 && Math.abs(mean(right[0]) - mean(right[1])) >= 0.05 && permutationP(...right) < 0.01 ? ['correct'] : []),
      ...(Math.max(median(length[0]) / median(length[1]), median(length[1]) / median(length[0])) >= 1.5 && permutationP(...length) < 0.01 ? ['length'] : []),
      ...([fenced, shape].some((pair) => Math.abs(mean(pair[0]) - mean(pair[1])) >= 0.2 && permutationP(...pair) < 0.01) ? ['form'] : []),
      ...(mean(cost[1]) / mean(cost[0]) >= 1.2 && permutationP(...cost) < 0.01 ? ['cost'] : []),
    ]
    if (changes.length > 0) {
      real += 1
      if (seen / seeds >= 0.9) found += 1
    }
    control += alarmed
    controls += seeds
    const by = [...kinds].toSorted(([, a], [, b]) => b - a).slice(0, 4).map(([kind, n]) => `${kind} ${n}`).join(', ')
    console.log(`${cell(task, 20)}${cell(name, 15)}${cell(`${march.length}+${june.length}`, 12)}${cell(right[0].length === 0 ? '–' : `${correct(march).toFixed(3)}→${correct(june).toFixed(3)}`, 16)}${cell(`${mean(length[0]).toFixed(0)}→${mean(length[1]).toFixed(0)}`, 14)}${cell(`${median(latency[0]).toFixed(0)}→${median(latency[1]).toFixed(0)}`, 16)}${cell(changes.join(', ') || 'none', 28)}${cell(`${seen}/${seeds}`, 8)}${cell(delays.length === 0 ? '–' : median(delays), 11)}${cell(`${alarmed}/${seeds}`, 11)}${by}`)
  }
}
close()
console.log(`MUST real drift found: ${found} of ${real} (goal all, in 9 of 10 orders) ${found === real ? 'ok' : 'MISSED'}`)
console.log(`MUST alarms on March alone: ${((100 * control) / controls).toFixed(1)} % (goal <= 5 %) ${control / controls <= 0.05 ? 'ok' : 'MISSED'}`)
process.exitCode = found === real && control / controls <= 0.05 ? 0 : 1
