import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser } from 'playwright-core'
import type { DisputedCase, ReportData } from '../src/domain/report-data.js'
import { renderHtml } from '../src/report/html.js'
import { auditResult, candidate, taskResult } from '../test/policy/result-fixture.js'
import { readArguments } from './lib/arguments.js'
import { createReport } from './lib/bench-report.js'
import { median } from './lib/figures.js'
import { createWorkspace } from './lib/workspace.js'

/**
 * Opening the HTML report of ten tasks, five candidates each, 300 cases each, in headless Chromium: npx tsx bench/report-open.ts [--seeds 9]. `npm run build`
 * first. Yardstick in the same run: an empty page, and the same page without its script. CHROMIUM names the browser.
 */
const [TASKS, CANDIDATES, CASES, DISPUTED] = [10, 5, 300, 40]
const WORDS = 'the parcel was late and nobody could say where it had been left so please send another or give the money back'.split(' ')

function text(length: number, seed: number): string {
  let words = ''
  for (let at = seed; words.length < length; at = (at * 31 + 7) % 1009) words += `${WORDS[at % WORDS.length]} `
  return words.slice(0, length)
}

function disputed(index: number): DisputedCase {
  return { caseId: `case-${index}`, index, prompt: text(400, index), incumbentAnswer: text(200, index + 1), candidateAnswer: text(200, index + 2), incumbentScore: 1, candidateScore: 0, reason: 'the labels differ' }
}

function dataOf(): ReportData {
  const models = Array.from({ length: CANDIDATES }, (_, i) => `lab/model-${i}`)
  const tasks = Array.from({ length: TASKS }, (_, t) => taskResult({ id: `t_${t}`, label: `task number ${t}`, candidates: models.map((model, m) => candidate({ model, trials: CASES, costPerCallUsd: 0.0001 * (m + 1), difference: -0.01 * m, interval: [-0.02 * m - 0.02, 0.03] })) }))
  const labels = ['bug', 'wish', 'question', 'praise', 'complaint']
  return {
    result: auditResult(tasks, { logWindow: { from: '2026-01-01T00:00:00.000Z', to: '2026-01-15T00:00:00.000Z' } }), version: '0', hasTexts: true, provenance: { digests: [], priceList: 'made', prices: [] },
    tasks: tasks.map(({ id }, t) => ({
      id, incumbentLatencyMs: Array.from({ length: 200 }, (_, i) => 300 + ((i * 37 + t) % 500)),
      candidates: models.map((model, m) => ({
        model, path: Array.from({ length: 150 }, (_, i) => [2 * i, 0.2 * (1.03 - 0.01 * m) ** i] as const), latencyMs: Array.from({ length: 200 }, (_, i) => 200 + ((i * 53 + m) % 700)),
        agreement: { both: 250, onlyIncumbent: 25, onlyCandidate: 15, neither: 10, unscored: 0 },
        confusion: labels.flatMap((incumbent) => labels.map((other) => ({ incumbent, candidate: other, count: incumbent === other ? 50 : 2 }))),
        disputed: Array.from({ length: DISPUTED }, (_, i) => disputed(t * 1000 + m * 100 + i)), omitted: 0,
      })),
    })),
  }
}

interface Opened { readonly wallMs: number; readonly cpuMs: number; readonly paintMs: number; readonly allMs: number; readonly allCpuMs: number }

/** Until it can be read and used (load, then two frames), and until the last plot is drawn; CPU of the page's renderer up to both. */
async function open(browser: Browser, href: string): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const started = performance.now()
  await page.goto(href, { waitUntil: 'load' })
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))')
  const wallMs = performance.now() - started
  const cpu = async (): Promise<number> => 1000 * ((await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  const cpuMs = await cpu()
  if (await page.locator('#report-data').count() > 0) await page.waitForSelector('html[data-drawn=yes]', { state: 'attached' })
  const [allMs, allCpuMs] = [performance.now() - started, await cpu()]
  const paintMs = Number(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"))
  await page.close()
  return { wallMs, cpuMs, paintMs, allMs, allCpuMs }
}

const args = readArguments(false)
const report = createReport()
const room = createWorkspace().room('report-open')
const data = dataOf()
const script = readFileSync(new URL('../dist/report-page.js', import.meta.url), 'utf8').trim()
const file = (name: string, html: string): string => {
  writeFileSync(`${room}/${name}`, html)
  return pathToFileURL(`${room}/${name}`).href
}
const full = renderHtml(data.result, { data, script: { text: script, sha256: createHash('sha256').update(script).digest('base64') } })
const pages = { empty: file('empty.html', '<!doctype html><title>empty</title><p>empty'), tables: file('tables.html', renderHtml(data.result)), report: file('report.html', full) }

const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const runs = new Map<string, Opened[]>(Object.keys(pages).map((name) => [name, []]))
for (const href of Object.values(pages)) await open(browser, href) // warm
for (let round = 0; round < args.seeds.length; round++) for (const [name, href] of Object.entries(pages)) runs.get(name)?.push(await open(browser, href))
await browser.close()

const middle = (name: string, of: (one: Opened) => number): number => median((runs.get(name) ?? []).map(of)) ?? Number.NaN
report.table([['page', 'first paint ms', 'to be read, ms', 'most', 'CPU ms', 'last plot, ms', 'CPU ms'], ...[...runs].map(([name, all]) => [name, middle(name, (one) => one.paintMs).toFixed(0), middle(name, (one) => one.wallMs).toFixed(0), Math.max(...all.map(({ wallMs }) => wallMs)).toFixed(0), middle(name, (one) => one.cpuMs).toFixed(0), middle(name, (one) => one.allMs).toFixed(0), middle(name, (one) => one.allCpuMs).toFixed(0)])])
report.say(`ratio to an empty page ${(middle('report', (one) => one.wallMs) / middle('empty', (one) => one.wallMs)).toFixed(1)}, to the same page without drawings ${(middle('report', (one) => one.wallMs) / middle('tables', (one) => one.wallMs)).toFixed(1)}`)
report.must(`size with ${TASKS} tasks, ${CANDIDATES} candidates, ${CASES} cases, ${TASKS * CANDIDATES * DISPUTED} of them readable`, `${(Buffer.byteLength(full) / 1e6).toFixed(2)} MB`, '≤ 3 MB', Buffer.byteLength(full) <= 3e6)
report.must('from opening to be read and used, median', `${middle('report', (one) => one.wallMs).toFixed(0)} ms`, '< 1000 ms', middle('report', (one) => one.wallMs) < 1000)
report.must('until the last plot below the fold is drawn, median', `${middle('report', (one) => one.allMs).toFixed(0)} ms`, '< 1000 ms', middle('report', (one) => one.allMs) < 1000)
report.finish(args.out)
