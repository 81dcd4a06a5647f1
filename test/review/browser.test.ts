import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { expect, it } from 'vitest'
import type { LabelRow } from '../../src/domain/judgement.js'
import { reviewQueue, reviewSession, serveReview } from '../../src/review/index.js'
import { says } from '../validators/ask.js'
import { reviewCase } from './case.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
if (executablePath === undefined) console.warn('skipped: the test of the review page needs a Chromium, which is not installed')

it.runIf(executablePath !== undefined)('a person labels in a real browser, by key and by click, and hostile answers stay text', async () => {
  const kept: LabelRow[] = []
  const attack = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>\u202e</pre>'
  const cases = [0, 1, 2].map((i) => reviewCase(i, { candidate: says(attack) }))
  const server = await serveReview(reviewSession(reviewQueue(cases, new Map(), 3), (row) => kept.push(row)))
  const browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    await page.goto(server.url)
    await page.getByRole('status').filter({ hasText: '1 of 3' }).waitFor()
    const texts = [await page.locator('#a').textContent(), await page.locator('#b').textContent()]
    expect(texts).toContain(attack)
    expect(texts.find((text) => text !== attack)).toMatch(/^incumbent says/)
    expect(await page.locator('#answers img, #answers script').count()).toBe(0)
    await page.keyboard.press('a')
    await page.getByRole('status').filter({ hasText: '2 of 3' }).waitFor()
    await page.getByRole('button', { name: 'Both serve' }).click()
    await page.getByRole('status').filter({ hasText: '3 of 3' }).waitFor()
    await page.reload()
    await page.getByRole('status').filter({ hasText: '3 of 3' }).waitFor()
    await page.keyboard.press('s')
    await page.getByText('Done. The labels are kept').waitFor()
    expect(await page.title()).toBe('audit review')
    expect(faults).toEqual([])
    expect(kept.map(({ label }) => label)).toEqual([texts[0] === attack ? 'candidate' : 'incumbent', 'both'])
    await server.done
  } finally {
    await browser.close()
    await server.close()
  }
})
