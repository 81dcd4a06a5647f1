// Makes the pictures of docs/pictures/ from a real run of the demo: node scripts/pictures.mjs. Needs tmux and Chromium (CHROMIUM names it).
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const bin = fileURLToPath(new URL('../bin/audit.js', import.meta.url))
const out = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'audit-pictures-'))
const [COLUMNS, ROWS] = [112, 24]
const env = { PATH: process.env.PATH, HOME: directory, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' }
const socket = `audit-pictures-${process.pid}`
const tmux = (...args) => spawnSync('tmux', ['-L', socket, ...args], { encoding: 'utf8', env }).stdout

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const COLORS = [[/✓/, '#7ee787'], [/✗/, '#ff7b72'], [/^ *\?/, '#e3b341'], [/^ *·|^task \d|^p pause/, '#8b949e']]

/** Lines of a terminal as an SVG. */
function svg(lines, title) {
  const width = Math.max(...lines.map((line) => line.length))
  const rows = lines.map((line, at) => `<text x="16" y="${34 + at * 19}" fill="${COLORS.find(([pattern]) => pattern.test(line))?.[1] ?? '#e6edf3'}" xml:space="preserve">${escape(line)}</text>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${32 + width * 8.43} ${44 + lines.length * 19}" role="img" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14"><title>${escape(title)}</title><rect width="100%" height="100%" rx="8" fill="#0d1117"/>${rows.join('\n')}</svg>\n`
}

const trimmed = (text) => text.replace(/\s+$/, '').split('\n').map((line) => line.trimEnd())

try {
  mkdirSync(out, { recursive: true })
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), '-c', directory, `node ${bin} demo; echo all done; cat`)
  let live = ''
  for (;;) {
    const screen = tmux('capture-pane', '-p')
    if (/all done/.test(screen)) break
    // The fourth task under way: decided ones above it, its ladder open.
    if (live === '' && /^ {2}\? /m.test(screen) && /task [4-7]\//.test(screen) && /█.*\d\/\d+ .*\[.*●/.test(screen)) live = screen
  }
  tmux('kill-server')
  const from = live.split('\n').findIndex((line) => / → /.test(line))
  writeFileSync(join(out, 'live.svg'), svg(trimmed(live).slice(Math.max(0, from)), 'The live view of audit run'))
  const table = spawnSync(process.execPath, [bin, 'report'], { cwd: directory, env, encoding: 'utf8' }).stdout
  writeFileSync(join(out, 'summary.svg'), svg(trimmed(table), 'The summary of audit run'))
  spawnSync(process.execPath, [bin, 'report', '--format', 'html', '--output', 'report.html'], { cwd: directory, env })
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } })
  await page.goto(pathToFileURL(join(directory, 'report.html')).href)
  await page.screenshot({ path: join(out, 'report.png') })
  await browser.close()
} finally {
  tmux('kill-server')
  rmSync(directory, { recursive: true, force: true })
}
