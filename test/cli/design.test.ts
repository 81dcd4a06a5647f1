import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { AuditResult } from '../../src/domain/result.js'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { caseOf, labelOf, sortingLog, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer, type SeenRequest } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

const FIXED = 'quality: { control: logged, max_samples: 150, design: fixed }'
const parse = (text: string): AuditResult => JSON.parse(text) as AuditResult
const wrongEvery = (n: number) => ({ prompt }: Pick<SeenRequest, 'prompt'>) => answer(caseOf(prompt) % n === 0 ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt)))

it('a fixed design certifies what betting leaves open, says what it gives up, and is not extended', async () => {
  await using server = await startModelServer(right)
  using space = workspace()
  space.write('calls.jsonl', sortingLog(400))
  space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
  const args = ['run', 'calls.jsonl', '--max-samples', '100', '--yes', '--json', '-']
  const betting = parse((await cli(space.directory, [...args, '--run-dir', space.path('elsewhere')])).stdout)
  expect(betting.tasks[0]?.candidates[0]).toMatchObject({ verdict: 'inconclusive', trials: 100 })

  const fixed = await cli(space.directory, [...args, '--design', 'fixed'])
  expect(fixed.code, fixed.stderr).toBe(0)
  const result = parse(fixed.stdout)
  expect(result.tasks[0]?.candidates[0]).toMatchObject({ verdict: 'non-inferior', reason: 'certified', viable: true, trials: 100 })
  expect(result.rule).toMatchObject({ design: 'fixed', maxSamples: 100 })
  expect(result.guarantee).toMatchObject({ kind: 'task', design: 'fixed', level: 0.05 })
  expect(result.tasks[0]?.candidates[0]?.message).toContain('cannot be extended')
  const table = await cli(space.directory, ['report', result.runId])
  expect(table.stdout.replace(/\s+/g, ' ')).toContain('It cannot be extended by more samples')
  expect((await cli(space.directory, ['policy', 'lint', 'routing-policy.yaml'])).code).toBe(0)

  const calls = server.seen.length
  for (const more of [['--max-samples', '300', '--design', 'fixed'], ['--max-samples', '300'], ['--max-samples', '200', '--design', 'fixed', '--fresh']]) {
    const again = await cli(space.directory, ['run', 'calls.jsonl', '--yes', ...more])
    expect(again.code).toBe(2)
    expect(again.stderr).toContain(`run ${result.runId} has tried the same candidates on the same cases`)
  }
  expect(server.seen.length).toBe(calls)
  const same = await cli(space.directory, [...args, '--design', 'fixed'])
  expect(parse(same.stdout).runId).toBe(result.runId)
})

it('a fixed design looks every ten cases and rejects a worse model', async () => {
  await using server = await startModelServer(wrongEvery(10))
  using space = workspace()
  space.write('calls.jsonl', sortingLog(200))
  space.write('audit.config.yaml', configText(server.url, FIXED))
  const result = parse((await cli(space.directory, ['run', 'calls.jsonl', '--yes', '--json', '-'])).stdout)
  expect(result.tasks[0]?.candidates[0]?.viable).toBe(false)
  expect(result.tasks[0]?.decision.strategy).toBe('incumbent')
})

it.each([
  ['run', 'graded scores', 'tasks: [{ match: { label: LABEL }, validator: similarity }]', 'needs scores of right or wrong'],
  ['plan', 'a closed population', 'quality: { control: logged, max_samples: 150, design: fixed, population: log }', 'holds for traffic'],
  ['plan', 'too many samples', 'quality: { control: logged, max_samples: 1000, design: fixed }', '500 samples at most'],
])('%s refuses a fixed design with %s before any call', async (command, _, more, message) => {
  await using server = await startModelServer(right)
  using space = workspace()
  space.write('calls.jsonl', sortingLog(200))
  space.write('audit.config.yaml', configText(server.url, FIXED))
  const label = more.startsWith('tasks') ? JSON.stringify((JSON.parse((await cli(space.directory, ['inspect', 'calls.jsonl', '--json', '-'])).stdout) as AuditResult).tasks[0]?.label) : ''
  space.write('audit.config.yaml', configText(server.url, more.startsWith('tasks') ? `${FIXED}\n${more.replace('LABEL', label)}` : more))
  const end = await cli(space.directory, [command, 'calls.jsonl', ...(command === 'run' ? ['--yes'] : [])])
  expect(end.code).toBe(2)
  expect(end.stderr).toContain(message)
  expect(end.stderr).toContain('design')
  expect(server.seen).toEqual([])
  expect(readdirSync(space.directory)).not.toContain('routing-policy.yaml')
})

it('plan shows the better chance of a fixed design, and that too few cases certify nothing', async () => {
  await using server = await startModelServer(right)
  using space = workspace()
  space.write('calls.jsonl', sortingLog(150))
  space.write('few.jsonl', sortingLog(60))
  space.write('audit.config.yaml', configText(server.url, FIXED))
  const chanceOf = (text: string) => (JSON.parse(text) as { tasks: { power: { certified: number }[] }[] }).tasks[0]?.power[0]?.certified ?? 0
  const fixed = await cli(space.directory, ['plan', 'calls.jsonl', '--json', '-'])
  const betting = await cli(space.directory, ['plan', 'calls.jsonl', '--json', '-', '--design', 'sequential'])
  expect(chanceOf(fixed.stdout)).toBeGreaterThan(chanceOf(betting.stdout))
  expect((await cli(space.directory, ['plan', 'calls.jsonl'])).stdout).toContain('cannot be extended')
  expect((await cli(space.directory, ['plan', 'few.jsonl'])).stdout.replace(/\s+/g, ' ')).toContain('60 cases can never certify anything in a fixed design')
})
