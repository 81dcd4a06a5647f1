import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AUDIT_DIR } from './runs.js'
import { tell } from './tell.js'

function gitRoot(from: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    if (existsSync(join(directory, '.git'))) return directory
    if (directory === dirname(directory)) return undefined
  }
}

/** Keeps prompts and answers out of version control: adds `.audit/` to .gitignore where there is a git repository. */
export function ignoreAuditDirectory(directory: string): void {
  const root = gitRoot(directory)
  if (root === undefined) return
  const file = join(root, '.gitignore')
  try {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    if (text.split(/\r?\n/).some((line) => /^\/?\.audit\/?$/.test(line.trim()))) return
    appendFileSync(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${AUDIT_DIR}/\n`)
  } catch {
    tell(`warning: ${file} could not be written; keep ${AUDIT_DIR}/ out of version control, it holds prompts and answers`)
  }
}
