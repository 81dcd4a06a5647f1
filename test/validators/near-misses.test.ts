import { describe, expect, it } from 'vitest'
import type { ValidationContext } from '../../src/domain/score.js'
import { chooseValidator, findValidator, validators } from '../../src/validators/index.js'
import type { ValidatorSample } from '../../src/validators/index.js'
import { calls, says, valueOf } from './ask.js'

const { json, label, number, similarity, code, summary, translation, tool_call: toolCall } = validators

/** A log of answers to numbered questions, the answers expected as well where `withGold`. */
function log(answers: readonly string[], prompt: string, withGold: boolean): readonly ValidatorSample[] {
  return answers.map((text, i) => ({ request: { messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: `${prompt} ${i}` }] }] }, output: says(text), ...(withGold ? { gold: text } : {}) }))
}

const cycle = (count: number, of: (i: number) => string): readonly string[] => Array.from({ length: count }, (_, i) => of(i))

/** What the validator chosen for a log says of an answer where another was logged, or expected. */
function judged(answers: readonly string[], prompt: string, given: string, wanted: string, withGold = false): number {
  const { name, context } = chooseValidator(log(answers, prompt, withGold), 'classification')
  const { value } = findValidator(name).validate(says(given), withGold ? { gold: wanted, output: says(wanted) } : { output: says(wanted) }, { ...context, input: prompt })
  return value ?? 0
}

describe('lists whose places mean something', () => {
  it('truth values are answers in a row', () => {
    expect(valueOf(json, '{"checks":[false,true,true]}', { checks: [true, false, true] })).toBeLessThan(1)
    expect(valueOf(json, '{"checks":[true,false,true]}', { checks: [true, false, true] })).toBe(1)
    expect(valueOf(json, '{"a":[false,null]}', { a: [null, false] })).toBeLessThan(1)
  })

  it('a list that names a thing twice is no set, and a log of such lists has none', () => {
    expect(valueOf(json, '["I","O","O"]', ['O', 'I', 'O'])).toBeLessThan(1)
    expect(valueOf(json, '["b","a"]', ['a', 'b'])).toBe(1)
    const tags = cycle(40, (i) => JSON.stringify(i % 2 === 0 ? ['B', 'I', 'O'] : ['O', 'B', 'O']))
    expect(judged(tags, 'Tag the tokens.', '["I","B","O"]', '["B","I","O"]')).toBeLessThan(1)
  })
})

describe('fields whose case tells', () => {
  it.each<readonly [what: string, values: readonly string[], given: string, wanted: string]>([
    ['patterns', cycle(40, (i) => `^[A-Z]{${i}}$`), '^[a-z]{3}$', '^[A-Z]{3}$'],
    ['paths', cycle(40, (i) => `src/Models/user_${i}.ts`), 'src/models/user_3.ts', 'src/Models/user_3.ts'],
    ['formulas', cycle(60, (i) => ['CO', 'Co', 'Po'][i % 3] ?? ''), 'Co', 'CO'],
  ])('%s', (_, values, given, wanted) => {
    const written = (value: string): string => JSON.stringify({ found: value })
    expect(judged(values.map(written), 'Extract it as JSON.', written(given), written(wanted))).toBeLessThan(1)
    expect(judged(values.map(written), 'Extract it as JSON.', written(wanted), written(wanted))).toBe(1)
  })

  it('names are not held to theirs', () => {
    const names = cycle(40, (i) => JSON.stringify({ found: `Acme ${i} ltd` }))
    expect(judged(names, 'Extract it as JSON.', '{"found":"ACME 3 Ltd"}', '{"found":"Acme 3 ltd"}')).toBe(1)
  })
})

describe('numbers that are more than their value', () => {
  const cases: readonly (readonly [given: string, gold: string, value: number, input?: string])[] = [
    ['417', '00417', 0], ['0417', '00417', 0], ['00417', '00417', 1], ['The number is 00417.', '00417', 1], ['00417', '417', 0], ['05', '5', 1], ['0.5', '0.5', 1],
    ['86 439,16 €', '86 439,99 €', 0], ['86\u202f439,16', '86439.16', 1], ['1 234,5 kg', '1 234,9 kg', 0], ["86'439,16", '86439.16', 1],
    ['(9,611)', '9,611', 0], ['(9,611)', '-9611', 1], ['9,611', '(9,611)', 0], ['Net: ($57.10)', '-57.1', 1], ['(57)', '57', 0, 'Losses in parentheses.'], ['(5)', '5', 1, 'Choose: (4) north, (5) south.'],
    ['0.26%', '0.26', 0, 'Answer as a decimal.'], ['26%', '0.26', 1, 'Answer as a decimal.'], ['0.26%', '0.26', 1, 'By how many percent?'],
    ['5+', '5', 0], ['<5', '5', 0], ['≥ 5', '5', 0], ['5 days or more', '5', 0], ['~5', '5', 1],
    ['390 Wh', '390 W', 0], ['33879ドル', '33879円', 0], ['390 watts', '390 W', 1], ['12 min', '12 minutes', 1], ['5', '5 mg', 1],
  ]

  it.each(cases.map(([given, gold, value, input]) => ({ given, gold, value, input })))('$given for $gold → $value', ({ given, gold, value, input }) => {
    expect(valueOf(number, given, gold, input === undefined ? {} : { input })).toBe(value)
  })

  it('where the log has several units an answer must name its own', () => {
    const doses = cycle(40, (i) => `${i + 2} ${i % 2 === 0 ? 'mg' : 'ml'}`)
    expect(judged(doses, 'Which dose?', '6', '6 mg', true)).toBe(0)
    expect(judged(doses, 'Which dose?', '6mg', '6 mg', true)).toBe(1)
    expect(judged(cycle(40, (i) => `${i + 2} mg`), 'Which dose?', '6', '6 mg', true)).toBe(1)
  })
})

describe('labels with more behind them', () => {
  it.each<readonly [what: string, answers: readonly string[], prompt: string, given: string, wanted: string, value: number]>([
    ['a declaration', cycle(60, (i) => `margin: ${i % 30}px ${i}px;`), 'Write the margin in css.', 'margin: 9px 7px;', 'margin: 7px 9px;', 0],
    ['a state and its day', cycle(60, (i) => `${i % 2 === 0 ? 'Shipped' : 'Lost'}, ${1 + (i % 28)} May 2026`), 'Say shipped or lost, and when.', 'Lost, 3 May 2026', 'Shipped, 3 May 2026', 0],
    ['a decision and its owner', cycle(60, (i) => `${i % 2 === 0 ? 'approve' : 'reject'} - Ada N${'abcdefghij'[i % 10]}${'klmnopqrst'[i % 7]}o`), 'Answer approve or reject, and the owner.', 'approve - Ada Nako', 'approve - Ada Nblo', 0],
    ['a verdict and its condition', cycle(60, (i) => ['Yes', 'No', 'Yes, if unopened', 'Yes, within 14 days'][i % 4] ?? ''), 'May it be returned? Answer yes or no.', 'Yes, within 30 days', 'Yes, within 14 days', 0],
    ['formulas', cycle(60, (i) => ['CO', 'Co', 'Po'][i % 3] ?? ''), 'Which substance?', 'Co', 'CO', 0],
    ['levels, one of them in small letters', cycle(60, (i) => (i === 7 ? 'p3' : `P${1 + (i % 5)}`)), 'Rate P1 to P5.', 'Severity: P3', 'P3', 1],
    ['a verdict and its reason', cycle(60, (i) => (i % 9 === 0 ? 'Yes, it is false.' : i % 2 === 0 ? 'Yes' : 'No')), 'Is it false? Answer yes or no.', 'Yes, that is false.', 'Yes', 1],
  ])('%s', (_, answers, prompt, given, wanted, value) => {
    const score = judged(answers, prompt, given, wanted)
    if (value === 1) expect(score).toBe(1)
    else expect(score).toBeLessThan(1)
    expect(judged(answers, prompt, wanted, wanted)).toBe(1)
  })

  it('a way of saying a label is no label of its own', () => {
    const colours = cycle(100, (i) => (i % 33 === 0 ? `You chose ${i % 2 === 0 ? 'red' : 'blue'}.` : i % 2 === 0 ? 'red' : 'blue'))
    expect(judged(colours, 'Which colour did I choose?', 'You chose blue.', 'blue')).toBe(1)
    expect(judged(colours, 'Which colour did I choose?', 'Not blue.', 'blue')).toBe(0)
    const verdicts = cycle(100, (i) => (i % 60 === 0 ? 'The statement is false.' : i % 2 === 0 ? 'yes' : 'no'))
    expect(judged(verdicts, 'Is the statement false? Answer yes or no.', 'Yes, the statement is false.', 'yes')).toBe(1)
    const states = cycle(60, (i) => ['valid', 'void', 'unclear'][i % 3] ?? '')
    expect(judged(states, 'Valid, void or unclear?', 'The contract is unclear.', 'unclear')).toBe(1)
    expect(judged(states, 'Valid, void or unclear?', 'It is unclear whether it is void.', 'void')).toBe(0)
  })

  it('paths are held to their case, and expected lines to every line', () => {
    const paths = cycle(40, (i) => `src/${i % 2 === 0 ? 'Models' : 'models'}/user_${i}.ts`)
    expect(judged(paths, 'Which file?', 'src/models/user_2.ts', 'src/Models/user_2.ts', true)).toBeLessThan(1)
    expect(judged(cycle(40, (i) => `lamp-no-${i}`), 'Write the slug.', 'Lamp-no-3', 'lamp-no-3', true)).toBeLessThan(1)
    const sentences = cycle(40, (i) => `Der Kunde hat ${i} Lampen bestellt.`)
    expect(judged(sentences, 'Write with capitals.', 'Der kunde hat 3 Lampen bestellt.', 'Der Kunde hat 3 Lampen bestellt.', true)).toBe(0)
    expect(judged(sentences, 'Write with capitals.', 'der Kunde hat 3 Lampen bestellt', 'Der Kunde hat 3 Lampen bestellt.', true)).toBe(1)
    const routed = cycle(60, (i) => `Queue: ${i % 2 === 0 ? 'refund' : 'repair'}\nReason: the customer asks for it`)
    expect(judged(routed, 'Which queue?', `${routed[0] ?? ''}\n\nOn reflection, repair fits better.`, routed[0] ?? '', true)).toBeLessThan(1)
  })

  it('the day before Monday is no Monday', () => {
    const context: ValidationContext = { labels: ['montag', 'dienstag', 'monday', 'tuesday'] }
    expect(valueOf(label, 'Am Tag vor Montag', 'Montag', context)).toBe(0)
    expect(valueOf(label, 'It is the day after Tuesday.', 'Tuesday', context)).toBe(0)
    expect(valueOf(label, 'Am Montag.', 'Montag', context)).toBe(1)
  })
})

describe('the same text, and only that', () => {
  const isSame = (given: string, wanted: string): boolean => similarity.validate(says(given), { output: says(wanted) }, {}).value === 1

  it.each([
    ['limits:\n  cpu: 2\nlog: info', 'limits:\n  cpu: 2\n  log: info'], ['nowhere', 'now here'], ['LS1 44AP', 'LS14 4AP'], ['1. 5', '1.5'],
    [`${'a b '.repeat(4000)}no`, `${'a b '.repeat(4000)}ok`],
  ])('%j is not %j', (given, wanted) => {
    expect(isSame(given, wanted)).toBe(false)
  })

  it.each([
    ['limits:\n    cpu: 2\nlog: info', 'limits:\n  cpu: 2\nlog: info'], ['2x+3', '2x + 3'], ['`10.0.0.0/8`', '10.0.0.0/8'], ['5kg', '5 kg'], ['使用 模型', '使用模型'], ['a\n\n  wrapped line', 'a wrapped line'],
  ])('%j is %j', (given, wanted) => {
    expect(isSame(given, wanted)).toBe(true)
  })

  it('no likeness of other texts is whole', () => {
    expect(code.validate(says('def f(x):\nreturn x'), { output: says('def f(x):\n    return x') }, {}).value).toBeLessThan(1)
    expect(summary.validate(says('rose by -5 percent'), { output: says('rose by 5 percent') }, {}).value).toBeLessThan(1)
    expect(translation.validate(says('now here'), { output: says('nowhere') }, {}).value).toBeLessThan(1)
  })
})

describe('arguments of tools', () => {
  it.each([
    ['B', 'B-', 0], ['B-', 'B-', 1], ['createdat', 'created_at', 0], ['^[a-z]+', '^[A-Z]+', 0], ['src/models/user.ts', 'src/Models/user.ts', 0], ['Created At', 'created_at', 1], ['new york, ny', 'New York NY', 1],
  ])('%j for %j → %d', (given, wanted, value) => {
    expect(toolCall.validate(calls(['find', { by: given }]), { output: calls(['find', { by: wanted }]) }, { tools: [{ name: 'find' }] }).value).toBe(value)
  })
})
