import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isJsonObject } from '../domain/json.js'
import type { Trial } from '../domain/trial.js'
import { openJsonl, readJsonl } from './jsonl-file.js'

/** Recorded trials by content address, and the file to which new ones are added. */
export interface Journal {
  readonly find: (key: string) => Trial | undefined
  readonly add: (trial: Trial) => void
  /** Copies an answer that another run recorded, so that this run stands by itself. */
  readonly adopt: (trial: Trial) => void
  readonly close: () => void
  readonly warnings: readonly string[]
}

function isTrial(row: unknown): row is Trial {
  if (!isJsonObject(row) || typeof row['key'] !== 'string' || typeof row['latencyMs'] !== 'number') return false
  const { outcome } = row
  if (!isJsonObject(outcome)) return false
  if (outcome['status'] === 'failed') return typeof outcome['failure'] === 'string'
  return outcome['status'] === 'answered' && isJsonObject(outcome['output']) && typeof outcome['output']['text'] === 'string' && Array.isArray(outcome['output']['toolCalls']) && isJsonObject(outcome['usage'])
}

function otherJournals(auditDir: string, runDir: string): string[] {
  try {
    return readdirSync(auditDir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && resolve(auditDir, entry.name) !== resolve(runDir))
      .map((entry) => join(auditDir, entry.name, 'trials.jsonl'))
      .toSorted()
  } catch {
    return []
  }
}

/**
 * Opens `trials.jsonl` of a run.
 * @param options.auditDir where other runs lie: their recorded answers are reused
 * @param options.keepFailures true when the run was interrupted: its failures are part of what goes on. A finished
 *   run's failures are asked again, for the cause may be gone.
 * @param options.fresh record, but look nothing up
 * @param options.readOnly look up, but record nothing
 */
export function openJournal(runDir: string, options: { readonly auditDir: string; readonly keepFailures: boolean; readonly fresh: boolean; readonly readOnly?: boolean }): Journal {
  const path = join(runDir, 'trials.jsonl')
  const own = readJsonl(path)
  const trials = new Map<string, Trial>()
  const foreign = new Set<string>()
  const warnings = [...own.warnings]
  if (!options.fresh) {
    for (const file of otherJournals(options.auditDir, runDir)) {
      for (const row of readJsonl(file).rows) {
        if (!isTrial(row) || row.outcome.status !== 'answered') continue
        trials.set(row.key, row)
        foreign.add(row.key)
      }
    }
    for (const row of own.rows) {
      if (!isTrial(row) || (row.outcome.status === 'failed' && (!options.keepFailures || trials.has(row.key)))) continue
      trials.set(row.key, row)
      foreign.delete(row.key)
    }
  }
  const add = (trial: Trial) => {
    trials.set(trial.key, trial)
    file?.append(trial)
  }
  const file = options.readOnly ? undefined : openJsonl(path, own.wholeBytes)
  return {
    find: (key) => trials.get(key),
    add,
    adopt: (trial) => {
      if (foreign.delete(trial.key)) add(trial)
    },
    close: () => file?.close(),
    warnings,
  }
}
