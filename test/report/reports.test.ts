import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderInspectTable } from '../../src/report/inspect-table.js'
import { renderJson } from '../../src/report/json.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import { latencyChange, monthlySaving } from '../../src/report/summary.js'
import { renderTable } from '../../src/report/table.js'
import { columns } from '../../src/text/display.js'
import { auditResult, candidate, kept, taskResult } from '../policy/result-fixture.js'
import { auditResults, inspectResults } from './hostile.js'

const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069](?<!\n)/u
const result = auditResult([taskResult(), kept()], { warnings: ['the log has no prices for "x"'] })
const plainOptions = (width: number): { width: number; color: boolean } => ({ width, color: false })

describe('every report', () => {
  it('shows no control character, whatever labels, models and messages hold', () => {
    fc.assert(fc.property(auditResults, inspectResults, fc.constantFrom(40, 80, 120), (audit, inspect, width) => {
      for (const text of [renderTable(audit, plainOptions(width)), renderMarkdown(audit), renderJson(audit), renderJson(inspect), renderInspectTable(inspect, plainOptions(width))]) expect(text).not.toMatch(UNSAFE)
    }), { numRuns: 60 })
  })

  it.each([40, 80, 120])('keeps every line within %i columns', (width) => {
    fc.assert(fc.property(auditResults, inspectResults, (audit, inspect) => {
      for (const text of [renderTable(audit, plainOptions(width)), renderInspectTable(inspect, plainOptions(width))]) {
        for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(width)
      }
    }), { numRuns: 60 })
  })
})

describe('renderTable', () => {
  it('says of each task what was decided, on what evidence, for what saving', () => {
    const [head, moved, stays] = renderTable(result, plainOptions(140)).split('\n')
    expect(head?.trim().split(/ {2,}/)).toEqual(['share', 'task', 'incumbent → decision', 'difference', 'e', 'saving', 'p95', 'n'])
    expect(moved?.trim().split(/ {2,}/)).toEqual(['50.0 %', 'Ticket classification', 'openai/gpt-4o → openai/gpt-4o-mini', '−0.7 pp [−3.0, +2.0]', '20.4', '$7.90 [$7.50, $8.00]', '–', '137'])
    expect(stays?.trim().split(/ {2,}/)).toEqual(['50.0 %', 'Summaries', 'openai/gpt-4o (kept)', '−0.7 pp [−3.0, +2.0]', '2.0', '–', '–', '137'])
  })

  it('has one line a task, then totals, what is undecided, and warnings', () => {
    const text = renderTable(result, plainOptions(200))
    expect(text).toContain('1 of 2 tasks can move to a cheaper model at margin 3.0 %, level 5.0 %.')
    expect(text).toContain('Saving $7.90 of $10.00 over the logged period (79.0 %).')
    expect(text).toContain('Policy: routing-policy.yaml')
    expect(text).toContain('- Summaries: openai/gpt-4o-mini after 137 trials: about 400 more would decide.')
    expect(text).toContain('- the log has no prices for "x"')
    expect(text.split('\n').filter((line) => line.includes('Ticket classification'))).toHaveLength(1)
  })

  it('says what could not be tried, and why, once for each cause', () => {
    const blocked = (model: string) => candidate({ model, verdict: 'not-evaluated', reason: 'blocked', viable: false, trials: 0, difference: null, message: 'the key of "lab" is not set' })
    const text = renderTable(auditResult([{ ...kept(), candidates: [blocked('lab/a'), blocked('lab/b')] }]), plainOptions(120))
    expect(text).toContain('- Summaries: lab/a, lab/b not tried: the key of "lab" is not set.')
    expect(text).toMatch(/\nNext\n {2}audit explain t_/)
  })

  it.each([80, 100, 120, 160])('at %i columns long names never lose the model that a task moves to', (width) => {
    const model = 'meta-llama-3.3-70b-instruct-v2'
    const long = taskResult({ label: 'A long label of a task that is happy to give way', incumbent: 'openrouter-of-the-team/anthropic-claude-sonnet-4-5-20250929', candidates: [candidate({ model: `bedrock-eu-central-1/${model}` })], decision: { model: `bedrock-eu-central-1/${model}`, strategy: 'single', reason: 'viable', savingUsd: 7.9, savingInterval: [7.5, 8] } })
    const row = renderTable(auditResult([long]), plainOptions(width)).split('\n')[1]
    expect(row).toContain(`→ ${model}`)
  })

  it.each([40, 80, 120])('has no difference to show, at %i columns, of what was not tried, and leads on to the reason', (width) => {
    const untried = candidate({ verdict: 'not-evaluated', reason: 'blocked', viable: false, trials: 0, difference: null, interval: [-1, 1], message: 'no control' })
    const table = renderTable(auditResult([kept({ candidates: [untried] })]), plainOptions(width))
    expect(table).not.toContain('unknown')
    expect(table).toContain('audit explain t_000000000002')
  })

  it('leads on to the reason where every candidate is worse', () => {
    expect(renderTable(auditResult([kept({ candidates: [candidate({ verdict: 'inferior', viable: false })] })]), plainOptions(80))).toContain('audit explain t_000000000002')
  })

  it('cuts the middle of a name that has no room at all, for models of a family differ at the end', () => {
    const far = taskResult({ candidates: [candidate({ model: `lab/${'x'.repeat(40)}-mini` })], decision: { model: `lab/${'x'.repeat(40)}-mini`, strategy: 'single', reason: 'viable', savingUsd: 1, savingInterval: [1, 1] } })
    expect(renderTable(auditResult([far]), plainOptions(40)).split('\n')[1]).toMatch(/→ xxx\S*…\S*mini/)
  })

  it('shows less on narrow screens, the decision always', () => {
    const line = renderTable(result, plainOptions(40)).split('\n')[1] ?? ''
    expect(line).toMatch(/^ *50\.0 % {2}Ticket.*→ .*\$7\.90$/)
    expect(renderTable(result, plainOptions(80))).toContain('−0.7 pp')
  })

  it('clamps the width and colors only when asked', () => {
    expect(renderTable(result, plainOptions(1))).toBe(renderTable(result, plainOptions(40)))
    expect(renderTable(result, plainOptions(9999))).toBe(renderTable(result, plainOptions(200)))
    expect(renderTable(result, { width: 120, color: true }).includes('\u001b[1m')).toBe(true)
  })

  it('calls an unknown saving unknown, a stop by the budget by its name, and an empty result empty', () => {
    const bare = auditResult([taskResult({ decision: { model: 'openai/gpt-4o-mini', strategy: 'single', reason: '', savingUsd: null, savingInterval: null } }), kept({ candidates: [candidate({ verdict: 'inconclusive', morePlanned: null })] })], { stoppedBy: 'budget', totals: { ...result.totals, savingUsd: null, savingShare: null } })
    const text = renderTable(bare, plainOptions(200))
    expect(text).toMatch(/unknown +– +137/)
    expect(text).toContain('The saving is unknown: a price is missing.')
    expect(text).toContain('Stopped by the budget')
    expect(text).toContain('openai/gpt-4o-mini after 137 trials: no realistic number of further ones would decide.')
    expect(renderTable(auditResult([]), plainOptions(80))).toContain('No task was found')
  })
})

describe('renderMarkdown', () => {
  it('is a table that a pull request can hold', () => {
    const text = renderMarkdown(result).replaceAll('\u00a0', ' ')
    expect(text).toContain('| 50.0 % | `Ticket classification` | `openai/gpt-4o` → `openai/gpt-4o-mini` | −0.7 pp [−3.0, +2.0] | 20.4 | &#36;7.90 [&#36;7.50, &#36;8.00] | – | 137 |')
    expect(text).toContain('**Undecided**')
  })

  it('has a row for each strategy below its task, with its verdict and what it asks of the incumbent', () => {
    const strategy = { kind: 'cascade' as const, models: ['openai/gpt-4o-mini'], verdict: 'non-inferior' as const, reason: 'certified' as const, viable: true, notViableBecause: null, trials: 300, difference: -0.004, interval: [-0.03, 0.02] as const, eValue: 33.1, escalated: 0.231, costPerCallUsd: 0.001, latencyMs: null, message: '' }
    const split = { ...strategy, kind: 'split' as const, verdict: 'inconclusive' as const, reason: 'data' as const, viable: false, trials: 0, escalated: null, difference: null }
    const slow = { ...strategy, kind: 'agreement' as const, models: ['a/b', 'c|d/`e`'], viable: false, notViableBecause: 'latency' as const }
    const task = taskResult({ strategies: [strategy, split, slow], decision: { model: 'openai/gpt-4o-mini', strategy: 'cascade', family: { kind: 'cascade', models: ['openai/gpt-4o-mini'] }, reason: '', savingUsd: 1, savingInterval: [1, 1] } })
    const rows = renderMarkdown(auditResult([task])).replaceAll('\u00a0', ' ').split('\n').filter((line) => line.includes('↳'))
    expect(rows).toEqual([
      '|  | ↳ cascade | `openai/gpt-4o-mini`: ✓ good enough, taken, asks the incumbent in 23.1 % | −0.4 pp [−3.0, +2.0] | 33.1 |  |  | 300 |',
      '|  | ↳ split | `openai/gpt-4o-mini`: ? no more cases | – | – |  |  | 0 |',
      '|  | ↳ agreement | `a/b` + `c¦d/′e′`: ✗ too slow, asks the incumbent in 23.1 % | −0.4 pp [−3.0, +2.0] | 33.1 |  |  | 300 |',
    ])
  })

  it('stays short, and counts what it leaves out', () => {
    const text = renderMarkdown(auditResult(Array.from({ length: 300 }, () => kept({ label: 'l'.repeat(500) })), { warnings: Array.from({ length: 300 }, () => 'w'.repeat(5000)) }))
    expect(text.length).toBeLessThan(20_000)
    expect(text).toContain('and 275 more tasks')
    expect(text).toContain('- and 292 more')
  })

  it('has room for a cause and its way out, and breaks no interval over lines', () => {
    const cause = `${'a long cause '.repeat(20)}: name a judge`
    const untried = candidate({ verdict: 'not-evaluated', reason: 'blocked', viable: false, trials: 0, message: cause })
    const text = renderMarkdown(auditResult([taskResult(), kept({ candidates: [untried] })]))
    expect(text).toContain('name a judge')
    expect(text).toContain('| −0.7\u00a0pp [−3.0,\u00a0+2.0] |')
  })

  it('makes text from logs inert: no bar, link, mention, HTML or code that ends early', () => {
    const label = 'a|b `x` <img src=x> [l](http://e.example) @all #1'
    const text = renderMarkdown(auditResult([taskResult({ label })], { warnings: [label] }))
    const row = text.split('\n').find((line) => line.startsWith('| 50')) ?? ''
    expect(row.split('|')).toHaveLength(10)
    expect(row.split('`')).toHaveLength(7)
    const warning = text.split('\n').at(-2) ?? ''
    expect(warning).not.toMatch(/[<>`[\]|]|@all|:\/\/|#1(?!\d*;)/)
  })

  it('has as many cells in every row as in its head, whatever the text', () => {
    fc.assert(fc.property(auditResults, (audit) => {
      for (const line of renderMarkdown(audit).split('\n').filter((one) => one.startsWith('|'))) expect(line.split('|')).toHaveLength(10)
    }), { numRuns: 150 })
  })
})

describe('renderJson', () => {
  it('gives the same bytes whatever the order of keys, and parses back', () => {
    const shuffled = JSON.parse(JSON.stringify(result), (_key, value: unknown) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value)) as typeof result
    expect(renderJson(shuffled)).toBe(renderJson(result))
    expect(JSON.parse(renderJson(result))).toEqual(result)
    expect(Object.keys(JSON.parse(renderJson(shuffled)) as object)[0]).toBe('schemaVersion')
  })

  it('holds finite numbers only', () => {
    const odd = auditResult([taskResult({ share: -0, candidates: [candidate({ eValue: Infinity, interval: [-Infinity, Number.NaN] })] })])
    const { tasks } = JSON.parse(renderJson(odd)) as { tasks: { share: number; candidates: { eValue: number; interval: unknown }[] }[] }
    expect(tasks[0]?.candidates[0]).toMatchObject({ eValue: Number.MAX_VALUE, interval: [-Number.MAX_VALUE, null] })
    expect(renderJson(odd)).not.toContain('-0,')
  })
})

describe('renderInspectTable', () => {
  const inspect = {
    schemaVersion: 1 as const, input: { calls: 1200, excluded: { error: 12, truncated: 88 }, formats: { 'openai-chat': 1100 } },
    tasks: [{
      id: 't_1', label: 'Tickets', taskType: 'classification' as const, calls: 1000, share: 0.9, costUsd: 12.4, models: { 'gpt-4o': 900, 'gpt-4': 100 }, latencyMs: { p50: 410, p95: 900, p99: 1300 }, repeats: 30, repeatsCostUsd: 0.4,
      mostSavingUsd: 9.5, tokensPerCall: { input: 612.4, output: null }, tiers: { free: 750, pro: 250 }, validator: 'label@1', template: 'Sort the ticket: {…}', example: 'Sort the ticket: \u001b[31mmy lamp is broken',
    }],
    other: { calls: 100, share: 0.1, costUsd: null }, totals: { ...result.totals, costUsd: 12.4, mostSavingUsd: 9.5, repeatsCostUsd: 0.4 },
    excluded: [{ reason: 'truncated' as const, count: 88, first: [{ source: { file: 'log.jsonl', line: 7 }, detail: 'the prompt was cut by the log' }] }, { reason: 'error' as const, count: 12, first: [] }],
    drift: { since: '2026-03-01T10:00:00.000Z', calls: 900, changes: [{ id: 't_1', label: 'Tickets', change: 'grown' as const, shareBefore: 0.5, shareNow: 0.9 }, { id: 't_2', label: 'Poems', change: 'gone' as const, shareBefore: 0.2, shareNow: 0 }] },
  }

  it('says on one screen what the traffic is', () => {
    const lines = renderInspectTable(inspect, plainOptions(120)).split('\n')
    expect(lines).toEqual([
      '1,100 calls of 1 task cost $12.40; at list prices at most $9.50 (76.6 %) could be saved.', '',
      ' share    cost  save ≤  task',
      '90.0 %  $12.40   $9.50  Tickets  classification, label@1, t_1',
      '  1,000 calls · gpt-4o 90 %, gpt-4 10 % · p50/95/99 0.4/0.9/1.3 s · 612 → ? tokens · 3 % repeats · free 75 %, pro 25 %',
      '  Sort the ticket: {…}', '  “Sort the ticket: my lamp is broken”', '',
      'Of no task: 100 calls (10.0 %), unknown.', 'Exact repeats: 30 calls, $0.40 that a cache would save; one of each is sampled.', '1,200 records read; usable 1,100 openai-chat.',
      'Left out: 88 truncated, first log.jsonl:7: the prompt was cut by the log', 'Left out: 12 error',
      'Since the log of 2026-03-01 (900 calls): grown: Tickets (50.0 % → 90.0 %); gone: Poems (20.0 %).', '',
    ])
  })

  it('leaves the example out where a screen has no room for it beside the template, and never shows more than its lines', () => {
    for (const width of [40, 80]) {
      const text = renderInspectTable(inspect, plainOptions(width))
      expect(text.includes('my lamp'), 'what a call asks, where there is room for it beside the template').toBe(width === 80)
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width)
    }
    const { template: _, ...bare } = inspect.tasks[0] as (typeof inspect.tasks)[number]
    expect(renderInspectTable({ ...inspect, tasks: [bare] }, plainOptions(80))).toContain('“Sort the ticket: my lamp is broken”')
  })

  it('shows twenty tasks, the dearest and the most called in full, and counts the rest', () => {
    const many = Array.from({ length: 23 }, (_, at) => ({ ...(inspect.tasks[0] as (typeof inspect.tasks)[number]), label: `Task ${at}`, calls: at, share: 0.05, costUsd: 1, template: `Prompt ${at}.` }))
    const text = renderInspectTable({ ...inspect, tasks: many }, plainOptions(80))
    expect(text).toContain('Task 19')
    expect(text).not.toContain('Task 20')
    expect(text.match(/Prompt \d+/gu)).toEqual(['Prompt 0', 'Prompt 1', 'Prompt 2', 'Prompt 3', 'Prompt 16', 'Prompt 17', 'Prompt 18', 'Prompt 19'])
    expect(text).toContain('3 more tasks hold 15.0 % of the calls ($3.00); --json lists them all.')
  })

  it('knows what it does not know', () => {
    const text = renderInspectTable({ ...inspect, tasks: [], totals: { ...inspect.totals, costUsd: null, mostSavingUsd: null } }, plainOptions(80))
    expect(text).toContain('cost unknown')
    expect(text).toContain('No task was found')
  })
})

describe('the summary', () => {
  const week = { logWindow: { from: '2026-01-01T00:00:00Z', to: '2026-01-08T00:00:00Z' } }
  const saved = auditResult([taskResult(), kept()], { ...week, totals: { ...result.totals, savingUsd: 7 } })

  it('scales the saving of the logged days to a month, with its interval', () => {
    const month = monthlySaving(saved)
    expect(month?.usd).toBeCloseTo(30.4375, 4)
    expect(month?.interval[0]).toBeCloseTo((7.5 / 7) * 30.4375, 4)
    expect(month?.interval[1]).toBeCloseTo((8 / 7) * 30.4375, 4)
    expect(renderTable(saved, plainOptions(120))).toContain('At the traffic of the 7.0 logged days: $30.44')
    expect(monthlySaving(result)).toBeUndefined()
    expect(monthlySaving({ ...saved, logWindow: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T05:00:00Z' } })).toBeUndefined()
  })

  it('says how much slower or faster the chosen model answers, where both are known', () => {
    const shown = (before: number, after: number): string => latencyChange(taskResult({ incumbentLatencyMs: { p50: 1, p95: before, p99: 1 }, candidates: [candidate({ model: 'openai/gpt-4o-mini', latencyMs: { p50: 1, p95: after, p99: 1 } })] }))
    expect([shown(1000, 580), shown(1000, 1250), shown(0, 5)]).toEqual(['−42 %', '+25 %', '–'])
    expect(latencyChange(kept())).toBe('–')
  })

  it('ends with the next command', () => {
    expect(renderTable(saved, plainOptions(120)).trimEnd()).toMatch(/\nNext\n {2}audit report --format html --output report\.html\n {2}audit explain \S+$/)
  })
})

describe('where a report comes from', () => {
  it('stands in Markdown: run, seed, margin, level, samples, design, guarantee and the days of the log, inert', () => {
    const window = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-15T00:00:00.000Z' }
    const last = (changes: Parameters<typeof auditResult>[1]) => renderMarkdown(auditResult([taskResult()], changes)).trimEnd().split('\n').at(-1) ?? ''
    const line = last({ runId: 'run1', seed: 77, logWindow: window, guarantee: { kind: 'fdr', level: 0.1, tasks: 12, design: 'sequential' } })
    expect(line.replaceAll('\\', '')).toMatch(/^Fixed before the first call: run run1, seed 77, margin 3.0 %, level 0.05, samples at most [\d,]+, design sequential, guarantee false discovery rate of 10.0 % over 12 tasks, log 2026-01-01T00:00:00.000Z to 2026-01-15T00:00:00.000Z$/)
    expect(last({ guarantee: { kind: 'per-task' } as never }).replaceAll('\\', '')).toContain('guarantee for each task by itself')
    expect(last({ runId: '<img src=x>' })).not.toContain('<img')
  })
})
