import { describe, expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { caseOf, labelOf, sortingLog } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { workspace } from '../support/workspace.js'

const RULE = 'constraints: [{ when: { field: metadata.data_class, eq: phi }, require: { compliance: [hipaa] } }]'
const isHealth = (n: number): boolean => n % 4 === 0
const log = (count: number): string => sortingLog(count, (n) => ({ record: { metadata: isHealth(n) ? { data_class: 'phi' } : { plan: 'free' } } }))

/** An audited log, some of whose calls are health data; `asked` are the cases that the cheap model was sent since it was last called. */
async function audited(more: string) {
  const space = workspace()
  const server = await startModelServer(({ prompt }) => answer(labelOf(caseOf(prompt))))
  space.write('calls.jsonl', log(480))
  const configure = (text: string): unknown => space.write('audit.config.yaml', configText(server.url, `quality: { control: logged }\n${text}`))
  let before = 0
  const asked = (): readonly number[] => {
    const since = server.seen.slice(before)
    before = server.seen.length
    return since.filter(({ model }) => model === 'small').map(({ prompt }) => caseOf(prompt))
  }
  configure(more)
  const run = await cli(space.directory, ['run', 'calls.jsonl', '--quiet', '--yes'])
  if (run.code !== 0) throw new Error(run.stderr)
  return {
    space, asked, configure, sent: asked(),
    run: (...flags: readonly string[]) => cli(space.directory, ['run', 'calls.jsonl', '--quiet', '--yes', ...flags]),
    check: async (...flags: readonly string[]) => {
      const end = await cli(space.directory, ['check', '--quiet', '--json', ...flags])
      return { code: end.code, route: JSON.parse(end.stdout).routes[0] as { status: string; message: string; pinned: number; cases: number; withheld?: number; notes: readonly string[] } }
    },
    [Symbol.asyncDispose]: async () => { await server[Symbol.asyncDispose](); space[Symbol.dispose]() },
  }
}

describe('constraints that came after the plan', () => {
  it('keep a set that does not say which of its cases they hold for, whole, until the provider declares what they require', async () => {
    await using scene = await audited('')
    expect(scene.sent.some(isHealth)).toBe(true)
    expect((await scene.check()).route.withheld).toBeUndefined()
    expect(scene.asked().some(isHealth)).toBe(true)
    scene.configure(RULE)
    const { code, route } = await scene.check()
    expect([code, route.status, route.withheld, route.pinned, route.cases]).toEqual([3, 'inconclusive', 300, 300, 0])
    expect(route.message).toMatch(/^constraints keep 300 of 300 pinned cases .*audit run/u)
    expect(scene.asked()).toEqual([])
    scene.configure(RULE.replace('[{', '[{ id: of-nobody, when: { field: metadata.absent, exists: true }, require: { regions: [eu] } }, {'))
    await scene.check('--update-baseline')
    expect(scene.asked()).toEqual([])
    expect(scene.space.read('routing-policy.regression.jsonl').split('\n').filter((line) => line.includes('"kind":"case"')).length, 'they stay in the set').toBe(300)
    scene.space.write('audit.config.yaml', configText('http://127.0.0.1:9', RULE).replace('lab: { api: openai,', 'lab: { compliance: [hipaa], api: openai,').replaceAll('http://127.0.0.1:9', new URL('/', scene.space.read('routing-policy.yaml').match(/http:\/\/[\d.:]+/u)?.[0] ?? '').origin))
    expect((await scene.check()).code).toBe(0)
    expect(scene.asked().some(isHealth)).toBe(true)
  })

  it('are kept in whatever a set holds, and when the configuration is not there', async () => {
    await using scene = await audited(RULE)
    expect(scene.sent.length).toBeGreaterThan(50)
    expect(scene.sent.filter(isHealth)).toEqual([])
    const set = scene.space.read('routing-policy.regression.jsonl')
    let at = 0
    // The third case is health data all the same, as in a set of an earlier version.
    scene.space.write('routing-policy.regression.jsonl', set.replace(/"fields":\{\}/gu, (own) => (++at === 3 ? '"fields":{"metadata.data_class":"phi"}' : own)))
    const third = caseOf(set.split('\n').filter((line) => line.includes('"kind":"case"'))[2] ?? '')
    const { code, route } = await scene.check()
    expect([code, route.withheld, route.notes.filter((note) => note.includes('constraints keep 1 of')).length]).toEqual([0, 1, 1])
    const asked = scene.asked()
    expect([asked.length > 50, asked.includes(third)]).toEqual([true, false])
    scene.space.write('audit.config.yaml', 'version: 1\n')
    expect((await scene.check()).route.withheld).toBe(1)
    const later = scene.asked()
    expect([later.length > 50, later.includes(third)]).toEqual([true, false])
  })

  it('hold for a run that goes on, and for one that looks at what changed since the last', async () => {
    await using scene = await audited('')
    scene.configure(RULE)
    for (const flags of [[], ['--since-last'], ['--fresh'], ['--max-samples', '400']]) {
      const { code, stderr } = await scene.run(...flags)
      expect([code, stderr.includes('bug')], flags.join(' ')).toEqual([0, false])
      expect(scene.asked().filter(isHealth), flags.join(' ')).toEqual([])
    }
  })
})
