import { configSchema, type AuditConfig } from '../../src/config/schema.js'
import type { AuditEvent } from '../../src/domain/event.js'
import type { JsonObject } from '../../src/domain/json.js'
import type { CandidateResult, TaskResult } from '../../src/domain/result.js'
import type { AuditOptions } from '../../src/pipeline/options.js'
import { runAudit, type Audited } from '../../src/pipeline/run.js'
import { manualClock } from './clock.js'
import type { Workspace } from './workspace.js'

/** A configuration with the incumbent `prod/big` and cheaper candidates, all behind one server. */
export function configFor(url: string, changes: JsonObject = {}): AuditConfig {
  return configSchema.parse({
    version: 1,
    providers: { prod: { api: 'openai', base_url: `${url}/v1` }, lab: { api: 'openai', base_url: `${url}/v1` } },
    models: { 'prod/big': { price: { input: 10, output: 30 } } },
    candidates: [{ model: 'lab/small', price: { input: 1, output: 3 } }],
    ...changes,
  })
}

export function optionsFor(space: Workspace, log: string, config: AuditConfig, changes: Partial<AuditOptions> = {}): AuditOptions {
  return {
    inputs: [log], config, seed: 1, topTasks: 10, concurrency: 8, auditDir: space.path('.audit'), runDir: undefined, fresh: false, offline: false,
    members: false, env: {}, clock: manualClock(), signal: new AbortController().signal, ...changes,
  }
}

export interface Finished<R> {
  readonly value: R
  readonly events: readonly AuditEvent[]
}

/** Runs a stage to its end and keeps what it said. */
export async function toEnd<R>(stage: AsyncGenerator<AuditEvent, R>): Promise<Finished<R>> {
  const events: AuditEvent[] = []
  for (;;) {
    const step = await stage.next()
    if (step.done) return { value: step.value, events }
    events.push(step.value)
  }
}

export const audit = (options: AuditOptions): Promise<Finished<Audited>> => toEnd(runAudit(options))

export function onlyTask(audited: Audited): TaskResult {
  const [task, another] = audited.result.tasks
  if (!task || another) throw new Error(`one task was expected, there are ${audited.result.tasks.length}`)
  return task
}

export function candidateOf(task: TaskResult, model: string): CandidateResult {
  const found = task.candidates.find((candidate) => candidate.model === model)
  if (!found) throw new Error(`no candidate ${model} among ${task.candidates.map((one) => one.model).join(', ')}`)
  return found
}
