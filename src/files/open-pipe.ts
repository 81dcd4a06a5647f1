import { closeSync, constants, open, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { promisify } from 'node:util'

const openFile = promisify(open)

/** Milliseconds between two tries to let go of a pipe that is being opened. */
const AGAIN_MS = 10

/**
 * The bytes of a named pipe. To open one waits for its writer, in a thread that nothing ends, not even the end of the process: an abort opens the other end for a moment.
 * @throws the signal's reason when aborted
 */
export async function* openPipe(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = await opened(path, signal)
  const socket = new Socket({ fd: file, readable: true, writable: false })
  const stop = (): unknown => socket.destroy(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    for await (const chunk of socket) yield chunk as Buffer
    signal.throwIfAborted()
  } finally {
    signal.removeEventListener('abort', stop)
    socket.destroy()
  }
}

async function opened(path: string, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted()
  let timer: NodeJS.Timeout | undefined
  const letGo = (): void => {
    try {
      closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK))
    } catch {
      // Its thread has not begun to wait yet, or the pipe is gone.
    }
    timer = setTimeout(letGo, AGAIN_MS)
  }
  signal.addEventListener('abort', letGo, { once: true })
  try {
    return await openFile(path, 'r')
  } finally {
    signal.removeEventListener('abort', letGo)
    clearTimeout(timer)
  }
}
