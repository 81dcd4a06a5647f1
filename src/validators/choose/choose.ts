import { createHash } from 'node:crypto'
import { textOf } from '../../domain/message.js'
import type { ValidationContext, Validator } from '../../domain/score.js'
import type { TaskType } from '../../domain/task.js'
import { choiceCandidates, percent } from './choice-candidates.js'
import { validators } from '../registry.js'
import { isGolden } from './sample.js'
import type { GoldenSample, ValidatorSample } from './sample.js'

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
/** With this many, answers that meet their own expected ones no more often than those of other cases have nothing to do with them. */
const MANY = 30
/** The expected answers of so many cases further on, in an order dealt by their digests, are held beside each answer. */
const FURTHER = [1, 2, 5]

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
    tried.push(`${name} (${proof.isMisread ? 'the logged answers do not meet their expected ones' : `reads ${percent(proof.readable)}`})`)
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
  return { readable: samples.length === 0 ? 0 : read / samples.length, isMisread: golden >= TELLING && (met === 0 || (golden >= MANY && met < 0.5 * golden && validator.name !== 'label' && areUnrelated(validator, context, samples.filter(isGolden), met))) }
}

/**
 * A field of scores or of feedback (1, 0, thumbs_up) that was taken for one of expected answers is met now and then, whatever was asked. So are the
 * expected answers of other cases; `met` lies within two standard deviations of those, by the count of Poisson. Among few labels a weak model
 * would come as near to chance, and a score is no label that it states.
 */
function areUnrelated(validator: Validator, context: Omit<ValidationContext, 'input'>, samples: readonly GoldenSample[], met: number): boolean {
  let byChance = 0
  const dealt = samples.map((sample) => ({ sample, place: createHash('sha256').update(JSON.stringify([sample.output, sample.gold])).digest('hex') })).toSorted((a, b) => (a.place < b.place ? -1 : 1)).map(({ sample }) => sample)
  dealt.forEach((sample, at) => {
    const input = textOf(sample.request.messages)
    for (const further of FURTHER) {
      const other = dealt[(at + further) % dealt.length]
      if (other && (validator.validate(sample.output, { gold: other.gold }, { ...context, input }).value ?? 0) > 0) byChance += 1 / FURTHER.length
    }
  })
  return met <= byChance + 2 * Math.sqrt(Math.max(1, byChance))
}
