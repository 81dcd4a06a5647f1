import { cleanup } from 'ink-testing-library'
import { afterEach, expect, it } from 'vitest'
import { frame, widthOf } from './frame.js'
import { story } from './story.js'

afterEach(cleanup)

it('at 80 columns, the usual width, the whole verdict can be read', () => {
  expect(frame(80, story().slice(0, 12)).join('\n')).toContain('non-inferior/certified')
})

it.each([80, 40])('a line of wide characters does not run over the edge of %i columns', (columns) => {
  for (const label of ['漢字'.repeat(40), '😀'.repeat(60)]) for (const line of frame(columns, story(label, `lab/${label}`))) expect(widthOf(line), line).toBeLessThanOrEqual(columns)
})

it('at 40 columns a long label leaves room for the decision', () => {
  expect(frame(40, story('a label of forty characters and some more')).join('\n')).toContain('→ lab/small')
})
