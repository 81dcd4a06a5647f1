import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { LearnResult } from '../../src/domain/learn.js'
import { policyText } from '../monitor/scene.js'
import { cliHere as cli } from '../support/cli-here.js'
import { type CliEnd } from '../support/cli.js'
import { workspace, type Workspace } from '../support/workspace.js'
import { toldLog } from './scene.js'

const run = (space: Workspace, more: readonly string[] = [], logs: readonly string[] = ['calls.jsonl']): Promise<CliEnd> => cli(space.directory, ['learn', ...logs, '--policy', 'p.yaml', ...more])
const isHard = (prompt: string): number => (prompt.includes('harbour') ? 0.8 : 0.05)

function scene(log = toldLog({ calls: 1500, bad: isHard })): Workspace {
  const space = workspace()
  space.write('p.yaml', policyText())
  space.write('calls.jsonl', log)
  return space
}

describe('audit learn as a command', () => {
  it('says what changes for which share of the traffic, and writes beside the policy', async () => {
    using space = scene()
    const end = await run(space)
    expect(end.code).toBe(0)
    expect(end.stdout).toContain('sort: propose: where the last message says "harbour"')
    expect(end.stdout).toMatch(/and \d+\.\d % of its traffic \(\d+\.\d % to \d+\.\d %\)/u)
    expect(end.stdout).toMatch(/The route then\s+costs \+\d+\.\d %/u)
    expect(end.stdout).toContain('new route sort-upgrade')
    expect(end.stderr).toContain('wrote p.proposed.yaml')
    expect(end.stdout).not.toMatch(/Message \d+:/u)
    expect(space.read('p.yaml')).toBe(policyText())
    expect((await cli(space.directory, ['policy', 'lint', 'p.proposed.yaml'])).code).toBe(0)
    const json = await run(space, ['--json=-'])
    const result = JSON.parse(json.stdout) as LearnResult
    expect(result).toMatchObject({ kind: 'learn', look: 1, written: 'p.proposed.yaml', calls: 1500, failures: { added: 0 } })
    expect(json.stderr).toContain('replaced p.proposed.yaml')
  })

  it('never writes over a proposal that was edited, nor over what is to be read', async () => {
    using space = scene()
    await run(space)
    space.write('p.proposed.yaml', `# mine\n${space.read('p.proposed.yaml')}`)
    const end = await run(space)
    expect(end.stderr).toContain('wrote p.proposed.new.yaml beside p.proposed.yaml')
    expect(space.read('p.proposed.yaml')).toMatch(/^# mine/u)
    for (const output of ['calls.jsonl', 'p.yaml']) expect(await run(space, ['--output', output])).toMatchObject({ code: 2, stdout: '' })
  })

  it('ends with 3 where it proposes nothing, with 2 where there is nothing to read, saying what was read', async () => {
    using space = scene(toldLog({ calls: 300, bad: () => 0 }))
    const none = await run(space)
    expect(none.code).toBe(3)
    expect(none.stdout).toContain('No failure of a route’s own model')
    space.write('calls.jsonl', '{"a":1}\n{"b":2}\n')
    const junk = await run(space)
    expect(junk).toMatchObject({ code: 2, stdout: '' })
    expect(junk.stderr).toMatch(/no usable call in 2 records: 2 unknown-format/u)
    space.write('calls.jsonl', '')
    const empty = await run(space)
    expect(empty.code).toBe(2)
    expect(empty.stderr).not.toContain('bug')
    expect((await run(space, ['--max-share', '2'])).code).toBe(2)
    expect((await run(space, [], ['nowhere.jsonl'])).code).toBe(2)
  })

  it('refuses a policy that moves nothing, and a state that is another’s or damaged', async () => {
    using space = scene(toldLog({ calls: 400, bad: () => 0.3 }))
    await run(space)
    const state = '.audit/learn/sorting.json'
    const good = space.read(state)
    for (const bad of ['', good.replace('"version":1', '"version":7'), good.replace('"schemaVersion":1', '"schemaVersion":9')]) {
      space.write(state, bad)
      const end = await run(space)
      expect(end).toMatchObject({ code: 2, stdout: '' })
      expect(end.stderr).toContain(state)
      expect(space.read(state)).toBe(bad)
    }
    space.write('p.yaml', policyText().replace(/ {4}rollout:.*\n/u, '').replace(/ {4}evidence:.*\n/u, ''))
    space.write(state, good)
    const still = await run(space)
    expect(still.code).toBe(2)
    expect(still.stderr).toContain('no route of it moves traffic')
  })

  it('is purged with or without a run, by age, and not with another run', async () => {
    using space = scene()
    await run(space)
    const store = '.audit/failures.jsonl'
    expect(existsSync(space.path(store))).toBe(true)
    expect((await cli(space.directory, ['purge', '--older-than', '1'])).code).toBe(0)
    expect(existsSync(space.path(store))).toBe(true)
    expect((await cli(space.directory, ['purge', 'some-run'])).code).toBe(2)
    expect(existsSync(space.path(store))).toBe(true)
    const end = await cli(space.directory, ['purge'])
    expect(end.code).toBe(0)
    expect(end.stderr).toMatch(/purged \.audit\/failures\.jsonl: \d+ known failures/u)
    expect(existsSync(space.path(store))).toBe(false)
  })
})
