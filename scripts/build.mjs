// Compiles src to dist. With --if-stale it does nothing when dist is newer than every source. The new tree replaces the
// old one in one step, so that a program that runs meanwhile never finds half of it.
import { spawnSync } from 'node:child_process'
import { buildSync } from 'esbuild'
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const at = (...names) => join(root, ...names)
const stamp = at('dist', '.built')

function newest(directory) {
  return Math.max(0, ...readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs))
}

if (process.argv.includes('--if-stale') && existsSync(stamp)) {
  const built = statSync(stamp).mtimeMs
  if (built > newest(at('src')) && ['tsconfig.json', 'package.json'].every((name) => built > statSync(at(name)).mtimeMs)) process.exit(0)
}

const fresh = at(`dist.${process.pid}`)
const { status } = spawnSync(process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json', '--outDir', fresh], { cwd: root, stdio: 'inherit' })
if (status !== 0) {
  rmSync(fresh, { recursive: true, force: true })
  process.exit(status ?? 1)
}
// The script of the HTML report, plots included, as one file that the report carries inside.
buildSync({ entryPoints: [at('src', 'report-page', 'main.ts')], bundle: true, minify: true, format: 'iife', target: 'es2022', charset: 'ascii', legalComments: 'none', outfile: join(fresh, 'report-page.js') })
// The manual page, from the same tree of commands and the same examples as --help.
const [{ manPage }, { createProgram }] = await Promise.all(['man-page.js', 'program.js'].map((name) => import(pathToFileURL(join(fresh, 'cli', name)))))
writeFileSync(join(fresh, 'audit.1'), manPage(createProgram({ signal: new AbortController().signal, env: {}, setCode: () => {} })))
writeFileSync(join(fresh, '.built'), '')
const old = at(`dist.${process.pid}.old`)
if (existsSync(at('dist'))) renameSync(at('dist'), old)
renameSync(fresh, at('dist'))
rmSync(old, { recursive: true, force: true })
