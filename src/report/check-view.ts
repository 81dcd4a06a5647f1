/** What the reports of a check draw (check/result.ts gives it). */
export interface CheckView {
  readonly status: 'ok' | 'regressed' | 'inconclusive'
  readonly policy: { readonly file: string; readonly issues: readonly string[] }
  readonly margin: number
  readonly alpha: number
  readonly costUsd: number
  readonly routes: readonly {
    readonly route: string
    readonly model: string
    readonly status: 'ok' | 'regressed' | 'inconclusive'
    readonly broken: readonly string[]
    readonly message: string
    readonly pinned: number
    readonly cases: number
    readonly difference: number | null
    readonly interval: readonly [number, number]
    readonly sinceBaseline: number | null
    readonly latencyP95Ms: number | null
    readonly notes: readonly string[]
  }[]
}
