import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InspectResult } from '../../src/domain/inspect.js'
import { ingest } from '../../src/ingest/index.js'
import { renderInspectTable } from '../../src/report/inspect-table.js'
import { promptFingerprint } from '../../src/text/prompt-fingerprint.js'
import { openTable } from '../../src/warehouse/open-table.js'
import { readDigest } from '../../src/warehouse/read-digest.js'
import { alphabet } from '../../src/warehouse/sql/alphabet.js'
import type { Dialect } from '../../src/warehouse/sql/dialect.js'
import { isUnknown, maskedText, zeroedText } from '../../src/warehouse/sql/mask.js'
import type { AuditResult } from '../../src/domain/result.js'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { countingProxy } from '../support/counting-proxy.js'
import { labelOf, promptOf } from '../support/log.js'
import { startModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace, type Workspace } from '../support/workspace.js'
import { expectSame } from './compare.js'
import { itCounts } from './counting-suite.js'
import { expectedGroups } from './reference.js'
import type { TrafficRow } from './traffic.js'
import { asLines, traffic } from './traffic.js'

/** A database under test. */
export interface Warehouse {
  readonly dialect: Dialect
  readonly port: number
  /** Address of the default database, by another port where one is given. */
  readonly address: (table: string, port?: number) => string
  /** Makes a table of the columns of TrafficRow. */
  readonly fill: (table: string, rows: readonly TrafficRow[]) => Promise<void>
  /** Values of text expressions over the rows of a table of texts, in their order. */
  readonly evaluate: (expression: (text: string) => string, texts: readonly string[]) => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}

/** Texts made of what masks look for, and of characters at their edges. */
const pieces = fc.constantFrom('2026-11-25', '2026-11-25T10:00:00.123Z', '10:30', '1/2/2026', '3.4.26', 'https://a.example/x?y=1', 'HTTPS://B', 'httpſ://c', 'me+x@mail.example.org', '@', "'", '"', '“', '”', ' ', '\n', '\t', '\u00a0', '\u3000',
  'a', 'Z', 'é', 'e\u0301', 'ß', '7', '٣', '３', '-', '_', '.', ',', ':', '{n}', '{id}', '550e8400-e29b-41d4-a716-446655440000', 'v1', '日本', '한국', '✅', '⚠\ufe0f', '😀', 'ก\u0e49', '\u0001', '\u0002', '\\', '%', '$1', '\\1', 'K', 'user\u2019s', '½', '²')
const texts = fc.array(pieces, { maxLength: 14 }).map((list) => list.join(''))

const figure = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(8)))

/** What must hold of every database: one suite for all. */
export function describeWarehouse(name: string, isThere: boolean, start: () => Promise<Warehouse>, counts: { readonly rows: number }): void {
  describe.skipIf(!isThere)(name, () => {
    let warehouse: Warehouse
    const rows = traffic(counts.rows)
    beforeAll(async () => {
      warehouse = await start()
      await warehouse.fill('calls', rows)
    })
    afterAll(() => warehouse?.stop())

    it.each([[7, 20, undefined], [8, 3, undefined], [7, 5, 'masked'], [9, 4, 'zeroed']] as const)('gives the groups, counts, sums and samples that reading the same log from a file gives (seed %d, %d a group, %s)', async (seed, perGroup, detail) => {
      using space = workspace()
      const { calls, input } = await ingest([space.write('log.jsonl', asLines(rows))])
      const table = await openTable(warehouse.address('calls'), { sources: [], env: {} })
      const digest = await readDigest(table, { seed, perGroup, detail })
      await table.connection.close()
      expect(digest.input).toEqual(input)
      expectSame(digest, expectedGroups(calls, seed, perGroup))
    })

    itCounts(() => ({ fill: warehouse.fill, open: (table) => openTable(warehouse.address(table), { sources: [], env: {} }) }))

    it('masks every text as the fingerprint does, or says that it does not know it', async () => {
      const cases = fc.sample(texts, { numRuns: 1_500, seed: 5 })
      const { dialect } = warehouse
      const unknown = await warehouse.evaluate((text) => dialect.when(isUnknown(dialect, text), "'1'", "'0'"), cases)
      const prints = await warehouse.evaluate((text) => dialect.sha256(maskedText(dialect, text)), cases)
      const known = cases.flatMap((text, at) => (unknown[at] === '0' ? [[text, `tf1:${prints[at]?.slice(0, 12)}`] as const] : []))
      expect(known.length).toBeGreaterThan(100)
      for (const [text, print] of known) expect({ text, print }).toEqual({ text, print: promptFingerprint(text) })
    })

    it('leaves every text its fingerprint when digits are made zeros', async () => {
      const cases = fc.sample(texts, { numRuns: 1_500, seed: 6 })
      const zeroed = await warehouse.evaluate((text) => zeroedText(warehouse.dialect, text), cases)
      for (const [at, text] of cases.entries()) expect({ text, print: promptFingerprint(zeroed[at] ?? '') }).toEqual({ text, print: promptFingerprint(text) })
      expect(zeroed.filter((text, at) => text !== cases[at]).length).toBeGreaterThan(500)
      for (const text of zeroed) expect(text).not.toMatch(/[1-9]/u)
      const spelled = ['a0123456789z', 'id 550e8400-E29B-41d4-a716-446655440000.', 'x550e8400-e29b-41d4-a716-446655440000', '٣ ３ ½']
      expect(await warehouse.evaluate((text) => zeroedText(warehouse.dialect, text), spelled)).toEqual(['a0000000000z', 'id 00000000-0000-0000-0000-000000000000.', 'x000e0000-e00b-00d0-a000-000000000000', '٣ ３ ½'])
    })

    it('replaces the first place of a text, and nothing beside it', async () => {
      const { dialect } = warehouse
      const inTheMiddle = await warehouse.evaluate((text) => dialect.replaceText(text, dialect.text('“ü”'), '"system"'), ['“ü”', 'é“ü”😀“ü”', '日“ü', '', '“ü”é'])
      expect(inTheMiddle).toEqual(['"system"', 'é"system"😀“ü”', '日“ü', '', '"system"é'])
      expect(await warehouse.evaluate((text) => dialect.replaceText(dialect.text('a.%_\\1b'), text, '-'), ['', '.', '%_', '\\1', 'b', 'ab', 'a.%_\\1b'])).toEqual(['a.%_\\1b', 'a-%_\\1b', 'a.-\\1b', 'a.%_-b', 'a.%_\\1-', 'a.%_\\1b', '-'])
    })

    it('agrees on every character that it takes for known', async () => {
      const { dialect } = warehouse
      const isKnown = new RegExp(`^[${alphabet().known.replaceAll(/[\\\]^-]/gu, (char) => char)}]$`, 'u')
      const characters = Array.from({ length: 0x1fb00 }, (_, code) => code).filter((code) => code > 0 && (code < 0xd800 || code > 0xdfff)).map((code) => String.fromCodePoint(code)).filter((char) => isKnown.test(char))
      // Beside a digit, a letter or nothing, in quotes or not: where letters, numbers, spaces and quotes matter.
      const lines = Array.from({ length: Math.ceil(characters.length / 100) }, (_, at) => characters.slice(at * 100, at * 100 + 100).map((char) => `${char}1 a${char} '${char}'${char}`).join(' | '))
      const prints = await warehouse.evaluate((text) => dialect.sha256(maskedText(dialect, text)), lines)
      expect(prints.map((print) => `tf1:${print.slice(0, 12)}`)).toEqual(lines.map((line) => promptFingerprint(line)))
    })

    it('takes every literal for text, whatever it holds', async () => {
      const { dialect } = warehouse
      await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom("'", "\\'", "''", '\\', "'; DROP TABLE calls; --", '\\\\\'', '$$', '/*', '{x:String}', '?', '$1')), { minLength: 1, maxLength: 20 }), async (list) => {
        const text = list.join('').replaceAll('\0', '').replaceAll(/\p{Cs}/gu, '')
        expect(await warehouse.evaluate(() => dialect.text(text), ['x'])).toEqual([text])
      }), { numRuns: 15 })
    })

    it('finds a table and columns whatever they are called', async () => {
      const { dialect } = warehouse
      const name = 'we"ird`na\'me; --\\'
      await warehouse.fill(name, rows.slice(0, 40))
      const table = await openTable(warehouse.address(encodeURIComponent(name)), { sources: [], env: {} })
      const { input } = await readDigest(table, { seed: 1, perGroup: 2 }).finally(() => table.connection.close())
      expect(input.calls).toBe(40)
      expect(dialect.identifier(name)).not.toBe(name)
    })

    it('is inspected by the command line without showing the password, and planned', async () => {
      using space = workspace()
      space.write('audit.config.yaml', 'version: 1\ncandidates: [{ model: lab/small, price: { input: 1, output: 3 } }]\nproviders: { prod: { api: openai, base_url: "http://127.0.0.1:9/v1" }, lab: { api: openai, base_url: "http://127.0.0.1:9/v1" } }\n')
      const few = rows.slice(0, 300)
      await warehouse.fill('few', few)
      const json = await cli(space.directory, ['inspect', warehouse.address('few'), '--json'])
      expect(json).toMatchObject({ code: 0 })
      const result = JSON.parse(json.stdout) as InspectResult
      expect(result.input.calls).toBe(few.length)
      expect(result.tasks.reduce((sum, { calls }) => sum + calls, 0) + result.other.calls).toBe(Object.values(result.input.formats).reduce((sum, n) => sum + n, 0))
      const file = JSON.parse((await cli(space.directory, ['inspect', space.write('few.jsonl', asLines(few)), '--json'])).stdout) as InspectResult
      expect(file.keptForCost?.calls).toBeGreaterThan(3)
      expect(result.keptForCost).toEqual({ ...file.keptForCost, costUsd: expect.closeTo(file.keptForCost?.costUsd ?? Number.NaN, 9) as number })
      // Figures of tasks that only the text tells apart are estimates, and say so; latencies are those of a sketch, and what repeats cost is a share of the whole cost.
      const exact = new Set(result.tasks.filter(({ estimatedShare }) => estimatedShare === undefined).map(({ id }) => id))
      const figures = ({ tasks, totals, input }: InspectResult) => ({
        input, costUsd: figure(totals.costUsd),
        tasks: tasks.filter(({ id }) => exact.has(id)).map((task) => ({
          id: task.id, calls: task.calls, costUsd: figure(task.costUsd), models: task.models, mostSavingUsd: figure(task.mostSavingUsd),
          tokens: [figure(task.tokensPerCall.input), figure(task.tokensPerCall.output)], tiers: task.tiers,
        })).toSorted((one, two) => (one.id < two.id ? -1 : 1)),
      })
      expect(exact.size).toBeGreaterThan(2)
      expect(figures(result)).toEqual(figures(file))
      for (const { id, latencyMs, repeats } of result.tasks.filter((task) => exact.has(task.id))) {
        const same = file.tasks.find((task) => task.id === id)
        const there = same?.latencyMs
        // A request that two models were asked is none of its repeats here.
        expect(repeats).toBeLessThanOrEqual(same?.repeats ?? Number.NaN)
        expect(repeats).toBeGreaterThanOrEqual((same?.repeats ?? Number.NaN) - 2)
        for (const of of ['p50', 'p95', 'p99'] as const) expect(Math.abs((latencyMs?.[of] ?? 0) / (there?.[of] ?? Number.NaN) - 1)).toBeLessThan(0.02)
      }
      expect(renderInspectTable(result, { width: 100, color: false })).toMatch(/Counted by the database; \d+ sampled calls of 300 rows/u)
      const plan = await cli(space.directory, ['plan', warehouse.address('few'), '--max-samples', '50', '--json'])
      expect(plan).toMatchObject({ code: 0 })
      for (const { stdout, stderr } of [json, plan]) expect(stdout + stderr).not.toMatch(/p@ss|p%40ss/u)
    })

    it('is audited as the same log in a file is, decision by decision', async () => {
      const sorting = Array.from({ length: 160 }, (_, n): TrafficRow => ({
        id: `call-${n}`, prompt: promptOf(n), system: 'Sort the message into exactly one of: urgent, routine, spam. Answer with the label only.', response: labelOf(n), model: 'big', provider: 'prod', input_tokens: 40, output_tokens: 2,
        cached_input_tokens: null, cost_usd: null, latency_ms: 400, started_at: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(), conversation_id: '', status: 'ok', feature: '',
      }))
      await warehouse.fill('sorting', sorting)
      await using server = await startModelServer(right)
      const audit = async (log: (space: Workspace) => string): Promise<AuditResult> => {
        using space = workspace()
        space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
        const done = await cli(space.directory, ['run', log(space), '--json', 'result.json'])
        expect(done.code, done.stderr).toBe(0)
        expect(space.read('routing-policy.yaml')).toContain('queries: 160')
        for (const text of [done.stdout, done.stderr, space.read('result.json'), space.read('routing-policy.yaml')]) expect(text).not.toMatch(/p@ss|p%40ss/u)
        return JSON.parse(space.read('result.json')) as AuditResult
      }
      const stored = await audit(() => warehouse.address('sorting'))
      const kept = await audit((space) => space.write('log.jsonl', asLines(sorting)))
      const decisions = ({ tasks }: AuditResult) => tasks.map(({ id, label, decision: { savingUsd: _saving, savingInterval: _interval, ...decision } }) => ({ id, label, decision }))
      expect(stored).toMatchObject({ incumbent: 'prod/big', tasks: [{ decision: { model: 'lab/small' } }] })
      expect(decisions(stored)).toEqual(decisions(kept))
      expect(stored.tasks[0]?.decision.savingUsd).toBeCloseTo(kept.tasks[0]?.decision.savingUsd ?? Number.NaN, 9)
      expect(server.seen.every(({ model }) => model === 'small')).toBe(true)
    })

    it('never sends the log: what comes over the wire does not grow with it', async () => {
      const proxy = await countingProxy(warehouse.port)
      const long = rows.map((row) => ({ ...row, prompt: row.prompt.startsWith('[') ? row.prompt : `${row.prompt} ${'lorem ipsum dolor '.repeat(100)}`, system: 'Sort it.', feature: '' })).filter(({ prompt }) => !prompt.startsWith('['))
      const sent: number[] = []
      for (const [at, times] of [1, 4].entries()) {
        const name = `long_${at}`
        await warehouse.fill(name, Array.from({ length: times }, (_, copy) => long.map((row) => ({ ...row, id: `${row.id}-${copy}`, prompt: `${copy} ${row.prompt}` }))).flat())
        const before = proxy.received()
        const table = await openTable(warehouse.address(name, proxy.port), { sources: [], env: {} })
        const { groups, received } = await readDigest(table, { seed: 3, perGroup: 10 })
        await table.connection.close()
        sent.push(proxy.received() - before)
        expect(groups.reduce((sum, { sample }) => sum + sample.length, 0)).toBe(20)
        expect(received.bytes).toBeLessThan(2 * (sent[at] ?? 0))
      }
      await proxy.close()
      const logBytes = 4 * long.reduce((sum, { prompt }) => sum + prompt.length, 0)
      expect(sent[1]).toBeLessThan(logBytes / 20)
      expect(sent[1]).toBeLessThan(1.5 * (sent[0] ?? 0))
    })
  })
}
