import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DisputedCase, ReportData } from '../../src/domain/report-data.js'
import type { AuditResult } from '../../src/domain/result.js'
import { renderHtml } from '../../src/report/html.js'
import { auditResult, candidate, taskResult } from '../policy/result-fixture.js'
import { workspace, type Workspace } from '../support/workspace.js'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const SCRIPT = new URL('../../dist/report-page.js', import.meta.url)
const HOSTILE = '</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"><svg onload=window.hacked=1>\u202e'

function dispute(index: number, text = `question ${index}`): DisputedCase {
  return { caseId: `case-${index}`, index, prompt: text, incumbentAnswer: `${text} is a bug`, candidateAnswer: `${text} is a wish`, incumbentScore: 1, candidateScore: 0, reason: 'the labels differ' }
}

function dataOf(tasks: number, candidates: number, disputes: number, text?: string): ReportData {
  const models = Array.from({ length: candidates }, (_, i) => `lab/model-${i}`)
  const result: AuditResult = auditResult(Array.from({ length: tasks }, (_, t) => taskResult({ id: `t_${t}`, label: `${text ?? 'task'} ${t}`, candidates: models.map((model) => candidate({ model, message: text ?? 'as good' })) })), { logWindow: { from: '2026-01-01T00:00:00.000Z', to: '2026-01-15T00:00:00.000Z' } })
  return {
    result, version: '1.0.0', hasTexts: true, provenance: { digests: [{ file: 'plan.json', sha256: 'ab'.repeat(32) }], priceList: 'prices', prices: [{ model: 'lab/model-0', price: { input: 1, output: 2 } }] },
    tasks: result.tasks.map(({ id }) => ({
      id, incumbentLatencyMs: Array.from({ length: 200 }, (_, i) => 300 + i),
      candidates: models.map((model) => ({
        model, path: Array.from({ length: 150 }, (_, i) => [2 * i, 0.3 * 1.03 ** i] as const), latencyMs: Array.from({ length: 200 }, (_, i) => 200 + i),
        agreement: { both: 270, onlyIncumbent: 20, onlyCandidate: 10, neither: 0, unscored: 0 }, confusion: [{ incumbent: 'bug', candidate: 'bug', count: 9 }, { incumbent: 'bug', candidate: 'wish', count: 1 }],
        disputed: Array.from({ length: disputes }, (_, i) => dispute(i, text)), omitted: 0,
      })),
    })),
  }
}

function pageOf(space: Workspace, name: string, data: ReportData): string {
  const text = readFileSync(SCRIPT, 'utf8').trim()
  const path = space.path(name)
  writeFileSync(path, renderHtml(data.result, { data, script: { text, sha256: createHash('sha256').update(text).digest('base64') } }))
  return pathToFileURL(path).href
}

describe.skipIf(CHROMIUM === undefined)('the HTML report in a browser (skipped where there is no Chromium)', () => {
  let browser: Browser
  beforeAll(async () => { browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] }) })
  afterAll(async () => { await browser?.close() })

  /** Opens a page, and collects what its console and its policy complain of, and what it would load. */
  async function open(href: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<{ readonly page: Page; readonly faults: string[]; readonly requests: string[] }> {
    const page = await browser.newPage(options)
    const [faults, requests]: [string[], string[]] = [[], []]
    page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()) })
    page.on('pageerror', (error) => faults.push(String(error)))
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(href)
    await page.waitForSelector('html[data-drawn=yes]', { state: 'attached' })
    return { page, faults, requests }
  }

  it('draws its figures without a fault, and loads nothing', async () => {
    using space = workspace()
    const href = pageOf(space, 'report.html', dataOf(2, 2, 3))
    const { page, faults, requests } = await open(href)
    expect(faults).toEqual([])
    expect(requests).toEqual([href])
    expect(await page.locator('#overview figure svg').count()).toBe(3)
    expect(await page.locator('#task-0 figure svg').count()).toBe(5)
    expect(await page.locator('.headline').innerText()).toMatch(/a month/)
    await page.close()
  })

  it('filters, searches and opens the cases in which the models differ', async () => {
    using space = workspace()
    const { page } = await open(pageOf(space, 'report.html', dataOf(2, 2, 30)))
    expect(await page.getByRole('status').innerText()).toBe('25 of 120 cases')
    await page.getByRole('combobox', { name: 'Candidate' }).selectOption('lab/model-1')
    await page.getByRole('searchbox', { name: 'Search' }).fill('question 7')
    expect(await page.getByRole('status').innerText()).toBe('2 of 2 cases')
    await page.locator('#cases summary').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('#cases mark').first().waitFor() // a case is filled when the browser says that it is open
    expect(await page.locator('#cases mark').allInnerTexts()).toEqual(['bug', 'wish'])
    await page.getByRole('combobox', { name: 'Show' }).selectOption('candidate better')
    expect(await page.getByRole('status').innerText()).toBe('No case of this kind')
    await page.close()
  })

  it('is used by keyboard alone: to a case, into it, back, and further, and the focus can be seen', async () => {
    using space = workspace()
    const { page } = await open(pageOf(space, 'report.html', dataOf(1, 1, 30, 'a long text '.repeat(400))))
    const focused = (): Promise<string> => page.evaluate(() => { const { activeElement: at } = (globalThis as unknown as { document: { activeElement: { localName: string; ariaLabel: string | null; textContent: string } } }).document; return `${at.localName} ${at.ariaLabel ?? at.textContent.slice(0, 12)}` })
    await page.getByRole('searchbox', { name: 'Search' }).focus()
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('summary 100 % → 0 % ')
    expect(await page.evaluate(() => { const { document, getComputedStyle } = globalThis as unknown as { document: { activeElement: object }; getComputedStyle: (of: object) => { outlineStyle: string; outlineWidth: string } }; const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement); return `${outlineStyle} ${outlineWidth}` })).toBe('solid 2px')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('details[open] pre').first().waitFor()
    expect(await page.locator('details').nth(1).getAttribute('open')).not.toBeNull()
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('pre Prompt')
    await page.keyboard.press('Escape')
    expect(await page.locator('details[open]').count()).toBe(0)
    expect(await focused()).toBe('summary 100 % → 0 % ')
    await page.getByRole('button', { name: 'Show more' }).press('Enter')
    expect(await page.evaluate(() => { const { document } = globalThis as unknown as { document: { activeElement: { parentElement: object }; querySelectorAll: (of: string) => Iterable<object> } }; return [...document.querySelectorAll('details')].indexOf(document.activeElement.parentElement) })).toBe(25)
    await page.close()
  })

  it.each([['light', 1200], ['dark', 1200], ['light', 390], ['dark', 390]] as const)('has nothing serious for axe to find in %s at %i pixels, with a case open', async (colorScheme, width) => {
    using space = workspace()
    const { page } = await open(pageOf(space, 'report.html', dataOf(2, 2, 3, 'a long text '.repeat(400))), { colorScheme, viewport: { width, height: 900 }, bypassCSP: true })
    await page.locator('#cases summary').first().click()
    await page.addScriptTag({ path: AXE })
    const found = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[] }> } }
      const { violations } = await axe.run()
      return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html.slice(0, 120)}`)
    })
    expect(found).toEqual([])
    await page.close()
  })

  it('fits a phone: nothing but what scrolls by itself is wider than the screen', async () => {
    using space = workspace()
    const { page } = await open(pageOf(space, 'report.html', dataOf(2, 2, 3)), { viewport: { width: 390, height: 800 } })
    expect(await page.evaluate(() => (globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }).document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    // A row of a wide table is a card there: nothing of it is cut, and each figure says which it is.
    expect(await page.evaluate(() => { const { document } = globalThis as unknown as { document: { querySelectorAll: (of: string) => Iterable<{ scrollWidth: number; clientWidth: number }> } }; return [...document.querySelectorAll('.scroll, .cards td')].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length })).toBe(0)
    expect(await page.evaluate(() => { const { document, getComputedStyle } = globalThis as unknown as { document: { querySelectorAll: (of: string) => Iterable<object> }; getComputedStyle: (of: object, part: string) => { content: string } }; return [...document.querySelectorAll('.cards tbody tr:first-child td')].slice(0, 8).map((cell) => getComputedStyle(cell, '::before').content) })).toEqual(['none', ...['decision', 'saving', 'difference', 'incumbent', 'share', 'p95', 'cases'].map((title) => `"${title}" / ""`)])
    expect(await page.getByRole('table', { name: 'All tasks' }).getByRole('row').count()).toBe(3)
    await page.close()
  })

  it('keeps prompts, answers, labels and messages inert, whatever they hold', async () => {
    using space = workspace()
    const { page, faults } = await open(pageOf(space, 'report.html', dataOf(1, 1, 2, HOSTILE)))
    for (const summary of await page.locator('#cases summary').all()) await summary.click()
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false)
    expect(await page.locator('img').count()).toBe(0)
    // What turns the direction of a text is shown, and turns nothing.
    expect(await page.locator('#cases pre').first().innerText()).toContain('⟨U+202E⟩')
    expect(await page.locator('#cases').innerText()).not.toContain('\u202e')
    expect(faults).toEqual([])
    await page.close()
  })

  it('runs no script but its own, even if one got in', async () => {
    using space = workspace()
    const path = space.path('injected.html')
    writeFileSync(path, readFileSync(new URL(pageOf(space, 'report.html', dataOf(1, 1, 1))), 'utf8').replace('</main>', '<script>globalThis.hacked = 1</script></main>'))
    const { page, faults } = await open(pathToFileURL(path).href)
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false)
    expect(faults.join()).toContain('Content Security Policy')
    await page.close()
  })

  it('stays under 3 MB with ten tasks, five candidates and 300 cases each', () => {
    using space = workspace()
    const href = pageOf(space, 'large.html', dataOf(10, 5, 30, 'a question of ordinary length '.repeat(10)))
    expect(readFileSync(new URL(href)).length).toBeLessThan(3_000_000)
  })
})
