/** The first bytes of a stream, and the whole stream including them. */
export interface Peeked {
  readonly head: Buffer
  readonly all: AsyncIterable<Buffer>
}

/** Reads a stream whose pieces are valid until the next is asked for until `bytes` are there or the stream ends (or fails: the failure is thrown by `all`, after the head). */
export async function peek(source: AsyncIterable<Buffer>, bytes: number): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]()
  const chunks: Buffer[] = []
  let size = 0
  let rest: () => Promise<IteratorResult<Buffer>> = () => iterator.next()
  while (size < bytes) {
    const step = await iterator.next().catch((error: unknown) => {
      rest = () => Promise.reject(error)
      return undefined
    })
    if (!step || step.done) break
    // A copy where more is asked for: pieces are valid until then.
    chunks.push(size + step.value.length < bytes ? Buffer.from(step.value) : step.value)
    size += step.value.length
  }
  const head = Buffer.concat(chunks)
  async function* all(): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head
      for (let step = await rest(); !step.done; step = await rest()) yield step.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head, all: all() }
}
