import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** True for a name that holds a pattern of a shell: `*`, `?`, `[…]` or `{…,…}`. */
export function isPattern(name: string): boolean {
  return /[*?]|\[[^\]]+\]|\{[^}]*,[^}]*\}/.test(name)
}

/** The regular expression of a pattern over paths with `/`: `*` and `?` stay within a name, `**` goes across folders. */
export function patternOf(pattern: string): RegExp {
  let source = ''
  let braces = 0
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? ''
    const set = char === '[' ? /^\[(!?)([^\]]+)\]/.exec(pattern.slice(at)) : null
    if (pattern.startsWith('**/', at)) {
      source += '(?:[^/]*/)*'
      at += 2
    } else if (pattern.startsWith('**', at)) {
      source += '.*'
      at += 1
    } else if (set) {
      source += `[${set[1] ? '^/' : ''}${(set[2] ?? '').replace(/[\\^]/g, String.raw`\$&`)}]`
      at += set[0].length - 1
    } else if (char === '{') {
      source += '(?:'
      braces++
    } else if (char === '}' && braces > 0) {
      source += ')'
      braces--
    } else if (char === ',' && braces > 0) source += '|'
    else if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else source += char.replace(/[\\^$.|+()[\]{}]/, String.raw`\$&`)
  }
  return new RegExp(`^${source}$`)
}

/**
 * All files below a folder, sorted by path. A folder that is reached twice, as links may lead in a circle, is looked into once; what
 * cannot be looked into is handed to `refused`.
 */
export async function filesBelow(directory: string, refused: (path: string) => void): Promise<readonly string[]> {
  const seen = new Set<string>()
  const files: string[] = []
  const look = async (folder: string): Promise<void> => {
    const real = await realpath(folder)
    if (seen.has(real)) return
    seen.add(real)
    const names = await readdir(folder).catch(() => undefined)
    if (!names) return refused(folder)
    for (const name of names.sort()) {
      const path = join(folder, name)
      const found = await stat(path).catch(() => undefined)
      if (!found) refused(path)
      else if (found.isDirectory()) await look(path)
      else if (found.isFile()) files.push(path)
    }
  }
  await look(directory)
  return files.sort((a, b) => (a < b ? -1 : 1))
}

/** The files that a pattern names, sorted by path. */
export async function filesLike(pattern: string): Promise<readonly string[]> {
  const parts = pattern.split('/')
  const fixed = parts.slice(0, parts.findIndex(isPattern)).join('/')
  const root = fixed === '' ? (pattern.startsWith('/') ? '/' : '.') : fixed
  const like = patternOf(pattern.replace(/^\.\//, ''))
  const found = await filesBelow(root, () => undefined).catch((): readonly string[] => [])
  return found.filter((path) => like.test(path))
}
