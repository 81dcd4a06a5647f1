import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configSchema } from '../../src/config/schema.js'
import { createGenerator } from '../../src/decide/generator.js'
import type { MonitorAlert } from '../../src/domain/monitor.js'
import { runMonitor } from '../../src/monitor/run-monitor.js'
import { loadPolicy } from '../../src/policy/check.js'

/** One recorded answer, as a log of a task would hold it. */
export interface LoggedAnswer {
  readonly id: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly response: string
  readonly completionTokens?: number | undefined
  readonly latencyMs?: number | undefined
  readonly costUsd?: number | undefined
  /** What a user said of it. */
  readonly liked?: boolean | undefined
}

const policyOf = (model: string) => loadPolicy({
  apiVersion: 'llm-routing-policy/v1', kind: 'RoutingPolicy', metadata: { id: 'drift', version: 1, created_at: '2023-01-01T00:00:00Z', valid_until: '2033-01-01T00:00:00Z' },
  defaults: { route: 'rest' }, providers: { openai: { type: 'openai' } }, models: { m: { provider: 'openai', id: model, tier: 'premium' } },
  routes: [{ id: 'task', task_type: 'generation', priority: 1, match: { always: true }, target: { model: 'm' } }, { id: 'rest', priority: 9, match: { always: true }, target: { model: 'm' } }],
})

const record = (row: LoggedAnswer, model: string): string => JSON.stringify({
  id: row.id, provider: 'openai', latency_ms: row.latencyMs, cost_usd: row.costUsd, request: { model, messages: row.messages }, ...(row.liked === undefined ? {} : { metadata: { thumbs: row.liked ? 'up' : 'down' } }),
  response: { object: 'chat.completion', model, choices: [{ index: 0, message: { role: 'assistant', content: row.response }, finish_reason: 'stop' }], usage: { prompt_tokens: 0, completion_tokens: row.completionTokens ?? 0, total_tokens: 0 } },
})

/** A list in another order; the same seed gives the same. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const uniform = createGenerator(seed)
  const all = [...list]
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(uniform() * (at + 1))
    ;[all[at], all[other]] = [all[other] as T, all[at] as T]
  }
  return all
}

/** What `audit monitor` says of logs of one task, each by itself, at a level of 5 %. */
export function createDriftMonitor() {
  const directory = mkdtempSync(join(tmpdir(), 'drift-'))
  let runs = 0
  return {
    async alertsOf(list: readonly LoggedAnswer[], model: string): Promise<readonly MonitorAlert[]> {
      const file = join(directory, `${runs += 1}.jsonl`)
      writeFileSync(file, `${list.map((row) => record(row, model)).join('\n')}\n`)
      const { alerts } = await runMonitor({
        inputs: [file], policy: policyOf(model), policyFile: '', config: configSchema.parse({ version: 1 }), statePath: `${file}.state`, alpha: 0.05, acknowledge: [], now: new Date('2023-07-01T00:00:00Z'), signal: new AbortController().signal,
      })
      rmSync(file)
      rmSync(`${file}.state`)
      return alerts.filter(({ route }) => route === 'task' || route === 'all')
    },
    close: () => { rmSync(directory, { recursive: true }) },
  }
}
