import { render } from 'ink-testing-library'
import { expect, it } from 'vitest'
import type { Choice } from '../../src/domain/review.js'
import { ReviewView, type Sitting } from '../../src/ui/review.js'

function sitting(texts: readonly string[]): Sitting & { readonly said: Choice[] } {
  const said: Choice[] = []
  return {
    said,
    total: texts.length,
    current: () => (said.length < texts.length ? { index: said.length, shown: { task: 'sorting', prompt: 'Sort this.', a: texts[said.length] ?? '', b: 'spam' } } : undefined),
    answer: (_, choice) => {
      said.push(choice)
      return true
    },
    labelled: () => said.filter((choice) => choice !== 'skip').length,
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('takes a, b, both, neither and skip by key, ignores others, and says when it is done', async () => {
  const cases = sitting(['one', 'two', 'three', 'four', 'five'])
  const { stdin, lastFrame, unmount } = render(<ReviewView sitting={cases} columns={80} rows={40} />)
  await turn()
  expect(lastFrame()).toContain('1 of 5')
  expect(lastFrame()).toContain('one')
  for (const key of ['x', 'a', '7', 'b', 'o', 'n', 's']) {
    stdin.write(key)
    await turn()
  }
  expect(cases.said).toEqual(['a', 'b', 'both', 'neither', 'skip'])
  unmount()
})

it('shows nothing of an answer that could steer the terminal, and cuts what does not fit', async () => {
  const { lastFrame, unmount } = render(<ReviewView sitting={sitting([`\u001b[2J\u001b]0;owned\u0007\u202eevil ${'line\n'.repeat(500)}`])} columns={60} rows={24} />)
  await turn()
  const frame = lastFrame() ?? ''
  for (const trace of ["owned", "\u202e", "\u001b[2J"]) expect(frame).not.toContain(trace)
  expect(frame).toContain('more lines')
  expect(frame.split('\n').length).toBeLessThanOrEqual(24)
  unmount()
})
