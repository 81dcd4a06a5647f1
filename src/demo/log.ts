import { generateCases } from './cases.js'
import { demoCandidates, demoModels } from './models.js'
import { recordsOf } from './records.js'
import { skills } from './skill.js'
import { sources } from './tasks/sources.js'
import type { SourceName } from './tasks/sources.js'
import type { DemoTask, DemoWorld } from './world.js'

function taskOf(name: SourceName): DemoTask {
  const skill = skills[name]
  const candidates = demoCandidates.map(({ ref }) => ({ model: ref, viable: skill.short[ref] === undefined }))
  return { name: sources[name].name, incumbent: skill.incumbent, hasGold: skill.hasGold, candidates, cheapestViable: candidates.find(({ viable }) => viable)?.model ?? null }
}

/** Two weeks of a made-up company's calls; the same seed (any finite number) gives the same bytes. */
export function generateDemo(seed: number): DemoWorld {
  const cases = generateCases(seed)
  const logged = [...cases.values()].flatMap((item) => recordsOf(seed, item)).toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  return {
    seed,
    records: logged.map(({ record }) => record),
    models: demoModels,
    tasks: (Object.keys(sources) as SourceName[]).map(taskOf),
    cases,
    taskOfRecord: new Map(logged.map(({ id, source }) => [id, sources[source].name])),
  }
}
