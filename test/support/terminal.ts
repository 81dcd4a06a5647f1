import { spawnSync } from 'node:child_process'

export const hasTmux = spawnSync('tmux', ['-V']).status === 0

/** A real terminal with a command in it, driven by keys. */
export interface Terminal {
  readonly send: (...keys: readonly string[]) => void
  readonly resize: (columns: number, rows: number) => void
  /** What stands on it, scrolled-off lines included; with `escapes` as it was written. */
  readonly screen: (escapes?: boolean) => string
  /** Looks until it is there, and between two looks leaves the processor to what is looked at. */
  readonly until: (shown: RegExp) => string
  readonly [Symbol.dispose]: () => void
}

let terminals = 0
const BETWEEN_LOOKS = new Int32Array(new SharedArrayBuffer(4))

/** Starts a command in a terminal of that size; nothing of this process's environment but PATH is seen there. */
export function openTerminal(command: string, options: { readonly directory: string; readonly columns?: number; readonly rows?: number; readonly env?: Readonly<Record<string, string>> }): Terminal {
  const { directory, columns = 80, rows = 24 } = options
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, TERM: 'xterm-256color', NO_COLOR: '1', LC_ALL: 'C.UTF-8', ...options.env }
  const socket = `audit-${process.pid}-${terminals++}`
  const tmux = (...args: readonly string[]) => spawnSync('tmux', ['-L', socket, ...args], { encoding: 'utf8', env })
  const screen = (escapes = false): string => tmux('capture-pane', '-p', ...(escapes ? ['-e'] : []), '-S', '-').stdout
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), '-c', directory, command)
  return {
    send: (...keys) => void tmux('send-keys', '--', ...keys),
    resize: (width, height) => void tmux('resize-window', '-x', String(width), '-y', String(height)),
    screen,
    until: (shown) => {
      for (let looks = 0; looks < 3000; looks++) {
        const found = screen()
        if (shown.test(found)) return found
        Atomics.wait(BETWEEN_LOOKS, 0, 0, 20)
      }
      throw new Error(`${shown} never came; the screen was:\n${screen()}`)
    },
    [Symbol.dispose]: () => void tmux('kill-server'),
  }
}
