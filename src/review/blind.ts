import { textOf, type ModelOutput } from '../domain/message.js'
import type { BlindCase, Choice } from '../domain/review.js'
import type { HumanLabel, LabelRow } from '../domain/judgement.js'
import type { QueuedCase } from './queue.js'

/** A case made blind. `candidateFirst`: the candidate's answer is A; from the case's own draw, so that a reload shows the same. */
export function blind(one: QueuedCase): { readonly shown: BlindCase; readonly candidateFirst: boolean } {
  const candidateFirst = Math.floor(one.draw * 2 ** 30) % 2 === 0
  const [candidate, incumbent] = [written(one.candidate), written(one.incumbent)]
  return {
    candidateFirst,
    shown: { task: one.taskLabel, prompt: textOf(one.request.messages), a: candidateFirst ? candidate : incumbent, b: candidateFirst ? incumbent : candidate },
  }
}

/** The label of a choice; undefined for a skipped case. */
export function labelOf(choice: Choice, candidateFirst: boolean): HumanLabel | undefined {
  switch (choice) {
    case 'a': return candidateFirst ? 'candidate' : 'incumbent'
    case 'b': return candidateFirst ? 'incumbent' : 'candidate'
    case 'both': return 'both'
    case 'neither': return 'neither'
    case 'skip': return undefined
  }
}

/** The line that is kept of a label: no prompt, no answer. */
export function labelRow(one: QueuedCase, label: HumanLabel): LabelRow {
  const { taskId, model, caseId, key, answers, why, cases, disagreements, judgement, judge } = one
  const judged = judgement?.preference
  return { taskId, model, caseId, key, answers, label, random: why === 'random', cases, disagreements, ...(judged === undefined ? {} : { judged }), ...(judge === undefined ? {} : { judge }) }
}

function written({ text, toolCalls }: ModelOutput): string {
  return [text, ...toolCalls.map(({ name, arguments: given }) => `${name}(${given})`)].filter((part) => part !== '').join('\n') || '(empty)'
}
