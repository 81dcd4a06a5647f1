import { spawnSync } from 'node:child_process'
import type { ReadStream } from 'node:tty'

/** True when this process may read the keyboard: one in the background that tried would be stopped by its terminal. */
function inForeground(): boolean {
  const { status, stdout } = spawnSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], { encoding: 'utf8' })
  const [own, front] = status === 0 ? stdout.trim().split(/\s+/) : []
  return own !== undefined && own === front
}

/** Hands over each key as it is pressed, until the returned function is called; undefined when no key can be read. Ctrl-C comes as `q`. */
export function listenToKeys(stdin: ReadStream, onKey: (key: string) => void): (() => void) | undefined {
  if (stdin.isTTY !== true || !inForeground()) return undefined
  const onData = (data: Buffer): void => {
    for (const key of data.toString('utf8')) onKey(key === '\u0003' ? 'q' : key.toLowerCase())
  }
  stdin.setRawMode(true)
  stdin.on('data', onData)
  stdin.resume()
  return () => {
    stdin.off('data', onData)
    stdin.setRawMode(false)
    stdin.pause()
  }
}
