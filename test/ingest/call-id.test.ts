import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ingest } from '../../src/ingest/index.js'

let directory = ''
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'audit-id-')) })
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const pair = (ids: { readonly record?: string; readonly response?: string }) => JSON.stringify({
  ...(ids.record === undefined ? {} : { id: ids.record }),
  request: { model: 'm', messages: [{ role: 'user', content: 'x' }] },
  response: { ...(ids.response === undefined ? {} : { id: ids.response }), object: 'chat.completion', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'y' }, finish_reason: 'stop' }] },
})

it('a call is named by its record, else by the response, else by where it stands', async () => {
  const log = join(directory, 'log.jsonl')
  // A cache answers a repeat with the first response, id included: only the record tells the two apart.
  writeFileSync(log, `${[pair({ record: 'a', response: 'r' }), pair({ record: 'a-again', response: 'r' }), pair({ response: 's' }), pair({})].join('\n')}\n`)
  const { calls } = await ingest([log])
  expect(calls.map(({ id }) => id)).toEqual(['a', 'a-again', 's', `${log}:4`])
})
