import { isDeepStrictEqual } from 'node:util'
import type { Case } from '../../domain/case.js'
import type { Plan, TaskPlan } from '../../domain/plan.js'
import type { EarlierTask } from './earlier-run.js'
import { promptChanged } from './new-cases.js'

const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(JSON.parse(JSON.stringify(a ?? null)), JSON.parse(JSON.stringify(b ?? null)))

/** Models of a task that are called, with what they are asked without. */
const called = ({ ladder }: TaskPlan): ReadonlyMap<string, readonly string[]> => new Map(ladder.map(({ model }) => [model.ref, model.omit ?? []]))

/** What the later log teaches the validator must be known already: only labels may be fewer. */
function learnsMore(now: TaskPlan, before: TaskPlan): boolean {
  const { labels: newer = [], ...rest } = now.validatorContext
  const { labels: older = [], ...others } = before.validatorContext
  return !same(rest, others) || newer.some((label) => !older.includes(label))
}

function ruleChanges(now: TaskPlan, before: TaskPlan): readonly string[] {
  return [
    ...(now.rule.margin === before.rule.margin ? [] : [`the margin was ${before.rule.margin} and is ${now.rule.margin}: chosen after looking, it has no chance of error to state`]),
    ...(now.rule.alpha === before.rule.alpha ? [] : [`the level was ${before.rule.alpha} and is ${now.rule.alpha}: chosen after looking, it bounds nothing`]),
    ...(now.rule.design === 'fixed' || before.rule.design === 'fixed' ? ['a fixed design spends all of its level at its last sample and has no e-value to go on with'] : []),
    ...(now.target === 'log' || before.target === 'log' ? ['the verdict was to hold for the logged cases alone, and this log has others'] : []),
  ]
}

function measureChanges(now: TaskPlan, before: TaskPlan): readonly string[] {
  return [
    ...(now.validator === before.validator ? [] : [`the validator was ${before.validator} and is ${now.validator}: scores of the two are not of one kind`]),
    ...(now.validator === before.validator && learnsMore(now, before) ? ['its validator would go by other labels, fields or settings than it did'] : []),
    ...(now.hasGold === before.hasGold ? [] : ['answers were compared with expected ones in one run and with the incumbent’s in the other']),
    ...(now.controlShare === before.controlShare ? [] : [`the incumbent was asked again on ${before.controlShare ?? 1} of the cases and is on ${now.controlShare ?? 1}`]),
    ...(now.control === before.control ? [] : [`the control was ${before.control} and is ${now.control}`]),
    ...(now.onePer === before.onePer ? [] : [`one case was drawn of each ${before.onePer ?? 'conversation'} and now of each ${now.onePer ?? 'conversation'}`]),
    ...(now.judge || before.judge ? ['a judge has a part in it, whose margin moves with every label'] : []),
    ...(!now.hasGold && (now.labels.length > 0 || before.labels.length > 0) ? ['people have settled disagreements of its cases'] : []),
  ]
}

function modelChanges(now: TaskPlan, before: TaskPlan, plan: Plan, last: Plan): readonly string[] {
  const [own, other] = [called(now), called(before)]
  const kept = [...own.keys()].filter((ref) => other.has(ref))
  const providers = new Set([...kept, now.incumbent.model?.ref ?? ''].map((ref) => ref.split('/')[0] ?? ''))
  return [
    ...(now.incumbent.ref === before.incumbent.ref ? [] : [`the incumbent was ${before.incumbent.ref} and is ${now.incumbent.ref}`]),
    ...kept.filter((ref) => !same(own.get(ref), other.get(ref))).map((ref) => `${ref} is asked without other parameters than before`),
    ...(same(now.strategies, before.strategies) && same(now.strategySamples, before.strategySamples) ? [] : ['other strategies are declared']),
    ...[...providers].filter((name) => !same(placeOf(plan, name), placeOf(last, name))).map((name) => `${name} is reached otherwise than before`),
  ]
}

/** Where a provider is reached, and what constraints ask of it; not how fast it may be asked. */
function placeOf({ providers }: Plan, name: string): unknown {
  const { maxConcurrency: _, rpm: _rpm, tpm: _tpm, budgetUsd: _budget, ...place } = providers[name] ?? { regions: [], compliance: [] }
  return place
}

/** Why the evidence of a task cannot be gone on with; empty where it can. `now` is planned from the new cases and the earlier ones together. */
export function refusals(now: TaskPlan, earlier: EarlierTask, fresh: readonly Case[], plan: Plan, last: Plan): readonly string[] {
  const { plan: before, cases } = earlier
  return [
    ...ruleChanges(now, before),
    ...measureChanges(now, before),
    ...modelChanges(now, before, plan, last),
    ...(promptChanged(cases, fresh) ? ['its system prompt is another one: what was found holds for the old one'] : []),
    ...(plan.constraints.length + last.constraints.length === 0 ? [] : ['constraints withhold some of its cases from some models, so that no two of them have one order of cases']),
    ...(same(plan.fdr, last.fdr) ? [] : [`${last.fdr ? `${last.fdr.tasks} tasks were declared together at ${last.fdr.level}` : 'each task was decided by itself'}, and now ${plan.fdr ? `${plan.fdr.tasks} are, at ${plan.fdr.level}` : 'each is'}`]),
    ...((before.excluded['conversation'] ?? 0) > 0 && cases.every(({ conversation }) => conversation === undefined) ? ['its run was made by an earlier version, which did not keep which conversation a case belongs to'] : []),
  ]
}
