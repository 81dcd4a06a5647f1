import { execFileSync } from 'node:child_process'
import { link, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import type { ParsedRecord } from '../../src/domain/call.js'
import { ingest, readRecords } from '../../src/ingest/index.js'
import { chatPair, failureOf, recordsOf, workspace } from './workspace.js'
import { zstdFrame } from './zstd-frame.js'

const lineOf = (id: string): string => JSON.stringify(chatPair({ response: { id } }))
const said = (record: ParsedRecord): string => (record.kind === 'call' ? record.call.id : `${record.source.line} ${record.reason}: ${record.detail}`)

/** What became of the records of a file with this content. */
async function readingOf(content: string | Uint8Array, name = 'log.jsonl'): Promise<readonly string[]> {
  await using space = await workspace()
  return (await recordsOf(await space.write(name, content))).map(said)
}

it('refuses a line with NUL bytes, and reads what stands behind a hole or beside one', async () => {
  expect(await readingOf(`${lineOf('a')}\n{"id":"x\0y"}\n${'\0'.repeat(40)}\n${'\0'.repeat(40)}${lineOf('b')}\n`)).toEqual([
    'a', '2 unreadable: the line holds NUL bytes', '3 unreadable: the line holds nothing but NUL bytes: what stood there is lost', 'b',
  ])
  expect(await readingOf(`${'\0'.repeat(900)}${lineOf('a')}\n${lineOf('b')}\n`)).toEqual(['a', 'b'])
  expect(await readingOf('model,prompt,response\nm,q,a\nm,q\0,a\n', 'log.csv')).toEqual([expect.any(String), '3 unreadable: the row holds NUL bytes'])
})

it.each([['an executable', Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0]), Buffer.alloc(90)])], ['noise', Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) & 255))], ['nothing but NUL bytes', Buffer.alloc(70_000)]])('still refuses %s', async (_, content) => {
  await using space = await workspace()
  expect(await failureOf(ingest([await space.write('log.jsonl', content)]))).toMatchObject({ code: 'input-binary', exitCode: 2 })
})

it('reads UTF-16 without its mark, lines ended by carriage returns, and numbers that are none', async () => {
  const text = `${lineOf('a')}\n${lineOf('b')}\n`
  expect(await readingOf(Buffer.from(text, 'utf16le'))).toEqual(['a', 'b'])
  expect(await readingOf(Buffer.from(text, 'utf16le').swap16())).toEqual(['a', 'b'])
  expect(await readingOf(text.replaceAll('\n', '\r'))).toEqual(['a', 'b'])
  expect(await readingOf(`${lineOf('a').replace('{', '{"score":NaN,"best":[-Infinity, Infinity],"say":"NaN, \\"NaN",')}\n`)).toEqual(['a'])
  expect(await readingOf(`${lineOf('a')}\n{"score":NaN,}\n`)).toEqual(['a', '2 unreadable: the line is not valid JSON'])
})

it('says that JSON has no comments', async () => {
  await using space = await workspace()
  expect((await failureOf(ingest([await space.write('log.json', `// mine\n[${lineOf('a')}]`)]))).message).toContain('comment')
})

it('names the dictionary that a zstd file was packed with', async () => {
  await using space = await workspace()
  const frame = zstdFrame(lineOf('a'))
  const packed = Buffer.concat([frame.subarray(0, 4), Buffer.from([2, frame[5] ?? 0, 0x39, 0x30]), frame.subarray(6)])
  const error = await failureOf(ingest([await space.write('log.zst', packed)]))
  expect(error).toMatchObject({ code: 'input-zstd', exitCode: 2 })
  expect(error.message).toContain('dictionary (number 12345)')
  expect(error.way).toContain('-D')
})

it('says why a file cannot be read that went between the look at it and its reading', async () => {
  await using space = await workspace()
  const [first, second] = [await space.write('a.jsonl', lineOf('a')), await space.write('b.jsonl', lineOf('b'))]
  const error = await failureOf((async () => {
    for await (const _ of readRecords([first, second])) await rm(second, { force: true })
  })())
  expect(error).toMatchObject({ code: 'input-unreadable', exitCode: 2 })
  expect(error.message).toContain('b.jsonl cannot be read: it is not there any more')
})

it('says so of standard input, too', async () => {
  const broken = new Readable({ read() { this.destroy(Object.assign(new Error('read'), { code: 'EIO', syscall: 'read' })) } })
  expect(await failureOf(ingest(['-'], { stdin: broken }))).toMatchObject({ code: 'input-unreadable', message: 'stdin cannot be read: EIO; 0 records were read before' })
})

it('reads each file of a folder once, whatever leads to it, and counts what it leaves out', async () => {
  await using space = await workspace()
  const logs = join(space.directory, 'logs')
  await mkdir(join(logs, 'sub'), { recursive: true })
  await mkdir(join(space.directory, 'outside'))
  await writeFile(join(logs, 'a.jsonl'), lineOf('a'))
  await writeFile(join(space.directory, 'outside/o.jsonl'), lineOf('o'))
  await symlink('a.jsonl', join(logs, 'b.jsonl'))
  await link(join(logs, 'a.jsonl'), join(logs, 'c.jsonl'))
  await symlink('../outside', join(logs, 'out'))
  await symlink('../outside/o.jsonl', join(logs, 'o.jsonl'))
  await symlink('..', join(logs, 'sub/up'))
  execFileSync('mkfifo', [join(logs, 'pipe')])
  const records = await recordsOf(logs)
  expect(records.map(said).sort()).toEqual([
    '0 not-a-call: a link to a folder outside, which is read when it is named itself', '0 not-a-call: a pipe, socket or device, not a file',
    `0 not-a-call: the same file as ${join(logs, 'a.jsonl')}, which is read once`, `0 not-a-call: the same file as ${join(logs, 'a.jsonl')}, which is read once`, 'a', 'o',
  ])
  expect((await recordsOf(logs, join(logs, 'c.jsonl'))).filter(({ kind }) => kind === 'call')).toHaveLength(2)
})

it('takes a folder by its name where that looks like a pattern, and the pattern behind it', async () => {
  await using space = await workspace()
  const folder = join(space.directory, 'week [1] {a,b}')
  await mkdir(folder)
  await writeFile(join(folder, 'x y.jsonl'), lineOf('a'))
  await writeFile(join(folder, 'z[2].jsonl'), lineOf('b'))
  for (const name of [folder, join(folder, '*.jsonl'), join(space.directory, 'week*/*.jsonl')]) expect((await recordsOf(name)).map(said)).toEqual(['a', 'b'])
  expect((await recordsOf(join(folder, 'z[2].jsonl'))).map(said)).toEqual(['b'])
})

it('reads a pipe that the shell names', async () => {
  await using space = await workspace()
  const file = await space.write('a.jsonl', lineOf('a'))
  const script = `import { readRecords } from './src/ingest/index.ts'\nfor await (const record of readRecords([process.argv[1]])) process.stdout.write(record.kind)`
  const out = execFileSync('bash', ['-c', `"$0" --import tsx --input-type=module -e "$1" <(cat "$2")`, process.execPath, script, file], { encoding: 'utf8' })
  expect(out).toBe('call')
})
