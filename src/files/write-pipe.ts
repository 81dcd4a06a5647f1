import { closeSync, constants, openSync } from 'node:fs'

/**
 * Opens a named pipe to be written to. Throws ENXIO where nobody reads it: to wait for a reader would hold the process, its signals included.
 * @returns a descriptor that waits while the reader is slow
 */
export function openForReader(path: string): number {
  const held = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  try {
    return openSync(path, 'w')
  } finally {
    closeSync(held)
  }
}
