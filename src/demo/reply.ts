import type { ModelOutput } from '../domain/message.js'
import type { DemoCase } from './case.js'
import { demoModels } from './models.js'
import type { DemoModel } from './models.js'
import { hashUnit } from './prng.js'
import { skills, slipsOf } from './skill.js'
import type { Answer } from './tasks/question.js'

const widestSlips = 4

/**
 * Which of the case's answers a model gives. Slips lie on the easiest ranks, in a block of each model's own; ranks are
 * drawn at random, so the blocks are random cases, and no two models slip on the same.
 */
export function chooseAnswer(item: Pick<DemoCase, 'source' | 'rank' | 'ofCases' | 'question'>, model: DemoModel): Answer {
  const skill = skills[item.source]
  if (item.rank >= Math.round((skill.short[model.ref] ?? skill.reach) * item.ofCases)) return item.question.trap
  const place = item.rank - widestSlips * demoModels.indexOf(model)
  return place >= 0 && place < slipsOf(skill, model.ref) ? item.question.slip : item.question.right
}

/** A model's answer in its own words; the same whenever it is asked. */
export function replyOf(seed: number, item: Pick<DemoCase, 'source' | 'rank' | 'ofCases' | 'question'>, model: DemoModel): ModelOutput {
  const draw = hashUnit(seed, 'style', model.ref, item.source, item.rank)
  const style = model.styles[Math.floor(draw * model.styles.length)] ?? 'terse'
  return chooseAnswer(item, model).say(style)
}
