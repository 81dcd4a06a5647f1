import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliHere } from '../support/cli-here.js'
import { cli, configText, type CliEnd } from '../support/cli.js'
import { promptOf, sortingLog } from '../support/log.js'
import { startModelServer, type ModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace, type Workspace } from '../support/workspace.js'

const ESC = '\u001b'
/** Markup, a colour, a title, a link and a clearing of the screen, a turned direction, blanks without width, a mention, a table's bar. */
const NASTY = `<script>alert(1)</script><img src=x onerror=alert(1)>${ESC}[31m${ESC}]0;owned\u0007${ESC}]8;;http://x.example\u0007${ESC}[2J\u202egpj\u2066\u200b\ufeff @everyone | \`x\` ![i](http://x.example/i.png) ]]>`
/** What no terminal and no page may be given raw. */
const RAW = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u
const LARGE = 'A long story. '.repeat(80_000)

describe('a log full of what could do harm', () => {
  let server: ModelServer
  let space: Workspace
  let ran: CliEnd
  beforeAll(async () => {
    server = await startModelServer(right)
    space = workspace()
    space.write('log.jsonl', sortingLog(200, (n) => ({
      prompt: `${NASTY} ${n === 3 ? LARGE : ''} ${promptOf(n)}`, system: `Sort the message ${NASTY} into exactly one of: urgent, routine, spam. Answer with the label only.`,
      record: { tags: [NASTY], metadata: { task: NASTY, [NASTY]: NASTY } },
    })))
    space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
    ran = await cli(space.directory, ['run', 'log.jsonl', '--yes', '--json', 'result.json', '--report', 'report.html', '--events', 'events.ndjson'])
  })
  afterAll(async () => {
    space[Symbol.dispose]()
    await server[Symbol.asyncDispose]()
  })
  const say = async (...args: string[]): Promise<string> => { const { stdout, stderr } = await cliHere(space.directory, args); return stdout + stderr }

  it('is audited, and nothing raw comes to a terminal', async () => {
    expect(ran.code, ran.stderr).toBe(0)
    const { tasks } = JSON.parse(space.read('result.json')) as { tasks: { id: string }[] }
    const shown = [ran.stdout, ran.stderr, await say('inspect', 'log.jsonl'), await say('plan', 'log.jsonl'), await say('report'), await say('report', '--format', 'markdown'), await say('explain', tasks[0]?.id ?? ''), await say('explain', tasks[0]?.id ?? '', 'small'), await say('explain', 'call-3'), await say('explain', NASTY), await say('init', 'log.jsonl', '--yes', '--config', 'other.yaml'), await say('check', '--offline', '--junit', 'check.xml')]
    for (const text of shown) {
      expect(text.length).toBeGreaterThan(0)
      expect(text.length).toBeLessThan(40_000)
      expect(text).not.toMatch(RAW)
    }
  })

  it('comes into no file raw that people open', () => {
    for (const name of ['routing-policy.yaml', 'check.xml', 'other.yaml']) expect(space.read(name), name).not.toMatch(RAW)
    expect(space.read('check.xml')).not.toMatch(/<script|]]>/)
  })

  it('is text in the HTML report and in Markdown', async () => {
    const html = space.read('report.html')
    expect(html.match(/<script/g)).toHaveLength(2) // its data and its own
    expect(html).not.toMatch(/<img/)
    expect(html).not.toMatch(RAW)
    expect(Buffer.byteLength(html)).toBeLessThan(3_000_000)
    const markdown = await say('report', '--format', 'markdown')
    expect(markdown).not.toMatch(/@everyone/)
    for (const line of markdown.split('\n').filter((one) => one.startsWith('|'))) expect(line.split('|')).toHaveLength(10)
    expect(markdown.replace(/`[^`]*`/g, '')).not.toMatch(/<(script|img)|!\[|https?:\/\//)
  })

  it('stays in the log what it was', () => expect(readFileSync(space.path('log.jsonl'), 'utf8')).toContain('alert(1)'))
})
