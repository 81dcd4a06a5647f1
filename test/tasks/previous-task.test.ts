import { describe, expect, it } from 'vitest'
import type { Recognizer } from '../../src/domain/task.js'
import { keepIds } from '../../src/tasks/naming/previous-task.js'
import type { PreviousTask } from '../../src/tasks/naming/previous-task.js'

const feature = (value: string): readonly Recognizer[] => [{ kind: 'field', field: 'feature', value }]
const LETTERS = 'letters guests sort praise blame question nothing else'.split(' ')
const REPAIRS = 'caretaker repair tool hours name polite answer stairs'.split(' ')
const task = (id: string, label: string, wording: readonly string[], recognizers: readonly Recognizer[] = []): PreviousTask => ({ id, label, wording, recognizers })
const ids = (tasks: readonly PreviousTask[], previous: readonly PreviousTask[]) => keepIds(tasks, previous).map(({ id, label }) => `${id} ${label}`)

describe('ids of tasks whose tag was renamed', () => {
  it('go on where the prompt stayed, under the new name', () => {
    expect(ids([task('n1', 'sort-letters', LETTERS, feature('sort-letters')), task('n2', 'repairs', REPAIRS, feature('repairs'))], [task('a', 'letters', LETTERS, feature('letters')), task('b', 'fix', REPAIRS, feature('fix'))])).toEqual(['a sort-letters', 'b repairs'])
  })
  it('do not where the old tag goes on, or the new one was there before', () => {
    const before = [task('a', 'letters', LETTERS, feature('letters'))]
    expect(ids([task('a', 'letters', REPAIRS, feature('letters')), task('n', 'post', LETTERS, feature('post'))], before)).toEqual(['a letters', 'n post'])
    expect(ids([task('n', 'post', LETTERS, feature('post'))], [...before, task('p', 'post', REPAIRS, feature('post'))])).toEqual(['n post'])
  })
  it('do not where one prompt has several tags, for nothing tells which is which', () => {
    expect(ids([task('n1', 'x', LETTERS, feature('x')), task('n2', 'y', LETTERS, feature('y'))], [task('a', 'k', LETTERS, feature('k')), task('b', 'l', LETTERS, feature('l'))])).toEqual(['n1 x', 'n2 y'])
    expect(ids([task('n1', 'x', LETTERS, feature('x'))], [task('a', 'k', LETTERS, feature('k')), task('b', 'l', LETTERS, feature('l'))])).toEqual(['n1 x'])
  })
  it('do not where the prompt says little, or something else', () => {
    expect(ids([task('n', 'x', ['letters', 'sort'], feature('x'))], [task('a', 'k', ['letters', 'sort'], feature('k'))])).toEqual(['n x'])
    expect(ids([task('n', 'x', LETTERS, feature('x'))], [task('a', 'k', REPAIRS, feature('k'))])).toEqual(['n x'])
  })
})

describe('names of tasks whose id goes on over an edit', () => {
  it('stay, unless another task has that name now', () => {
    const edited = [...LETTERS.slice(1), 'ticket']
    expect(ids([task('n', 'ticket letters', edited)], [task('a', 'sort letters', LETTERS)])).toEqual(['a sort letters'])
    expect(ids([task('n', 'ticket letters', edited), task('m', 'sort letters', REPAIRS)], [task('a', 'sort letters', LETTERS)])).toEqual(['a ticket letters', 'm sort letters'])
  })
})
