import { close, open, read } from 'node:fs'
import { promisify } from 'node:util'

const [openFile, readFile, closeFile] = [promisify(open), promisify(read), promisify(close)]

/** Larger pieces fall out of the cache of the processor before they are looked at. */
const CHUNK = 128 * 1024

/**
 * A file in pieces, each valid until the next is asked for: memory of its own for each would cost as much as all else that is done to read it.
 * One is read while the one before it is used. Throws as the system does.
 */
export async function* fileChunks(path: string): AsyncGenerator<Buffer> {
  const file = await openFile(path, 'r')
  const filled = (buffer: Buffer): Promise<Buffer> => {
    // At no place: pipes have none.
    const filling = readFile(file, buffer, 0, CHUNK, null).then(({ bytesRead }) => buffer.subarray(0, bytesRead))
    // It is waited for in its turn; until then its failure is nobody's.
    filling.catch(() => undefined)
    return filling
  }
  let [used, spare] = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)]
  let next = filled(used)
  try {
    for (;;) {
      const chunk = await next
      if (chunk.length === 0) return
      next = filled(spare)
      yield chunk
      ;[used, spare] = [spare, used]
    }
  } finally {
    await next.catch(() => undefined)
    await closeFile(file)
  }
}
