import type { HumanLabel } from '../../src/domain/judgement.js'
import { isJsonObject } from '../../src/domain/json.js'
import { reviewCases } from '../../src/pipeline/record/review-cases.js'
import { labelRow, reviewQueue } from '../../src/review/index.js'
import { caseOf, labelOf, wrongLabelOf } from './log.js'
import { answer, type Reply, type SeenRequest } from './model-server.js'
import type { Workspace } from './workspace.js'

/** What a judge is shown. */
export interface Shown {
  readonly task: string
  readonly answer_1: string
  readonly answer_2: string
  /** Of the judge's reply, from 0: it is asked again where it could not be read. */
  readonly attempt: number
}

/** Another way to say the logged label that serves as well; a validator of labels takes it for another answer. */
export const SERVES = 'as before, in other words'

/** What the candidate does in a case: what was logged, something that serves as well, or something wrong. */
export type Deed = 'same' | 'serves' | 'wrong'

/** True where an answer is what the task wants. */
export const isGood = (text: string, task: string): boolean => text === labelOf(caseOf(task)) || text.startsWith(SERVES)

export type Verdict = 'answer_1' | 'answer_2' | 'tie'

/** A judge that is never wrong. */
export function perfect({ task, answer_1: first, answer_2: second }: Shown): Verdict {
  const [one, other] = [isGood(first, task), isGood(second, task)]
  return one === other ? 'tie' : one ? 'answer_1' : 'answer_2'
}

/** What the request to a judge shows. */
export function shownTo({ prompt }: Pick<SeenRequest, 'prompt'>): Shown {
  const [json = '', again] = prompt.split('\n\n(')
  const material: unknown = JSON.parse(json)
  if (!isJsonObject(material)) throw new Error('the judge was shown no object')
  return { task: String(material['task']), answer_1: String(material['answer_1']), answer_2: String(material['answer_2']), attempt: again === undefined ? 0 : Number.parseInt(again, 10) - 1 }
}

/** The incumbent repeats itself, `small` does its deeds, `arbiter` judges. `payload` goes behind every wrong answer. */
export const judgedWorld = (deed: (n: number) => Deed, judge: (shown: Shown, seen: SeenRequest) => Reply | Promise<Reply>, payload = '') => (seen: SeenRequest): Reply | Promise<Reply> => {
  if (seen.model === 'arbiter') return judge(shownTo(seen), seen)
  const n = caseOf(seen.prompt)
  const done = seen.model === 'small' ? deed(n) : 'same'
  return answer(done === 'same' ? labelOf(n) : done === 'serves' ? `${SERVES} (${n})` : `${wrongLabelOf(n)}${payload}`)
}

/** An honest person looks at up to `limit` disagreements of a run, in the order in which they are shown, and what is said is written to `name`. */
export function labelHonestly(space: Workspace, runDir: string, limit: number, name = 'labels.jsonl'): string {
  const rows = reviewQueue(reviewCases(runDir), new Map(), limit).map((one) => {
    const task = one.request.messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))).join('\n')
    const label: HumanLabel = isGood(one.candidate.text, task) ? (isGood(one.incumbent.text, task) ? 'both' : 'candidate') : isGood(one.incumbent.text, task) ? 'incumbent' : 'neither'
    return labelRow(one, label)
  })
  return space.write(name, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
}
