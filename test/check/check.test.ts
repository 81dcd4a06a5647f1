import { existsSync, readFileSync, readdirSync, utimesSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseRegressionSet } from '../../src/check/regression-set.js'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { caseOf, labelOf, sortingLog, wrongLabelOf } from '../support/log.js'
import { answer, failure, startModelServer } from '../support/model-server.js'
import type { ModelServer, Reply, SeenRequest } from '../support/model-server.js'
import { workspace } from '../support/workspace.js'
import type { Workspace } from '../support/workspace.js'

type Script = (request: SeenRequest) => Reply
const right: Script = ({ prompt }) => answer(labelOf(caseOf(prompt)))
const wrong: Script = ({ prompt, model }) => answer(model === 'small' ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt)))

interface Scene extends AsyncDisposable {
  readonly space: Workspace
  readonly server: ModelServer
  readonly answerBy: (script: Script) => void
  readonly check: (flags?: readonly string[], env?: Record<string, string>) => ReturnType<typeof cli>
}

/** An audited sorting log whose policy moves it to the small model, with its pinned set. */
async function audited(count = 320, log = sortingLog(count)): Promise<Scene> {
  const space = workspace()
  let script = right
  const server = await startModelServer((request) => script(request))
  space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
  space.write('calls.jsonl', log)
  const run = await cli(space.directory, ['run', 'calls.jsonl', '--quiet', '--yes'])
  if (run.code !== 0) throw new Error(run.stderr)
  return {
    space, server, answerBy: (next) => { script = next },
    check: (flags = [], env = {}) => cli(space.directory, ['check', '--quiet', '--json', ...flags], { env }),
    [Symbol.asyncDispose]: async () => { await server[Symbol.asyncDispose](); space[Symbol.dispose]() },
  }
}

describe('audit check', () => {
  it('pins 300 cases of each moved route, and says 0 while nothing changes, live and recorded', async () => {
    await using scene = await audited()
    const set = parseRegressionSet(scene.space.read('routing-policy.regression.jsonl'), 'x')
    expect(set.routes.map((route) => [route.model, route.cases.length, route.validator.split('@')[0], route.price])).toEqual([['lab/small', 300, 'label', { input: 1, output: 3 }]])
    const before = scene.server.seen.length
    const live = await scene.check()
    expect([live.code, JSON.parse(live.stdout).status, JSON.parse(live.stdout).routes[0].against]).toEqual([0, 'ok', undefined])
    expect(scene.server.seen.length, 'what is on record is not believed').toBeGreaterThan(before)
    const asked = scene.server.seen.length
    expect((await scene.check(['--offline'])).code).toBe(0)
    expect(scene.server.seen.length).toBe(asked)
  })

  it('keeps no answer after a purge, says so, and goes on: only what is recorded is not there to decide from', async () => {
    await using scene = await audited()
    expect((await scene.check()).code).toBe(0)
    const room = '.audit/check/' + (readdirSync(scene.space.path('.audit/check'))[0] ?? '')
    const rescued = scene.space.write(`${room}/trials-rescued-7.jsonl`, scene.space.read(`${room}/trials.jsonl`).slice(0, 2000))
    expect(scene.space.read(`${room}/trials.jsonl`)).toContain('"text"')
    const purge = (...args: readonly string[]) => cli(scene.space.directory, ['purge', ...args])
    expect((await purge('--older-than', '1')).stderr).not.toContain('check')
    expect(readdirSync(scene.space.path(room))).toContain('trials.jsonl')
    const { code, stderr } = await purge()
    expect([code, stderr]).toEqual([0, expect.stringMatching(/purged \.audit\/check\/[^:]+: answers are gone.*--offline/u) as string])
    expect(existsSync(rescued)).toBe(false)
    for (const name of readdirSync(scene.space.path(room))) expect(scene.space.read(`${room}/${name}`), name).not.toContain('"text"')
    const asked = scene.server.seen.length
    expect((await scene.check(['--offline'])).code, 'nothing is on record').not.toBe(0)
    expect(scene.server.seen.length).toBe(asked)
    expect((await scene.check()).code).toBe(0)
    expect((await scene.check(['--offline'])).code).toBe(0)
    utimesSync(scene.space.path(`${room}/trials.jsonl`), 1e9, 1e9)
    expect((await purge('--older-than', '1')).stderr).toContain('purged .audit/check/')
    expect(readdirSync(scene.space.path(room))).not.toContain('trials.jsonl')
  })

  it('does not call ok or regressed a model a part of whose answers are cut', async () => {
    await using scene = await audited()
    scene.answerBy((request) => (request.model === 'small' && caseOf(request.prompt) % 25 === 0 ? answer('', 'length') : right(request)))
    const end = await scene.check()
    expect([end.code, JSON.parse(end.stdout).status]).toEqual([3, 'inconclusive'])
  })

  it('says 1 soon when the model is replaced by a worse one, in every report', async () => {
    await using scene = await audited()
    scene.answerBy(wrong)
    const summary = scene.space.write('summary.md', 'before\n')
    const outputs = scene.space.write('outputs', '')
    const end = await cli(scene.space.directory, ['check', '--junit', 'junit.xml'], { env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs } })
    expect(end.code).toBe(1)
    expect(end.stdout).toMatch(/regressed: quality/)
    expect(end.stdout).toMatch(/^::error file=routing-policy\.yaml,title=Route [^\n]*::quality fell/m)
    expect(Number(/after (\d+) replays/.exec(end.stdout)?.[1])).toBeLessThan(20)
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n### Routing policy: regressed\n/)
    expect(readFileSync(outputs, 'utf8')).toBe('status=regressed\nexit-code=1\n')
    expect(scene.space.read('junit.xml')).toMatch(/<testsuites name="audit check" tests="2" failures="1" skipped="0" errors="0">[^]*<failure type="quality" message="quality fell/)
    for (const text of [end.stdout, end.stderr, scene.space.read('junit.xml')]) expect(text).not.toContain('parcel')
  })

  it('says 3, not a guess, where too few cases are pinned; JUnit calls it skipped', async () => {
    await using scene = await audited()
    const end = await scene.check(['--max-samples', '30', '--junit', 'junit.xml'])
    expect([end.code, JSON.parse(end.stdout).routes[0].cases]).toEqual([3, 30])
    expect(scene.space.read('junit.xml')).toContain('<skipped message="30 cases do not decide')
  })

  it('says 1 when the model is gone, and when calls fail', async () => {
    await using scene = await audited()
    scene.answerBy(() => failure(404, {}, 'the model small does not exist'))
    const gone = JSON.parse((await scene.check()).stdout)
    expect([gone.exitCode, gone.routes[0].broken, gone.routes[0].message]).toEqual([1, ['availability'], expect.stringContaining('is gone')])
    expect(gone.routes[0].cases).toBeLessThan(10)
    scene.answerBy((request) => (request.index % 4 === 0 ? failure(400, {}, 'no') : right(request)))
    const failing = JSON.parse((await scene.check()).stdout)
    expect([failing.exitCode, failing.routes[0].broken]).toEqual([1, ['availability']])
  })

  it('says 1 when the list price rose, and when the policy expired or is faulty', async () => {
    await using scene = await audited()
    scene.space.write('audit.config.yaml', configText(scene.server.url).replace('price: { input: 1, output: 3 }', 'price: { input: 2, output: 3 }'))
    const dearer = JSON.parse((await scene.check()).stdout)
    expect([dearer.exitCode, dearer.routes[0].broken, dearer.routes[0].message]).toEqual([1, ['price'], expect.stringContaining('from $1/$3 to $2/$3')])
    scene.space.write('audit.config.yaml', configText(scene.server.url))
    const late = JSON.parse((await scene.check([], { SOURCE_DATE_EPOCH: '4102444800' })).stdout)
    expect([late.exitCode, late.routes[0].status, late.policy.issues[0]]).toEqual([1, 'ok', expect.stringMatching(/routing-policy\.yaml:\d+:\d+: metadata\.valid_until has passed/)])
    scene.space.write('routing-policy.yaml', 'apiVersion: [')
    expect(JSON.parse((await scene.check()).stdout).policy.issues[0]).toMatch(/routing-policy\.yaml:1:\d+/)
  })

  it('pins anew what the models answer, and never more than is asked for', async () => {
    await using scene = await audited()
    scene.answerBy(wrong)
    expect((await scene.check(['--update-baseline'])).code).toBe(1)
    const renewed = parseRegressionSet(scene.space.read('routing-policy.regression.jsonl'), 'x').routes[0]?.cases ?? []
    expect([renewed.length, renewed.every((one) => one.baseline === 0)]).toEqual([300, true])
    const asked = scene.server.seen.length
    const poor = await scene.check(['--budget', '0.000001'])
    expect([poor.code, scene.server.seen.length, JSON.parse(poor.stdout).routes[0].message]).toEqual([3, asked, 'the budget ended the check after 0 replays'])
  })

  it('commits no personal data, whatever the configuration redacts', async () => {
    const log = sortingLog(120, (n) => ({ prompt: `Message ${n}: write to ann.lee${n}@shop.example, key sk-proj-abcdefghijklmnopqrstuvwx${n}` }))
    await using scene = await audited(120, log)
    const text = scene.space.read('routing-policy.regression.jsonl')
    expect(text).toContain('<EMAIL_1>')
    expect(text).not.toMatch(/@shop\.example|sk-proj/)
  })

  it.each<[string, string, RegExp]>([
    ['no set', '', /x\.jsonl:1: not a regression set/],
    ['half a line', '{"kind":"regression-set","schemaVersion":1,"policy":"p","runId":"r"}\n{"kind":', /x\.jsonl:2: not a line of JSON/],
    ['a later version', '{"kind":"regression-set","schemaVersion":2}\n', /x\.jsonl:1: a set of version 2/],
    ['a case before any route', '{"kind":"regression-set","schemaVersion":1,"policy":"p","runId":"r"}\n{"kind":"case","id":"1","request":{"messages":[]},"reference":{}}\n', /x\.jsonl:2: a case before any route/],
    ['an unknown kind', '{"kind":"regression-set","schemaVersion":1,"policy":"p","runId":"r"}\n{"kind":"x"}\n', /x\.jsonl:2: a line of the unknown kind "x"/],
  ])('names file and line of %s', (_what, text, message) => expect(() => parseRegressionSet(text, 'x.jsonl')).toThrow(message))

  it('ends with 2 where a file is missing or a route is unknown', async () => {
    using space = workspace()
    const none = await cli(space.directory, ['check'])
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('routing-policy.yaml: there is no such file')])
  })
})
