import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { InspectResult } from '../../src/domain/inspect.js'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { logRecord } from '../support/log.js'
import { workspace } from '../support/workspace.js'

const DEAD = 'http://127.0.0.1:9'
const lines = (records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')
const sorting = (count: number, system?: string) => Array.from({ length: count }, (_, n) => logRecord(n, system === undefined ? {} : { system }))
const poems = (count: number) => Array.from({ length: count }, (_, n) => logRecord(1000 + n, { system: 'You write two lines of verse for the birthday of a colleague, without rhyme.', answer: 'Bright is the day\nand long.' }))

describe('audit inspect', () => {
  it('tells what changed since the log before, keeps ids when a prompt was edited, and shows no encoded data', async () => {
    using space = workspace()
    space.write('audit.config.yaml', configText(DEAD))
    const photo = `Message 1: what is on this? data:image/png;base64,${'iVBORw0KGgo'.repeat(60)}`
    space.write('one.jsonl', lines([logRecord(0, { prompt: photo }), ...sorting(120).slice(1)]))
    const first = JSON.parse((await cli(space.directory, ['inspect', 'one.jsonl', '--json'])).stdout) as InspectResult
    expect(first.drift).toBeUndefined()
    expect(first.tasks[0]?.example).toBe('Message 1: what is on this? {data}')

    space.write('two.jsonl', lines([...sorting(100, 'Sort each message into exactly one of these: urgent, routine, spam. Answer with the label only, please.'), ...poems(40), { id: 'bad', request: { model: 'big', messages: [{ role: 'user', content: 'x' }] }, response: { error: { message: 'over quota' } } }]))
    const { stdout, stderr, code } = await cli(space.directory, ['inspect', 'two.jsonl', '--json', '--members'])
    expect({ code, stderr: stderr.includes('warning') }).toEqual({ code: 0, stderr: false })
    const second = JSON.parse(stdout) as InspectResult
    expect(second.tasks.find(({ calls }) => calls === 100)?.id).toBe(first.tasks[0]?.id)
    expect(second.drift?.changes.map(({ change }) => change).sort()).toEqual(['new', 'shrunk'])
    expect(second.drift?.calls).toBe(120)
    expect(second.excluded).toEqual([{ reason: 'error', count: 1, first: [expect.objectContaining({ source: { file: 'two.jsonl', line: 141 } })] }])
    expect(second.tasks.every(({ members, calls }) => members?.length === calls)).toBe(true)

    const screen = await cli(space.directory, ['inspect', 'two.jsonl'])
    expect(screen.stdout).toContain("no task's share changed beyond chance")
    expect(Math.max(...screen.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120)
  })

  it('a log without any text shows what was paid, and that nothing can be audited; a plan refuses it', async () => {
    using space = workspace()
    space.write('audit.config.yaml', configText(DEAD))
    space.write('log.jsonl', lines(sorting(60)))
    await cli(space.directory, ['inspect', 'log.jsonl', '--quiet'])
    const head = 'generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug,provider_name,app_name,api_key_name'
    space.write('activity.csv', `${head}\n${Array.from({ length: 40 }, (_, n) => `gen-${n},2026-11-02 02:37:${String(10 + n)}.271,0.25,800,40,${n < 30 ? 'openai/gpt-x' : 'acme/y'},OpenAI,App,prod`).join('\n')}\n`)
    const json = await cli(space.directory, ['inspect', 'activity.csv', '--json'])
    expect({ code: json.code, stderr: json.stderr.includes('error:') }).toEqual({ code: 0, stderr: false })
    const result = JSON.parse(json.stdout) as InspectResult
    expect(result.tasks).toEqual([])
    expect(result.drift).toBeUndefined()
    expect(result.input).toMatchObject({ calls: 40, excluded: { 'no-text': 40 }, formats: {} })
    expect(result.keptForCost).toMatchObject({ calls: 40, costUsd: 10, unpriced: 0, tokens: { input: 32_000, output: 1_600 } })
    expect(Object.values(result.keptForCost?.models ?? {}).sort((a, b) => b - a)).toEqual([30, 10])
    expect(result.totals).toMatchObject({ costUsd: null, mostSavingUsd: null })
    const screen = await cli(space.directory, ['inspect', 'activity.csv'])
    expect(screen.stdout).toMatch(/^Nothing can be audited: no record holds a prompt and its answer\./)
    expect(screen.stdout).toContain('40 calls, $10')

    const plan = await cli(space.directory, ['plan', 'activity.csv'])
    expect(plan.code).toBe(2)
    expect(plan.stderr).toContain('none of 40 records is a usable call')
    // What was remembered of the log before is still there.
    const again = JSON.parse((await cli(space.directory, ['inspect', 'log.jsonl', '--json'])).stdout) as InspectResult
    expect(again.drift).toMatchObject({ calls: 60, changes: [] })
  })

  it('goes on with a warning when what it remembered is spoiled, and mends it', async () => {
    using space = workspace()
    space.write('audit.config.yaml', configText(DEAD))
    space.write('log.jsonl', lines(sorting(60)))
    await cli(space.directory, ['inspect', 'log.jsonl', '--json'])
    const good = readFileSync(space.path('.audit/tasks.json'), 'utf8')
    space.write('.audit/tasks.json', good.slice(0, 80))
    const { code, stderr, stdout } = await cli(space.directory, ['inspect', 'log.jsonl', '--json'])
    expect(code).toBe(0)
    expect(stderr).toContain('.audit/tasks.json: it is not JSON')
    expect((JSON.parse(stdout) as InspectResult).drift).toBeUndefined()
    expect((JSON.parse(readFileSync(space.path('.audit/tasks.json'), 'utf8')) as { tasks: unknown }).tasks).toEqual((JSON.parse(good) as { tasks: unknown }).tasks)
  })
})
