/** A run that a person holds: whoever asks waits until it is over. */
export interface Pause {
  readonly on: () => boolean
  readonly begin: () => void
  readonly end: () => void
  /** Resolves at once, or, while it lasts, when it ends. */
  readonly over: () => Promise<void>
  /** Milliseconds that all pauses so far took. */
  readonly lastedMs: () => number
}

/** @param now milliseconds of a clock that never goes back */
export function createPause(now: () => number): Pause {
  let lasted = 0
  let current: { readonly since: number; readonly promise: Promise<void>; readonly resolve: () => void } | undefined
  return {
    on: () => current !== undefined,
    begin: () => {
      if (current) return
      let resolve = (): void => {}
      const promise = new Promise<void>((done) => { resolve = done })
      current = { since: now(), promise, resolve }
    },
    end: () => {
      if (!current) return
      lasted += now() - current.since
      current.resolve()
      current = undefined
    },
    over: async () => current?.promise,
    lastedMs: () => lasted + (current ? now() - current.since : 0),
  }
}
