import { expect, it } from 'vitest'
import { statedDefault } from '../../src/validators/calls/stated-default.js'

it.each([
  ['boolean', 'default false', false], ['boolean', 'Whether to serve breakfast (default true).', true], ['integer', 'Number of nights, default 1', 1], ['number', 'Default: -2.5.', -2.5], ['string', "Default is 'metric'.", 'metric'], ['string', 'defaults to celsius', 'celsius'],
  ['string', 'the default city of the user', undefined], ['boolean', 'the default falsehood', undefined], ['integer', 'default is false', undefined], ['string', 'Default is the current day.', undefined], ['integer', 'no word of it', undefined],
] as const)('%s with the description %j has the default %j', (type, description, expected) => {
  expect(statedDefault({ type, description })).toBe(expected)
})
