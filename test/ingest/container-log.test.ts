import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runtimeOf, wholeLines } from '../../src/ingest/container/container-log.js'
import type { Runtime } from '../../src/ingest/container/container-log.js'
import { parseJsonText } from '../../src/ingest/read/json-text.js'
import { chatPair, recordsOf, workspace } from './workspace.js'

const TIME = '2026-05-04T10:00:01.123456789Z'
const record = (text: string): string => JSON.stringify(chatPair({ message: { content: text }, record: { feature: 'x' } }))

const WRITE: Readonly<Record<Runtime, (stream: string, text: string, isLast: boolean) => string>> = {
  cri: (stream, text, isLast) => `${TIME} ${stream} ${isLast ? 'F' : 'P'} ${text}`,
  docker: (stream, text, isLast) => JSON.stringify({ log: isLast ? `${text}\n` : text, stream, time: TIME }),
}

async function textOf(log: string, runtime: Runtime, size: number): Promise<string> {
  const bytes = Buffer.from(log)
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
  let text = ''
  for await (const chunk of wholeLines(Readable.from(chunks), runtime)) text += chunk.toString('utf8')
  return text
}

it.each(['cri', 'docker'] as const)('puts together what %s has cut, whatever else is printed meanwhile, and keeps the numbers of lines', async (runtime) => {
  const write = WRITE[runtime]
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map((text) => JSON.stringify({ text })), pieces: fc.integer({ min: 1, max: 4 }), isNoisy: fc.boolean() }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 60 }), async (records, size) => {
    const lines = records.flatMap(({ text, pieces, isNoisy }) => {
      const points = Array.from(text)
      const step = Math.ceil(points.length / pieces)
      const cut = Array.from({ length: Math.ceil(points.length / step) }, (_, at) => points.slice(at * step, (at + 1) * step).join(''))
      return cut.flatMap((piece, at) => [write('stdout', piece, at === cut.length - 1), ...(isNoisy ? [write('stderr', 'noise', true)] : [])])
    })
    const out = (await textOf(`${lines.join('\n')}\n`, runtime, size)).split('\n')
    expect(out).toHaveLength(lines.length + 1)
    const logs = out.filter((line) => line !== '').map((line) => parseJsonText(line)).map((parsed) => ('value' in parsed ? parsed.value : parsed) as { log: string })
    expect(logs.map(({ log }) => log.trimEnd()).filter((log) => log !== 'noise')).toEqual(records.map(({ text }) => text))
  }), { numRuns: 60 })
})

it('knows the runtimes by their first line', () => {
  expect(runtimeOf(WRITE.cri('stdout', '{', false))).toBe('cri')
  expect(runtimeOf(WRITE.docker('stderr', 'x', true))).toBe('docker')
  expect(runtimeOf('{"log":{"entries":[]}}')).toBeUndefined()
  expect(runtimeOf('2026-05-04 10:00:00 INFO {"a":1}')).toBeUndefined()
})

it.each(['cri', 'docker'] as const)('reads the calls that a process prints under %s, with the time of the line, and counts the other lines', async (runtime) => {
  await using space = await workspace()
  const write = WRITE[runtime]
  const long = record('x'.repeat(40_000))
  const pieces = [long.slice(0, 16_384), long.slice(16_384, 32_768), long.slice(32_768)]
  const file = await space.write('0.log', [write('stderr', 'started', true), ...pieces.map((piece, at) => write('stdout', piece, at === 2)), write('stdout', record('short'), true), write('stdout', '{"cut', false)].join('\n'))
  const records = await recordsOf(file)
  expect(records.map((one) => (one.kind === 'call' ? [one.call.source.line, one.call.output.text.length, one.call.startedAt, one.call.metadata['feature']] : [one.source.line, one.reason]))).toEqual([
    [1, 'unknown-format'], [4, 40_000, '2026-05-04T10:00:01.123Z', 'x'], [5, 5, '2026-05-04T10:00:01.123Z', 'x'], [7, 'unknown-format'],
  ])
})

it.each([
  ['a level', `INFO starting, listening\n2026-05-04 10:00:01,123 INFO llm [main] ${record('a')}\n`, '2026-05-04T10:00:01.123Z'],
  ['syslog', `<134>1 2026-05-04T10:00:01.123Z host app 12 - - ${record('a')}\n<134>1 2026-05-04T10:00:02Z host app 12 - - stopped\n`, undefined],
  ['a name', `llm_call: ${record('a')}\n`, undefined],
])('reads a record behind %s on its line', async (_, log, time) => {
  await using space = await workspace()
  const records = await recordsOf(await space.write('app.log', log))
  const calls = records.flatMap((one) => (one.kind === 'call' ? [one.call] : []))
  expect(calls.map(({ output, startedAt }) => [output.text, startedAt])).toEqual([['a', time]])
  expect(records).toHaveLength(log.trim().split('\n').length)
})

it('takes a table whose last cell is JSON for a table', async () => {
  await using space = await workspace()
  const file = await space.write('a.tsv', `id\tmodel\tprompt\tresponse\n1\tm\tq\t{"a":1}\n2\tm\tq\t{"a":2}\n`)
  expect((await recordsOf(file)).map((one) => (one.kind === 'call' ? one.call.output.text : one.reason))).toEqual(['{"a":1}', '{"a":2}'])
})
