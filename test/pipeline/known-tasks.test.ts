import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Task } from '../../src/domain/task.js'
import { knownTasksPath, readKnownTasks, writeKnownTasks } from '../../src/pipeline/log/known-tasks.js'
import { workspace } from '../support/workspace.js'

const task = (n: number, more: Partial<Task> = {}): Task => ({
  id: `t_${String(n).padStart(12, '0')}`, label: `task ${n}`, taskType: 'chat', template: 'Sort {…}', wording: ['sort'], members: [1, 2, 3],
  recognizers: [{ kind: 'fingerprint', fingerprints: ['tf1:0123456789ab'] }, { kind: 'prefix', text: 'Sort' }, { kind: 'keywords', all: ['sort'] }, { kind: 'field', field: 'task', value: 'sort' }],
  recognition: { precision: 1, recall: 1 }, ...more,
})

describe('.audit/tasks.json', () => {
  it('gives back what was written, and keeps tasks that the last log did not hold', () => {
    using space = workspace()
    const directory = space.path('.audit')
    expect(readKnownTasks(directory)).toEqual({})
    expect(writeKnownTasks(directory, [task(1), task(2)], 10, undefined)).toBeUndefined()
    const first = readKnownTasks(directory).known
    expect(first?.calls).toBe(10)
    expect(first?.tasks[0]).toEqual({ id: 't_000000000001', label: 'task 1', calls: 3, template: 'Sort {…}', wording: ['sort'], recognizers: task(1).recognizers })
    writeKnownTasks(directory, [task(2), task(3)], 20, first)
    expect(readKnownTasks(directory).known?.tasks.map(({ id, calls }) => [id.at(-1), calls])).toEqual([['2', 3], ['3', 3], ['1', 0]])
    expect(readdirSync(directory)).toEqual(['tasks.json'])
  })

  it.each([
    ['no JSON', '{"schemaVersion":1,'], ['another file', '{"name":"x"}'], ['a list', '[]'], ['nothing', ''], ['another version', '{"schemaVersion":2,"savedAt":"2026-01-01T00:00:00Z","calls":1,"tasks":[]}'],
    ['a task without recognisers', '{"schemaVersion":1,"savedAt":"2026-01-01T00:00:00Z","calls":1,"tasks":[{"id":"t_000000000001","label":"x","calls":1}]}'],
    ['a recogniser of no kind', '{"schemaVersion":1,"savedAt":"2026-01-01T00:00:00Z","calls":1,"tasks":[{"id":"t_000000000001","label":"x","calls":1,"recognizers":[{"kind":"x"}]}]}'],
    ['a time that is none', '{"schemaVersion":1,"savedAt":"yesterday","calls":1,"tasks":[]}'],
  ])('that holds %s is left out of account, with a way out', (_, text) => {
    using space = workspace()
    mkdirSync(space.path('.audit'))
    writeFileSync(knownTasksPath(space.path('.audit')), text)
    const { known, warning } = readKnownTasks(space.path('.audit'))
    expect(known).toBeUndefined()
    expect(warning).toMatch(/tasks\.json: .+Delete the file/)
  })

  it('never throws on any JSON', () => {
    using space = workspace()
    mkdirSync(space.path('.audit'))
    const near = fc.record({ schemaVersion: fc.constant(1), savedAt: fc.constant('2026-01-01T00:00:00Z'), calls: fc.nat(), tasks: fc.array(fc.oneof(fc.jsonValue(), fc.record({ id: fc.constant('t_000000000001'), label: fc.string(), calls: fc.nat(), recognizers: fc.array(fc.jsonValue()) }))) })
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), near), (value) => {
      writeFileSync(knownTasksPath(space.path('.audit')), JSON.stringify(value))
      const { known, warning } = readKnownTasks(space.path('.audit'))
      expect((known === undefined) !== (warning === undefined)).toBe(true)
    }), { numRuns: 100 })
  })

  it('that is a directory, or lies where nothing can be made, gives warnings and no error', () => {
    using space = workspace()
    mkdirSync(join(space.path('.audit'), 'tasks.json'), { recursive: true })
    expect(readKnownTasks(space.path('.audit')).warning).toContain('EISDIR')
    expect(writeKnownTasks(space.path('.audit'), [task(1)], 1, undefined)).toContain('could not be written')
    expect(readdirSync(space.path('.audit'))).toEqual(['tasks.json'])
    rmSync(space.path('.audit'), { recursive: true })
    writeFileSync(space.path('.audit'), 'a file')
    expect(readKnownTasks(space.path('.audit'))).toEqual({})
    expect(writeKnownTasks(space.path('.audit'), [task(1)], 1, undefined)).toContain('could not be written')
    expect(readFileSync(space.path('.audit'), 'utf8')).toBe('a file')
    expect(existsSync(`${space.path('.audit')}.tmp`)).toBe(false)
  })
})
