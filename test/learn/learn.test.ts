import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { learnRoute, type LessonInput } from '../../src/learn/lesson.js'
import { isHeldOut, type Unit } from '../../src/learn/unit.js'
import { createRouter } from '../../src/policy/index.js'
import { readPolicyFile } from '../../src/policy/policy-file.js'
import { policyText } from '../monitor/scene.js'
import { labelOf } from '../support/log.js'
import { workspace, type Workspace } from '../support/workspace.js'
import { learned, toldLog, type Told } from './scene.js'

const HARD = /harbour/u
const isHard = (prompt: string): number => (HARD.test(prompt) ? 0.8 : 0.05)

function scene(told: Told, policy = policyText()): Workspace {
  const space = workspace()
  space.write('p.yaml', policy)
  space.write('calls.jsonl', toldLog(told))
  return space
}

describe('audit learn', () => {
  it('finds what tells the inputs that fail, measures it on others, and writes a policy that upgrades just these', async () => {
    using space = scene({ calls: 1500, bad: isHard })
    const { result, written } = await learned(space)
    const [lesson] = result.lessons
    expect(result.lessons).toHaveLength(1)
    expect(lesson).toMatchObject({ route: 'sort', signal: 'said', verdict: 'propose', from: 'prod/small', to: 'prod/big', rule: { kind: 'keywords' } })
    expect(lesson?.rule?.words).toContain('harbour')
    expect(lesson?.measured?.caught.share).toBeGreaterThan(0.5)
    expect(lesson?.measured?.traffic.share).toBeGreaterThan(0.08)
    expect(lesson?.measured?.traffic.share).toBeLessThan(0.25)
    expect(lesson?.measured?.pValue).toBeLessThan(1e-6)
    // Ten times the price for about an eighth of the traffic: a little more than double.
    expect(lesson?.measured?.costChange).toBeCloseTo(9 * (lesson?.measured?.traffic.share ?? 0), 1)
    expect(written?.path).toBe(space.path('p.proposed.yaml'))

    const router = createRouter(await readPolicyFile(space.path('p.proposed.yaml')))
    const ask = (last_user: string) => router.route({ prompt: { system: 'Sort the message into one.', last_user } }, { now: '2026-06-01T00:00:00Z' })
    expect(ask('The amber parcel near the harbour')).toMatchObject({ route: 'sort-upgrade', model: 'big' })
    expect(ask('The amber parcel near the kettle')).toMatchObject({ route: 'sort', model: 'small' })
    // Where the rollout or another task keeps a request away from the cheap model, nothing changes.
    expect(router.route({ prompt: { system: 'Something else', last_user: 'harbour' } }, { now: '2026-06-01T00:00:00Z' })).toMatchObject({ route: 'incumbent' })
    expect(space.read('p.yaml')).toBe(policyText())
  })

  it('proposes nothing where failures have nothing in common, in any of eight logs', async () => {
    let proposed = 0
    for (let seed = 1; seed <= 8; seed++) {
      using space = scene({ calls: 1000, seed, bad: () => 0.2 })
      const { result, written } = await learned(space)
      expect(result.lessons[0]?.learned.failures).toBeGreaterThanOrEqual(10)
      if (written !== undefined) proposed += 1
    }
    expect(proposed).toBe(0)
  })

  it('is not led by how often users speak: a topic of which they say more is no worse', async () => {
    using space = scene({ calls: 1500, asked: (prompt) => (HARD.test(prompt) ? 0.9 : 0.15), bad: () => 0.2 })
    const { result } = await learned(space)
    expect(result.lessons.map(({ verdict }) => verdict)).toEqual(['refuse'])
  })

  it('learns from answers that cannot be used, from corrections, and from fallbacks for a reason that lies in the question', async () => {
    for (const [record, kind] of [
      [(n: number, isBad?: boolean) => ({ metadata: isBad === undefined ? {} : { correction: isBad ? 'something else' : labelOf(n).toUpperCase() } }), 'correction'],
      [(_: number, isBad?: boolean) => (isBad ? { response: { model: 'small', choices: [{ index: 0, message: { role: 'assistant', content: 'I cannot help with that.' }, finish_reason: 'stop' }], usage: { prompt_tokens: 40, completion_tokens: 6 } } } : {}), 'unusable'],
      [(_: number, isBad?: boolean) => (isBad ? { metadata: { llm_routing: { fallback_reason: 'validation_failure' } }, request: { model: 'big', messages: undefined } } : {}), 'fallback'],
    ] as const) {
      const space = workspace()
      space.write('p.yaml', policyText())
      const lines = toldLog({ calls: 1500, asked: () => 1, bad: isHard, record: (n, isBad) => (kind === 'fallback' ? {} : record(n, isBad)) }).trimEnd().split('\n')
      const failing = toldLog({ calls: 1500, asked: () => 1, bad: isHard, record: (_n, isBad) => ({ failing: isBad === true }) }).trimEnd().split('\n').map((line) => (JSON.parse(line) as { failing: boolean }).failing)
      space.write('calls.jsonl', kind !== 'fallback' ? `${lines.join('\n')}\n` : lines.map((line, at) => {
        const row = JSON.parse(line) as { request: object; response: object }
        return `${JSON.stringify(failing[at] ? { ...row, metadata: { llm_routing: { fallback_reason: 'validation_failure' } }, request: { ...row.request, model: 'big' }, response: { ...row.response, model: 'big' } } : row)}\n`
      }).join(''))
      const { result } = await learned(space)
      expect(result.failures.kinds[kind], kind).toBeGreaterThan(50)
      expect(result.lessons.find(({ verdict }) => verdict === 'propose')?.rule?.words, kind).toContain('harbour')
      space[Symbol.dispose]()
    }
  })

  it('a rate limit says nothing of the question', async () => {
    using space = workspace()
    space.write('p.yaml', policyText())
    space.write('calls.jsonl', toldLog({ calls: 400, bad: () => 0, asked: () => 0 }).trimEnd().split('\n').map((line) => {
      const row = JSON.parse(line) as { request: { messages: { content: string }[] }; response: object }
      return `${JSON.stringify(HARD.test(row.request.messages[1]?.content ?? '') ? { ...row, metadata: { llm_routing: { fallback_reason: 'rate_limit' } }, request: { ...row.request, model: 'big' }, response: { ...row.response, model: 'big' } } : row)}\n`
    }).join(''))
    const { result } = await learned(space)
    expect(result.lessons).toEqual([])
    expect(existsSync(space.path('.audit/failures.jsonl'))).toBe(false)
  })

  it('proposes only upgrades: never a model that is not dearer than the one that failed', async () => {
    using space = scene({ calls: 1500, bad: isHard }, policyText().replace('price_per_1m: { input: 10, output: 30 }', 'price_per_1m: { input: 0.5, output: 30 }'))
    const { result, written } = await learned(space)
    expect(result.lessons[0]).toMatchObject({ verdict: 'refuse', measured: null })
    expect(result.lessons[0]?.reason).toContain('takes an audit')
    expect(written).toBeUndefined()
  })

  it('refuses where the dearer model is seen to fail on such inputs as often', async () => {
    using space = scene({ calls: 1500, bad: isHard })
    const served = toldLog({ calls: 1500, from: 1500, seed: 2, bad: isHard }).replaceAll('"small"', '"big"')
    space.write('calls.jsonl', space.read('calls.jsonl') + served)
    const { result } = await learned(space)
    expect(result.lessons[0]).toMatchObject({ verdict: 'refuse' })
    expect(result.lessons[0]?.reason).toMatch(/^of no use: prod\/big failed on \d+ of \d+/u)
  })

  it('refuses more of the traffic than was allowed, and few failures', async () => {
    using wide = scene({ calls: 1500, bad: isHard })
    expect((await learned(wide, { mostShare: 0.02 })).result.lessons[0]?.verdict).toBe('refuse')
    using few = scene({ calls: 200, asked: () => 0.1, bad: isHard })
    expect((await learned(few)).result.lessons[0]?.verdict).toBe('too-few')
  })

  it('counts a conversation and a repeated question once', async () => {
    using space = scene({ calls: 1500, bad: isHard, record: (n, isBad) => ({ conversation_id: `talk ${n % 30}`, metadata: isBad === undefined ? {} : { session_id: `talk ${n % 30}`, thumbs: isBad ? 'down' : 'up' } }) })
    const [lesson] = (await learned(space)).result.lessons
    expect((lesson?.learned.failures ?? 0) + (lesson?.learned.others ?? 0)).toBeLessThanOrEqual(30)
    using same = scene({ calls: 1500, bad: () => 0.5, prompt: (n) => `Message ${n % 15}` })
    expect((await learned(same)).result.lessons[0]?.verdict).toBe('too-few')
  })

  it('keeps each failure once, without personal data, and asks for more the more often it looks', async () => {
    using space = scene({ calls: 1200, bad: isHard, prompt: (n) => `Message ${n} near the ${n % 7 === 0 ? 'harbour' : 'kettle'}, write to jane.doe${n}@example.com` })
    const first = (await learned(space)).result
    const again = (await learned(space)).result
    const store = space.read('.audit/failures.jsonl')
    expect(first.failures.added).toBe(first.failures.kept)
    expect(again.failures).toMatchObject({ kept: first.failures.kept, added: 0 })
    expect([first.look, again.look]).toEqual([1, 1])
    expect(store).not.toContain('jane.doe')
    expect(store).toContain('<EMAIL_1>')
    expect(JSON.stringify(first)).not.toContain('jane.doe')
    space.write('calls.jsonl', space.read('calls.jsonl') + toldLog({ calls: 300, from: 1200, seed: 9, bad: isHard }))
    const later = (await learned(space)).result
    expect(later.look).toBe(2)
    expect(later.failures.added).toBeGreaterThan(0)
    expect(later.lessons[0]?.measured?.level).toBeCloseTo((first.lessons[0]?.measured?.level ?? 0) / 3, 9)
  })
})

describe('a lesson', () => {
  const unit = (n: number, failed: boolean): Unit => ({ key: `k${n}`, digest: `d${n}`, text: n % 5 === 0 ? `the harbour ${n}` : `the kettle ${n}`, inputTokens: 40, failed })
  const units = Array.from({ length: 400 }, (_, n) => unit(n, n % 5 === 0 ? n % 3 !== 0 : n % 11 === 0))
  const input: LessonInput = { route: 'sort', signal: 'said', from: 'a', to: 'b', units, traffic: units, remembered: [], upgrade: [], mostShare: 0.3, isDearer: true }

  it('is refused where chance would do as much at the level that is left, and says so', () => {
    expect(learnRoute(input, 0.05)).toMatchObject({ lesson: { verdict: 'propose' } })
    const { lesson, rule } = learnRoute(input, 1e-40)
    expect(rule).toBeUndefined()
    expect(lesson.verdict).toBe('refuse')
    expect(lesson.reason).toMatch(/^not shown: as many would be caught by chance with p = /u)
  })

  it('is measured on the half that is never learned of, whatever earlier logs have left', () => {
    const held = units.filter(isHeldOut)
    const { lesson } = learnRoute(input, 0.05)
    expect(lesson.measured?.caught.of).toBe(held.filter(({ failed }) => failed).length)
    expect(lesson.measured?.traffic.of).toBe(held.length)
    // Failures that earlier logs left count for the half that their key says: of these none may be learned of.
    const earlier = Array.from({ length: 300 }, (_, n) => unit(10_000 + n, true)).filter(isHeldOut)
    expect(earlier.length).toBeGreaterThan(100)
    expect(learnRoute({ ...input, remembered: earlier }, 0.05).lesson.learned).toEqual(lesson.learned)
    const others = Array.from({ length: 300 }, (_, n) => unit(10_000 + n, true)).filter((one) => !isHeldOut(one))
    expect(learnRoute({ ...input, remembered: others }, 0.05).lesson.learned.failures).toBe(lesson.learned.failures + others.length)
  })
})
