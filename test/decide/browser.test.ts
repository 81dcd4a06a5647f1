import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { decideEvidence, simulatePower } from '../../src/decide/index.js'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
const DIST = new URL('../../dist/', import.meta.url)
const PAGE = `import * as decide from '/decide/index.js'
const { evidence, power } = await (await fetch('/input.json')).json()
document.documentElement.dataset.result = JSON.stringify([decide.decideEvidence(evidence), decide.simulatePower(power)])`

const rule = { margin: 0.03, alpha: 0.05, maxSamples: 400, order: 'cheapest-first', futility: true, population: null } as const
const stream = (every: number): number[] => Array.from({ length: 400 }, (_, at) => (at % every === every - 1 ? -1 : 0))
const evidence = { rule, truth: true, candidates: [{ model: 'bad', costPerCallUsd: 1, differences: stream(7) }, { model: 'good', costPerCallUsd: 2, differences: stream(180) }] }
const power = { rule, candidates: 2, discordance: 0.05, difference: 0, repetitions: 40, seed: 3 }

describe.skipIf(CHROMIUM === undefined)('cheapest-viable/decide in a browser (skipped where there is no Chromium)', () => {
  it('decides as it does here, under a policy that allows its own files and nothing else', async () => {
    const files = new Map([['/', '<!doctype html><script type="module" src="/page.js"></script>'], ['/page.js', PAGE], ['/input.json', JSON.stringify({ evidence, power })]])
    const server = createServer(({ url = '' }, response) => {
      const file = new URL(`.${url}`, DIST)
      const text = files.get(url) ?? (file.href.startsWith(DIST.href) && existsSync(file) ? readFileSync(file, 'utf8') : undefined)
      response.setHeader('content-security-policy', "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'")
      response.setHeader('content-type', url === '/' ? 'text/html' : url.endsWith('.json') ? 'application/json' : 'text/javascript')
      response.statusCode = text === undefined ? 404 : 200
      response.end(text)
    })
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
    try {
      const page = await browser.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(String(error)))
      page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('404')) faults.push(message.text()) })
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      await page.waitForSelector('html[data-result]', { state: 'attached' })
      const result = JSON.parse((await page.getAttribute('html', 'data-result')) ?? 'null') as unknown
      expect(faults).toEqual([])
      expect(result).toEqual(JSON.parse(JSON.stringify([decideEvidence(evidence), simulatePower(power)])))
      expect(result).toMatchObject([{ decision: { model: 'good' } }, { certified: expect.any(Number) as number }])
    } finally {
      await browser.close()
      server.close()
      server.closeAllConnections()
    }
  })
})
