import { describe, expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { sortingLog } from '../support/log.js'
import { closedPort, startModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

describe('a run', () => {
  it('whose incumbent cannot be reached ends well and blocks its candidates', async () => {
    await using server = await startModelServer(right)
    using space = workspace()
    space.write('log.jsonl', sortingLog(60))
    space.write('audit.config.yaml', configText(server.url).replace(`prod: { api: openai, base_url: "${server.url}/v1"`, `prod: { api: openai, base_url: "http://127.0.0.1:${await closedPort()}/v1"`))
    const { code, stdout, stderr } = await cli(space.directory, ['run', 'log.jsonl', '--json', '-'])
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ tasks: [{ decision: { strategy: 'incumbent' }, candidates: [{ reason: 'blocked' }] }] })
  })

  it('with aliases that unfold without end in its configuration is an input error and no bug', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    space.write('audit.config.yaml', ['version: 1', 'a: &a [x, x, x, x, x, x, x, x, x, x]', ...'bcdefgh'.split('').map((name, n) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[n]}`).join(', ')}]`)].join('\n'))
    const { code, stderr } = await cli(space.directory, ['run', 'log.jsonl'])
    expect(code, stderr).toBe(2)
  })
})

it('a purged run cannot be decided again, and is told to be purged', async () => {
  await using server = await startModelServer(right)
  using space = workspace()
  space.write('log.jsonl', sortingLog(40))
  space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
  await cli(space.directory, ['run', 'log.jsonl', '--quiet', '--policy', 'p.yaml'])
  await cli(space.directory, ['purge'])
  const { code, stderr } = await cli(space.directory, ['decide', '--json'])
  expect(code, stderr).toBe(2)
  expect(stderr).toContain('purge')
})
