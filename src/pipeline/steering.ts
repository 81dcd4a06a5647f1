/** A person's hand on a run while it works: what may change without changing what is concluded. */
export interface Steering {
  /** Calls at once per provider, ≥ 1, at this moment; a provider's own limits hold all the same. */
  readonly concurrency: () => number
  /** Aborted once the task is to be left for now: no further call is begun for it, and nothing is concluded. */
  readonly skipped: (taskId: string) => AbortSignal
}

/** The same for whoever holds it. */
export interface Hand extends Steering {
  /** @param concurrency whole, ≥ 1 */
  readonly setConcurrency: (concurrency: number) => void
  readonly skip: (taskId: string) => void
}

/** A hand that has done nothing yet. */
export function createHand(concurrency: number): Hand {
  let allowed = concurrency
  const tasks = new Map<string, AbortController>()
  const controllerOf = (taskId: string): AbortController => {
    const known = tasks.get(taskId) ?? new AbortController()
    tasks.set(taskId, known)
    return known
  }
  return {
    concurrency: () => allowed,
    setConcurrency: (next) => { allowed = Math.max(1, Math.floor(next)) },
    skipped: (taskId) => controllerOf(taskId).signal,
    skip: (taskId) => controllerOf(taskId).abort(new DOMException('skipped by hand', 'AbortError')),
  }
}

/** The value, or `skipped` as soon as the signal is aborted; what becomes of the value then is nobody's concern here. */
export async function unlessSkipped<T>(value: Promise<T>, signal: AbortSignal): Promise<T | 'skipped'> {
  if (signal.aborted) {
    value.catch(() => {}) // whoever waits elsewhere sees the error
    return 'skipped'
  }
  let stop = (): void => {}
  const aborted = new Promise<'skipped'>((resolve) => {
    stop = () => resolve('skipped')
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([value, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
