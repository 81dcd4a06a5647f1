import { WIDE } from './candidate-line.js'

/** What was pressed, as far as the line of keys says it. */
interface Pressed {
  readonly paused: boolean
  readonly stopping: boolean
  readonly concurrency?: number
}

/** The keys that do something now; at 40 columns each by its first letter and one word. */
export function keyLine({ paused, stopping, concurrency }: Pressed, columns: number): string {
  const wide = columns >= WIDE
  if (stopping) return wide ? 'stopping: what was recorded is kept, and the same command goes on from there' : 'stopping'
  if (paused) return wide ? 'paused: calls under way end, no new ones begin    p go on  q stop' : 'paused  p go on  q stop'
  const calls = concurrency === undefined ? '' : wide ? `  +/− ${concurrency} at once` : `  ± ${concurrency}`
  return wide ? `p pause  s skip task${calls}  e last error  q stop` : `p pause  s skip${calls}  e error  q stop`
}
