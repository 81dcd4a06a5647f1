import { createHash } from 'node:crypto'
import type { ModelOutput } from '../domain/message.js'
import type { DemoCase } from './case.js'
import type { DemoModel } from './models.js'
import { replyOf } from './reply.js'
import { cutToTokens, outputTokens } from './tokens.js'

/** What a simulated model returns, before it is put into a wire format. */
export interface Completion {
  /** 24 hex digits. */
  readonly id: string
  readonly model: string
  /** Seconds since the epoch. */
  readonly created: number
  readonly output: ModelOutput
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Answers a case; `repetition` tells the logged repeats of one request apart by their ids alone. */
export function complete(seed: number, item: DemoCase, model: DemoModel, prompt: { readonly inputTokens: number; readonly maxOutputTokens?: number }, repetition = 0): Completion {
  const output = cutToTokens(replyOf(seed, item, model), prompt.maxOutputTokens ?? Number.POSITIVE_INFINITY)
  const id = createHash('sha256').update(`${seed}/${item.key}/${model.ref}/${repetition}`).digest('hex').slice(0, 24)
  return { id, model: model.wireName, created: Math.floor(item.askedAt / 1000), output, inputTokens: prompt.inputTokens, outputTokens: outputTokens(output) }
}
