import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { LabelRow } from '../../src/domain/judgement.js'
import { reviewQueue, reviewSession, serveReview, type ReviewCase } from '../../src/review/index.js'
import { reviewCase } from './case.js'

const many = (count: number, more: Partial<ReviewCase> = {}) => Array.from({ length: count }, (_, i) => reviewCase(i, more))

describe('reviewQueue', () => {
  it('begins with a random sample that does not depend on what the judge said, then takes contradictions, then what is near', () => {
    const torn = { preference: 'tie', byOrder: ['candidate', 'incumbent'], reason: '', lengthGap: 0 } as const
    const cases = many(100).map((one, i) => ({ ...one, nearness: i / 100, judgement: i % 10 === 0 ? torn : undefined }))
    const queue = reviewQueue(cases, new Map(), 50)
    expect(queue).toHaveLength(50)
    const random = queue.filter(({ why }) => why === 'random')
    expect(random.map(({ key }) => key)).toEqual(cases.toSorted((a, b) => a.draw - b.draw).slice(0, 30).map(({ key }) => key))
    expect(reviewQueue(cases.map((one) => ({ ...one, judgement: undefined, nearness: 0 })), new Map(), 50).slice(0, 30).map(({ key }) => key)).toEqual(random.map(({ key }) => key))
    const later = queue.slice(30).map(({ why }) => why)
    expect(later.lastIndexOf('inconsistent')).toBeLessThan(later.indexOf('near'))
    const near = queue.filter(({ why }) => why === 'near').map(({ nearness }) => nearness)
    expect(near).toEqual(near.toSorted((a, b) => b - a))
  })

  it('leaves out what has a label, gives each candidate its turn, and repeats nothing', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 60 }), (labelled, limit) => {
      const cases = [...many(40), ...many(40, { model: 'lab/tiny' }).map((one) => ({ ...one, key: `t${one.key}` }))]
      const done = new Map(cases.slice(0, labelled).map(({ key }) => [key, true]))
      const queue = reviewQueue(cases, done, limit)
      expect(queue).toHaveLength(Math.min(limit, 80 - labelled))
      expect(queue.some(({ key }) => done.has(key))).toBe(false)
      expect(new Set(queue.map(({ key }) => key)).size).toBe(queue.length)
    }))
    expect(new Set(reviewQueue([...many(40), ...many(2, { model: 'lab/tiny' }).map((one) => ({ ...one, key: `t${one.key}` }))], new Map(), 4).map(({ model }) => model)).size).toBe(2)
  })

  it('draws at random from all cases in a second sitting too: those that were picked for a contradiction are not missing from the sample', () => {
    const torn = { preference: 'tie', byOrder: ['candidate', 'incumbent'], reason: '', lengthGap: 0 } as const
    const sure = { ...torn, byOrder: ['candidate', 'candidate'] } as const
    const cases = many(200).map((one, i) => ({ ...one, judgement: i % 5 === 0 ? torn : sure }))
    const first = reviewQueue(cases, new Map(), 50)
    const second = reviewQueue(cases, new Map(first.map(({ key, why }) => [key, why === 'random'])), 50)
    const drawn = [...first, ...second].filter(({ why }) => why === 'random').map(({ key }) => key)
    expect(drawn).toEqual(cases.toSorted((a, b) => a.draw - b.draw).slice(0, 60).map(({ key }) => key))
    // Where no judge is to be checked nobody is asked twice.
    const bare = cases.map((one) => ({ ...one, judgement: undefined }))
    expect(reviewQueue(bare, new Map(first.map(({ key, why }) => [key, why === 'random'])), 200)).toHaveLength(150)
  })
})

describe('reviewSession', () => {
  it('shows both answers blind, in an order of its own for each case, and keeps what the choice means', () => {
    const kept: LabelRow[] = []
    const session = reviewSession(reviewQueue(many(40), new Map(), 40), (row) => kept.push(row))
    let candidateFirst = 0
    for (let current = session.current(); current; current = session.current()) {
      const { index, shown } = current
      expect(JSON.stringify(shown)).not.toContain('lab/small')
      const isA = shown.a.startsWith('candidate')
      candidateFirst += isA ? 1 : 0
      expect(session.answer(index, isA ? 'a' : 'b')).toBe(true)
      expect(kept.at(-1)?.label).toBe('candidate')
      expect(session.answer(index, 'b'), 'a second press').toBe(false)
    }
    expect(candidateFirst).toBeGreaterThan(8)
    expect(candidateFirst).toBeLessThan(32)
    expect(kept).toHaveLength(40)
    expect(kept.filter(({ random }) => random)).toHaveLength(24)
    expect(JSON.stringify(kept)).not.toMatch(/says|prompt/)
  })

  it('keeps nothing of a skipped case', () => {
    const kept: LabelRow[] = []
    const session = reviewSession(reviewQueue(many(3), new Map(), 3), (row) => kept.push(row))
    session.answer(0, 'skip')
    session.answer(1, 'both')
    session.answer(2, 'neither')
    expect(kept.map(({ label }) => label)).toEqual(['both', 'neither'])
    expect(session.current()).toBeUndefined()
  })
})

describe('the page’s server', () => {
  const start = async () => {
    const kept: LabelRow[] = []
    const server = await serveReview(reviewSession(reviewQueue(many(2), new Map(), 2), (row) => kept.push(row)))
    const [origin = '', token = ''] = server.url.split('/#token=')
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) => fetch(`${origin}${path}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'x-audit-token': token, ...headers } })
    return { server, kept, origin, post }
  }

  it('answers on loopback, to the holder of the token only', async () => {
    const { server, kept, origin, post } = await start()
    expect(new URL(origin).hostname).toBe('127.0.0.1')
    for (const token of ['', 'x', 'x'.repeat(32)]) expect((await post('/answer', { index: 0, choice: 'a' }, { 'x-audit-token': token })).status).toBe(401)
    expect((await fetch(`${origin}/current`)).status).toBe(404)
    expect((await post('/labels', {})).status).toBe(404)
    for (const body of ['{', '[]', 'null', '{"index":0,"choice":"c"}', '{"choice":"a"}', 'x'.repeat(20_000)]) expect((await post('/answer', body)).status, body.slice(0, 20)).not.toBe(200)
    expect(kept).toEqual([])
    await server.close()
  })

  it('refuses a foreign host name, as a web page would reach it by, and lets no foreign script run', async () => {
    const { server, origin } = await start()
    const { request } = await import('node:http')
    const status = await new Promise<number | undefined>((resolve) => request(`${origin}/`, { headers: { host: 'evil.example:80' } }, (response) => { response.resume(); resolve(response.statusCode) }).end())
    expect(status).toBe(403)
    const page = await fetch(`${origin}/`)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(await page.text()).not.toContain('prompt 0')
    await server.close()
  })

  it('takes the sitting to its end', async () => {
    const { server, kept, post } = await start()
    const first = await (await post('/current', {})).json() as { index: number; total: number; prompt: string }
    expect(first).toMatchObject({ index: 0, total: 2, prompt: expect.stringContaining('prompt') as string })
    await post('/answer', { index: 0, choice: 'both' })
    await post('/answer', { index: 0, choice: 'a' })
    expect(await (await post('/answer', { index: 1, choice: 'skip' })).json()).toEqual({ total: 2, labelled: 1 })
    await server.done
    expect(kept).toMatchObject([{ label: 'both', judge: 'j1', cases: 300, disagreements: 30 }])
    await server.close()
  })
})
