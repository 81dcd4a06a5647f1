import { availableParallelism } from 'node:os'
import { AuditError } from '../domain/error.js'

/** More threads than this wait for the one that hands out lines, and each takes some 60 MB. */
const MOST = 6
const MOST_ASKED = 64

/**
 * Threads that read logs: as `AUDIT_WORKERS` says, else one a core where there are several. 0 is none.
 * @throws AuditError `usage/workers` for anything but a whole number from 0 to 64
 */
export function workersOf(env: NodeJS.ProcessEnv, cores: number = availableParallelism()): number {
  const asked = env['AUDIT_WORKERS']?.trim() ?? ''
  if (asked === '') return cores < 2 ? 0 : Math.min(cores, MOST)
  const workers = Number(asked)
  if (!/^\d{1,2}$/.test(asked) || workers > MOST_ASKED) throw new AuditError('usage/workers', `AUDIT_WORKERS is ${JSON.stringify(asked.slice(0, 40))}, which is no number of threads`, `Set it to a whole number from 0 (none) to ${MOST_ASKED}, or unset it: then there is one thread a core.`)
  return workers
}
