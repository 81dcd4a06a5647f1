import { describe, expect, it } from 'vitest'
import { findTasks } from '../../src/tasks/find-tasks.js'
import { withoutMarkedContents } from '../../src/tasks/prompts/marked-contents.js'
import type { Ask } from './traffic.js'
import { dice, sentence, times, traffic } from './traffic.js'

const WORK = 'Answer the caretaker politely, name the tool that the repair needs and say how long it will take.'

describe('contents under a heading', () => {
  it.each([
    ['after a heading with a colon', `${WORK}\nContext:\nThe attic is locked.\nThe key is lost.`, WORK],
    ['on the line of their heading', `${WORK}\nReference: The attic is locked.`, WORK],
    ['after a heading of Markdown, up to the next', `## Examples\nA lamp is a lamp.\n\n## Work\n${WORK}`, `## Work\n${WORK}`],
    ['in tags', `<retrieved_documents>\nThe attic is locked.\n\n# Not a heading\nThe key is lost.\n</retrieved_documents>\n${WORK}`, WORK],
    ['up to a rule', `### House rules of the east wing\n* No bicycles.\n\n---\n${WORK}`, `---\n${WORK}`],
    ['in German', `${WORK}\n\nBeispiele:\nEine Lampe ist eine Lampe.`, WORK],
  ])('are left out: %s', (_, prompt, left) => {
    expect(withoutMarkedContents(prompt).trim()).toBe(left)
  })
  it.each([
    ['without a heading', `${WORK}\nThe context of the letter matters.`],
    ['where little else is said', 'Answer.\n\nContext:\nThe attic is locked and the key is lost.'],
    ['under the heading of an instruction', `You are a caretaker.\n\n# Rules\n${WORK}`],
    ['of nothing', ''],
    ['under a word within a paragraph', `${WORK}\nexamples\nof what was mended before`],
    ['under a line of prose', `${WORK}\n\nExamples of what the house once mended\nare known to the caretaker`],
  ])('stay: %s', (_, prompt) => {
    expect(withoutMarkedContents(prompt).trim()).toBe(prompt)
  })
  it('cost time in proportion to the prompt', () => {
    for (const hostile of ['#'.repeat(300_000), `<${'a'.repeat(300_000)}`, 'context '.repeat(40_000), '**'.repeat(200_000)]) expect(withoutMarkedContents(hostile)).toBe(hostile)
  })
})

describe('one task', () => {
  const filled = (ask: string, from: number): readonly Ask[] => times(80, (n) => ({ system: `${ask}\n\nReference:\n${times(4, (line) => ({ user: sentence(dice(n, 3, 4) * 500 + line * 7 + from) })).map(({ user = '' }) => user).join(' ')}`, user: sentence(n + from), answer: sentence(n) }))
  it('is one whichever of a few documents its prompt holds, and another one is another', () => {
    const calls = traffic(filled(WORK, 0), filled('Guess from the letter how old its writer is, and give two reasons why the reader should believe it.', 9_000))
    expect(findTasks(calls).tasks.map(({ members }) => members.length)).toEqual([80, 80])
  })
})
