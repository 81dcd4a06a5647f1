import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { chooseValidator, findValidator, validators } from '../../src/validators/index.js'
import type { ValidatorSample } from '../../src/validators/index.js'
import { dependsOn } from '../../src/validators/calls/dependent.js'
import { readDate } from '../../src/validators/date.js'
import { isSameText } from '../../src/validators/calls/argument-text.js'
import { isTerm } from '../../src/validators/values/numeric-text.js'
import { calls, says, valueOf } from './ask.js'

const { json, label, number, tool_call: toolCall } = validators
type Call = readonly [name: string, input: JsonObject]

function judged(answers: readonly string[], prompt: string, given: string, wanted: string): number {
  const samples: readonly ValidatorSample[] = answers.map((text, i) => ({ request: { messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: `${prompt} ${i}` }] }] }, output: says(text) }))
  const { name, context } = chooseValidator(samples, 'classification')
  return findValidator(name).validate(says(given), { output: says(wanted) }, { ...context, input: prompt }).value ?? 0
}

describe('a label whose words are turned', () => {
  it.each([
    ['weniger dringend', 'dringend', ['dringend', 'unklar']], ['partly not covered', 'not covered', ['covered', 'not covered']], ['Verdict: partly not covered', 'not covered', ['covered', 'not covered']],
    ['ليس مزعج', 'مزعج', ['عاجل', 'مزعج']], ['प्रश्न नहीं', 'प्रश्न', ['प्रश्न', 'शिकायत']], ['यह प्रश्न बिल्कुल नहीं है', 'प्रश्न', ['प्रश्न', 'शिकायत']], ['交換以外', '交換', ['返品', '交換']],
    ['부정적이지 않음', '부정', ['긍정', '부정']], ['긍정이 아닙니다', '긍정', ['긍정', '부정']], ['XL/M', 'XL', ['M', 'XL', 'XXL']], ['XL | M', 'XL', ['M', 'XL', 'XXL']],
  ])('%s is not %s', (given, wanted, labels) => {
    expect(valueOf(label, given, wanted, { labels })).toBe(0)
  })

  it.each([
    ['Die Meldung ist dringend.', 'dringend', ['dringend', 'unklar']], ['Verdict: not covered', 'not covered', ['covered', 'not covered']], ['عاجل.', 'عاجل', ['عاجل', 'غير عاجل']], ['غير عاجل', 'غير عاجل', ['عاجل', 'غير عاجل']],
    ['التصنيف: عاجل', 'عاجل', ['عاجل', 'مزعج']], ['交換です', '交換', ['返品', '交換']], ['긍정입니다.', '긍정', ['긍정', '부정']], ['I would take a size XL', 'XL', ['M', 'XL', 'XXL']], ['サーバーの問題です', '問題', ['問題', '要望']],
  ])('%s is %s', (given, wanted, labels) => {
    expect(valueOf(label, given, wanted, { labels })).toBe(1)
  })
})

describe('few words beside a label, of a known prompt', () => {
  const value = (given: string, wanted: string, labels: readonly string[], input: string): number | null => label.validate(says(given), { output: says(wanted) }, { labels, input }).value

  it.each([
    ['peu urgent', 'urgent', ['urgent', 'pas urgent'], 'Le message est-il urgent ? Réponds par : urgent, pas urgent.'], ["Ce n'est guère urgent.", 'urgent', ['urgent', 'pas urgent'], 'Le message est-il urgent ?'],
    ['ei kiireellinen', 'kiireellinen', ['kiireellinen', 'tavallinen'], 'Luokittele: kiireellinen, tavallinen'], ['kurang mendesak', 'mendesak', ['biasa', 'mendesak'], 'Klasifikasikan: mendesak, biasa'],
    ['nie jest niekompletny', 'niekompletny', ['kompletny', 'niekompletny'], 'Czy wniosek jest kompletny?'], ['risky? No.', 'risky', ['risky', 'safe'], 'Is the clause risky?'], ['risky it is not', 'risky', ['risky', 'safe'], 'Is the clause risky?'],
    ['no longer risky', 'risky', ['risky', 'safe'], 'Is the clause risky?'], ['It would be wrong to call it risky.', 'risky', ['risky', 'safe'], 'Is the clause risky?'], ['The answer is scarcely risky', 'risky', ['risky', 'safe'], 'Is the clause risky?'],
    ['普通度低', '普通', ['普通', '紧急'], '分类：紧急、普通'], ['通常性なし', '通常', ['緊急', '通常'], '緊急度を答えてください：緊急、通常'], ['4:12:1', '4:12', ['4:12', '3:10'], 'State the ratio.'], ['B, C, A, D', 'B, C, A', ['b, c, a', 'c, a, b'], 'Put them in order.'],
    ['Sorry, please return your lamp by May.', 'please return your lamp by May', ['please return your lamp by may', 'please return your tent by may'], 'Write it without the word sorry: return your lamp by May.'],
  ])('%s is not %s', (given, wanted, labels, input) => {
    expect(value(given, wanted, labels, input)).toBe(0)
  })

  it.each([
    ['The contract is risky.', 'risky', ['risky', 'safe'], 'Is it risky?'], ['Le message est urgent.', 'urgent', ['urgent', 'pas urgent'], 'Le message est-il urgent ?'], ['clause: risky', 'risky', ['risky', 'safe'], 'Is the clause risky?'],
    ['I would call it risky', 'risky', ['risky', 'safe'], 'Is the clause risky?'], ['Having read the clause with its many conditions I find that it is risky', 'risky', ['risky', 'safe'], 'Is the clause risky?'],
    ['分类是普通', '普通', ['普通', '紧急'], '分类：紧急、普通'], ['この区分は通常です', '通常', ['緊急', '通常'], '区分を答えてください：緊急、通常'], ['긍정적', '긍정', ['긍정', '부정'], '리뷰를 긍정, 부정으로 분류하세요.'], ['the risky clause', 'risky', ['risky', 'safe'], 'Is the clause risky?'],
  ])('%s is %s', (given, wanted, labels, input) => {
    expect(value(given, wanted, labels, input)).toBe(1)
  })
})

describe('days', () => {
  it('a span is no day, nor is one that is only near', () => {
    expect([readDate('10–14 June 2026'), readDate('10 to 14 June 2026'), readDate('June 10-14, 2026'), readDate('vom 10. bis 14. Juni 2026'), readDate('around 1950-01-07')]).toEqual(Array.from({ length: 5 }, () => undefined))
    expect([readDate('10 June 2026'), readDate('2026-06-10'), readDate('June 10, 2026'), readDate('on 10 June 2026'), readDate('10-06-2026')].map((day) => day !== undefined)).toEqual(Array.from({ length: 5 }, () => true))
    const fairs = Array.from({ length: 60 }, (_, i) => `${1 + (i % 9)}–${12 + (i % 7)} June 2026`)
    expect(judged(fairs, 'When is the fair?', '2–14 June 2026', '1–14 June 2026')).toBe(0)
  })

  it('and a version is no decimal, where a version is asked for', () => {
    const versions = Array.from({ length: 60 }, (_, i) => `${1 + (i % 9)}.${10 + i}`)
    expect(judged(versions, 'Which version fixes the bug?', '5.170', '5.17')).toBe(0)
    expect(judged(versions, 'What is the mean?', '5.170', '5.17')).toBe(1)
  })
})

describe('numbers in other hands', () => {
  it.each<readonly [given: string, wanted: string, value: number, input: string]>([
    ['4876 bar', '4,876 bar', 0, 'Wie hoch ist der Messwert? Antworte nur mit der Zahl und der Einheit.'],
    ['4,876 bar', '4,876 bar', 1, 'Wie hoch ist der Messwert? Antworte nur mit der Zahl und der Einheit.'],
    ['4876 bar', '4,876 bar', 1, 'What is the reading? Answer with the number and its unit.'],
    ['1250 €', '1,250 €', 1, 'What is the total of the invoice?'],
  ])('%s for %s counts %s', (given, wanted, value, input) => {
    expect(number.validate(says(given), { output: says(wanted) }, { input }).value).toBe(value)
    expect(number.validate(says(given), { gold: wanted, output: says(wanted) }, { input }).value).toBe(value)
  })

  it('a point of an expected number is a program’s, whatever the tongue of its prompt', () => {
    expect(number.validate(says('Es sind 4,876 bar.'), { gold: '4.876', output: says('4,876 bar') }, { input: 'Wie hoch ist der Messwert? Antworte nur mit der Zahl und der Einheit.' }).value).toBe(1)
  })

  it('terms with an unknown are no numbers', () => {
    expect(['36x^{3}', '\\frac{36}{x^{3}}', '2x + 3', '3\\pi - 1', "f'(x) = 36x^3"].map(isTerm)).toEqual([true, true, true, true, true])
    expect(['5 m^2', '12 cm^3', '2x/day', 'x = 5', 'x^2 = 49', '3x', '40 m/s', '1.5e-3', '10^-3 mol'].map(isTerm)).toEqual(Array.from({ length: 9 }, () => false))
    expect(valueOf(number, '36x^{4}', '36')).toBe(0)
    expect(valueOf(number, 'The answer is 36x^4', '36')).toBe(0)
    const terms = Array.from({ length: 60 }, (_, i) => `${i + 2}x^{${(i % 7) + 2}}`)
    expect(judged(terms, 'Give the derivative.', '36x^{4}', '36x^{3}')).toBe(0)
    expect(judged(terms, 'Give the derivative.', '36x^{3}', '36x^{3}')).toBe(1)
  })

  it('capitals within a sign mean something, in a log of such signs', () => {
    const chords = Array.from({ length: 60 }, (_, i) => `${'CDEFGA'[i % 6] ?? ''}${['m7', 'maj7', '7'][i % 3] ?? ''}`)
    expect(judged(chords, 'Name the chord.', 'AM7', 'Am7')).toBe(0)
    expect(judged(chords, 'Name the chord.', 'Am7', 'Am7')).toBe(1)
  })
})

describe('lists whose places belong together', () => {
  it('statements of three are no sets', () => {
    expect(valueOf(json, '[["Bo","owns","Acme"]]', [['Acme', 'owns', 'Bo']])).toBeLessThan(1)
    expect(valueOf(json, '[["b","a"],["c","d","e"]]', [['a', 'b'], ['e', 'd', 'c']])).toBe(1)
  })

  it('columns are told by the places of their cells, names by the list beside them', () => {
    const tables = Array.from({ length: 40 }, (_, i) => JSON.stringify({ columns: ['item', 'north', 'south'], rows: [['lamp', i, i + 1]] }))
    expect(judged(tables, 'Read the table as JSON.', '{"columns":["item","south","north"],"rows":[["lamp",3,4]]}', '{"columns":["item","north","south"],"rows":[["lamp",3,4]]}')).toBeLessThan(1)
    const rolls = Array.from({ length: 40 }, (_, i) => ['Ada', 'Bo', 'Cy'].slice(0, 1 + (i % 3))).map((people, i) => JSON.stringify({ people, roles: people.map((_, at) => ['chair', 'clerk', 'guest'][(i + at) % 3]), tags: ['new', 'old'] }))
    const rolled = '{"people":["Ada","Bo"],"roles":["chair","clerk"],"tags":["new","old"]}'
    expect(judged(rolls, 'Read it as JSON.', '{"people":["Bo","Ada"],"roles":["chair","clerk"],"tags":["new","old"]}', rolled)).toBeLessThan(1)
    expect(judged(rolls, 'Read it as JSON.', '{"people":["Ada","Bo"],"roles":["chair","clerk"],"tags":["old","new"]}', rolled)).toBe(1)
  })
})

describe('arguments that a program reads', () => {
  it.each([
    ['find /kettle -name "*.log" -delete', 'find ./kettle -name "*.log" -delete'], ['find . -name "*.LOG" -delete', 'find . -name "*.log" -delete'], ['rm -R build', 'rm -r build'], ['cp a.txt /tmp', 'cp a.txt tmp'],
    ['def f():\n    x = 1\n    return x', 'def f():\n    x = 1\nreturn x'], ['def f():\n    return 1', 'def f():     return 1'], ['a:\n  b: 1\nc: 2', 'a:\n  b: 1\n  c: 2'], ['x = 1\ny = 2', 'x = 1 y = 2'],
  ])('%j is not %j', (given, expected) => {
    expect(isSameText(given, expected)).toBe(false)
    expect(isSameText(expected, given)).toBe(false)
  })

  it.each([['Hello,\n\nwe ship on Monday.', 'Hello,\nwe ship on Monday.'], ['def f():\n    return 1\n', 'def f():\n    return 1'], ['New York, NY', 'new York NY'], ['a well-known and/or late case', 'A well-known and/or late case']])('%j is %j', (given, expected) => {
    expect(isSameText(given, expected)).toBe(true)
  })
})

describe('null by name', () => {
  const properties = { phone: { type: ['string', 'null'] }, note: { type: 'string' }, city: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null } }
  const tools = [{ name: 'update', description: '', parameters: { type: 'object', properties: { id: { type: 'string' }, ...properties, fields: { type: 'object', properties } }, required: ['id'] } }]
  const value = (given: JsonObject, wanted: JsonObject): number | null => toolCall.validate(calls(['update', { id: 'C1', ...given }]), { output: calls(['update', { id: 'C1', ...wanted }]) }, { tools }).value

  it('clears a field, where nothing leaves it', () => {
    expect([value({}, { phone: null }), value({ phone: null }, {}), value({ fields: {} }, { fields: { phone: null } })]).toEqual([0, 0, 0])
    expect([value({ phone: null }, { phone: null }), value({}, { note: null }), value({}, { city: null }), value({ fields: {} }, { fields: { city: null } }), value({}, { other: null })]).toEqual([1, 1, 1, 1, 1])
  })

  it('and a required field is no such field', () => {
    const required = [{ name: 'update', description: '', parameters: { type: 'object', properties, required: ['phone'] } }]
    expect(toolCall.validate(calls(['update', {}]), { output: calls(['update', { phone: null }]) }, { tools: required }).value).toBe(1)
  })
})

describe('calls that depend on one another', () => {
  const made: Call = ['create_folder', { path: '/docs/2015' }]
  const moved: Call = ['move_file', { source: '/in/a.pdf', target: '/docs/2015/a.pdf' }]
  const deleted: Call = ['delete_file', { path: '/in/a.tmp' }]
  const value = (given: readonly Call[], wanted: readonly Call[]): number | null => toolCall.validate(calls(...given), { output: calls(...wanted) }, {}).value

  it('keep their order', () => {
    expect(value([moved, made], [made, moved])).toBe(0)
    expect(value([made, moved], [made, moved])).toBe(1)
    expect(value([deleted, made, moved], [made, moved, deleted])).toBe(1)
    expect(value([['apply_label', { name: 'late' }], ['create_label', { name: 'late' }]], [['create_label', { name: 'late' }], ['apply_label', { name: 'late' }]])).toBe(0)
  })

  it.each<readonly [what: string, one: Call, other: Call, depends: boolean]>([
    ['two that look', ['read_file', { path: '/a/b' }], ['list_files', { path: '/a' }], false],
    ['a day in common', ['create_event', { on: '2026-05-01' }], ['book_hotel', { on: '2026-05-01' }], false],
    ['a city in common, nothing made', ['book_flight', { to: 'Paris' }], ['book_hotel', { city: 'Paris' }], false],
    ['two that make', ['create_event', { who: 'Ada' }], ['create_note', { who: 'Ada' }], false],
    ['paths side by side', ['move_file', { source: '/a/b' }], ['copy_file', { source: '/a/bc' }], false],
    ['one path', ['edit_file', { path: 'src/a.py' }], ['run_file', { path: 'src/a.py' }], true],
    ['a folder named with its slash', ['create_folder', { path: 'out/' }], ['move_file', { to: 'out/a' }], true],
    ['a name deep inside', ['delete_user', { id: 'u-17' }], ['notify', { users: [{ id: 'u-17' }] }], true],
  ])('%s', (_, one, other, depends) => {
    const [a, b] = [one, other].map(([name, input]) => ({ name, arguments: input }))
    expect(a && b && dependsOn(a, b)).toBe(depends)
    expect(a && b && dependsOn(b, a)).toBe(depends)
  })
})
