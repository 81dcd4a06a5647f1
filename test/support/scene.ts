import { caseOf, labelOf, sortingLog } from './log.js'
import { answer, type ModelServer, type Reply, type SeenRequest } from './model-server.js'
import type { Workspace } from './workspace.js'

/** Every model says what the incumbent said. */
export const right = ({ prompt }: Pick<SeenRequest, 'prompt'>): Reply => answer(labelOf(caseOf(prompt)))

/** Settings that take the log as control, so that the incumbent is not asked. */
export const LOGGED = { quality: { control: 'logged' } } as const

/** The cases that a model was asked, in order of arrival. */
export const asked = (server: ModelServer, model: string): number[] => server.seen.filter((one) => one.model === model).map((one) => caseOf(one.prompt))

/** Writes a sorting log and returns its path. */
export function withLog(space: Workspace, count: number, changes?: Parameters<typeof sortingLog>[1]): string {
  return space.write('calls.jsonl', sortingLog(count, changes))
}
