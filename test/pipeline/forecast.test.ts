import { describe, expect, it } from 'vitest'
import type { RunForecast, TaskForecast } from '../../src/domain/forecast.js'
import { forecastRun } from '../../src/pipeline/plan/forecast.js'
import { planAudit } from '../../src/pipeline/run.js'
import { renderForecast } from '../../src/report/forecast-table.js'
import { columns } from '../../src/text/display.js'
import { configFor, optionsFor, toEnd } from '../support/audit.js'
import { sortingLog } from '../support/log.js'
import { workspace } from '../support/workspace.js'

async function forecastOf(cases: number, changes: object = {}) {
  using space = workspace()
  const log = space.write('calls.jsonl', sortingLog(cases))
  const { plan, cases: drawn } = (await toEnd(planAudit(optionsFor(space, log, configFor('http://127.0.0.1:1', changes as never))))).value
  return forecastRun(plan, drawn, undefined, 8)
}

// A forecast is a simulation: those that several tests read are made once.
const known = new Map<number, Promise<RunForecast>>()
function forecastOnce(cases: number): Promise<RunForecast> {
  const forecast = known.get(cases) ?? forecastOf(cases)
  known.set(cases, forecast)
  return forecast
}

it('says that a hundred cases certify next to nothing, and that two thousand decide', async () => {
  const [few, many] = [await forecastOnce(90), await forecastOf(2000)]
  expect(few.tasks[0]).toMatchObject({ maxSamples: 90, floor: 99, most: { calls: 90 } })
  expect(few.tasks[0]?.power.map(({ certified }) => certified)).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)])
  expect(Math.max(...(few.tasks[0]?.power ?? []).map(({ certified }) => certified))).toBeLessThan(0.4)
  expect(many.tasks[0]?.maxSamples).toBe(1000)
  expect(many.tasks[0]?.power[0]?.certified).toBeGreaterThan(0.9)
  expect(renderForecast(few, { width: 80, color: false })).toContain('needs 99')
})

it('expects no more than the most, counts every candidate that can be tried, and the same twice', async () => {
  const two = { candidates: [{ model: 'lab/a', price: { input: 1, output: 3 } }, { model: 'lab/b', price: { input: 2, output: 6 } }, 'lab/unpriced'] }
  const forecast = await forecastOf(400, two)
  const [task] = forecast.tasks
  expect(task?.candidates).toEqual(['lab/a', 'lab/b'])
  expect(task?.floor).toBe(135) // K = 3: the one without a price is declared, too
  expect(task?.most.calls).toBe(800)
  expect(task?.expected.calls).toBeLessThan(800)
  expect(task?.expected.usd).toBeLessThan(task?.most.usd ?? 0)
  expect(await forecastOf(400, two)).toEqual(forecast)
})

it('fits its table into 40, 80 and 120 columns', async () => {
  const forecast = await forecastOnce(90)
  for (const width of [40, 80, 120]) for (const line of renderForecast(forecast, { width, color: false }).split('\n')) expect(columns(line)).toBeLessThanOrEqual(width)
})

it('says what an aim takes, what the worst would cost, and how long it lasts', async () => {
  const forecast = await forecastOf(300, { providers: { prod: { api: 'openai', base_url: 'http://127.0.0.1:1/v1' }, lab: { api: 'openai', base_url: 'http://127.0.0.1:1/v1', rpm: 30 } } })
  const [task] = forecast.tasks
  const usual = task?.power.find(({ discordance }) => discordance === 0.1)
  expect(task?.samplesFor80).toBeGreaterThanOrEqual(700)
  expect(task?.samplesFor80).toBeLessThanOrEqual(1400)
  expect(usual?.onePointWorse).toBeLessThan(usual?.certified ?? 0)
  expect(usual?.tenPointsWorseEnds).toBeGreaterThan(0.95)
  // Thirty calls a minute: two seconds each.
  expect(task?.minutes).toBeCloseTo((task?.expected.calls ?? 0) / 30, 1)
  expect(task?.worstUsd).toBeGreaterThan(task?.most.usd ?? Infinity)
  expect(task?.control).toMatchObject({ calls: 60, most: 300 })
  expect(renderForecast(forecast, { width: 100, color: false })).toMatch(/needs about [\d,]+ samples/)
})

it('says why nothing can be tried, and what to write', async () => {
  const forecast = await forecastOf(60, { candidates: ['lab/unpriced'] })
  expect(forecast.tasks[0]?.unfit).toContain('no list price is known for lab/unpriced')
  expect(renderForecast(forecast, { width: 100, color: false })).toContain('Not to be tried: no list price is known for lab/unpriced')
})

const EU = { constraints: [{ when: { field: 'metadata.region', eq: 'eu' }, require: { regions: ['eu'] } }] }
const regions = (cases: number, regionOf: (n: number) => string): string => sortingLog(cases).trimEnd().split('\n').map((line, n) => JSON.stringify({ ...JSON.parse(line), metadata: { region: regionOf(n) } })).join('\n')
async function constrained(regionOf: (n: number) => string, changes: object = {}) {
  using space = workspace()
  const log = space.write('calls.jsonl', regions(300, regionOf))
  const { plan, cases: drawn } = (await toEnd(planAudit(optionsFor(space, log, configFor('http://127.0.0.1:1', { ...EU, ...changes } as never))))).value
  return forecastRun(plan, drawn, undefined, 8)
}

it('expects no call of a task whose cases all are kept from every provider, and says so', async () => {
  const forecast = await constrained(() => 'eu')
  const [task] = forecast.tasks
  expect(task).toMatchObject({ candidates: [], power: [], expected: { calls: 0, usd: 0 }, most: { calls: 0, usd: 0 }, control: { calls: 0, most: 0 }, worstUsd: 0 })
  expect(forecast.totals).toMatchObject({ expected: { calls: 0 }, most: { calls: 0 }, worstUsd: 0 })
  const text = renderForecast(forecast, { width: 200, color: false })
  expect(text).toContain('Not to be tried: a constraint forbids to send these calls to')
  expect(text).toMatch(/Constraints: lab may see none of the 300 drawn cases/)
})

it('counts on those cases only that a provider may see', async () => {
  const [some] = (await constrained((n) => (n % 3 === 0 ? 'us' : 'eu'), { quality: { control: 'logged' } })).tasks
  expect(some).toMatchObject({ maxSamples: 100, most: { calls: 100 }, withheld: [{ provider: 'lab', sendable: 100, cases: 300 }] })
  const [all] = (await constrained(() => 'us', { quality: { control: 'logged' } })).tasks
  expect(all).toMatchObject({ maxSamples: 300, most: { calls: 300 }, withheld: [] })
  expect(all?.power[0]?.certified).toBeGreaterThan(some?.power[0]?.certified ?? 1)
})

it('expects no call where the incumbent would have to be asked again and cannot, and says what to write', async () => {
  const of = async (changes: object): Promise<{ readonly forecast: () => RunForecast; readonly warnings: readonly string[] }> => {
    using space = workspace()
    const log = space.write('calls.jsonl', sortingLog(60))
    const { value: { plan, cases: drawn } } = await toEnd(planAudit(optionsFor(space, log, configFor('http://127.0.0.1:1', changes as never))))
    return { forecast: () => forecastRun(plan, drawn, undefined, 8), warnings: plan.warnings }
  }
  const { forecast, warnings } = await of({ models: { big: { as: 'labb/big' } } })
  expect(forecast()).toMatchObject({ tasks: [{ candidates: [], control: { calls: 0 }, unfit: expect.stringContaining('there is no provider "labb": add it to the configuration') as string }], totals: { most: { calls: 0 }, outlayUsd: 0 } })
  expect(warnings).toEqual([expect.stringMatching(/"big" is said to be served as "labb\/big", and there is no provider "labb".*Did you mean "lab"\?/u)])
  const logged = await of({ models: { big: { as: 'labb/big' } }, quality: { control: 'logged' } })
  expect(logged.forecast().tasks).toMatchObject([{ candidates: ['lab/small'], unfit: null }])
  expect(logged.warnings).toHaveLength(1)
  // What the log does not hold is no matter.
  expect((await of({ models: { other: { as: 'labb/other' } } })).warnings).toEqual([])
})

describe('a budget', () => {
  const said = (forecast: RunForecast): string => renderForecast(forecast, { width: 200, color: false }).replaceAll(/\s+/g, ' ')

  it('that is less than candidates and control are expected to cost is warned of, with what would help', async () => {
    const forecast = await forecastOnce(90)
    const { outlayUsd } = forecast.totals
    expect(outlayUsd).toBeCloseTo(forecast.totals.expected.usd + (forecast.tasks[0]?.control.expectedUsd ?? Number.NaN), 12)
    const withBudget = (budgetUsd: number): RunForecast => ({ ...forecast, totals: { ...forecast.totals, budgetUsd } })
    expect(said(withBudget(outlayUsd ?? 0))).toMatch(/Budget \$[\d.]+\. $/)
    const short = said(withBudget((outlayUsd ?? 0) * 0.99))
    expect(short).toMatch(/Warning: the budget of \S+ will probably end before the last verdict: candidates and control are expected to cost/)
    const enough = Number(/--budget ([\d.]+)\)/.exec(short)?.[1])
    expect(said(withBudget(enough))).toContain('Budget $')
    expect(short).toContain('fewer cases a task (--max-samples)')
    expect(short).toContain('--decidable-only, about')
    expect(said(forecast), 'what holds where nobody names one').toMatch(/Budget \$20\.00\. $/)
  })

  it('names as many of the dearest tasks as it allows, and no way that would save nothing', async () => {
    const forecast = await forecastOnce(90)
    const [task] = forecast.tasks as [TaskForecast]
    const tasks = [3, 2, 1].map((outlayUsd, at) => ({ ...task, id: `t_${at}`, maxSamples: task.floor, outlayUsd }))
    const saidOf = (budgetUsd: number): string => said({ ...forecast, tasks, totals: { ...forecast.totals, outlayUsd: 6, budgetUsd } })
    expect(saidOf(5.5)).toContain('--top-tasks 2)')
    expect(saidOf(3)).toContain('--top-tasks 1)')
    expect(saidOf(2.9)).not.toContain('--top-tasks')
    expect(saidOf(5.5)).not.toContain('--decidable-only')
    // Of an unknown cost the known part may be too much.
    expect(said({ ...forecast, tasks, totals: { ...forecast.totals, outlayUsd: null, budgetUsd: 1e-9 } })).toContain('will probably end')
  })
})
