import { describe, expect, it } from 'vitest'
import { scoreRow } from '../../src/validators/index.js'
import { FIRST_SIGHT } from './corpus/first-sight.js'
import { SECOND_SIGHT } from './corpus/second-sight.js'

const isRight = (row: { readonly validator: string }): boolean => (scoreRow(row).score ?? 0) >= (row.validator === 'translation' || row.validator === 'summary' ? 0.5 : 1)

describe('rows in many tongues and styles, labelled before they were scored', () => {
  it.each([
    // A share and its hundredfold are one where only one side writes the sign; “1250 %” is the price.
    ['first sight', FIRST_SIGHT, ['1250 %'], 8],
    ['second sight', SECOND_SIGHT, [], 1],
  ] as const)('%s: none that is wrong is taken for right, and few the other way', (_, rows, agreed, missed) => {
    expect(rows.length).toBeGreaterThanOrEqual(150)
    expect(rows.filter((row) => row.right === 0 && isRight(row)).map(({ output }) => output)).toEqual(agreed)
    expect(rows.filter((row) => row.right === 1 && !isRight(row)).length).toBeLessThanOrEqual(missed)
  })
})
