import { configSchema } from '../../src/config/schema.js'
import type { JsonObject } from '../../src/domain/json.js'
import { createGenerator } from '../../src/decide/generator.js'
import { runLearn, type LearnOptions } from '../../src/learn/run-learn.js'
import { readPolicyFile } from '../../src/policy/policy-file.js'
import { logRecord, promptOf } from '../support/log.js'
import type { Workspace } from '../support/workspace.js'

export interface Told {
  readonly calls: number
  readonly seed?: number
  /** Number of the first call. */
  readonly from?: number
  /** Chance that a user says something of an answer, and that it is bad. */
  readonly asked?: (prompt: string) => number
  readonly bad: (prompt: string) => number
  readonly prompt?: (n: number) => string
  readonly record?: (n: number, isBad: boolean | undefined) => JsonObject
}

/** JSON lines of the sorting task, served by the cheap model, of which users liked some answers and others not. */
export function toldLog({ calls, seed = 1, from = 0, asked = () => 0.3, bad, prompt = promptOf, record = (_n, isBad) => (isBad === undefined ? {} : { metadata: { thumbs: isBad ? 'down' : 'up' } }) }: Told): string {
  const uniform = createGenerator(seed)
  return Array.from({ length: calls }, (_, at) => {
    const n = from + at
    const text = prompt(n)
    const isAsked = uniform() < asked(text)
    const isBad = uniform() < bad(text)
    return `${JSON.stringify(logRecord(n, { model: 'small', prompt: text, record: record(n, isAsked ? isBad : undefined) }))}\n`
  }).join('')
}

/** What `audit learn` does, in this process. */
export async function learned(space: Workspace, more: Partial<LearnOptions> = {}) {
  return runLearn({
    inputs: [space.path('calls.jsonl')], policy: await readPolicyFile(space.path('p.yaml')), policyFile: 'p.yaml', config: configSchema.parse({ version: 1 }), auditDir: space.path('.audit'),
    alpha: 0.05, mostShare: 0.25, output: space.path('p.proposed.yaml'), now: new Date('2026-06-01T00:00:00Z'), signal: new AbortController().signal, ...more,
  })
}
