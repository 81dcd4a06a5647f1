import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { cli } from '../support/cli.js'
import { workspace } from '../support/workspace.js'

const TEMPLATE = `
export default {
  name: 'same_length',
  version: 1,
  validate(output, reference) {
    const wanted = reference.gold ?? reference.output?.text
    if (typeof wanted !== 'string' || wanted === '') return { value: null, reason: 'no reference' }
    return output.text.length === wanted.length ? { value: 1, reason: 'same length' } : { value: 0, reason: 'another length' }
  },
}
export const examples = [
  { output: { text: 'abc', toolCalls: [] }, reference: { gold: 'xyz' }, score: 1 },
  { output: { text: 'ab', toolCalls: [] }, reference: { gold: 'xyz' }, score: 0 },
]
`

describe('a validator of the user’s own', () => {
  it('is held to the rules, and scores rows that name it', async () => {
    using space = workspace()
    space.write('mine.mjs', TEMPLATE)
    expect(await cli(space.directory, ['check-validator', 'mine.mjs'])).toMatchObject({ code: 0, stdout: 'same_length@1 keeps the rules: 2 examples\n' })
    space.write('audit.config.yaml', 'version: 1\nvalidators: ./mine.mjs\n')
    const scored = await cli(space.directory, ['score', '-'], { stdin: '{"output":"abc","reference":"xyz","validator":"same_length"}\n' })
    expect(JSON.parse(scored.stdout)).toEqual({ score: 1, validator: 'same_length@1', reason: 'same length' })
  })

  it('is told what it does wrong', async () => {
    using space = workspace()
    space.write('wrong.mjs', TEMPLATE.replace("{ value: 1, reason: 'same length' }", "{ value: 1.5 + Math.random(), reason: '' }").replace("return { value: null, reason: 'no reference' }", "throw new Error('nothing to compare')"))
    const { code, stdout } = await cli(space.directory, ['check-validator', 'wrong.mjs'])
    expect(code).toBe(1)
    for (const fault of ['another score the second time', 'is no score in [0,1]', 'it threw nothing to compare']) expect(stdout).toContain(fault)
  })

  it.each([
    ['export default { name: "exact", version: 1, validate: () => ({}) }', 'belongs to a built-in validator'],
    ['export default { version: 1 }', 'exports no validator'],
    ['export default {', 'mine.mjs: '],
  ])('%s is refused with the way out', async (text, message) => {
    using space = workspace()
    space.write('mine.mjs', text)
    const ended = await cli(space.directory, ['check-validator', 'mine.mjs'])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(message)
  })

  const TYPED = `import type { Nothing } from 'nowhere'\n${TEMPLATE.replace('validate(output, reference) {', 'validate(output: { readonly text: string }, reference: { readonly gold?: unknown, readonly output?: { readonly text: string } }): { value: number | null; reason: string } {')}`
  const readsTypes = Boolean((process.features as { readonly typescript?: unknown }).typescript)

  it('may be TypeScript where the package typescript lies beside it, or above', async () => {
    using space = workspace()
    space.write('rules/mine.ts', TYPED)
    mkdirSync(space.path('node_modules'))
    symlinkSync(fileURLToPath(new URL('../../node_modules/typescript', import.meta.url)), space.path('node_modules/typescript'), 'dir')
    expect(await cli(space.directory, ['check-validator', 'rules/mine.ts'])).toMatchObject({ code: 0, stdout: 'same_length@1 keeps the rules: 2 examples\n' })
  })

  it.skipIf(readsTypes)('says what TypeScript needs where it cannot be read', async () => {
    using space = workspace()
    space.write('mine.ts', TYPED)
    const { code, stderr } = await cli(space.directory, ['check-validator', 'mine.ts'])
    expect(code).toBe(2)
    expect(stderr).toContain('npm install --save-dev typescript')
    expect(stderr).toContain('.mjs')
  })

  it('keeps the rules as CONTRIBUTING.md shows it', async () => {
    const shown = /```js\n([\s\S]*?)```/.exec(readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8'))?.[1] ?? ''
    using space = workspace()
    space.write('my-validator.mjs', shown)
    expect(await cli(space.directory, ['check-validator', 'my-validator.mjs'])).toMatchObject({ code: 0, stdout: 'has_ticket_id@1 keeps the rules: 2 examples\n' })
  })

  it('says where the file is missing', async () => {
    using space = workspace()
    expect(await cli(space.directory, ['check-validator', 'none.mjs'])).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no such file') as string })
  })
})
