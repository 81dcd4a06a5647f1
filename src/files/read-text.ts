import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { openPipe } from './open-pipe.js'

/** True for a named pipe, and for what a shell hands over as `<(…)`. */
export const isPipe = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFIFO() === true

/**
 * The whole text of a small file that a user named, or of a pipe: `--config <(sops -d …)`. Whoever waits for the writer of a pipe must be able to give up.
 * Throws as the system does; the signal's reason when aborted.
 */
export async function readText(path: string, signal?: AbortSignal): Promise<string> {
  if (signal === undefined || !isPipe(path)) return readFile(path, 'utf8')
  const pieces: Buffer[] = []
  for await (const piece of openPipe(path, signal)) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}
