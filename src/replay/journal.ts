import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isJsonObject } from '../domain/json.js'
import type { Trial } from '../domain/trial.js'
import { createAddressTable, isAddress, type LinePlace } from './address-table.js'
import { openJsonl } from './jsonl-file.js'
import { scanJsonl, wholeBytesOf } from './jsonl-scan.js'

/** Recorded trials by content address, and the file to which new ones are added. Only addresses are held in memory. */
export interface Journal {
  readonly find: (key: string) => Trial | undefined
  readonly has: (key: string) => boolean
  readonly add: (trial: Trial) => void
  /** Copies an answer that another run recorded, so that this run stands by itself. */
  readonly adopt: (trial: Trial) => void
  /** @throws AuditError when what is added can no longer be written as it should */
  readonly assertSound: () => void
  readonly close: () => void
  readonly warnings: readonly string[]
}

function isTrial(row: unknown): row is Trial & Record<string, unknown> {
  if (!isJsonObject(row) || typeof row['key'] !== 'string' || !isAddress(row['key']) || (row['latencyMs'] !== undefined && typeof row['latencyMs'] !== 'number')) return false
  const { outcome } = row
  if (!isJsonObject(outcome)) return false
  if (outcome['status'] === 'failed') return typeof outcome['failure'] === 'string'
  return outcome['status'] === 'answered' && isJsonObject(outcome['output']) && typeof outcome['output']['text'] === 'string' && Array.isArray(outcome['output']['toolCalls']) && isJsonObject(outcome['usage'])
}

/** True for the name of a file that holds recorded answers. */
export const isJournal = (name: string): boolean => /^trials(-rescued-\d+)?\.jsonl$/.test(name)

function journalsIn(dir: string): string[] {
  try {
    return readdirSync(dir).filter(isJournal).toSorted().map((name) => join(dir, name))
  } catch {
    return []
  }
}

function otherJournals(auditDir: string, runDir: string): string[] {
  try {
    return readdirSync(auditDir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && resolve(auditDir, entry.name) !== resolve(runDir))
      .map(({ name }) => name).toSorted()
      .flatMap((name) => journalsIn(join(auditDir, name)))
  } catch {
    return []
  }
}

/** Reads single lines again; files stay open. A line that is gone, because its run was purged meanwhile, is none. */
function lineReader(files: readonly string[]): { readonly read: (place: LinePlace) => unknown; readonly close: () => void } {
  const open = new Map<string, number>()
  return {
    read: ({ file: number, offset, length }) => {
      try {
        const file = files[number] ?? ''
        const descriptor = open.get(file) ?? openSync(file, 'r')
        open.set(file, descriptor)
        const line = Buffer.allocUnsafe(length)
        return readSync(descriptor, line, 0, length, offset) === length ? JSON.parse(line.toString('utf8')) : undefined
      } catch {
        return undefined
      }
    },
    close: () => {
      for (const descriptor of open.values()) closeSync(descriptor)
      open.clear()
    },
  }
}

/**
 * Opens `trials.jsonl` of a run.
 * @param options.auditDir where other runs lie: their recorded answers are reused
 * @param options.keepFailures true when the run was interrupted: its failures are part of what goes on. Otherwise
 *   failures are asked again, for the cause may be gone, but for those that stand.
 * @param options.stands true for a failure, found in a run's directory, that a verdict has counted
 * @param options.fresh record, but look nothing up
 * @param options.readOnly look up, but record nothing
 * @param options.makeRoom called when the disk is full; true when there may now be room
 */
export function openJournal(runDir: string, options: { readonly auditDir: string; readonly keepFailures: boolean; readonly stands?: (runDir: string, trial: Trial) => boolean; readonly fresh: boolean; readonly readOnly?: boolean; readonly makeRoom?: () => boolean }): Journal {
  const path = join(runDir, 'trials.jsonl')
  const places = createAddressTable()
  /** What could not be written to the file. */
  const unwritten = new Map<string, Trial>()
  /** By number: this run's own first. */
  const files = [path]
  const numberOf = (file: string): number => (files.includes(file) ? files.indexOf(file) : files.push(file) - 1)
  const own = new Set([0])
  const reader = lineReader(files)
  const answered = ({ outcome }: Trial): boolean => outcome.status === 'answered'
  const stands = (trial: Trial, name: string): boolean => options.stands?.(dirname(name), trial) ?? false
  if (!options.fresh) {
    for (const other of otherJournals(options.auditDir, runDir)) {
      const file = numberOf(other)
      scanJsonl(other, ({ value, offset, length }) => {
        if (isTrial(value) && (answered(value) || (!places.get(value.key) && stands(value, other)))) places.set(value.key, { file, offset, length })
      })
    }
  }
  const takeOwn = (name: string) => {
    const file = numberOf(name)
    own.add(file)
    // What is not looked up need not be read: the record of a check that runs every day grows for ever.
    if (options.fresh) return { wholeBytes: wholeBytesOf(name), warnings: [] }
    return scanJsonl(name, ({ value, offset, length }) => {
      if (!isTrial(value) || (!answered(value) && (places.get(value.key) || !(options.keepFailures || stands(value, name))))) return
      places.set(value.key, { file, offset, length })
    })
  }
  const main = takeOwn(path)
  const rescued = journalsIn(runDir).filter((file) => file !== path).map(takeOwn)
  const file = options.readOnly ? undefined : openJsonl(path, main.wholeBytes, options.makeRoom)

  const add = (trial: Trial) => {
    const written = file?.append(trial)
    if (written) places.set(trial.key, { file: 0, ...written })
    else unwritten.set(trial.key, trial)
  }
  return {
    find: (key) => {
      const trial = unwritten.get(key)
      const place = places.get(key)
      if (trial || !place) return trial
      const row = reader.read(place)
      if (isTrial(row) && row.key === key) return row
      places.delete(key)
      return undefined
    },
    has: (key) => unwritten.has(key) || places.get(key) !== undefined,
    add,
    adopt: (trial) => {
      const place = unwritten.has(trial.key) ? undefined : places.get(trial.key)
      if (place && !own.has(place.file)) add(trial)
    },
    assertSound: () => file?.assertSound(),
    close: () => {
      file?.close()
      reader.close()
    },
    warnings: [main, ...rescued].flatMap(({ warnings }) => warnings),
  }
}
