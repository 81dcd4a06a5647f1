/** What became of one step: its value comes later, or it was not started at all. */
export type Step<T> = { readonly kind: 'started'; readonly value: Promise<T | 'refused'> } | { readonly kind: 'refused' } | { readonly kind: 'missing' }

/** Why a sequence ended: every step was taken, the budget refused one, or an answer was not on record. */
export type End = 'complete' | 'refused' | 'missing'

/**
 * Yields the values of steps 0 … count−1 in their order, whatever the order in which they complete, and runs at most
 * `window(taken)` steps ahead of the one that is waited for, `taken` being how many values were taken before. Whoever stops
 * listening stops further starts.
 */
export async function* inOrder<T>(count: number, window: (taken: number) => number, start: (index: number) => Promise<Step<T>>): AsyncGenerator<T, End> {
  const ahead: Promise<T | 'refused'>[] = []
  let next = 0
  let end: End = 'complete'
  for (let taken = 0; ; taken++) {
    while (next < count && ahead.length < window(taken) && end === 'complete') {
      const step = await start(next)
      if (step.kind !== 'started') {
        end = step.kind
        break
      }
      next += 1
      step.value.catch(() => {}) // whoever waits for it sees the error; nobody may get that far
      ahead.push(step.value)
    }
    const head = ahead.shift()
    if (!head) return end
    const value = await head
    if (value === 'refused') return 'refused'
    yield value
  }
}
