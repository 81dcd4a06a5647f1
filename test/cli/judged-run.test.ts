import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AuditResult } from '../../src/domain/result.js'
import { cliHere } from '../support/cli-here.js'
import { cli, configText } from '../support/cli.js'
import { isGood, judgedWorld, perfect, shownTo, type Deed } from '../support/judged-world.js'
import { caseOf, labelOf, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer, type SeenRequest } from '../support/model-server.js'
import { withLog } from '../support/scene.js'
import { workspace, type Workspace } from '../support/workspace.js'

const JUDGE = 'judge: { model: lab/arbiter, price: { input: 2, output: 8 } }'
const resultIn = (space: Workspace): AuditResult => JSON.parse(space.read('result.json')) as AuditResult
const run = (space: Workspace, ...more: readonly string[]) => cliHere(space.directory, ['run', 'calls.jsonl', '--yes', '--quiet', '--json', 'result.json', ...more])
const withoutMoney = ({ tasks }: AuditResult) => tasks.map(({ candidates, decision, judge }) => [candidates.map((one) => ({ ...one, latencyMs: null })), decision, judge])

describe('a run whose process is killed while a judge is asked', () => {
  const deed = (n: number): Deed => (n % 6 === 0 ? 'wrong' : n % 6 === 3 ? 'serves' : 'same')
  const verdict = (seen: SeenRequest) => answer(JSON.stringify({ reason: 'so', verdict: perfect(shownTo(seen)) }))

  it('pays for no verdict twice that it had, loses none, and ends as if nothing had been', async () => {
    let kill: (name: NodeJS.Signals) => void = () => {}
    let verdicts = 0
    let last = 20
    await using server = await startModelServer(judgedWorld(deed, (_, seen) => {
      verdicts += 1
      if (verdicts >= last) kill('SIGKILL')
      return verdict(seen)
    }))
    const prepared = (): Workspace => {
      const space = workspace()
      withLog(space, 120)
      space.write('audit.config.yaml', configText(server.url, `quality: { control: logged }\nbudget_usd: 1\n${JUDGE}`))
      return space
    }
    using space = prepared()
    for (const next of [20, 40]) {
      last = next
      expect((await cli(space.directory, ['run', 'calls.jsonl', '--yes', '--quiet'], { onStart: (signal) => { kill = signal } })).code).toBeNull()
    }
    last = Infinity
    const [runId = ''] = readdirSync(space.path('.audit'), { withFileTypes: true }).filter((one) => one.isDirectory()).map(({ name }) => name)
    const recorded = () => readFileSync(space.path(`.audit/${runId}/trials.jsonl`), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { key: string; model: string; costUsd: number }).filter(({ model }) => model === 'lab/arbiter')
    const had = recorded().length
    expect(had).toBeGreaterThan(5)
    const before = verdicts
    expect((await run(space)).code).toBe(0)
    const all = recorded()
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length)
    // What was on record was not asked again; what was in flight may have been.
    expect(verdicts - before).toBe(all.length - had)
    const result = resultIn(space)
    expect(result.tasks[0]?.judge?.costUsd).toBeCloseTo(all.reduce((sum, { costUsd }) => sum + costUsd, 0), 12)
    expect(result.totals.replayCostUsd).toBeLessThanOrEqual(1)

    using other = prepared()
    expect((await run(other)).code).toBe(0)
    expect(withoutMoney(result)).toEqual(withoutMoney(resultIn(other)))
  })

  it('keeps the budget with a judge that always writes as much as it may, killed and gone on with', async () => {
    let kill: (name: NodeJS.Signals) => void = () => {}
    let verdicts = 0
    await using server = await startModelServer(judgedWorld(deed, (shown) => {
      verdicts += 1
      if (verdicts === 12) kill('SIGKILL')
      return { kind: 'answer', text: JSON.stringify({ reason: 'x'.repeat(1200), verdict: perfect(shown) }), usage: { input: 400, output: 400 } }
    }))
    using space = workspace()
    withLog(space, 120)
    space.write('audit.config.yaml', configText(server.url, `quality: { control: logged }\nbudget_usd: 0.2\n${JUDGE}`))
    expect((await cli(space.directory, ['run', 'calls.jsonl', '--yes', '--quiet'], { onStart: (signal) => { kill = signal } })).code).toBeNull()
    expect((await run(space)).code).toBe(4)
    expect(verdicts * ((400 * 2 + 400 * 8) / 1e6)).toBeLessThanOrEqual(0.2)
    expect(resultIn(space).tasks[0]?.candidates[0]?.viable).toBe(false)
  })
})

/** The incumbent, asked again, says something else in so many of a hundred cases; the candidate never does. */
const wavering = (percent: number) => ({ model, prompt }: Pick<SeenRequest, 'model' | 'prompt'>) => {
  const n = caseOf(prompt)
  // Spread over the cases independently of their labels.
  return answer(model === 'big' && (n * 37) % 100 < percent ? wrongLabelOf(n) : labelOf(n))
}

describe('the choice of who scores, by the log itself', () => {
  it('93 % of its own validator: the noise is shown, the incumbent is asked on every case, and who repeats the log is certified against it', async () => {
    await using server = await startModelServer(wavering(7))
    using space = workspace()
    withLog(space, 400)
    space.write('audit.config.yaml', configText(server.url))
    expect((await run(space)).code).toBe(0)
    const [task] = resultIn(space).tasks
    expect(task).toMatchObject({ control: 'rerun', decision: { model: 'lab/small' } })
    expect(task?.selfAgreement).toBeGreaterThan(0.85)
    expect(task?.selfAgreement).toBeLessThan(1)
    const [candidate] = task?.candidates ?? []
    expect(candidate).toMatchObject({ viable: true, score: 1 })
    expect(candidate?.incumbentScore).toBeLessThan(1)
    expect(server.seen.filter(({ model }) => model === 'big').length).toBeGreaterThanOrEqual(candidate?.trials ?? Infinity)
    const table = await cliHere(space.directory, ['report', '--format', 'markdown'])
    expect(table.stdout.replace(/\s+/g, ' ')).toMatch(/noise|itself|own answers/i)
  })

  // Of the sixty cases that are asked again: 42 of 60 is 70 %.
  it.each([[18, 'rerun'], [19, 'blocked']] as const)('an incumbent that differs in %d of its first 60 repeats: %s', async (count, outcome) => {
    let repeats = 0
    await using server = await startModelServer(({ model, prompt }) => {
      const n = caseOf(prompt)
      return answer(model === 'big' && (repeats += 1) <= count ? wrongLabelOf(n) : labelOf(n))
    })
    using space = workspace()
    withLog(space, 200)
    space.write('audit.config.yaml', configText(server.url))
    expect((await run(space)).code).toBe(0)
    const [task] = resultIn(space).tasks
    const [candidate] = task?.candidates ?? []
    const asked = (name: string) => server.seen.filter(({ model }) => model === name).length
    if (outcome === 'blocked') {
      expect(candidate).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked', trials: 0 })
      expect(candidate?.message).toMatch(/scores only 68 % against its own logged answers by label@/)
      expect(task?.decision.model).toBe('prod/big')
      // Blocked before a candidate is paid for, and after sixty calls of the incumbent.
      expect([asked('small'), asked('big')]).toEqual([0, 60])
    } else {
      expect(task?.control).toBe('rerun')
      expect(candidate).toMatchObject({ viable: true, verdict: 'non-inferior' })
    }
  })

  it('below 70 %, with a judge: the judge is heard on every difference and people are asked, before anything is decided', async () => {
    await using server = await startModelServer((seen) => (seen.model === 'arbiter' ? answer(JSON.stringify({ reason: '', verdict: perfect(shownTo(seen)) })) : seen.model === 'small' && caseOf(seen.prompt) % 5 === 0 ? answer(wrongLabelOf(caseOf(seen.prompt))) : wavering(40)(seen)))
    using space = workspace()
    withLog(space, 200)
    space.write('audit.config.yaml', configText(server.url, JUDGE))
    expect((await run(space)).code).toBe(0)
    const [task] = resultIn(space).tasks
    expect(task?.candidates[0]).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked', viable: false })
    expect(task?.candidates[0]?.message).toMatch(/scores only \d\d %[^]*audit review/)
    expect(task?.judge?.judged).toBe(40)
    expect(task?.decision.model).toBe('prod/big')
    for (const { task: shown, answer_1: first, answer_2: second } of server.seen.filter(({ model }) => model === 'arbiter').map(shownTo)) expect(isGood(first, shown) === isGood(second, shown)).toBe(false)
  })
})
