import type { InputSummary, LatencySummary, TaskSummary, Totals } from './result.js'

/** A task of `inspect`: what the traffic is, without any model having been tried. */
export interface InspectTask extends TaskSummary {
  /** Calls by model, as logged. */
  readonly models: Readonly<Record<string, number>>
  readonly latencyMs: LatencySummary | null
  readonly template?: string
  /** The validator that a run would choose. */
  readonly validator?: string
  /** Calls that exactly repeat another. */
  readonly repeats: number
  /** Text of one prompt. */
  readonly example?: string
  readonly recognition?: { readonly precision: number; readonly recall: number }
}

/** Usable calls of no task. */
export interface InspectOther {
  readonly calls: number
  /** In [0,1]. */
  readonly share: number
  readonly costUsd: number | null
  readonly members?: readonly string[]
}

export interface InspectTotals extends Totals {
  /** USD; what would be saved if the cheapest candidate served every call. Null when a price is unknown. */
  readonly mostSavingUsd: number | null
}

/** What `inspect --json` writes. */
export interface InspectResult {
  readonly schemaVersion: 1
  readonly input: InputSummary
  readonly tasks: readonly InspectTask[]
  readonly other: InspectOther
  readonly totals: InspectTotals
}
