import { describe, expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { workspace } from '../support/workspace.js'

const RULE = { margin: 0.03, alpha: 0.05, maxSamples: 400, order: 'cheapest-first', futility: true, population: null }
const evidence = (candidates: readonly object[]): string => JSON.stringify({ rule: RULE, candidates })
const SAME = { model: 'a', costPerCallUsd: 0.0001, differences: Array(300).fill(0) as number[] }

describe('decide --evidence', () => {
  it('reads standard input and writes one task object', async () => {
    using space = workspace()
    const { code, stdout, stderr } = await cli(space.directory, ['decide', '--evidence', '-', '--json', '-'], { stdin: evidence([{ ...SAME, model: 'b', costPerCallUsd: 1 }, SAME]) })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const task = JSON.parse(stdout) as { candidates: readonly { model: string; processed: number; firstBet: number }[]; decision: object }
    expect(task.candidates.map(({ model }) => model)).toEqual(['a', 'b'])
    expect(task.candidates[0]).toMatchObject({ verdict: 'non-inferior', viable: true })
    expect(task.candidates[0]?.processed).toBeGreaterThan(100)
    expect(task.candidates[0]?.firstBet).toBeGreaterThan(0)
    expect(task.decision).toMatchObject({ model: 'a' })
  })

  it('takes a fixed design, and says what the interval shows at other margins', async () => {
    using space = workspace()
    const { stdout } = await cli(space.directory, ['decide', '--evidence', '-'], { stdin: JSON.stringify({ rule: { ...RULE, maxSamples: 100, design: 'fixed' }, candidates: [{ ...SAME, differences: Array(100).fill(0) }] }) })
    const { candidates: [only] } = JSON.parse(stdout) as { candidates: readonly { viable: boolean; message: string; sensitivity: readonly object[] }[] }
    expect(only).toMatchObject({ viable: true, message: expect.stringContaining('fixed design of 100 samples') as string })
    expect(only?.sensitivity).toContainEqual({ margin: 0.1, verdict: 'non-inferior' })
    const graded = await cli(space.directory, ['decide', '--evidence', '-'], { stdin: JSON.stringify({ rule: { ...RULE, maxSamples: 100, design: 'fixed' }, candidates: [{ ...SAME, differences: [0.5] }] }) })
    expect(graded).toMatchObject({ code: 2, stderr: expect.stringContaining('sequential design for graded scores') as string })
  })

  it('reads a file that begins with a byte order mark', async () => {
    using space = workspace()
    space.write('evidence.json', `\ufeff${evidence([SAME])}`)
    expect(await cli(space.directory, ['decide', '--evidence', 'evidence.json'])).toMatchObject({ code: 0, stderr: '' })
  })

  it('takes another margin from its flag', async () => {
    using space = workspace()
    space.write('evidence.json', evidence([SAME]))
    const { stdout } = await cli(space.directory, ['decide', '--evidence', 'evidence.json', '--margin', '0.001'])
    expect(JSON.parse(stdout)).toMatchObject({ candidates: [{ viable: false }] })
  })

  it.each([
    ['no JSON', 'oops', 'not JSON'], ['nothing', ' ', 'it is empty'], ['two lines', '{}\n{}', 'not JSON in line 2'], ['a table', '\ufeffcase,difference\n1,0\n', 'tables of cases are not read here'], ['no number', evidence([SAME]).replace('[0,', '[NaN,'), 'JSON has no NaN'],
    ['a case twice', evidence([{ ...SAME, differences: [0, 0], cases: ['x', 'x'] }]), 'cases[1] repeats "x"'], ['a name mistyped', evidence([{ ...SAME, cluster: [] }]), 'has a field "cluster", which is not known'], ['a difference out of range', evidence([{ ...SAME, differences: [0, 2] }]), 'differences[1]'], ['a model twice', evidence([SAME, SAME]), 'repeats'], ['no candidate', evidence([]), 'at least one'],
  ])('names the fault in %s', async (_, text, words) => {
    using space = workspace()
    const { code, stdout, stderr } = await cli(space.directory, ['decide', '--evidence', '-'], { stdin: text })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
  })

  it('says what is odd: nothing to decide by is an error, an untried candidate and a price of 0 are told', async () => {
    using space = workspace()
    const decided = (candidates: readonly object[]) => cli(space.directory, ['decide', '--evidence', '-'], { stdin: evidence(candidates) })
    expect(await decided([{ ...SAME, differences: [] }])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('$.candidates[0].differences is empty') as string })
    const untried = await decided([SAME, { ...SAME, model: 'b', costPerCallUsd: 0, differences: [] }])
    expect(untried.stderr).toContain('"b" has no differences')
    expect(untried.stderr).toContain('"b" has a price of 0 and is taken for free')
    expect(JSON.parse(untried.stdout)).toMatchObject({ candidates: [{ model: 'b', verdict: 'inconclusive', reason: 'data', viable: false, trials: 0, interval: [-1, 1], message: expect.stringContaining('no case to go by; a candidate that never loses takes 122 trials') as string }, { model: 'a', viable: true }], decision: { model: 'a' } })
    expect(await cli(space.directory, ['decide', '--evidence', '-', '--candidate', 'a'], { stdin: evidence([SAME]) })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Leave --candidate out') as string })
  })

  it.each([['--margin', '0'], ['--margin', '1'], ['--margin', 'NaN'], ['--alpha', '0'], ['--alpha', '0.5'], ['--alpha', 'x']])('refuses %s %s', async (flag, value) => {
    using space = workspace()
    for (const command of [['decide', '--evidence', '-'], ['plan', 'log.jsonl'], ['run', 'log.jsonl']]) {
      expect(await cli(space.directory, [...command, flag, value], { stdin: evidence([SAME]) })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`'${flag} <share>' argument '${value}' is invalid`) as string })
    }
  })

  it('of a file that is missing, or without any run, is an expected end', async () => {
    using space = workspace()
    expect(await cli(space.directory, ['decide', '--evidence', 'none.json'])).toMatchObject({ code: 2, stdout: '' })
    expect((await cli(space.directory, ['decide'])).stderr).toContain('audit run')
  })
})

describe('score', () => {
  const rows = [
    { output: 'spam', reference: 'spam', taskType: 'classification' }, { output: 'urgent', reference: 'spam', taskType: 'classification' },
    { output: '42', reference: '42.0', validator: 'number' },
  ]

  it('writes a line for each row, in order', async () => {
    using space = workspace()
    const many = Array.from({ length: 2000 }, (_, n) => rows[n % 3])
    const { code, stdout } = await cli(space.directory, ['score', '-'], { stdin: many.map((row) => `${JSON.stringify(row)}\n`).join('') })
    expect(code).toBe(0)
    const scores = stdout.trim().split('\n').map((line) => (JSON.parse(line) as { score: number | null }).score)
    expect(scores).toEqual(many.map((_, n) => (n % 3 === 1 ? 0 : 1)))
  })

  it('takes a byte order mark, blank lines and carriage returns', async () => {
    using space = workspace()
    space.write('rows.jsonl', `\ufeff${JSON.stringify(rows[0])}\r\n\r\n${JSON.stringify(rows[1])}`)
    expect((await cli(space.directory, ['score', 'rows.jsonl'])).stdout.trim().split('\n')).toHaveLength(2)
  })

  it('names file and line of a row that it cannot read, after the rows before it', async () => {
    using space = workspace()
    space.write('rows.jsonl', `${JSON.stringify(rows[0])}\n{"output": \n`)
    const { code, stdout, stderr } = await cli(space.directory, ['score', 'rows.jsonl'])
    expect(code).toBe(2)
    expect(stdout.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain('rows.jsonl:2')
    expect(await cli(space.directory, ['score', 'none.jsonl'])).toMatchObject({ code: 2, stdout: '' })
  })

  it('names a validator that does not exist', async () => {
    using space = workspace()
    const { code, stderr } = await cli(space.directory, ['score', '-'], { stdin: `${JSON.stringify({ output: 'a', reference: 'a', validator: 'lable' })}\n` })
    expect(code).toBe(2)
    expect(stderr).toContain('standard input:1')
  })
})
