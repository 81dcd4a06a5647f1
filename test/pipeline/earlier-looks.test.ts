import { describe, expect, it } from 'vitest'
import { audit, configFor, optionsFor } from '../support/audit.js'
import { logRecord } from '../support/log.js'
import { startModelServer, type ModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace, type Workspace } from '../support/workspace.js'

const CASES = 100
const lines = (from: number): string => Array.from({ length: CASES }, (_, at) => `${JSON.stringify(logRecord(from + at))}\n`).join('')
const quality = (design: string) => ({ quality: { control: 'logged', max_samples: CASES, design } })

/** Runs a log whose first calls are the last ones of another that was run before. */
async function second(space: Workspace, server: ModelServer, overlap: number, design: string, changes: { readonly seed?: number; readonly fresh?: boolean } = {}) {
  return audit(optionsFor(space, space.write('second.jsonl', lines(CASES - overlap)), configFor(server.url, quality(design)), changes))
}
const first = (space: Workspace, server: ModelServer, design = 'sequential') => audit(optionsFor(space, space.write('first.jsonl', lines(0)), configFor(server.url, quality(design))))
const warned = ({ value }: Awaited<ReturnType<typeof first>>): readonly string[] => value.result.warnings.filter((text) => text.includes('has already tried'))

describe('cases that another run has looked at', () => {
  it.each([[9, 0], [10, 1], [49, 1], [50, 1]])('%i of a hundred: %i warnings', async (overlap, warnings) => {
    using space = workspace()
    await using server = await startModelServer(right)
    expect((await first(space, server)).value.result.tasks[0]?.candidates[0]?.trials).toBe(CASES)
    const found = warned(await second(space, server, overlap, 'sequential'))
    expect(found).toHaveLength(warnings)
    if (warnings > 0) expect(found[0]).toContain(`on ${overlap} % of these cases`)
  })

  it('let a fixed design begin where they are less than half, and refuse it from half on', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    await first(space, server)
    const calls = server.seen.length
    await expect(second(space, server, 50, 'fixed')).rejects.toMatchObject({ code: 'design/again' })
    expect(server.seen).toHaveLength(calls)
    expect(warned(await second(space, server, 49, 'fixed'))).toHaveLength(1)
  })

  it.each([{ seed: 2 }, { seed: 2, fresh: true }])('are the same in another order: a fixed design is not decided again by %j', async (changes) => {
    using space = workspace()
    await using server = await startModelServer(right)
    await first(space, server, 'fixed')
    const calls = server.seen.length
    await expect(second(space, server, CASES, 'fixed', changes)).rejects.toMatchObject({ code: 'design/again' })
    expect(server.seen).toHaveLength(calls)
    await expect(second(space, server, CASES, 'sequential', changes)).rejects.toThrow(/spends all of its level at once/)
  })

  it('are told by what changed where the log is the same', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    await first(space, server)
    expect(warned(await second(space, server, CASES, 'sequential', { seed: 2 }))[0]).toContain('the seed was 1 and is 2')
  })
})
