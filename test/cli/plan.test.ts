import { expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { sortingLog } from '../support/log.js'
import { startModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

it('plan says what a run would do, and calls no model', async () => {
  await using server = await startModelServer(right)
  using space = workspace()
  space.write('calls.jsonl', sortingLog(120))
  space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
  const table = await cli(space.directory, ['plan', 'calls.jsonl'])
  expect(table.code).toBe(0)
  expect(table.stdout).toContain('at most')
  const json = await cli(space.directory, ['plan', 'calls.jsonl', '--json', '-', '--quiet'])
  expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, tasks: [{ maxSamples: 120 }] })
  expect(server.seen).toEqual([])
})

it('a log too short for any certificate is audited with a warning, or with --decidable-only not at all', async () => {
  await using server = await startModelServer(right)
  using space = workspace()
  space.write('calls.jsonl', sortingLog(60))
  space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
  const left = await cli(space.directory, ['run', 'calls.jsonl', '--json', '-', '--decidable-only'])
  expect([left.code, server.seen.length, JSON.parse(left.stdout)]).toMatchObject([0, 0, { totals: { replayCalls: 0 }, tasks: [{ candidates: [{ verdict: 'not-evaluated', reason: 'skipped', trials: 0 }] }] }])
  expect(left.stderr).not.toMatch(/too few cases|decision: keep/)
  const run = await cli(space.directory, ['run', 'calls.jsonl', '--json', '-'])
  expect(run.stderr).toMatch(/^warning: too few cases to certify even a candidate that never loses: sort message \(60 of \d+\);/m)
  expect(JSON.parse(run.stdout)).toMatchObject({ tasks: [{ candidates: [{ verdict: 'inconclusive', reason: 'data', trials: 60 }] }] })
})
