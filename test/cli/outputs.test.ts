import { afterEach, describe, expect, it } from 'vitest'
import { colorWanted } from '../../src/cli/output.js'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { sortingLog } from '../support/log.js'
import { startModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

describe('a log', () => {
  it.each([['--events', 'log.jsonl'], ['--report', 'log.json']])('is not destroyed because %s names it', async (flag, name) => {
    await using server = await startModelServer(right)
    using space = workspace()
    const log = name.endsWith('.json') ? `[${sortingLog(30).trim().split('\n').join(',')}]` : sortingLog(30)
    space.write(name, log)
    space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
    const { code } = await cli(space.directory, ['run', name, flag, name])
    expect(space.read(name) === log, 'the log is as it was').toBe(true)
    expect(code).toBe(2)
  })
})

describe('colours', () => {
  const { isTTY } = process.stdout
  afterEach(() => { process.stdout.isTTY = isTTY })

  it.each<[boolean, boolean, NodeJS.ProcessEnv, boolean]>([
    [true, true, { TERM: 'xterm' }, true], [false, true, {}, false], [true, false, {}, false],
    [true, true, { NO_COLOR: '1' }, false], [true, true, { NO_COLOR: '' }, true], [true, true, { TERM: 'dumb' }, false],
  ])('on a terminal %s, flag %s, %j: %s', (terminal, flag, env, wanted) => {
    process.stdout.isTTY = terminal
    expect(colorWanted(flag, env)).toBe(wanted)
  })
})
