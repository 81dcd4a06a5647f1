import { statSync } from 'node:fs'
import { join } from 'node:path'
import { purgeRun } from '../pipeline/purge.js'
import type { CommandContext } from './context.js'
import { findRun, runDirectories } from './runs.js'

const DAY_MS = 86_400_000

/** `audit purge`: removes what people wrote and models answered; what was decided stays. */
export async function purge(name: string | undefined, flags: { readonly olderThan?: number }, _context: CommandContext): Promise<void> {
  const { olderThan } = flags
  const chosen = olderThan === undefined
    ? [findRun(name)]
    : runDirectories().filter((directory) => Date.now() - statSync(join(directory, 'plan.json')).mtimeMs >= olderThan * DAY_MS)
  for (const directory of chosen) {
    purgeRun(directory)
    process.stderr.write(`purged ${directory}: prompts and answers are gone, scores and result are kept\n`)
  }
  if (chosen.length === 0) process.stderr.write('no run is that old\n')
}
