import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasClickhouse = spawnSync('clickhouse-server', ['--help']).error === undefined

/** A port of this machine that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

export interface ClickhouseServer {
  readonly port: number
  readonly pid: number
  /** Runs a statement; throws what the server says. */
  readonly run: (sql: string, body?: string) => Promise<string>
  readonly stop: () => Promise<void>
}

export interface ClickhouseCluster {
  readonly shards: readonly ClickhouseServer[]
  readonly stop: () => Promise<void>
}

const PASSWORD = 'p@ss/w%rd'
export const CLICKHOUSE_LOGIN = { user: 'auditor', password: PASSWORD } as const

function files(directory: string, http: number, tcp: number, shards: readonly number[]): string {
  const at = (name: string): string => {
    const path = join(directory, name)
    mkdirSync(path, { recursive: true })
    return `${path}/`
  }
  const user = (name: string, password: string, profile: string): string => `<${name}><password>${password}</password><networks><ip>::1</ip><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>default</quota></${name}>`
  writeFileSync(join(directory, 'users.xml'), `<yandex><profiles><default><max_memory_usage>3000000000</max_memory_usage></default><small><max_memory_usage>20000000</max_memory_usage></small><reader><readonly>1</readonly></reader></profiles><users>${user('default', '', 'default')}${user(CLICKHOUSE_LOGIN.user, PASSWORD, 'default')}${user('cramped', '', 'small')}${user('reader', '', 'reader')}</users><quotas><default></default></quotas></yandex>`)
  const config = join(directory, 'config.xml')
  writeFileSync(config, `<yandex><logger><level>error</level><log>${at('log')}server.log</log><errorlog>${at('log')}error.log</errorlog></logger><http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><listen_host>127.0.0.1</listen_host><path>${at('data')}</path><tmp_path>${at('tmp')}</tmp_path><user_files_path>${at('files')}</user_files_path><format_schema_path>${at('schemas')}</format_schema_path><mark_cache_size>10000000</mark_cache_size><users_config>${join(directory, 'users.xml')}</users_config><default_profile>default</default_profile><default_database>default</default_database><remote_servers><pair>${shards.map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`).join('')}</pair></remote_servers></yandex>`)
  return config
}

async function start(directory: string, http: number, tcp: number, shards: readonly number[]): Promise<ClickhouseServer> {
  const child = spawn('clickhouse-server', [`--config-file=${files(directory, http, tcp, shards)}`], { cwd: directory, stdio: 'ignore' })
  let isGone = false
  const gone = new Promise<void>((resolve) => child.once('exit', () => {
    isGone = true
    resolve()
  }))
  const run = async (sql: string, body?: string): Promise<string> => {
    // The server closes a connection that idles for three seconds: one that is kept may be gone when it is used again.
    const response = await fetch(`http://127.0.0.1:${http}/${body === undefined ? '' : `?query=${encodeURIComponent(sql)}`}`, { method: 'POST', body: body ?? sql, headers: { connection: 'close' } })
    const text = await response.text()
    if (!response.ok) throw new Error(text.slice(0, 1000))
    return text
  }
  for (;;) {
    if (isGone) throw new Error('clickhouse-server ended before it listened')
    if (await run('SELECT 1').then(() => true, () => false)) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    port: http,
    pid: child.pid ?? 0,
    run,
    stop: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** Servers of their own on loopback, each knowing all as the shards of cluster `pair`; their data goes away with them. */
export async function startCluster(size: number): Promise<ClickhouseCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'audit-clickhouse-'))
  const ports = await Promise.all(Array.from({ length: size }, async () => [await freePort(), await freePort()] as const))
  const shards: ClickhouseServer[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(shards.map((shard) => shard.stop()))
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    for (const [at, [http, tcp]] of ports.entries()) {
      const own = join(directory, String(at))
      mkdirSync(own)
      shards.push(await start(own, http, tcp, ports.map(([, port]) => port)))
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { shards, stop }
}
