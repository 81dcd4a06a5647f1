import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
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

  it('may be TypeScript, with enums, and import other TypeScript beside it', async () => {
    using space = workspace()
    space.write('rules/mine.ts', `import { Point } from './points.js'\nimport { nothing } from './more.ts'\n${TYPED.replace("value: 1, reason: 'same length'", "value: Point.Full, reason: `same length${nothing}`")}`)
    space.write('rules/points.ts', 'export enum Point { None, Full }\n')
    space.write('rules/more.ts', "export const nothing = '' as const satisfies string\n")
    expect(await cli(space.directory, ['check-validator', 'rules/mine.ts'])).toMatchObject({ code: 0, stdout: 'same_length@1 keeps the rules: 2 examples\n' })
  })

  it.each([['mine.ts', 'export default { name: }', 'mine.ts: '], ['mine.ts', "import './none.ts'\n", 'imports one that is not there'], ['none.ts', '', 'there is no such file']])('%s with %j is refused with the way out', async (name, text, message) => {
    using space = workspace()
    if (text !== '') space.write(name, text)
    const { code, stderr } = await cli(space.directory, ['check-validator', name])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
  })

  it.each(['my-validator.mjs', 'my-validator.ts'])('the template %s keeps the rules', async (name) => {
    using space = workspace()
    space.write(name, readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8'))
    expect(await cli(space.directory, ['check-validator', name])).toMatchObject({ code: 0, stdout: 'has_ticket_id@1 keeps the rules: 2 examples\n' })
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
