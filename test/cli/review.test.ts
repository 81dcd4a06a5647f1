import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { caseOf, labelOf, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

const BIN = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))

it('run, review on the page, decide again: labels lie in a plain file and count', async () => {
  using space = workspace()
  await using server = await startModelServer(({ model, prompt }) => {
    if (model === 'arbiter') return answer('{"reason":"alike","verdict":"tie"}')
    const n = caseOf(prompt)
    return answer(model === 'small' && n % 4 === 0 ? wrongLabelOf(n) : labelOf(n))
  })
  withLog(space, 80)
  space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }\njudge: { model: lab/arbiter, price: { input: 1, output: 1 } }'))
  expect((await cli(space.directory, ['review'])).code, 'before any run').toBe(2)
  expect((await cli(space.directory, ['run', 'calls.jsonl', '--yes', '--quiet'])).code).toBe(0)
  const bare = await cli(space.directory, ['review'])
  expect(bare).toMatchObject({ code: 2, stderr: expect.stringContaining('--page') as string })

  const child = spawn(process.execPath, [BIN, 'review', '--page', '--limit', '2'], { cwd: space.directory, stdio: 'pipe' })
  const url = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim())))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [origin, token = ''] = url.split('/#token=')
  for (const [index, choice] of (['a', 'both'] as const).entries()) await fetch(`${origin}/answer`, { method: 'POST', headers: { 'x-audit-token': token }, body: JSON.stringify({ index, choice }) })
  expect(await ended).toBe(0)
  const rows = space.read('audit.labels.jsonl').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(rows).toHaveLength(2)
  expect(rows[0]).toMatchObject({ model: 'lab/small', judged: 'tie', random: true })
  expect(JSON.stringify(rows)).not.toMatch(/Message|urgent|routine/)

  const again = await cli(space.directory, ['decide', '--json', '-'])
  expect(again.code).toBe(0)
  const result = JSON.parse(again.stdout) as { tasks: { judge: { calibration: Record<string, string> }; validatorReason: string }[] }
  expect(result.tasks[0]?.judge.calibration['lab/small']).toMatch(/^does not decide: the judge may not decide: of \d labelled losses/)
  expect(result.tasks[0]?.validatorReason).toContain('labels in the answers')
})
