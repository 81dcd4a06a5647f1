import { parseModelRef } from '../domain/model.js'
import type { Price } from '../domain/model.js'
import type { Style } from './tasks/question.js'

export type WireFormat = 'openai' | 'anthropic'

/** A simulated model; its skill at each task stands in demo/skill. */
export interface DemoModel {
  readonly ref: string
  readonly api: WireFormat
  /** Name that goes over the wire: `ref` without its provider. */
  readonly wireName: string
  readonly price: Price
  /** Milliseconds that the server waits before it answers. */
  readonly latencyMs: number
  readonly incumbent: boolean
  /** How it words answers; one is drawn per case. */
  readonly styles: readonly Style[]
}

function model(ref: string, price: Price, latencyMs: number, styles: readonly Style[], incumbent = false): DemoModel {
  const parsed = parseModelRef(ref)
  if (parsed === undefined) throw new RangeError(`not a provider/model: ${ref}`)
  return { ref, api: parsed.provider === 'sim-anthropic' ? 'anthropic' : 'openai', wireName: parsed.model, price, latencyMs, incumbent, styles }
}

/** Incumbents first, then candidates from the cheapest to the dearest (in input and in output price). */
export const demoModels: readonly DemoModel[] = [
  model('sim-openai/flagship-1', { input: 2.5, output: 10 }, 5, ['sentence', 'sentence', 'terse'], true),
  model('sim-anthropic/flagship-2', { input: 3, output: 15 }, 6, ['steps', 'sentence', 'sentence'], true),
  model('sim-openai/nano-1', { input: 0.05, output: 0.2 }, 1, ['terse', 'terse', 'sentence']),
  model('sim-anthropic/swift-2', { input: 0.25, output: 1 }, 2, ['sentence', 'terse']),
  model('sim-openai/small-1', { input: 0.5, output: 2 }, 2, ['terse', 'sentence', 'steps']),
  model('sim-anthropic/medium-2', { input: 1, output: 5 }, 3, ['steps', 'sentence']),
]

export const demoCandidates: readonly DemoModel[] = demoModels.filter(({ incumbent }) => !incumbent)
