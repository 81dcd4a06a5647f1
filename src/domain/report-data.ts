import type { Price } from './model.js'
import type { AuditResult } from './result.js'

/** One trial whose two answers scored differently, or that has no score: what a person wants to read. */
export interface DisputedCase {
  readonly caseId: string
  /** Place in the drawn order. */
  readonly index: number
  readonly prompt: string
  readonly incumbentAnswer: string
  readonly candidateAnswer: string
  /** In [0,1]; null when the trial failed or has no score, and then `reason` says why. */
  readonly incumbentScore: number | null
  readonly candidateScore: number | null
  readonly reason: string
  readonly expected?: string
}

/** How often both arms were right, or (without expected answers) agreed with the log. */
export interface Agreement {
  readonly both: number
  readonly onlyIncumbent: number
  readonly onlyCandidate: number
  readonly neither: number
  readonly unscored: number
}

/** What lies behind one candidate's row. */
export interface CandidateEvidence {
  readonly model: string
  /** [trials, e-value] along the drawn order, thinned; the last is the end. */
  readonly path: readonly (readonly [number, number])[]
  /** Milliseconds, thinned evenly. */
  readonly latencyMs: readonly number[]
  readonly agreement: Agreement
  /** Answers of a closed set: counts by [incumbent's answer, candidate's answer]. */
  readonly confusion?: readonly { readonly incumbent: string; readonly candidate: string; readonly count: number }[]
  readonly disputed: readonly DisputedCase[]
  /** Disputed trials that were left out to keep the file small. */
  readonly omitted: number
}

export interface TaskEvidence {
  readonly id: string
  readonly incumbentLatencyMs: readonly number[]
  readonly candidates: readonly CandidateEvidence[]
}

/** Where the figures come from, so that they can be checked. */
export interface Provenance {
  /** SHA-256 (64 hex digits) of the run's files, those that are there. */
  readonly digests: readonly { readonly file: string; readonly sha256: string }[]
  /** Name, version and date of the list that prices come from where the configuration gives none. */
  readonly priceList: string
  /** What the run counted with, by `provider/model`. */
  readonly prices: readonly { readonly model: string; readonly price: Price }[]
}

/** A result with all that its report draws. Texts are as recorded: whoever shows them must treat them as data. */
export interface ReportData {
  readonly result: AuditResult
  readonly tasks: readonly TaskEvidence[]
  readonly version: string
  readonly provenance: Provenance
  /** False after a purge: then there are no prompts and answers to show. */
  readonly hasTexts: boolean
}
