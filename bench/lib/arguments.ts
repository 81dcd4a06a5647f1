import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** What the benches that start processes are told on the command line. All paths are absolute. */
export interface BenchArguments {
  /** Folder with `logs/` and `replay/`; '' where the bench needs none and none was given. */
  readonly data: string
  /** The model server that plays the recorded answers. */
  readonly server: string
  /** The binary under measurement. */
  readonly audit: string
  /** Seeds 1 to the number that was asked for. */
  readonly seeds: readonly number[]
  /** Audits at once. */
  readonly jobs: number
  readonly kills: number
  /** Calls of the largest log that is made. */
  readonly largest: number
  /** Where the printed text goes as well. */
  readonly out: string | undefined
}

function whole(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`--${name} must be a whole number from 1 up, not ${JSON.stringify(text)}`)
  return value
}

/** Reads the command line of a bench. @throws RangeError on bad numbers; Error when a needed folder is missing */
export function readArguments(needsData: boolean): BenchArguments {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' }, server: { type: 'string' }, audit: { type: 'string' }, out: { type: 'string' },
      seeds: { type: 'string', default: '20' }, largest: { type: 'string', default: '1000000' }, jobs: { type: 'string', default: '2' }, kills: { type: 'string', default: '5' },
    },
  })
  const data = values.data === undefined ? '' : resolve(values.data)
  const server = resolve(values.server ?? join(data, '../tools/model-server.mjs'))
  if (needsData && !existsSync(join(data, 'replay'))) throw new Error('--data must name a folder that holds logs/ and replay/')
  if (needsData && !existsSync(server)) throw new Error(`there is no model server at ${server}: name one with --server FILE`)
  return {
    data,
    server,
    audit: resolve(values.audit ?? fileURLToPath(new URL('../../bin/audit.js', import.meta.url))),
    seeds: Array.from({ length: whole('seeds', values.seeds) }, (_, at) => at + 1),
    jobs: whole('jobs', values.jobs),
    kills: whole('kills', values.kills),
    largest: whole('largest', values.largest),
    out: values.out === undefined ? undefined : resolve(values.out),
  }
}
