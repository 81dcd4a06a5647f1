import { expect, it } from 'vitest'
import { turnedRound } from '../../src/validators/prose/opposites.js'
import { optionsOf } from '../../src/validators/words/options.js'
import { withFigures } from '../../src/validators/values/spelled-number.js'
import { textFields } from '../../src/validators/records/text-fields.js'
import { isSameMoment, readTime } from '../../src/validators/values/time-of-day.js'

it('options are those of one list that begins with A and B', () => {
  expect([...optionsOf('Which?\nA) Mercury\nB) Venus')]).toEqual([['mercury', 'a'], ['venus', 'b']])
  expect(optionsOf('A) Mercury\nC) Venus').size).toBe(0)
  expect(optionsOf('A) Mercury\nB) Mercury').size).toBe(0)
  expect(optionsOf('A) one\nB) two\nNow:\nA) three\nB) four').size).toBe(0)
})

it('a sentence is turned round by a negation, an opposite, or two names, and by nothing that both have', () => {
  expect(turnedRound('He signed the paper today.', 'He did not sign the paper today.')).toBe('a negation is missing')
  expect(turnedRound('The price rose after the talk.', 'The price fell after the talk.')).toBe('“rose” instead of “fell”')
  expect(turnedRound('They met before dinner.', 'They met before dinner and left after it.')).toBeUndefined()
  expect(turnedRound('She will sell it and not keep the car.', 'She will not sell it and keep the car.')).toBe('“sell” is no longer denied')
  expect(turnedRound('She will not sell it here.', 'She will not sell it there.')).toBeUndefined()
  expect(turnedRound('Ann met Bo there.', 'Bo met Ann there.')).toBe('names exchanged')
  expect(turnedRound('Ann met Bo and Cy there.', 'Ann met Bo and Cy there.')).toBeUndefined()
})

it.each([['twelve hundred', '1200'], ['three hundred', '300'], ['forty two', '42'], ['five two', '5 2'], ['one thousand two hundred and six', '1206']])('%s is %s', (words, figures) => {
  expect(withFigures(words)).toBe(figures)
})

it('times are compared by the clock, or as points in time where both name a zone', () => {
  const at = (text: string) => ({ dayFirst: '2024-03-05', monthFirst: '2024-03-05', at: 0, time: readTime(text) })
  expect(readTime('at 3 pm')?.minutes).toBe(900)
  expect(isSameMoment(at('10:00-05:00'), at('15:00Z'))).toBe(true)
  expect(isSameMoment(at('10:00+05:00'), at('15:00Z'))).toBe(false)
  expect(isSameMoment(at('20:00+05:00'), at('15:00Z'))).toBe(true)
})

it('fields have one value each, rows a cell for each column', () => {
  expect(textFields('a: 1\nb: 2')).toEqual([['a', '1'], ['b', '2']])
  expect(textFields('a: 1\na: 2')).toBeUndefined()
  expect(textFields('|a|b|\n|--|:--:|\n|1|**2**|')).toEqual([['a|b', '1|2']])
  expect(textFields('|a|b|\n|--|--|\n|1|')).toBeUndefined()
  expect(textFields('|a|b|\n|-x|--|\n|1|2|')).toBeUndefined()
})
