import { expect, it } from 'vitest'
import { cli, configText } from '../support/cli.js'
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
