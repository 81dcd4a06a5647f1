import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Workspace {
  readonly directory: string
  readonly path: (name: string) => string
  readonly write: (name: string, content: string | Uint8Array) => string
  readonly read: (name: string) => string
  readonly [Symbol.dispose]: () => void
}

/** A directory of its own for one test; it goes away with the scope. */
export function workspace(): Workspace {
  const directory = mkdtempSync(join(tmpdir(), 'audit-test-'))
  const path = (name: string): string => join(directory, name)
  return {
    directory,
    path,
    write: (name, content) => {
      mkdirSync(dirname(path(name)), { recursive: true })
      writeFileSync(path(name), content)
      return path(name)
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  }
}
