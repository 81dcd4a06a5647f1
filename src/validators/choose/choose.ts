import { textOf } from '../../domain/message.js'
import type { ValidationContext, Validator } from '../../domain/score.js'
import type { TaskType } from '../../domain/task.js'
import { choiceCandidates, percent } from './choice-candidates.js'
import { validators } from '../registry.js'
import { isGolden } from './sample.js'
import type { ValidatorSample } from './sample.js'

export interface Choice {
  readonly name: string
  readonly context: Omit<ValidationContext, 'input'>
  /** Share of the references that the validator can read, in [0,1]. */
  readonly readable: number
  readonly reason: string
}

/** A validator must read at least this share of the references it is to score against. */
const ENOUGH = 0.95
/** With this many expected answers and not one that the log's own answers meet, the validator misreads them. */
const TELLING = 10

/**
 * Chooses the validator of a task from its log: by the shape of the expected answers, else of the answers, then proven on the log itself.
 * A logged answer is readable when it scores 1 against itself, an expected one when it can be scored against. Below 95 % the next in line
 * is taken, at last similarity. The order of the samples does not matter.
 */
export function chooseValidator(samples: readonly ValidatorSample[], taskType: TaskType): Choice {
  const tried: string[] = []
  for (const { name, context, why } of choiceCandidates(samples, taskType)) {
    const proof = prove(validators[name], context, samples)
    const isLast = name === 'similarity'
    if (isLast || (proof.readable >= ENOUGH && !proof.isMisread)) {
      const passedOver = tried.length > 0 ? `; passed over: ${tried.join(', ')}` : ''
      return { name, context, readable: proof.readable, reason: `${why}; ${percent(proof.readable)} of ${samples.length} references can be read${passedOver}` }
    }
    tried.push(`${name} (${proof.isMisread ? 'no logged answer meets its expected one' : `reads ${percent(proof.readable)}`})`)
  }
  return { name: 'similarity', context: {}, readable: 0, reason: 'no samples' }
}

function prove(validator: Validator, context: Omit<ValidationContext, 'input'>, samples: readonly ValidatorSample[]): { readonly readable: number; readonly isMisread: boolean } {
  let read = 0
  let golden = 0
  let met = 0
  for (const sample of samples) {
    const input = textOf(sample.request.messages)
    const reference = isGolden(sample) ? { gold: sample.gold } : { output: sample.output }
    const { value } = validator.validate(sample.output, reference, { ...context, input })
    if (isGolden(sample) ? value !== null : value === 1) read += 1
    if (isGolden(sample)) golden += 1
    if (isGolden(sample) && value !== null && value > 0) met += 1
  }
  return { readable: samples.length === 0 ? 0 : read / samples.length, isMisread: golden >= TELLING && met === 0 }
}
