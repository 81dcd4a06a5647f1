import type { Duplex } from 'node:stream'

/**
 * Pushes a source through a transform and yields what comes out, in order.
 * Unlike `pipe` or `pipeline` it first yields everything that the transform had produced before it failed, then throws.
 */
export async function* pump<Out>(source: AsyncIterable<unknown>, transform: Duplex): AsyncGenerator<Out> {
  const ready: Out[] = []
  let failure: unknown
  const drain = (): void => {
    for (let item: Out | null = transform.read(); item !== null; item = transform.read()) ready.push(item)
  }
  // A transform that fails may never call back for the piece it was at; it always closes.
  let release = (): void => undefined
  let isOver = false
  const over = (): void => {
    isOver = true
    release()
  }
  const settled = (start: (done: () => void) => void): Promise<void> => new Promise((resolve) => {
    release = resolve
    if (isOver) resolve()
    else start(resolve)
  })
  transform.once('end', over)
  transform.once('close', over)
  transform.on('readable', drain)
  transform.on('error', (error) => {
    failure = error
  })
  try {
    for await (const chunk of source) {
      await settled((done) => transform.write(chunk, () => done()))
      drain()
      yield* ready.splice(0)
      if (failure) throw failure
    }
    await settled(() => {
      transform.end()
      drain()
    })
    drain()
    yield* ready.splice(0)
    if (failure) throw failure
  } finally {
    transform.destroy()
  }
}
