import type { InspectResult, InspectTask, KeptCost, TaskDrift } from '../domain/inspect.js'
import type { LatencySummary } from '../domain/result.js'
import { fit, plain } from '../text/display.js'
import { count, money, percent } from './figures.js'

const MODELS = 3
const PAID_MODELS = 5
const CHANGES = 5

function byCount(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
}

/** A share as a whole number of percent; `<1 %` for what is there. */
function roundly(share: number): string {
  return share > 0 && share < 0.005 ? '<1 %' : `${Math.round(share * 100)} %`
}

/** `p50/95/99 0.4/0.9/1.3 s`, or in milliseconds where none reaches a second. */
function latencies({ p50, p95, p99 }: LatencySummary): string {
  const all = [p50, p95, p99]
  return `p50/95/99 ${p99 < 1000 ? `${all.map((ms) => ms.toFixed(0)).join('/')} ms` : `${all.map((ms) => (ms / 1000).toFixed(1)).join('/')} s`}`
}

/** A model as it is shown: the provider, where the log does not tell it, is not named. */
function modelName(ref: string): string {
  return plain(ref.replace(/^unknown\//u, ''))
}

/** `free 60 %, pro 40 %`, the most frequent first; a single one without its share. */
function shares(counts: Readonly<Record<string, number>>, most: number): string {
  const sorted = byCount(counts)
  const all = sorted.reduce((sum, [, n]) => sum + n, 0)
  const named = sorted.slice(0, most).map(([name, n]) => (sorted.length === 1 ? modelName(name) : `${modelName(name)} ${roundly(all === 0 ? 0 : n / all)}`))
  return [...named, ...(sorted.length > most ? [`${count(sorted.length - most)} more`] : [])].join(', ')
}

/** What is known of a task beside its name and cost, the most asked for first; what the log does not say is left out. */
export function factsOf(task: InspectTask, width: number): readonly string[] {
  const { latencyMs: latency, tokensPerCall: tokens } = task
  return [
    `${count(task.calls)} ${task.calls === 1 ? 'call' : 'calls'}`,
    ...(task.estimatedShare === undefined ? [] : [`estimated ${percent(task.estimatedShare[0])} to ${percent(task.estimatedShare[1])} of the calls`]),
    shares(task.models, width >= 110 ? MODELS : 2),
    ...(latency === null ? [] : [latencies(latency)]),
    ...(tokens.input === null && tokens.output === null ? [] : [`${tokens.input === null ? '?' : count(Math.round(tokens.input))} → ${tokens.output === null ? '?' : count(Math.round(tokens.output))} tokens`]),
    ...(task.repeats === 0 ? [] : [`${roundly(task.calls === 0 ? 0 : task.repeats / task.calls)} repeats`]),
    ...(task.tiers === undefined ? [] : [shares(task.tiers, MODELS)]),
  ].filter((fact) => fact !== '')
}

/** What is of a file as a whole stands at line 0. */
const placeOf = ({ file, line }: { readonly file: string; readonly line: number }): string => (line === 0 ? file : `${file}:${line}`)

/** One line a reason, with the first record that was left out for it. */
export function excludedLines({ input, excluded }: Pick<InspectResult, 'input' | 'excluded'>): readonly string[] {
  const shown = new Set<string>(excluded.map(({ reason }) => reason))
  const others = byCount(input.excluded).filter(([reason]) => !shown.has(reason))
  const [first, ...rest] = [
    ...excluded.map(({ reason, count: n, first: [one] }) => `${count(n)} ${reason}${one === undefined ? '' : `, first ${placeOf(one.source)}: ${one.detail}`}`),
    ...others.map(([reason, n]) => `${count(n)} ${reason}`),
  ]
  return first === undefined ? [] : [`Left out: ${first}`, ...rest.map((line) => `Left out: ${line}`)]
}

/** How much of a log in a database was read, and what that means for the figures. */
export function sampledLines({ sampled, tasks, input }: Pick<InspectResult, 'sampled' | 'tasks' | 'input'>): readonly string[] {
  if (sampled === undefined) return []
  const estimated = tasks.filter(({ estimatedShare }) => estimatedShare !== undefined).length
  return [
    `Counted by the database; ${count(sampled.calls)} sampled calls of ${count(input.calls)} rows came here (${(sampled.bytes / 1e6).toFixed(1)} MB).`,
    ...(estimated === 0 ? [] : [`${estimated === 1 ? 'One task is' : `${count(estimated)} tasks are`} told apart by text alone: shares, calls and costs of those are estimated from the sample, with 95 % intervals.`]),
  ]
}

function keptLines(kept: KeptCost): readonly string[] {
  const models = byCount(kept.models)
  const [named, more] = [models.slice(0, PAID_MODELS), models.length - PAID_MODELS]
  const { input, output } = kept.tokens
  return [
    `Kept for cost only: ${count(kept.calls)} calls, ${money(kept.costUsd)}${kept.unpriced === 0 ? '' : ` (${count(kept.unpriced)} of unknown cost)`}: ${byCount(kept.reasons).map(([reason, n]) => `${count(n)} ${reason}`).join(', ')}.`,
    `They were served by ${named.map(([model, n]) => `${modelName(model)} (${count(n)})`).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}${input === null && output === null ? '' : `; tokens in ${input === null ? 'unknown' : count(input)}, out ${output === null ? 'unknown' : count(output)}`}.`,
  ]
}

/** Calls whose cost is in no sum, and the way out. */
export function unpricedLines({ unpriced }: Pick<InspectResult, 'unpriced'>): readonly string[] {
  if (unpriced === undefined) return []
  const models = Object.entries(unpriced.models)
  const named = models.slice(0, MODELS).map(([model, n]) => `${fit(model, 40)} (${count(n)})`)
  return [`Cost unknown, and in no sum: ${count(unpriced.calls)} ${unpriced.calls === 1 ? 'call' : 'calls'} of ${named.join(', ')}${models.length > MODELS ? ` and ${count(models.length - MODELS)} more models` : ''}; a price under models: in the configuration prices those that log their tokens.`]
}

/** What was paid for without being replayable, and whether logged costs agree with list prices. */
export function costLines({ costCheck = [], keptForCost: kept }: Pick<InspectResult, 'costCheck' | 'keptForCost'>): readonly string[] {
  const ratios = costCheck.map(({ format, calls, ratio }) => `${format} ${Number(ratio.toPrecision(3))} (${count(calls)})`)
  return [
    ...(kept === undefined ? [] : keptLines(kept)),
    ...(ratios.length === 0 ? [] : [`Logged over recomputed cost, median: ${ratios.join(', ')}.`]),
    ...costCheck.flatMap(({ format, beyondList }) => (beyondList === undefined ? [] : [`Not compared: ${count(beyondList)} calls of ${format} that paid for more than text tokens at list price (a priority tier, audio, searches at the provider).`])),
    ...costCheck.flatMap(({ format, alarm }) => (alarm === undefined ? [] : [`Check the costs of ${format}: ${alarm}.`])),
  ]
}

/** What changed since the last log, beyond chance. */
export function driftLines(drift: TaskDrift | undefined): readonly string[] {
  if (drift === undefined) return []
  const since = `Since the log of ${drift.since.slice(0, 10)} (${count(drift.calls)} calls)`
  if (drift.changes.length === 0) return [`${since}: no task's share changed beyond chance.`]
  const told = drift.changes.slice(0, CHANGES).map(({ label, change, shareBefore, shareNow }) => {
    if (change === 'new') return `new: ${plain(label)} (${percent(shareNow)})`
    if (change === 'gone') return `gone: ${plain(label)} (${percent(shareBefore)})`
    if (change === 'split' || change === 'merged') return `cut otherwise, traffic unchanged: ${plain(label)} (${change})`
    return `${change}: ${plain(label)} (${percent(shareBefore)} → ${percent(shareNow)})`
  })
  return [`${since}: ${[...told, ...(drift.changes.length > CHANGES ? [`${count(drift.changes.length - CHANGES)} more`] : [])].join('; ')}.`]
}
