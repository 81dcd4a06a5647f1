import { describe, expect, it } from 'vitest'
import type { AuditResult } from '../../src/domain/result.js'
import { cliHere as cli } from '../support/cli-here.js'
import { configText, type CliEnd } from '../support/cli.js'
import { caseOf, labelOf, sortingLog, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { workspace } from '../support/workspace.js'

const log = (count: number): string => sortingLog(count, () => ({ record: { metadata: { task: 'sort' } } }))

describe('a model that was changed behind its name, between two runs', () => {
  it('is not certified by what the former one answered: its new answers end the test, and --fresh asks it everything', async () => {
    using space = workspace()
    let snapshot = 'small-2026-01-01'
    await using server = await startModelServer(({ model, prompt }) => {
      const right = labelOf(caseOf(prompt))
      return model !== 'small' ? answer(right) : { ...answer(snapshot === 'small-2026-01-01' ? right : wrongLabelOf(caseOf(prompt))), model: snapshot }
    })
    space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
    space.write('log.jsonl', log(150))
    const run = (...more: readonly string[]): Promise<CliEnd> => cli(space.directory, ['run', 'log.jsonl', '--json', 'result.json', '--quiet', ...more])
    const candidate = () => (JSON.parse(space.read('result.json')) as AuditResult).tasks[0]?.candidates[0]
    expect((await run()).code).toBe(0)
    expect(candidate()?.verdict).toBe('non-inferior')

    snapshot = 'small-2026-06-01'
    const before = server.seen.length
    expect((await run('--since-last')).code).toBe(0)
    expect([server.seen.length, candidate()?.verdict], 'nothing was asked, so nothing can be known').toEqual([before, 'non-inferior'])

    space.write('log.jsonl', log(190))
    expect((await run('--since-last')).code).toBe(0)
    expect(candidate()).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked', viable: false, message: expect.stringMatching(/another snapshot than those on record[^]*--fresh/u) as string })
    expect(space.read('routing-policy.yaml')).not.toContain('small-2026-06-01')

    expect((await run('--fresh')).code).toBe(0)
    expect(candidate()).toMatchObject({ viable: false })
    expect(['inferior', 'inconclusive']).toContain(candidate()?.verdict)
  })

  it('is told from one that only changed how it writes its bare name, and from one that goes on as it was', async () => {
    for (const [first, then] of [['small', 'small-2026-06-01'], ['small-2026-01-01', 'small'], ['small-2026-01-01', 'small-2026-01-01']]) {
      using space = workspace()
      let snapshot = first ?? ''
      await using server = await startModelServer(({ model, prompt }) => ({ ...answer(labelOf(caseOf(prompt))), ...(model === 'small' ? { model: snapshot } : {}) }))
      space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
      space.write('log.jsonl', log(150))
      expect((await cli(space.directory, ['run', 'log.jsonl', '--quiet'])).code).toBe(0)
      snapshot = then ?? ''
      space.write('log.jsonl', log(190))
      expect((await cli(space.directory, ['run', 'log.jsonl', '--quiet', '--since-last', '--json', 'result.json'])).code).toBe(0)
      expect((JSON.parse(space.read('result.json')) as AuditResult).tasks[0]?.candidates[0]?.verdict, `${first} → ${then}`).toBe('non-inferior')
    }
  })
})
