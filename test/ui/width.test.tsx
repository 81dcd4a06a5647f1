import { cleanup } from 'ink-testing-library'
import { afterEach, expect, it } from 'vitest'
import { frame, widthOf } from './frame.js'
import { story } from './story.js'

afterEach(cleanup)

it('at 80 columns, the usual width, the whole verdict can be read', () => {
  expect(frame(80, story().slice(0, 12)).join('\n')).toMatch(/✓ lab\/small .*good enough/)
})

it.each([80, 40])('a line of wide characters does not run over the edge of %i columns', (columns) => {
  for (const label of ['漢字'.repeat(40), '😀'.repeat(60)]) for (const line of frame(columns, story(label, `lab/${label}`))) expect(widthOf(line), line).toBeLessThanOrEqual(columns)
})

it('at 40 columns models of one provider are still told apart', () => {
  const lines = frame(40, story('tickets', 'a-provider-of-some-length/medium-model-of-long-name-2').slice(0, 12)).join('\n')
  expect(lines).toMatch(/tickets → medium\S*…\S*-name-2/)
  expect(lines).toMatch(/✓ medium\S*…\S*-name-2 +137/)
})

it('at 40 columns a long label leaves room for the decision', () => {
  expect(frame(40, story('a label of forty characters and some more')).join('\n')).toContain('→ small')
})
