import { describe, expect, it } from 'vitest'
import { isJsonObject } from '../../src/domain/json.js'
import type { LabelRow } from '../../src/domain/judgement.js'
import { worstOfJudge } from '../../src/pipeline/plan/forecast-judge.js'
import { forecastRun } from '../../src/pipeline/plan/forecast.js'
import { planAudit, type Audited } from '../../src/pipeline/run.js'
import { renderForecast } from '../../src/report/forecast-table.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor, toEnd } from '../support/audit.js'
import { caseOf, labelOf, promptOf, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer, type Reply, type SeenRequest } from '../support/model-server.js'
import { withLog } from '../support/scene.js'
import { workspace, type Workspace } from '../support/workspace.js'

type Verdict = 'answer_1' | 'answer_2' | 'tie'
const JUDGE = { model: 'lab/arbiter', price: { input: 2, output: 8 } }

/** What the judge was shown. */
function shownTo({ prompt }: SeenRequest): { readonly task: string; readonly answer_1: string; readonly answer_2: string } {
  const material: unknown = JSON.parse(prompt)
  if (!isJsonObject(material)) throw new Error('the judge was shown no object')
  return { task: String(material['task']), answer_1: String(material['answer_1']), answer_2: String(material['answer_2']) }
}

/** The candidate errs on every tenth case, the incumbent on none when asked again, and the judge says what it is told to. */
const world = (verdict: (shown: ReturnType<typeof shownTo>) => Verdict, bigErrs: (n: number) => boolean = () => false) => (seen: SeenRequest): Reply => {
  if (seen.model === 'arbiter') return answer(JSON.stringify({ reason: 'so', verdict: verdict(shownTo(seen)) }))
  const n = caseOf(seen.prompt)
  return answer(seen.model === 'small' ? (n % 10 === 0 ? wrongLabelOf(n) : labelOf(n)) : bigErrs(n) ? wrongLabelOf(n) : labelOf(n))
}
const tie = (): Verdict => 'tie'
/** Finds the logged answer and prefers it. */
const loyal = ({ task, answer_1: first }: ReturnType<typeof shownTo>): Verdict => (first === labelOf(caseOf(task)) ? 'answer_1' : 'answer_2')

function labelFile(space: Workspace, { result, plan }: Audited, rows: readonly Pick<LabelRow, 'label' | 'judged'>[]): string {
  const [task] = result.tasks
  const judge = plan.tasks[0]?.judge?.id
  return space.write('labels.jsonl', rows.map((row, i) => `${JSON.stringify({ taskId: task?.id, model: 'lab/small', caseId: `c${i}`, key: `k${i}`, random: true, cases: 300, disagreements: 30, judge, ...row })}\n`).join(''))
}

const settled = (losses: number, ties: number, judgedLoss: 'incumbent' | 'tie' = 'incumbent') => [
  ...Array.from({ length: losses }, () => ({ label: 'incumbent', judged: judgedLoss }) as const),
  ...Array.from({ length: ties }, () => ({ label: 'both', judged: 'tie' }) as const),
]

describe('the judge', () => {
  it('is asked whether answers contradict a given text, which it is shown, and nothing is certified without it', async () => {
    using space = workspace()
    const given = 'Refunds are possible within 14 days.'
    await using server = await startModelServer(world(tie))
    const log = withLog(space, 120)
    const label = (await toEnd(planAudit(optionsFor(space, log, configFor(server.url))))).value.plan.tasks[0]?.summary.label ?? ''
    const tasks = [{ match: { label }, validator: { name: 'policy', rules: { must_not_contradict: given, must_not_include: ['zebra'] } } }]
    await expect(audit(optionsFor(space, log, configFor(server.url, { tasks })))).rejects.toMatchObject({ code: 'policy/judge' })
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { tasks, judge: JUDGE, quality: { control: 'logged', max_samples: 120 }, labels: space.path('none.jsonl') })))
    const asked = server.seen.filter(({ model }) => model === 'arbiter')
    expect(asked.length).toBeGreaterThan(0)
    for (const { body } of asked) expect(JSON.stringify(body)).toContain(given)
    expect(candidateOf(onlyTask(value), 'lab/small').viable).toBe(false)
    const other = (await toEnd(planAudit(optionsFor(space, log, configFor(server.url, { judge: JUDGE }))))).value.plan.tasks[0]
    expect(value.plan.tasks[0]?.judge?.id).not.toBe(other?.judge?.id)
  })

  it('costs no more than the plan says it may, although no answer agrees and no verdict can be read', async () => {
    using space = workspace()
    await using server = await startModelServer((seen) => (seen.model === 'arbiter' ? answer('I would rather not say. '.repeat(60)) : answer(wrongLabelOf(caseOf(seen.prompt)))))
    const log = withLog(space, 40)
    const config = { quality: { control: 'logged', max_samples: 40 }, labels: space.path('none.jsonl') } as const
    const options = optionsFor(space, log, configFor(server.url, { ...config, judge: JUDGE }))
    const { plan, cases } = (await toEnd(planAudit(options))).value
    const [task] = plan.tasks
    if (!task) throw new Error('no task is planned')
    const worstUsd = worstOfJudge(task, cases.get(task.summary.id) ?? [], 1)
    const having = forecastRun(plan, cases, undefined, 8)
    expect(having.totals.worstUsd).toBeGreaterThan(worstUsd)
    const { value } = await audit(options)
    const spent = onlyTask(value).judge?.costUsd ?? 0
    // Six verdicts a case, of which the candidate was dropped before all forty were seen.
    const judged = server.seen.filter(({ model }) => model === 'arbiter').length
    expect(judged % 6).toBe(0)
    expect(spent).toBeGreaterThan(0)
    expect(spent).toBeLessThanOrEqual(worstUsd * (judged / 6 / 40))
    expect(renderForecast(having, { width: 100, color: false }).replace(/\s+/g, ' ')).toContain('as long as its cap, the judge included')
  })

  it('is asked about disagreements only, in both orders, and measured on the run', async () => {
    using space = workspace()
    await using server = await startModelServer(world(({ answer_1: first, answer_2: second }) => (first.length > second.length ? 'answer_1' : first.length < second.length ? 'answer_2' : 'answer_1')))
    const { value } = await audit(optionsFor(space, withLog(space, 120), configFor(server.url, { judge: JUDGE, quality: { control: 'logged', max_samples: 120 }, labels: space.path('none.jsonl') })))
    const judged = server.seen.filter(({ model }) => model === 'arbiter').map(shownTo)
    expect(judged.length).toBeGreaterThanOrEqual(4)
    for (const { task, answer_1: first, answer_2: second } of judged) {
      expect(caseOf(task) % 10).toBe(0)
      expect(judged.filter((other) => other.task === task && other.answer_1 === second && other.answer_2 === first)).toHaveLength(1)
      expect(task).toContain(promptOf(caseOf(task)))
    }
    expect(onlyTask(value).judge).toMatchObject({ model: 'lab/arbiter', unread: 0, selfConsistency: expect.any(Number) as number, costUsd: expect.any(Number) as number })
    expect(onlyTask(value).judge?.costUsd).toBeGreaterThan(0)
    expect(onlyTask(value).judge?.judged).toBeGreaterThan(0)
    expect(value.result.totals.replayCalls).toBe(server.seen.length)
  })

  it('changes nothing until people have checked it', async () => {
    using space = workspace()
    await using server = await startModelServer(world(tie))
    const { value } = await audit(optionsFor(space, withLog(space, 300), configFor(server.url, { judge: JUDGE, quality: { control: 'logged' }, labels: space.path('none.jsonl') })))
    const candidate = candidateOf(onlyTask(value), 'lab/small')
    expect(candidate.viable).toBe(false)
    expect(candidate.difference).toBeLessThan(-0.05)
    expect(onlyTask(value).judge?.calibration['lab/small']).toContain('no labels')
  })

  it('decides once labels show that it finds losses, at a smaller margin and half the level', async () => {
    using space = workspace()
    await using server = await startModelServer(world(tie))
    const log = withLog(space, 900)
    const config = { judge: JUDGE, quality: { control: 'logged', max_samples: 900 } }
    const first = await audit(optionsFor(space, log, configFor(server.url, { ...config, labels: space.path('none.jsonl') })))
    const run = (rows: readonly Pick<LabelRow, 'label' | 'judged'>[]) => audit(optionsFor(space, log, configFor(server.url, { ...config, labels: labelFile(space, first.value, rows) })))

    const able = candidateOf(onlyTask((await run(settled(60, 60))).value), 'lab/small')
    expect(able).toMatchObject({ viable: true, difference: 0 })
    expect(able.eValue).toBeGreaterThanOrEqual(40)
    expect(able.message).toContain('points for judged differences')

    const blind = candidateOf(onlyTask((await run(settled(60, 60, 'tie'))).value), 'lab/small')
    expect(blind.viable).toBe(false)
    expect(blind.message).toContain('may not decide')
  })

  it('never declares a candidate viable whose losses it finds', async () => {
    using space = workspace()
    await using server = await startModelServer(world(loyal))
    const log = withLog(space, 300)
    const config = { judge: JUDGE, quality: { control: 'logged' } }
    const first = await audit(optionsFor(space, log, configFor(server.url, { ...config, labels: space.path('none.jsonl') })))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { ...config, labels: labelFile(space, first.value, settled(60, 60)) })))
    expect(candidateOf(onlyTask(value), 'lab/small').viable).toBe(false)
    expect(onlyTask(value).judge).toMatchObject({ selfConsistency: 1, firstPlace: 0.5 })
  })

  it('is heard, and people are asked, where the validator does not even accept the incumbent', async () => {
    using space = workspace()
    await using server = await startModelServer(world(tie, (n) => n % 2 === 0))
    const { value } = await audit(optionsFor(space, withLog(space, 200), configFor(server.url, { judge: JUDGE, labels: space.path('none.jsonl') })))
    const task = onlyTask(value)
    expect(task.selfAgreement).toBeLessThan(0.7)
    expect(candidateOf(task, 'lab/small')).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked', viable: false })
    expect(candidateOf(task, 'lab/small').message).toContain('audit review')
    expect(task.judge?.judged).toBeGreaterThan(10)
  })

  it('must not be kin to a candidate, unless forced', async () => {
    using space = workspace()
    await using server = await startModelServer(world(tie))
    const log = withLog(space, 60)
    const config = (judge: Record<string, unknown>) => configFor(server.url, { judge: { ...JUDGE, ...judge }, quality: { control: 'logged' } })
    await expect(audit(optionsFor(space, log, config({ model: 'prod/small-2' })))).rejects.toMatchObject({ code: 'judge/family', exitCode: 2 })
    expect((await audit(optionsFor(space, log, config({ model: 'prod/small-2', force: true })))).value.result.tasks).toHaveLength(1)
  })

  it('is paid from the budget, and needs a price when there is one', async () => {
    using space = workspace()
    await using server = await startModelServer(world(tie))
    const log = withLog(space, 300)
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { judge: { ...JUDGE, price: { input: 200, output: 800 } }, quality: { control: 'logged' }, budget_usd: 0.5, labels: space.path('none.jsonl') })))
    expect(value.result.stoppedBy).toBe('budget')
    expect(value.result.totals.replayCostUsd).toBeLessThanOrEqual(0.5)
    await expect(audit(optionsFor(space, log, configFor(server.url, { judge: { model: 'lab/arbiter' }, budget_usd: 1 })))).rejects.toMatchObject({ code: 'judge/price' })
  })
})

describe('labels of people alone', () => {
  it('settle disagreements where most were looked at; the rest counts as lost', async () => {
    using space = workspace()
    await using server = await startModelServer(world(tie))
    const log = withLog(space, 300)
    const config = { quality: { control: 'logged' } }
    const first = await audit(optionsFor(space, log, configFor(server.url, { ...config, labels: space.path('none.jsonl') })))
    const [task] = first.value.plan.tasks
    const pushed = first.value.evidence.get(task?.summary.id ?? '')?.get('lab/small') ?? []
    const disputed = pushed.filter(({ candidate }) => candidate.status === 'scored' && candidate.value < 1)
    const rows = disputed.map(({ one, trial }) => JSON.stringify({ taskId: one.taskId, model: 'lab/small', caseId: one.id, key: trial.key, label: 'candidate', random: true, cases: pushed.length, disagreements: disputed.length }))
    const labels = space.write('labels.jsonl', `${rows.join('\n')}\n`)
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { ...config, labels })))
    const candidate = candidateOf(onlyTask(value), 'lab/small')
    expect(candidate.message).toContain('settled by people')
    expect(candidate.difference ?? -1).toBeGreaterThan((disputed.length / pushed.length) * -0.5)
  })

  it('must be lines that audit review wrote', async () => {
    using space = workspace()
    const labels = space.write('labels.jsonl', '{"taskId":"t"}\n')
    await using server = await startModelServer(world(tie))
    await expect(audit(optionsFor(space, withLog(space, 60), configFor(server.url, { labels })))).rejects.toMatchObject({ code: 'labels/line', message: expect.stringContaining('labels.jsonl:1') as string })
  })
})
