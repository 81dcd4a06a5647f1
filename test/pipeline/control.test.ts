import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf, labelOf, wrongLabelOf } from '../support/log.js'
import { answer, failure, startModelServer } from '../support/model-server.js'
import { asked, right, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

describe('the control', () => {
  it('is the log when the first sixty cases agree with it, and those sixty are asked first', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const { value, events } = await audit(optionsFor(space, withLog(space, 200), configFor(server.url)))
    expect(onlyTask(value).control).toBe('logged')
    expect(asked(server, 'big')).toHaveLength(60)
    expect(server.seen.slice(0, 60).map((one) => one.model)).toEqual(Array(60).fill('big'))
    expect(asked(server, 'small').slice(0, 60).toSorted()).toEqual(asked(server, 'big').toSorted())
    expect(events.filter((event) => event.type === 'control').at(-1)).toMatchObject({ done: 60, of: 60, agreed: 60 })
  })

  describe('that is the log', () => {
    /** Every twentieth logged answer is wrong. The incumbent repeats the log in the pilot; after it, `later` is what it says. */
    const played = (space: ReturnType<typeof workspace>, later: (n: number) => string, candidate: (n: number) => string) => {
      const logged = (n: number): string => (n % 20 === 7 ? wrongLabelOf(n) : labelOf(n))
      let big = 0
      return { log: withLog(space, 600, (n) => ({ answer: logged(n) })), reply: ({ prompt, model }: { readonly prompt: string; readonly model: string }) => {
        const n = caseOf(prompt)
        if (model === 'big') big += 1
        return answer(model === 'small' ? candidate(n) : big <= 60 ? logged(n) : later(n))
      } }
    }

    it('is doubted where a candidate differs: the incumbent is asked there again, and only there', async () => {
      using space = workspace()
      const { log, reply } = played(space, labelOf, labelOf)
      await using server = await startModelServer(reply)
      const { value } = await audit(optionsFor(space, log, configFor(server.url)))
      const task = onlyTask(value)
      expect(task.control).toBe('logged')
      const disputed = asked(server, 'small').filter((n) => n % 20 === 7)
      expect(asked(server, 'big').slice(60).filter((n) => n % 20 !== 7)).toEqual([])
      expect(asked(server, 'big').slice(60).length).toBeGreaterThan(disputed.length / 2)
      expect(candidateOf(task, 'lab/small').difference).toBeGreaterThan(-0.03)
    })

    it('stands where the incumbent says it again', async () => {
      using space = workspace()
      const { log, reply } = played(space, (n) => (n % 20 === 7 ? wrongLabelOf(n) : labelOf(n)), (n) => (n % 10 === 3 ? wrongLabelOf(n) : n % 20 === 7 ? wrongLabelOf(n) : labelOf(n)))
      await using server = await startModelServer(reply)
      const { value } = await audit(optionsFor(space, log, configFor(server.url)))
      expect(candidateOf(onlyTask(value), 'lab/small')).toMatchObject({ viable: false, incumbentScore: 1 })
    })

    it('stands where the incumbent cannot be asked any more', async () => {
      using space = workspace()
      let big = 0
      await using server = await startModelServer(({ prompt, model }) => {
        if (model === 'big' && (big += 1) > 60) return failure(400)
        return answer(model === 'small' && caseOf(prompt) % 40 === 3 ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt)))
      })
      const { value } = await audit(optionsFor(space, withLog(space, 600), configFor(server.url)))
      expect(candidateOf(onlyTask(value), 'lab/small')).toMatchObject({ incumbentScore: 1, failed: 0 })
    })
  })

  it('is a re-run of every case when a single one of them disagrees', async () => {
    using space = workspace()
    let first: number | undefined
    await using server = await startModelServer(({ prompt, model }) => {
      const n = caseOf(prompt)
      if (model === 'big') first ??= n
      return answer(model === 'big' && n === first ? wrongLabelOf(n) : labelOf(n))
    })
    const { value } = await audit(optionsFor(space, withLog(space, 200), configFor(server.url)))
    const task = onlyTask(value)
    expect(task.control).toBe('rerun')
    expect(candidateOf(task, 'lab/small').incumbentScore).toBeLessThan(1)
    const reruns = new Set(asked(server, 'big'))
    expect(asked(server, 'small').filter((n) => !reruns.has(n))).toEqual([])
    expect(asked(server, 'big').length, 'each case is paid for once').toBe(new Set(asked(server, 'big')).size)
  })

  it('is the log where there is gold, and then the incumbent is judged by it, too', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 200, (n) => ({ answer: n % 5 === 0 ? wrongLabelOf(n) : labelOf(n), record: { metadata: { expected: labelOf(n) } } }))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { gold: 'metadata.expected' })))
    const candidate = candidateOf(onlyTask(value), 'lab/small')
    expect(candidate).toMatchObject({ viable: true, score: 1 })
    expect(candidate.difference).toBeGreaterThan(0.1)
    expect(asked(server, 'big')).toEqual([])
  })

  it('is impossible, and the candidates blocked, when nobody is known to serve the incumbent and there is no gold', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const providers = { lab: { api: 'openai', base_url: `${server.url}/v1` } }
    const { value } = await audit(optionsFor(space, withLog(space, 60), configFor(server.url, { providers })))
    const task = onlyTask(value)
    expect(candidateOf(task, 'lab/small')).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked' })
    expect(task.decision.strategy).toBe('incumbent')
    expect(asked(server, 'small')).toEqual([])
  })

  it('blocks the candidates when the incumbent hardly agrees with itself: then agreement says nothing about quality', async () => {
    const verdictWith = async (share: number) => {
      using space = workspace()
      await using server = await startModelServer(({ prompt, model }) => answer(model === 'big' && caseOf(prompt) % 10 < share ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt))))
      const { value } = await audit(optionsFor(space, withLog(space, 200), configFor(server.url)))
      return { candidate: candidateOf(onlyTask(value), 'lab/small'), asked: asked(server, 'small').length }
    }
    const hopeless = await verdictWith(5)
    expect(hopeless).toMatchObject({ candidate: { verdict: 'not-evaluated', reason: 'blocked', viable: false }, asked: 0 })
    expect(hopeless.candidate.message).toContain('against its own logged answers')
    expect((await verdictWith(1)).candidate.verdict).not.toBe('not-evaluated')
  })

  it('that fails now and then counts for the incumbent in the test and against it in the reverse test', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt, model }) => (model === 'big' && caseOf(prompt) % 30 === 7 ? failure(400) : answer(labelOf(caseOf(prompt)))))
    const { value } = await audit(optionsFor(space, withLog(space, 200), configFor(server.url, { quality: { control: 'rerun', margin: 0.1 } })))
    const rows = readFileSync(`${value.runDir}/scores.jsonl`, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { incumbent: { status: string }; difference: object })
    const failed = rows.filter((row) => row.incumbent.status === 'failed')
    expect(failed.length).toBeGreaterThan(0)
    for (const row of failed) expect(row.difference).toEqual({ nonInferiority: 0, reverse: 1 })
    expect(candidateOf(onlyTask(value), 'lab/small').failed).toBe(failed.length)
  })
})
