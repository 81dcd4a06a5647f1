import { mkdtemp, readFile, readdir, rm, symlink, lstat, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildPolicy } from '../../src/policy/build.js'
import { policyDigest } from '../../src/policy/digest.js'
import { lineDifference } from '../../src/policy/line-difference.js'
import { readPolicyFile, writePolicyFile } from '../../src/policy/policy-file.js'
import { buildInput, taskResult } from './result-fixture.js'

let folder: string
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'policy-')) })
afterEach(async () => { await rm(folder, { recursive: true, force: true }) })

const first = buildPolicy(buildInput([taskResult()])).document
const second = buildPolicy(buildInput([taskResult({ label: 'Renamed' })])).document

describe('writePolicyFile', () => {
  it('creates, and replaces what nobody edited', async () => {
    const path = join(folder, 'deep', 'routing-policy.yaml')
    expect(await writePolicyFile(path, first)).toEqual({ path, kind: 'created' })
    expect(await writePolicyFile(path, second)).toEqual({ path, kind: 'replaced' })
    const read = await readPolicyFile(path)
    expect(read.routes[0]?.id).toBe('renamed')
    expect(read.metadata.generator?.['digest']).toBe(policyDigest(second))
    expect(await readdir(join(folder, 'deep'))).toEqual(['routing-policy.yaml'])
  })

  it('reads back what it wrote, and nothing of it means something else to a YAML 1.1 reader', async () => {
    const path = join(folder, 'p.yaml')
    await writePolicyFile(path, first)
    const text = await readFile(path, 'utf8')
    const read = await readPolicyFile(path)
    expect({ ...read, metadata: { ...read.metadata, generator: first.metadata.generator } }).toEqual(JSON.parse(JSON.stringify(first)))
    expect(text).toContain('"on":')
    expect(text).toContain('"2026-06-01T00:00:00Z"')
    expect(text.startsWith('# Routing policy')).toBe(true)
  })

  it.each<[string, (text: string) => string]>([
    ['a value', (text) => text.replace('priority: 200', 'priority: 201')],
    ['a comment', (text) => `${text}# keep this one\n`],
    ['the digest', (text) => text.replace(/digest: sha256:../, 'digest: sha256:00')],
    ['everything', () => 'not: ours\n'],
    ['everything, to what is no YAML', () => '{{{'],
  ])('keeps a file of which somebody edited %s', async (_what, edit) => {
    const path = join(folder, 'routing-policy.yaml')
    await writePolicyFile(path, first)
    const edited = edit(await readFile(path, 'utf8'))
    await writeFile(path, edited)
    const written = await writePolicyFile(path, second)
    expect(written).toMatchObject({ kind: 'beside', path: join(folder, 'routing-policy.new.yaml') })
    expect(written.difference).toContain('+ ')
    expect(await readFile(path, 'utf8')).toBe(edited)
    expect((await readPolicyFile(written.path)).routes[0]?.id).toBe('renamed')
    expect((await writePolicyFile(path, first)).path).toBe(written.path)
    await writeFile(written.path, 'mine')
    expect((await writePolicyFile(path, first)).path).toBe(join(folder, 'routing-policy.new-2.yaml'))
    expect(await readFile(written.path, 'utf8')).toBe('mine')
  })

  it('takes other line ends for the same text', async () => {
    const path = join(folder, 'p.yaml')
    await writePolicyFile(path, first)
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'))
    expect((await writePolicyFile(path, second)).kind).toBe('replaced')
  })

  it('writes through a link, and refuses a directory', async () => {
    const path = join(folder, 'real.yaml')
    await writePolicyFile(path, first)
    await symlink(path, join(folder, 'link.yaml'))
    await writePolicyFile(join(folder, 'link.yaml'), second)
    expect((await lstat(join(folder, 'link.yaml'))).isSymbolicLink()).toBe(true)
    expect((await readPolicyFile(path)).routes[0]?.id).toBe('renamed')
    await mkdir(join(folder, 'dir.yaml'))
    await expect(writePolicyFile(join(folder, 'dir.yaml'), first)).rejects.toMatchObject({ name: 'AuditError', exitCode: 2 })
  })

  it('says which file is missing', async () => {
    await expect(readPolicyFile(join(folder, 'none.yaml'))).rejects.toThrow(/none\.yaml: no such file/)
  })
})

describe('lineDifference', () => {
  it('shows what changed, with two lines around it', () => {
    const before = Array.from({ length: 12 }, (_, n) => `line ${n}`)
    const after = before.flatMap((line, n) => (n === 2 ? ['line two'] : n === 9 ? [] : [line]))
    expect(lineDifference(before.join('\n'), after.join('\n')).split('\n')).toEqual(['- line 2', '+ line two', '  line 3', '  line 4', '  …', '  line 7', '  line 8', '- line 9'])
  })

  it('shortens, and shows no control character', () => {
    const long = lineDifference('', Array.from({ length: 100 }, (_, n) => `\u001b[31m${n}`).join('\n'), 5)
    expect(long.split('\n')).toHaveLength(6)
    expect(long).toContain('more lines')
    expect(long).not.toMatch(/\p{Cc}(?<!\n)/u)
  })
})
