import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { isJsonObject } from '../../src/domain/json.js'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import { numberAt } from './json-lines.js'

/** What the server counted since the last reset. */
export interface ServerStats {
  readonly calls: number
  /** Answers that were delivered, which is what a provider charges for. */
  readonly delivered: number
  readonly usd: number
  readonly unpriced: number
  readonly unknownPrompts: number
  readonly peakConcurrency: number
  /** Requests repeated after an answer to the same one had been delivered, and after a failure. */
  readonly askedAfterSuccess: number
  readonly askedAfterFailure: number
  readonly faults: Readonly<Record<string, number>>
}

export interface ModelServer {
  readonly url: string
  readonly stats: () => Promise<ServerStats>
  readonly reset: () => Promise<void>
  readonly stop: () => Promise<void>
}

const part = (row: JsonObject, field: string): JsonObject => {
  const value = row[field]
  return isJsonObject(value) ? value : {}
}

function toStats(row: JsonObject): ServerStats {
  const repeated = part(row, 'duplicate_requests')
  const models = Object.values(part(row, 'per_model')).filter(isJsonObject)
  return {
    calls: numberAt(row, 'calls') ?? 0,
    delivered: models.reduce((sum, model) => sum + (numberAt(model, 'ok') ?? 0), 0),
    usd: numberAt(part(row, 'usd'), 'total') ?? 0,
    unpriced: numberAt(part(row, 'usd'), 'unpriced_calls') ?? 0,
    unknownPrompts: numberAt(row, 'unknown_prompts') ?? 0,
    peakConcurrency: numberAt(row, 'peak_concurrency') ?? 0,
    askedAfterSuccess: numberAt(repeated, 'after_success') ?? 0,
    askedAfterFailure: numberAt(repeated, 'after_failure') ?? 0,
    faults: Object.fromEntries(Object.entries(part(row, 'faults_injected')).flatMap(([name, count]) => (typeof count === 'number' ? [[name, count]] : []))),
  }
}

/** Starts the server on a free port and waits for its address. @param flags e.g. `['--latency', '30']` */
export async function startModelServer(script: string, recordings: readonly string[], flags: readonly string[] = []): Promise<ModelServer> {
  const child = spawn(process.execPath, [script, '--port', '0', ...recordings.flatMap((path) => ['--data', path]), ...flags], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const orphaned = () => child.kill()
  process.once('exit', orphaned)
  const first = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the model server ended with code ${code} before it listened`)))
  })
  const url = /^listening (http:\/\/\S+)$/.exec(first)?.[1]
  if (url === undefined) throw new Error(`the model server said ${JSON.stringify(first)} instead of its address`)
  return {
    url,
    stats: async () => {
      const body = (await (await fetch(`${url}/__stats`)).json()) as JsonValue
      return toStats(isJsonObject(body) ? body : {})
    },
    reset: async () => {
      await (await fetch(`${url}/__reset`, { method: 'POST' })).arrayBuffer()
    },
    stop: async () => {
      process.off('exit', orphaned)
      child.kill()
      await ended
    },
  }
}
