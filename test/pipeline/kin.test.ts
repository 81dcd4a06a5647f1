import { describe, expect, it } from 'vitest'
import { groupingsOf } from '../../src/pipeline/kin/groupings.js'
import { sharedContexts } from '../../src/pipeline/kin/shared-contexts.js'
import type { Case } from '../../src/domain/case.js'
import type { JsonObject } from '../../src/domain/json.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf, labelOf, logRecord, promptOf, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { workspace } from '../support/workspace.js'

const CASES = 400
const metadata = (fields: JsonObject) => ({ record: { metadata: fields } })
const log = (changes: (n: number) => Parameters<typeof logRecord>[1]): string => Array.from({ length: CASES }, (_, n) => `${JSON.stringify(logRecord(n, changes(n)))}\n`).join('')
/** Wrong in all cases of two groups of twenty, or in as many that have nothing in common. */
const inGroups = (n: number): boolean => Math.floor(n / 20) % 10 === 7
const scattered = (n: number): boolean => n % 10 === 7
/** A document of its own for each group of twenty. */
const documentOf = (group: number): string => Array.from({ length: 60 }, (_, word) => `w${(group + 1) * 7919 + word * 104729}`).join(' ')
const quality = { max_samples: CASES, control: 'logged', margin: 0.2 }

async function decided(changes: Parameters<typeof log>[0], wrong: (n: number) => boolean, more: JsonObject = {}) {
  using space = workspace()
  await using server = await startModelServer(({ prompt, model }) => {
    const n = caseOf(prompt)
    return answer(model !== 'big' && wrong(n) ? wrongLabelOf(n) : labelOf(n))
  })
  const { value } = await audit(optionsFor(space, space.write('log.jsonl', log(changes)), configFor(server.url, { quality: { ...quality, ...more } })))
  return { value, task: onlyTask(value), small: candidateOf(onlyTask(value), 'lab/small') }
}

describe('cases that belong together', () => {
  it('and go the same way are no independent evidence: one of each must certify as well', async () => {
    const { small, task } = await decided((n) => metadata({ user_id: `u${Math.floor(n / 20)}` }), inGroups)
    expect(small).toMatchObject({ viable: false, verdict: 'inconclusive', reason: 'data' })
    expect(small.message).toContain('share metadata.user_id go the same way (correlation 1.00')
    expect(small.message).toContain('quality: { one_per: metadata.user_id }')
    expect(small.eValue).toBeLessThan(20)
    expect(small.interval[0]).toBeLessThan(-0.2)
    expect(task.decision.strategy).toBe('incumbent')
  })

  it('and do not are taken for what they are', async () => {
    const { small } = await decided((n) => metadata({ user_id: `u${Math.floor(n / 20)}` }), scattered)
    expect(small).toMatchObject({ viable: true, verdict: 'non-inferior' })
    expect(small.message).not.toContain('user_id')
  })

  it('by a document that is pasted into each are found without a field', async () => {
    const { small } = await decided((n) => ({ prompt: `${promptOf(n)}\n${documentOf(Math.floor(n / 20))}` }), (n) => Math.floor(n / 20) % 10 === 3)
    expect(small.message).toContain('go the same way')
    expect(small).toMatchObject({ viable: false, verdict: 'inconclusive' })
    expect(small.message).toContain('share long text in their prompts go the same way')
  })

  it('in few groups, of which none has lost, are told beside the certificate', async () => {
    const { small, value } = await decided((n) => metadata({ customerId: n % 12 }), () => false)
    expect(value.result.warnings.filter((text) => text.includes('metadata.customerId'))).toHaveLength(1)
    expect(small.kin).toMatchObject({ by: 'metadata.customerId', correlation: null })
    expect(small.viable).toBe(true)
    expect(small.message).toMatch(/these \d+ cases share metadata.customerId in \d+ groups, and too few differ to tell/)
  })

  it('are drawn once where the configuration names what they share', async () => {
    const { value, small } = await decided((n) => metadata({ user_id: `u${Math.floor(n / 2)}` }), () => false, { one_per: 'metadata.user_id' })
    expect(value.plan.tasks[0]).toMatchObject({ eligible: 200, excluded: { conversation: 200 }, onePer: 'metadata.user_id' })
    expect(small).toMatchObject({ viable: true })
    expect(small.message).not.toContain('groups')
    const alone = await decided((n) => metadata({ user_id: `u${Math.floor(n / 2)}` }), () => false)
    expect(alone.value.result.runId).not.toBe(value.result.runId)
    await expect(decided(() => metadata({ user_id: 'x' }), () => false, { one_per: 'metadata.userid' })).rejects.toMatchObject({ code: 'config/one-per', way: expect.stringContaining('metadata.user_id') as string })
  })
})

describe('groupings', () => {
  const made = (fields: JsonObject, text = 'short'): Case => ({ id: '', taskId: '', index: 0, source: { file: '', line: 0 }, request: { messages: [{ role: 'user', parts: [{ type: 'text', text }] }] }, reference: { text: '', toolCalls: [] }, usage: {}, metadata: fields })
  const byOf = (cases: readonly Case[]): readonly string[] => groupingsOf(cases).map(({ by }) => by)

  it.each(['user_id', 'userId', 'end_user', 'document_id', 'doc', 'session-id', 'litellm_customer_id', 'ticket_no', 'accountKey'])('go by %s', (field) => {
    expect(byOf(Array.from({ length: 20 }, (_, n) => made({ [field]: `v${n % 10}` })))).toEqual([`metadata.${field}`])
  })

  it.each(['expected', 'environment', 'language', 'prompt_version', 'user_tier', 'model'])('do not go by %s', (field) => {
    expect(byOf(Array.from({ length: 20 }, (_, n) => made({ [field]: `v${n % 10}` })))).toEqual([])
  })

  it('take no field that tells every case apart, has few values, or is missing', () => {
    expect(byOf(Array.from({ length: 20 }, (_, n) => made({ user_id: n, account: n % 4, team: null })))).toEqual([])
    expect(byOf([])).toEqual([])
  })
})

describe('shared contexts', () => {
  it('are passages in common wherever they stand, not the form of the prompt', () => {
    const texts = Array.from({ length: 40 }, (_, n) => `${n % 3 === 0 ? 'Please. ' : ''}${'Answer the question from the text below, in one word and without any comment of your own. '.repeat(4)}${n < 20 ? documentOf(n % 5) : documentOf(100 + n)} What is number ${n}?`)
    const names = sharedContexts(texts)
    for (let n = 0; n < 20; n++) expect(names[n]).toBe(names[n % 5])
    expect(new Set(names.slice(0, 5)).size).toBe(5)
    expect(names.slice(20).every((name) => name === undefined)).toBe(true)
  })

  it('are none in short texts', () => {
    expect(sharedContexts(['a', '', 'the same', 'the same'])).toEqual([undefined, undefined, undefined, undefined])
  })
})
