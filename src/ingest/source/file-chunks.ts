import { close, fstat, open, read, readSync, statSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { openPipe } from '../../files/open-pipe.js'

const [openFile, lookAt, readFile, closeFile] = [promisify(open), promisify(fstat), promisify(read), promisify(close)]

/** Larger pieces fall out of the cache of the processor before they are looked at. */
const CHUNK = 128 * 1024
/** After so many pieces that were read at once, all else gets its turn: signals, threads, the terminal. */
const AT_ONCE = 8

/**
 * A file in pieces, each valid until the next is asked for: memory of its own for each would cost as much as all else that is done to read it.
 * Throws as the system does; the signal's reason where a pipe is waited for when it is aborted.
 */
export async function* fileChunks(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  if (signal && statSync(path, { throwIfNoEntry: false })?.isFIFO()) return yield* openPipe(path, signal)
  const file = await openFile(path, 'r')
  try {
    if ((await lookAt(file)).isFile()) yield* diskChunks(file)
    else yield* pipeChunks(file)
  } finally {
    await closeFile(file)
  }
}

/** A file on a disk has its bytes at hand as a rule: to have another thread fetch them costs more than to read them here. */
async function* diskChunks(file: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK)
  for (let read = 1; ; read++) {
    const bytes = readSync(file, buffer, 0, CHUNK, null)
    if (bytes === 0) return
    yield buffer.subarray(0, bytes)
    if (read % AT_ONCE === 0) await turn()
  }
}

/** A pipe may let its reader wait for ever. One piece is read while the one before it is used. */
async function* pipeChunks(file: number): AsyncGenerator<Buffer> {
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
  }
}
