import { describe, expect, it } from 'vitest'
import { purgeRun } from '../../src/pipeline/record/purge.js'
import { reportData } from '../../src/pipeline/record/report-data.js'
import { audit, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf, labelOf, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { LOGGED, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

describe('what a report draws', () => {
  it('comes from the files of the run: the path ends at the e-value of the result, and every disputed case is there', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt, model }) => answer(model === 'small' && caseOf(prompt) % 25 === 0 ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt))))
    const { value } = await audit(optionsFor(space, withLog(space, 400), configFor(server.url, LOGGED)))
    const found = onlyTask(value).candidates[0]
    const data = reportData(value.runDir, '1.0.0')
    const [candidate] = data.tasks[0]?.candidates ?? []
    expect(candidate?.path.at(-1)).toEqual([found?.trials, Number(found?.eValue.toPrecision(4))])
    const wrong = (found?.trials ?? 0) - (candidate?.agreement.both ?? 0)
    expect(wrong).toBeGreaterThan(0)
    expect(candidate?.disputed).toHaveLength(wrong)
    expect(candidate?.disputed.every(({ prompt, incumbentAnswer, candidateAnswer }) => prompt !== '' && incumbentAnswer !== candidateAnswer)).toBe(true)
    expect(candidate?.confusion?.reduce((sum, { count }) => sum + count, 0)).toBe(found?.trials)

    purgeRun(value.runDir)
    const purged = reportData(value.runDir, '1.0.0')
    expect(purged.hasTexts).toBe(false)
    expect(JSON.stringify(purged.tasks)).not.toContain('prompt":"')
  })
})
