import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

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

/** Called with what is not looked into, and why, in words. */
type Refuse = (path: string, why: string) => void

/**
 * All files below a folder, sorted by path. A folder that is reached twice, as links may lead in a circle, is looked into once. Links to
 * files are followed, wherever these lie; a link to a folder outside is not where `isBounded`: it may lead anywhere. That one, pipes, sockets and devices,
 * and what cannot be looked into are handed to `refuse`.
 */
export async function filesBelow(directory: string, refuse: Refuse, isBounded = true): Promise<readonly string[]> {
  const top = await realpath(directory)
  const seen = new Set<string>()
  const files: string[] = []
  const look = async (folder: string): Promise<void> => {
    const real = await realpath(folder)
    if (seen.has(real)) return
    seen.add(real)
    if (isBounded && real !== top && !real.startsWith(top.endsWith(sep) ? top : top + sep)) return refuse(folder, 'a link to a folder outside, which is read when it is named itself')
    const names = await readdir(folder).catch(() => undefined)
    if (!names) return refuse(folder, 'it cannot be read')
    for (const name of names.sort()) {
      const path = join(folder, name)
      const found = await stat(path).catch(() => undefined)
      if (!found) refuse(path, 'it cannot be read')
      else if (found.isDirectory()) await look(path)
      else if (found.isFile()) files.push(path)
      else refuse(path, 'a pipe, socket or device, not a file')
    }
  }
  await look(directory)
  return files.sort((a, b) => (a < b ? -1 : 1))
}

const slashed = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'))

/** The files that a pattern names, sorted by path. Folders whose own names look like patterns count as what they are called. */
export async function filesLike(pattern: string): Promise<readonly string[]> {
  const parts = slashed(pattern).replace(/^\.\//, '').split('/')
  let fixed = 0
  while (fixed < parts.length - 1 && (!isPattern(parts[fixed] ?? '') || (await isFolder(parts.slice(0, fixed + 1).join('/'))))) fixed++
  const root = parts.slice(0, fixed).join('/')
  const like = patternOf(parts.slice(fixed).join('/'))
  const folder = root === '' ? (fixed > 0 ? '/' : '.') : root
  const found = await filesBelow(folder, () => undefined, false).catch((): readonly string[] => [])
  return found.filter((path) => like.test(slashed(relative(folder, path))))
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}
