import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { caseOf, labelOf, sortingLog } from '../support/log.js'
import { answer, failure, startModelServer } from '../support/model-server.js'
import { workspace } from '../support/workspace.js'

const KEY = 'tok_3f9c1b77aa52'
const HEADER = 'gateway-secret-81d2'

function filesIn(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => (statSync(join(dir, name)).isDirectory() ? filesIn(join(dir, name)) : [join(dir, name)]))
}

it('keys stand in no file and no output, whatever a server repeats; what a model says moves no cursor', async () => {
  await using server = await startModelServer((request) => {
    const n = caseOf(request.prompt)
    if (n % 40 === 0) return failure(422, {}, `the key ${KEY} and ${HEADER} were no good for http://me:${KEY}@127.0.0.1 \u001b[2J`)
    return answer(n % 7 === 0 ? `\u001b[31m\u001b]0;owned\u0007${labelOf(n)}` : labelOf(n))
  })
  using space = workspace()
  space.write('log.jsonl', sortingLog(160))
  space.write('key.txt', `${KEY}\n`)
  space.write('audit.config.yaml', JSON.stringify({
    version: 1, candidates: [{ model: 'lab/small', price: { input: 1, output: 3 } }], quality: { control: 'logged' },
    providers: { prod: { api: 'openai', base_url: `${server.url}/v1` }, lab: { api: 'openai', base_url: `${server.url}/v1`, api_key_file: 'key.txt', headers: { 'x-gateway-key': { env: 'GATEWAY' }, 'x-team': 'audit' } } },
    models: { 'prod/big': { price: { input: 10, output: 30 } } },
  }))
  const run = await cli(space.directory, ['run', 'log.jsonl', '--report', 'report.html', '--events', 'events.ndjson', '--json', 'result.json'], { env: { GATEWAY: HEADER } })
  expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
  expect(server.seen[0]?.headers['x-gateway-key']).toBe(HEADER)
  expect(server.seen[0]?.headers['x-team']).toBe('audit')
  for (const text of [run.stdout, run.stderr]) {
    expect(text).not.toContain(KEY)
    expect(text).not.toContain(HEADER)
    expect(text).not.toContain('\u001b')
  }
  for (const file of filesIn(space.directory)) {
    if (file.endsWith('key.txt')) continue
    expect(readFileSync(file, 'utf8'), file).not.toContain(KEY)
    expect(readFileSync(file, 'utf8'), file).not.toContain(HEADER)
  }
  const missing = await cli(space.directory, ['run', 'log.jsonl'])
  expect(missing.code).toBe(2)
  expect(missing.stderr).toContain('GATEWAY')
})
