import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderGithub, renderJunit } from '../../src/report/run-ci.js'
import { auditResult, candidate, kept, taskResult } from '../policy/result-fixture.js'
import { auditResults } from './hostile.js'

const worse = { ...kept(), label: 'Translations', candidates: [candidate({ verdict: 'inferior', reason: 'certified', viable: false })] }
const blocked = { ...kept(), label: 'Letters', candidates: [candidate({ verdict: 'not-evaluated', reason: 'blocked', viable: false })] }
const result = auditResult([taskResult(), kept(), worse, blocked], { warnings: ['100 % of the calls,\nsince May'] })

describe('a run as JUnit XML', () => {
  it('has a case a task: what was decided passes, what is undecided or could not be tried is skipped', () => {
    const text = renderJunit(result)
    expect(text).toContain('<testsuites name="audit run" tests="4" failures="0" skipped="2" errors="0">')
    expect(text).toMatch(/name="Ticket classification: openai\/gpt-4o → openai\/gpt-4o-mini"><system-out>/)
    expect(text).toMatch(/name="Summaries: openai\/gpt-4o \(kept, undecided\)"><skipped message="[^"]+"\/>/)
    expect(text).toMatch(/name="Translations: openai\/gpt-4o \(kept\)"><system-out>/)
    expect(text).toMatch(/name="Letters: openai\/gpt-4o \(kept, undecided\)"><skipped/)
  })

  it('stays XML whatever labels and reasons hold', () => {
    fc.assert(fc.property(auditResults, (audit) => {
      const text = renderJunit(audit)
      expect(text.match(/<testcase /g) ?? []).toHaveLength(audit.tasks.length)
      expect(text.replaceAll(/<\/?(?:testsuites?|testcase|skipped|system-out)(?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|apos);[^"<&]*)*")*\/?>|<\?xml version="1.0" encoding="UTF-8"\?>/g, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos);)/)
      // Control characters: only the line ends of the document itself.
      expect(text).not.toMatch(/[\p{Cc}\p{Cs}](?<!\n)/u)
    }), { numRuns: 60 })
  })
})

describe('a run as annotations of GitHub', () => {
  it('has a line a task and a line a warning, on the policy that was written', () => {
    const lines = renderGithub(result).split('\n')
    expect(lines[0]).toMatch(/^::notice file=routing-policy\.yaml,title=Ticket classification%3A openai\/gpt-4o → openai\/gpt-4o-mini::./)
    expect(lines[1]).toMatch(/^::warning file=routing-policy\.yaml,title=Summaries%3A openai\/gpt-4o \(kept%2C undecided\)::./)
    expect(lines[4]).toMatch(/^::warning file=routing-policy\.yaml,title=audit run::100 %25 of the calls,.*since May$/)
    expect(renderGithub({ ...result, policy: null })).not.toContain('file=')
  })

  it('lets no text of a log give a command of its own', () => {
    fc.assert(fc.property(auditResults, (audit) => {
      const lines = renderGithub(audit).split('\n').slice(0, -1)
      expect(lines).toHaveLength(audit.tasks.length + audit.warnings.length)
      for (const line of lines) expect(line).toMatch(/^::(?:notice|warning) (?:file=[^:,]*,)?title=[^:,]*::/)
    }), { numRuns: 60 })
  })
})
