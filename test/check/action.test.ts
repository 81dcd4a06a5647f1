import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { VERSION } from '../../src/version.js'
import { workspace } from '../support/workspace.js'

const file = fileURLToPath(new URL('../../action.yml', import.meta.url))
const action = parse(readFileSync(file, 'utf8')) as { inputs: Record<string, { default: string }>; runs: { steps: { env: Record<string, string>; run: string }[] } }
const step = action.runs.steps[0]

/** Runs the action's step as a runner would, with an audit that ends with the given code. */
function act(code: number, inputs: Readonly<Record<string, string>> = {}): { readonly status: number | null; readonly asked: string } {
  using space = workspace()
  const audit = space.write('audit', `#!/usr/bin/env bash\nprintf '%s\\n' "$@" > asked\nexit ${code}\n`)
  const env = Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, value]) => {
    const input = /inputs\.([a-z-]+)/.exec(value)?.[1] ?? ''
    return [name, inputs[input] ?? action.inputs[input]?.default ?? '']
  }))
  const { status } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], { cwd: space.directory, env: { PATH: process.env['PATH'] ?? '', ...env, INPUT_COMMAND: `bash ${audit}` } })
  return { status, asked: space.read('asked') }
}

describe('the action', () => {
  it.each([[0, 0], [1, 1], [2, 2], [3, 0]])('ends an audit of code %i with %i', (code, wanted) => expect(act(code).status).toBe(wanted))

  it('fails on too little evidence where that is asked for', () => expect(act(3, { 'fail-on-inconclusive': 'true' }).status).toBe(3))

  it('passes on what it is given, a name with spaces as one word', () => {
    expect(act(0, { policy: 'my policy.yaml', arguments: '--margin 0.1' }).asked.split('\n')).toEqual(['check', '--policy', 'my policy.yaml', '--budget', '5', '--junit', 'policy-check.junit.xml', '--margin', '0.1', ''])
  })

  it('runs the version that it belongs to', () => expect(action.inputs['command']?.default).toContain(`cheapest-viable@${VERSION} `))
})
