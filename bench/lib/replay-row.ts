import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { JsonObject } from '../../src/domain/json.js'
import { numberAt, readJsonLines, textAt } from './json-lines.js'

/** A recorded answer of a real model to a real prompt. `correct` in [0,1] is the ground truth: benches only. */
export interface ReplayRow {
  readonly task: string
  readonly id: string
  readonly model: string
  readonly messages: readonly JsonObject[]
  readonly response: string
  readonly promptTokens: number | undefined
  readonly completionTokens: number | undefined
  readonly latencyMs: number | undefined
  readonly reference: string | undefined
  readonly correct: number | undefined
}

/** The recordings under `DIR/replay`, for the model server. */
export function replayFiles(data: string): readonly string[] {
  return readdirSync(join(data, 'replay')).filter((name) => name.endsWith('.jsonl.gz')).toSorted().map((name) => join(data, 'replay', name))
}

function toRow(row: JsonObject): ReplayRow {
  const messages = row['messages']
  return {
    task: textAt(row, 'task'),
    id: textAt(row, 'id'),
    model: textAt(row, 'model'),
    messages: Array.isArray(messages) ? (messages as readonly JsonObject[]) : [],
    response: textAt(row, 'response'),
    promptTokens: numberAt(row, 'prompt_tokens'),
    completionTokens: numberAt(row, 'completion_tokens'),
    latencyMs: numberAt(row, 'latency_ms'),
    reference: textAt(row, 'reference') || undefined,
    correct: numberAt(row, 'correct'),
  }
}

/** All recordings, or those of the files whose names begin so. */
export function readReplayRows(data: string, name = ''): readonly ReplayRow[] {
  return replayFiles(data).filter((path) => basename(path).startsWith(name)).flatMap((path) => readJsonLines(path).map(toRow))
}
