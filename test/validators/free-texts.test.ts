import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demandsOf } from '../../src/validators/demands.js'
import type { Validator } from '../../src/domain/score.js'
import { validators, type ValidatorName } from '../../src/validators/index.js'
import { says, valueOf } from './ask.js'

const { translation, summary, extraction, refusal, format, policy, choice, code, sql }: Readonly<Record<ValidatorName, Validator>> = validators

describe('translation', () => {
  const gold = 'Das Treffen mit Frau Ann Lee beginnt am Montag um 10 Uhr in Zürich.'
  const input = 'Translate into German: The meeting with Ms Ann Lee starts at 10 on Monday in Zürich.'
  const at = (text: string) => valueOf(translation, text, gold, { input }) ?? -1

  it('ranks a near translation above one that loses a number or a name, and a wrong language last', () => {
    const near = at('Die Besprechung mit Frau Ann Lee beginnt am Montag um 10 Uhr in Zürich.')
    expect(near).toBeGreaterThan(0.6)
    expect(at('Die Besprechung mit Frau Ann Lee beginnt am Montag um 12 Uhr in Zürich.')).toBe(0)
    expect(at('Die Besprechung mit ihr beginnt am Montag um 10 Uhr in Zürich.')).toBeLessThan(near)
    expect(at('The meeting with Ms Ann Lee starts at 10 on Monday in Zürich.')).toBe(0)
    expect(at(gold)).toBe(1)
  })
})

describe('summary', () => {
  const input = 'In May Ann Lee sold 3 of her 10 boxes to Bo Chan for 40 dollars each. She kept the others because the price fell, and Bo Chan did not want more of them at that time of the year.'
  const gold = 'Ann Lee sold 3 of 10 boxes to Bo Chan and kept the others.'
  const at = (text: string) => valueOf(summary, text, gold, { input }) ?? -1

  it('wants the numbers and names, no new ones, about the length, and words of its own', () => {
    const near = at('Of 10 boxes Ann Lee sold 3 to Bo Chan; the others she kept.')
    expect(near).toBeGreaterThan(0.5)
    expect(at('She sold some of the boxes to somebody and kept the others.')).toBeLessThan(near)
    expect(at('Of 10 boxes Ann Lee sold 7 to Bo Chan; the others she kept.')).toBeLessThan(near)
    expect(at(input)).toBeLessThan(0.5)
    expect(at(gold)).toBe(1)
  })
})

describe('extraction', () => {
  it.each([
    ['- Bo Chan\n- Ann Lee', 1], ['["Ann Lee", "Bo Chan"]', 0], ['ann lee, Bo Chan', 1], ['Ann Lee', 2 / 3], ['Ann Lee, Bo Chan, Cy Diaz', 0.8], ['nobody', 0],
  ])('%j scores %d', (text, value) => {
    expect(valueOf(extraction, text, 'Ann Lee, Bo Chan')).toBeCloseTo(value === 0 && text.startsWith('[') ? 1 : value)
  })

  it('holds an entity to its field', () => {
    expect(valueOf(extraction, '{"buyer":"Ann","seller":"Bo"}', { buyer: 'Bo', seller: 'Ann' })).toBe(0)
    expect(valueOf(extraction, '{"seller":"Ann","buyer":["Bo"]}', { buyer: 'Bo', seller: 'Ann' })).toBe(1)
  })
})

describe('refusal', () => {
  it.each(['I’m sorry, but I can’t help with that.', 'I cannot assist with this request.', 'Sorry, I am unable to provide that.', 'As an AI language model, I cannot give medical advice.', 'Unfortunately, I won’t be able to. I can’t share it.', 'I must decline to write that.'])('%j refuses', (text) => {
    expect(valueOf(refusal, text, true)).toBe(1)
    expect(valueOf(refusal, text, false)).toBe(0)
  })

  it.each(['Paris is the capital.', 'I can’t stop thinking about Paris, the city of light.', 'Sorry for the delay! The parcel left on Monday.', 'The word “cannot” has six letters.', 'You cannot divide by zero.'])('%j does not', (text) => {
    expect(valueOf(refusal, text, false)).toBe(1)
  })

  it('believes the provider, and compares with the logged answer', () => {
    expect(refusal.validate(says('', { finishReason: 'content_filter' }), { output: says('I cannot help with that.') }, {}).value).toBe(1)
    expect(refusal.validate(says('Sure: …'), { output: says('I cannot help with that.') }, {}).value).toBe(0)
  })
})

describe('format', () => {
  const at = (input: string, text: string) => format.validate(says(text), { gold: 'x' }, { input }).value

  it.each([
    ['Answer in at most 3 words.', 'one two three', 'one two three four'],
    ['Write exactly two sentences.', 'It rained. Then it stopped.', 'It rained.'],
    ['Use exactly 2 bullet points.', '- a\n- b', '- a\n- b\n- c'],
    ['Do not use the word "cheap".', 'It is affordable.', 'It is cheap.'],
    ['Please include the keywords "sun" and "moon".', 'The sun and the moon.', 'The sun.'],
    ['Respond with valid JSON only.', '{"a":1}', 'Sure: {"a":1}'],
    ['Your answer must be in all lowercase.', 'all small', 'Not small'],
    ['Refrain from using any commas.', 'one two', 'one, two'],
    ['Finish your response with the phrase "Any other questions?"', 'Done. Any other questions?', 'Done.'],
    ['Answer in German only, please. Respond in German.', 'Das ist ein ganz gewöhnlicher deutscher Satz über das Wetter.', 'This is a rather ordinary English sentence about the weather.'],
  ])('%j', (input, right, wrong) => {
    expect(at(input, right), right).toBe(1)
    expect(at(input, wrong), wrong).toBeLessThan(1)
  })

  it('holds nothing against an answer that the log’s own does not keep, and says when there is nothing to check', () => {
    expect(demandsOf('Tell me of the sea.')).toEqual([])
    expect(at('Tell me of the sea.', 'It is wide.')).toBeNull()
    expect(format.validate(says('one two three four'), { output: says('four words it is') }, { input: 'Answer in at most 3 words.' }).value).toBeNull()
  })
})

describe('policy', () => {
  const rules = { mustInclude: ['refund policy'], mustNotInclude: ['guarantee'], maxWords: 8 }
  it.each([['Our Refund Policy applies here.', 1], ['It applies.', 0], ['Refund policy: we guarantee it.', 0], ['The refund policy has far too many words to be kept here.', 0], ['refund policyholder', 0]])('%j', (text, value) => {
    expect(policy.validate(says(text), { gold: 'x' }, { rules }).value).toBe(value)
  })

  it('says when there are no rules', () => {
    expect(policy.validate(says('x'), { gold: 'x' }, {}).value).toBeNull()
  })
})

describe('choice', () => {
  it.each([['The answer is (B).', 1], ['B', 1], ['C', 0], ['A or B', 0], ['banana', 0]])('%j', (text, value) => {
    expect(valueOf(choice, text, 'B')).toBe(value)
  })
})

describe('code', () => {
  it.each([
    ['javascript', 'const a = [1, 2]', 'const a = [1, 2'], ['typescript', 'let a: number = 1', 'let a: = 1'], ['python', 'def f(x):\n    return x', 'def f(x:\n    return'], ['bash', 'for i in 1 2; do echo $i; done', 'for i in 1; do echo'],
    ['sql', 'SELECT a FROM t', 'SELECT FROM WHERE'], ['json', '{"a": 1}', '{"a": 1'], ['yaml', 'a: [1, 2]', 'a: [1, 2'], ['html', '<p>hi <b>you</b></p>', '<div><b>hi</div>'],
  ])('%s is parsed by a parser', (language, right, wrong) => {
    const fence = (text: string) => `\`\`\`${language}\n${text}\n\`\`\``
    expect(valueOf(code, `Here:\n${fence(right)}`, fence(`${right}\n`))).toBeGreaterThan(0.9)
    expect(valueOf(code, fence(wrong), fence(right))).toBe(0)
  })

  it('runs tests inside QuickJS, with limits, and reaches nothing outside', () => {
    const run = (program: string, ...tests: readonly string[]) => code.validate(says(`\`\`\`js\n${program}\n\`\`\``), { gold: { tests } }, {})
    expect(run('const add = (a, b) => a + b', 'add(1, 2) === 3', 'add(0, 0) === 0').value).toBe(1)
    expect(run('const add = (a, b) => a - b', 'add(1, 2) === 3', 'add(0, 0) === 0').value).toBe(0.5)
    expect(run('const add = (', 'add(1, 2) === 3').value).toBe(0)
    expect(run('for (;;);', 'true')).toMatchObject({ value: 0, reason: 'it does not end' })
    expect(run('const a = []; for (;;) a.push(new Array(1e6).fill(1))', 'true').value).toBe(0)
    for (const reach of ['process', 'require', 'fetch', 'globalThis.process', 'this.constructor.constructor("return process")()']) expect(run(`const x = ${reach}`, `typeof x === 'undefined'`).value, reach).toBe(reach.startsWith('globalThis') ? 1 : 0)
    expect(run('const ok = 1', 'ok === 1').value, 'a fresh engine after an endless one').toBe(1)
    expect(code.validate(says('def f; end'), { gold: { tests: ['f()'], language: 'ruby' } }, {}).value, 'a language that is not run').toBeNull()
  })
})

describe('sql', () => {
  const same = (given: string, expected: string) => valueOf(sql, given, expected)

  it.each([
    ['select A from T where B = 1', 'SELECT a FROM t WHERE b = 1;', 1], ['```sql\nSELECT a FROM t WHERE x = 2 AND b = 1\n```', 'SELECT a FROM t WHERE b = 1 AND x = 2', 1], ['SELECT a FROM t WHERE 1 = b', 'SELECT a FROM t WHERE b = 1', 1],
    ['SELECT a FROM t WHERE b = 2', 'SELECT a FROM t WHERE b = 1', 0], ["SELECT a FROM t WHERE b = 'X'", "SELECT a FROM t WHERE b = 'x'", 0], ['SELECT b, a FROM t', 'SELECT a, b FROM t', 0], ['SELECT a FROM t WHERE b < 1', 'SELECT a FROM t WHERE 1 < b', 0], ['I would not know.', 'SELECT a FROM t', 0],
  ])('%j against %j is %d', (given, expected, value) => {
    expect(same(given, expected)).toBe(value)
  })

  describe('on a database', () => {
    let directory = ''
    let path = ''
    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'audit-sql-'))
      path = join(directory, 'shop.db')
      const { Database } = await (createRequire(import.meta.url)('sql.js') as () => Promise<{ Database: new () => { run: (text: string) => void; export: () => Uint8Array } }>)()
      const database = new Database()
      database.run("CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'y')")
      writeFileSync(path, database.export())
    })
    afterAll(() => rmSync(directory, { recursive: true, force: true }))

    it.each([
      ['SELECT max(a) FROM t', 'SELECT a FROM t ORDER BY a DESC LIMIT 1', 1], ['SELECT a FROM t ORDER BY a DESC', 'SELECT a FROM t', 1], ['SELECT a FROM t ORDER BY a DESC', 'SELECT a FROM t ORDER BY a', 0],
      ["SELECT a FROM t WHERE b = 'y'", 'SELECT a FROM t', 0], ['SELECT nothing FROM t', 'SELECT a FROM t', 0], ['WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT count(*) FROM r', 'SELECT a FROM t', 0], ["ATTACH DATABASE 'pwned.db' AS p; CREATE TABLE p.t(x); SELECT 1", 'SELECT a FROM t', 0],
    ])('%j against %j is %d', (given, expected, value) => {
      expect(sql.validate(says(given), { gold: expected }, { database: path }).value).toBe(value)
    })

    it('leaves the file as it is', () => {
      expect(sql.validate(says('DELETE FROM t; SELECT a FROM t'), { gold: 'SELECT a FROM t' }, { database: path }).value).toBe(0)
      expect(sql.validate(says('SELECT a FROM t'), { gold: 'SELECT a FROM t' }, { database: path }).reason).toBe('the same 3 rows')
    })
  })
})
