/** `ok`, `regressed`, or `inconclusive`: the data do not say. */
export type CheckStatus = 'ok' | 'regressed' | 'inconclusive'

export interface RouteCheck {
  readonly route: string
  /** `provider/model`. */
  readonly model: string
  readonly status: CheckStatus
  /** What broke; each a reason for `regressed`. */
  readonly broken: readonly ('quality' | 'price' | 'latency' | 'availability')[]
  /** One sentence for people. */
  readonly message: string
  readonly pinned: number
  /** Pinned cases that constraints keep, or may keep, from a model that the check would ask; absent where none. */
  readonly withheld?: number
  /** Cases taken, and calls made for them: as many as draws of each. */
  readonly cases: number
  readonly replays: number
  readonly failed: number
  readonly difference: number | null
  readonly interval: readonly [number, number]
  readonly sinceBaseline: number | null
  readonly costUsd: number
  readonly latencyP95Ms: number | null
  readonly notes: readonly string[]
}

export interface CheckResult {
  readonly schemaVersion: 1
  readonly status: CheckStatus
  /** 0 ok, 1 regressed, 3 inconclusive. */
  readonly exitCode: 0 | 1 | 3
  readonly policy: { readonly file: string; readonly id: string | null; readonly status: 'ok' | 'regressed'; readonly issues: readonly string[] }
  readonly margin: number
  readonly alpha: number
  readonly routes: readonly RouteCheck[]
  readonly costUsd: number
}

const CODES = { ok: 0, regressed: 1, inconclusive: 3 } as const

/** The worst of all: something that broke before something that is not known. */
export function overall(routes: readonly RouteCheck[], policyBroken: boolean): { readonly status: CheckStatus; readonly exitCode: 0 | 1 | 3 } {
  const status = policyBroken || routes.some((one) => one.status === 'regressed') ? 'regressed' : routes.some((one) => one.status === 'inconclusive') ? 'inconclusive' : 'ok'
  return { status, exitCode: CODES[status] }
}
