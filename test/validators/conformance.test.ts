import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { ModelOutput } from '../../src/domain/message.js'
import type { Reference, Validator, ValidationContext } from '../../src/domain/score.js'
import { findValidator, validatorId, validators } from '../../src/validators/index.js'
import { calls, says } from './ask.js'

interface Subject {
  readonly references: readonly Reference[]
  /** An output that scores 1 against the reference of the same place. */
  readonly matches: readonly ModelOutput[]
  readonly unreadable: readonly Reference[]
  readonly context: ValidationContext
}

const text = (...values: readonly string[]): Pick<Subject, 'references' | 'matches'> => ({
  references: values.flatMap((value): Reference[] => [{ output: says(value) }, { gold: value }]),
  matches: values.flatMap((value) => [says(value), says(value)]),
})

const subjects: Readonly<Record<keyof typeof validators, Subject>> = {
  exact: { ...text('Ärger  im\nBüro', 'x'), unreadable: [{ gold: { a: 1 } }], context: {} },
  label: { ...text('B', 'billing', 'Final answer: no', 'New York City'), unreadable: [{ gold: { letter: 'C' } }, { gold: [] }], context: {} },
  number: { ...text('42', 'The answer is $1,234.50.', '#### -7'), unreadable: [{ gold: 'none' }, { gold: true }, { output: says('no idea') }], context: {} },
  json: { ...text('{"a":[1,2],"b":{"c":null}}', '```json\n[{"x":"y"}]\n```'), unreadable: [{ gold: 'not json' }, { output: says('{"a":') }], context: {} },
  tool_call: {
    references: [{ output: calls(['f', { a: 1 }]) }, { gold: [] }, { gold: { name: 'f', arguments: {} } }, { output: says('I can answer that myself.') }],
    matches: [calls(['f', { a: 1 }]), says('hello'), calls(['f', {}]), says('I can answer that myself.')],
    unreadable: [{ gold: 'f' }, { gold: 3 }, { output: { text: '', toolCalls: [{ name: 'f', arguments: '{' }] } }],
    context: { tools: [{ name: 'f', parameters: { properties: { a: { type: 'number' } } } }] },
  },
  choice: { ...text('B', '(C)'), unreadable: [{ gold: 'none of them' }, { gold: [] }], context: {} },
  extraction: { ...text('Ann Lee, Bo Chan', '- Ann\n- Bo', '{"people":["Ann","Bo"]}'), unreadable: [{ gold: 3 }], context: {} },
  translation: { ...text('Guten Tag, Frau Lee.', 'Das Treffen mit Ann Lee beginnt am 3. Mai um 10 Uhr.'), unreadable: [{ gold: { a: 1 } }], context: {} },
  summary: { ...text('Ann Lee sold 3 of 10 boxes.', 'Nothing of note.'), unreadable: [{ gold: { a: 1 } }], context: {} },
  code: { ...text('```python\ndef f(x):\n    return x\n```', 'const a = 1'), unreadable: [{ gold: { a: 1 } }], context: {} },
  sql: { ...text('SELECT a FROM t WHERE b = 1', '```sql\nselect 1;\n```'), unreadable: [{ gold: 'no query' }, { gold: { a: 1 } }], context: {} },
  format: { ...text('two words', 'three little words'), unreadable: [{ gold: { a: 1 } }], context: { input: 'Answer in at most 5 words.' } },
  refusal: { ...text('Paris.', 'I’m sorry, but I can’t help with that.'), unreadable: [{ gold: 3 }, { gold: [] }], context: {} },
  policy: { ...text('all good', 'all fine'), unreadable: [{ gold: { a: 1 } }], context: { rules: { mustInclude: ['all'], mustNotInclude: ['bad'], maxWords: 9 } } },
  date: { ...text('2024-02-29', 'The date is 3 May 2021.'), unreadable: [{ gold: 'soon' }, { gold: '2023-02-29' }], context: {} },
  similarity: { ...text('a summary of the meeting', '日本語'), unreadable: [{ gold: { a: 1 } }], context: {} },
}

const LONG = 20_000
const bait: readonly string[] = [
  ' '.repeat(200_000), '9'.repeat(200_000), 'answer is B. '.repeat(10_000), '{"a":1},'.repeat(10_000), '1,'.repeat(LONG / 2), '1.'.repeat(LONG / 2), '1/'.repeat(LONG / 2), '$'.repeat(LONG), '-'.repeat(LONG),
  'answer '.repeat(LONG / 7), 'the answer is '.repeat(LONG / 14), 'answer: '.repeat(LONG / 8), '\\boxed{'.repeat(LONG / 7), '\\boxed{}'.repeat(LONG / 8), '####'.repeat(LONG / 4),
  '['.repeat(LONG), '[a]'.repeat(LONG / 3), '"['.repeat(LONG / 2), '**'.repeat(LONG / 2), '**a**'.repeat(LONG / 5), '```'.repeat(LONG / 3), 'A)\n'.repeat(LONG / 3), '(A) '.repeat(LONG / 4),
  '\n'.repeat(LONG), '\\frac{1}{'.repeat(LONG / 9), 'not but '.repeat(LONG / 8), 'is the correct '.repeat(LONG / 15), 'a\u0301\u0327'.repeat(LONG / 10), `a${'\u0301\u0327'.repeat(LONG / 10)}`,
  '[{'.repeat(50_000), '['.repeat(100_000) + ']'.repeat(100_000), '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), '{"__proto__":{"a":1},"constructor":2}',
  '\u0000\u0001\u001b[31m\u007f', '\u202e\u200fB\u200e', '\ud800', 'B\udc00', '\ufffe', 'İ'.repeat(1000), 'ﷺ'.repeat(1000), '1e999999999', `1e${'9'.repeat(1000)}`, '10⁹⁹⁹', '1/0', '\\frac{0}{0}',
  '01/01/2020 '.repeat(LONG / 11), 'January '.repeat(LONG / 8), '20200101'.repeat(LONG / 8),
]

describe.each(Object.entries(validators).map(([name, validator]): [keyof typeof validators, Validator] => [name as keyof typeof validators, validator]))('validator %s', (name, validator) => {
  const subject = subjects[name]

  it('is found by its name and by its id, and carries both', () => {
    expect(validator.name).toBe(name)
    expect(validator.version).toBeGreaterThanOrEqual(1)
    expect(findValidator(name)).toBe(validator)
    expect(findValidator(validatorId(validator))).toBe(validator)
  })

  it('scores the reference itself 1', () => {
    subject.references.forEach((reference, i) => {
      expect(validator.validate(subject.matches[i] ?? says(''), reference, subject.context), JSON.stringify(reference)).toMatchObject({ value: 1 })
    })
  })

  it('leaves unscored what has no readable reference, whatever the output', () => {
    for (const reference of [{}, { gold: null }, { output: says('') }, ...subject.unreadable]) {
      for (const output of [says('x'), says(''), ...subject.matches]) expect(validator.validate(output, reference, subject.context).value, JSON.stringify(reference)).toBeNull()
    }
  })

  it('scores an empty or unreadable output 0, never null', () => {
    for (const reference of subject.references) {
      for (const output of ['', ' \n\t ', '\u0000']) {
        expect(validator.validate(says(output), reference, subject.context).value, JSON.stringify(reference)).toBe(name === 'tool_call' && output === '\u0000' && isNoCall(reference) ? 1 : 0)
      }
    }
  })

  it('prefers gold to the logged output', () => {
    const [reference] = subject.references
    const match = subject.matches[0] ?? says('')
    const gold = subject.references.find((each) => each.gold !== undefined)?.gold
    const other = subject.matches[subject.references.findIndex((each) => each.gold === gold)] ?? says('')
    expect(validator.validate(other, { output: says('something else entirely, 99'), ...(gold === undefined ? {} : { gold }) }, subject.context).value).toBe(1)
    expect(validator.validate(match, reference ?? {}, subject.context).value).toBe(1)
  })

  it('survives a hostile output and a hostile reference with a score in range', () => {
    for (const hostile of bait) {
      inRange(validator.validate(says(hostile), subject.references[0] ?? {}, { ...subject.context, input: hostile }).value)
      inRange(validator.validate(subject.matches[0] ?? says(''), { output: says(hostile) }, subject.context).value)
      inRange(validator.validate({ text: '', toolCalls: [{ name: hostile, arguments: hostile }] }, { output: { text: '', toolCalls: [{ name: 'f', arguments: hostile }] } }, subject.context).value)
    }
  })

  it('is pure: the same question gets the same answer, and the question is not touched', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.jsonValue({ maxDepth: 3 }), (output, gold) => {
      const reference = freeze({ gold }) as Reference
      const asked = freeze(says(output)) as ModelOutput
      const first = validator.validate(asked, reference, subject.context)
      inRange(first.value)
      expect(first.reason).not.toBe('')
      expect(validator.validate(asked, reference, subject.context)).toEqual(first)
    }))
  })
})

function isNoCall(reference: Reference): boolean {
  return (Array.isArray(reference.gold) && reference.gold.length === 0) || (reference.output !== undefined && reference.output.toolCalls.length === 0)
}

function inRange(value: number | null): void {
  if (value === null) return
  expect(value).toBeGreaterThanOrEqual(0)
  expect(value).toBeLessThanOrEqual(1)
}

function freeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
  return value
}
