import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from './clickhouse.js'

/** Debian keeps the programs of each version in a folder of its own, out of the path. */
function programs(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : []
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')))
}

const bin = programs()
export const hasPostgres = bin !== undefined

export const POSTGRES_LOGIN = { user: 'auditor', password: 'p@ss/w%rd' } as const

export interface PostgresServer {
  readonly port: number
  readonly client: pg.Client
  readonly stop: () => Promise<void>
}

/** The server refuses to run as root; then it runs as the user that Debian made for it. */
function owner(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}

/** A server of its own on loopback with a role that needs its password; its data goes away with it. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'audit-postgres-'))
  const data = join(directory, 'data')
  const as = owner()
  mkdirSync(data, { mode: 0o700 })
  writeFileSync(join(directory, 'password'), POSTGRES_LOGIN.password)
  if (as) for (const path of [directory, data, join(directory, 'password')]) chownSync(path, as.uid, as.gid)
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' }
  const made = spawnSync(join(bin ?? '', 'initdb'), ['-D', data, '-U', POSTGRES_LOGIN.user, '--encoding=UTF8', '--auth=scram-sha-256', `--pwfile=${join(directory, 'password')}`, '--no-sync'], { ...as, env, cwd: directory, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const port = await freePort()
  const child = spawn(join(bin ?? '', 'postgres'), ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${directory}`, '-c', 'fsync=off', '-c', 'log_min_messages=fatal'], { ...as, env, cwd: directory, stdio: 'ignore' })
  let isGone = false
  const gone = new Promise<void>((resolve) => child.once('exit', () => {
    isGone = true
    resolve()
  }))
  const stop = async (): Promise<void> => {
    child.kill('SIGQUIT')
    await gone
    rmSync(directory, { recursive: true, force: true })
  }
  for (;;) {
    if (isGone) throw new Error('postgres ended before it listened')
    const client = new pg.Client({ host: '127.0.0.1', port, database: 'postgres', ...POSTGRES_LOGIN })
    client.on('error', () => undefined)
    if (await client.connect().then(() => true, () => false)) {
      return {
        port, client,
        stop: async () => {
          await client.end()
          await stop()
        },
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
