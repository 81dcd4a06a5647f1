import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { workspace, type Workspace } from '../support/workspace.js'
import { tourLog } from './tour-log.js'

const doc = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
/** What a machine's speed decides: latencies, and how far ahead calls ran. */
const steady = (text: string): string => text.replace(/[−+]\d+ %( +\d+)$/gm, '…$1').replace(/Latency p50 .*? A call/g, 'Latency … A call').replace(/Replay: [\d,]+ calls, \$[\d.]+/g, 'Replay: …').replace(/within \d+ hours/g, 'within … hours').trimEnd()
/** What stands below a command in a document. */
const below = (text: string, command: string, time = 1): string => text.split(`$ ${command}\n`)[time]?.split('\n```')[0] ?? ''

describe('the tour and the README say what the program says', () => {
  let space: Workspace
  beforeAll(async () => {
    space = workspace()
    space.write('calls.jsonl', tourLog())
  })
  afterAll(() => space[Symbol.dispose]())

  it.each(['audit inspect calls.jsonl', 'audit init calls.jsonl --yes', 'audit plan calls.jsonl'])('%s', async (command) => {
    const { stdout, stderr } = await cli(space.directory, command.split(' ').slice(1), { env: { OPENAI_API_KEY: 'unused' } })
    expect(`${stderr}${stdout}`.trimEnd()).toBe(below(doc('docs/tour.md'), command))
  })

  it('the configuration is the one that init writes', () => {
    expect(doc('docs/tour.md')).toContain(`\`\`\`yaml\n${space.read('audit.config.yaml')}\`\`\``)
  })

  it('a provider that declares what constraints require is seen in the plan', async () => {
    const entry = /```yaml\n(providers:\n[^]*?)```/.exec(doc('docs/tour.md'))?.[1] ?? ''
    const config = space.write('declared.yaml', `${space.read('audit.config.yaml')}\n${entry}`)
    const { stdout, stderr } = await cli(space.directory, ['plan', 'calls.jsonl', '--config', config], { env: { OPENAI_API_KEY: 'unused' } })
    expect(`${stderr}${stdout}`.trimEnd()).toBe(below(doc('docs/tour.md'), 'audit plan calls.jsonl', 2))
  })

  it('the summary and the explanation are those of the demo', async () => {
    const { stdout } = await cli(space.directory, ['demo', '--quiet'])
    expect(stdout).toBe('')
    const report = steady((await cli(space.directory, ['report', 'demo-1'])).stdout)
    expect(report).toBe(steady(below(doc('docs/tour.md'), 'audit report')))
    const shown = steady(/```\n( share {2}task[^]*?)\n```/.exec(doc('README.md'))?.[1] ?? '')
    expect(shown).not.toBe('')
    expect(report.startsWith(shown)).toBe(true)
    expect(steady((await cli(space.directory, ['explain', 'ticket-triage', 'nano-1'])).stdout)).toBe(steady(below(doc('docs/tour.md'), 'audit explain ticket-triage nano-1')))
  })
})
