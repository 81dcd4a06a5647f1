import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { AuditError } from '../../src/domain/error.js'
import { readRecords } from '../../src/ingest/index.js'
import type { CompanyLog } from './company-logs.js'
import { COMPANY_LOGS } from './company-logs.js'
import { MORE_COMPANY_LOGS } from './company-logs-more.js'
import type { Reading } from './variants/variant.js'
import { readingOf } from './variants/variant.js'

async function readings(log: CompanyLog['log']): Promise<{ readonly calls: readonly Reading[]; readonly refused: readonly string[] }> {
  const [calls, refused]: [Reading[], string[]] = [[], []]
  try {
    for await (const record of readRecords(['-'], { stdin: Readable.from([Buffer.from(log)]) })) {
      if (record.kind === 'call') calls.push(readingOf(record.call))
      else refused.push(record.reason)
    }
  } catch (error) {
    if (!(error instanceof AuditError)) throw error
    refused.push(error.code)
  }
  return { calls, refused }
}

describe('a log that a company writes itself', () => {
  it.each([...COMPANY_LOGS, ...MORE_COMPANY_LOGS])('$name', async ({ log, becomes }) => {
    const { calls, refused } = await readings(log)
    if ('refused' in becomes) {
      expect(calls).toEqual([])
      expect(refused).not.toEqual([])
      if (becomes.refused !== true) expect(refused).toContain(becomes.refused)
    } else if ('refusedOr' in becomes) {
      expect(calls.length + refused.length).toBeGreaterThan(0)
      if (refused.length === 0) expect(calls[0]?.says).toEqual(becomes.refusedOr)
    } else {
      const { n = 1, ...fields } = becomes
      expect(calls).toHaveLength(n)
      expect(calls[0]).toMatchObject(fields)
    }
  })
})
