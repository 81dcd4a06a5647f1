import { AuditError } from '../domain/error.js'
import type { JsonObject } from '../domain/json.js'
import { isJsonObject } from '../domain/json.js'
import type { DecisionRule } from '../domain/verdict.js'
import { ruleFault } from './rule.js'

export interface EvidenceCandidate {
  readonly model: string
  /** USD, ≥ 0. */
  readonly costPerCallUsd: number
  /** Candidate − incumbent in [-1,1], in the pre-drawn order. */
  readonly differences: readonly number[]
}

/** Paired differences of any origin, and the rule to decide them by. */
export interface EvidenceInput {
  readonly rule: DecisionRule
  /** Whether scores compare with the truth, so that a candidate can be proved worse. */
  readonly truth: boolean
  readonly candidates: readonly EvidenceCandidate[]
}

/**
 * Checks the JSON of an evidence file; `file` is for the messages. `order` defaults to cheapest-first, `futility` and
 * `truth` to true, `population` to null; margin, alpha and maxSamples must be said. A candidate's `clusters` (a conversation's name for each difference)
 * turn its differences into means of clusters; not with a population or a fixed design, which count cases. Its `cases` (a name for each difference) are
 * checked for repetitions. Fields of other names are refused: one that was mistyped would change the rule unseen. Throws `evidence/input`, naming the place.
 */
export function parseEvidence(json: unknown, file: string): EvidenceInput {
  const at = (path: string): Place => ({ file, path })
  if (!isJsonObject(json)) throw fault(at('$'), 'must be an object with "rule" and "candidates"', 'Write { "rule": { … }, "candidates": [ … ] }.')
  assertKnown(json, ['rule', 'candidates'], at('$'))
  const { rule, truth } = parseRule(json.rule, at('$.rule'))
  if (!Array.isArray(json.candidates) || json.candidates.length === 0) throw fault(at('$.candidates'), 'must list at least one candidate', 'Add { "model": "…", "costPerCallUsd": 0.0001, "differences": [ … ] }.')
  const candidates = json.candidates.map((candidate: unknown, i) => parseCandidate(candidate, rule, at(`$.candidates[${i}]`)))
  const seen = new Map<string, number>()
  for (const [i, { model }] of candidates.entries()) {
    const first = seen.get(model.trim())
    if (first !== undefined) throw fault(at(`$.candidates[${i}].model`), `repeats ${quoted(model)} of $.candidates[${first}]`, 'Give each candidate once: a second try at the same evidence would not be free.')
    seen.set(model.trim(), i)
  }
  if (candidates.every(({ differences }) => differences.length === 0)) throw fault(at('$.candidates[0].differences'), candidates.length === 1 ? 'is empty: there is nothing to decide by' : 'and those of all others are empty: there is nothing to decide by', 'List candidate − incumbent per case, in the drawn order; a candidate that was not tried beside one that was may have none.')
  return { rule, truth, candidates }
}

interface Place {
  readonly file: string
  readonly path: string
}

function parseRule(json: unknown, place: Place): { readonly rule: DecisionRule; readonly truth: boolean } {
  if (!isJsonObject(json)) throw fault(place, 'must be an object', 'Write { "margin": 0.03, "alpha": 0.05, "maxSamples": 1000, "order": "cheapest-first", "futility": true, "population": null }.')
  assertKnown(json, ['margin', 'alpha', 'maxSamples', 'order', 'futility', 'population', 'design', 'truth'], place)
  const { order = 'cheapest-first', population = null, design } = json
  if (order !== 'cheapest-first') throw fault(inside(place, 'order'), `is ${shown(order)}, an unknown order`, 'Write "cheapest-first", or leave it out.')
  if (population !== null && typeof population !== 'number') throw fault(inside(place, 'population'), `must be null or a whole number; it is ${shown(population)}`, 'Write null for traffic, or the number of eligible cases.')
  if (design !== undefined && design !== 'sequential' && design !== 'fixed') throw fault(inside(place, 'design'), `is ${shown(design)}, an unknown design`, 'Write "sequential" or "fixed", or leave it out.')
  const rule: DecisionRule = {
    margin: numberIn(json, 'margin', place, 'Write the largest accepted loss, e.g. 0.03.'),
    alpha: numberIn(json, 'alpha', place, 'Write the accepted chance of a wrong "viable", e.g. 0.05.'),
    maxSamples: numberIn(json, 'maxSamples', place, 'Write the most trials per candidate, e.g. 1000.'),
    order,
    futility: flagIn(json, 'futility', place),
    population,
    ...(design === undefined ? {} : { design }),
  }
  const found = ruleFault(rule)
  if (found) throw fault(inside(place, found.field), found.message, 'Fix it as it stood before the evidence was gathered.')
  return { rule, truth: flagIn(json, 'truth', place) }
}

function parseCandidate(json: unknown, rule: DecisionRule, place: Place): EvidenceCandidate {
  if (!isJsonObject(json)) throw fault(place, 'must be an object', 'Write { "model": "…", "costPerCallUsd": 0.0001, "differences": [ … ] }.')
  assertKnown(json, ['model', 'costPerCallUsd', 'differences', 'clusters', 'cases'], place)
  const { model, differences, clusters, cases } = json
  if (typeof model !== 'string' || model.trim() === '') throw fault(inside(place, 'model'), `must be a name; it is ${shown(model)}`, 'Name the model, e.g. "openai/gpt-4o-mini".')
  const costPerCallUsd = numberIn(json, 'costPerCallUsd', place, 'Write the expected USD per call: the ladder climbs by it.')
  if (!(costPerCallUsd >= 0 && costPerCallUsd < Infinity)) throw fault(inside(place, 'costPerCallUsd'), `must be 0 or more; it is ${costPerCallUsd}`, 'Write the expected USD per call; 0 is a model that costs nothing, never one whose price is unknown.')
  if (!Array.isArray(differences)) throw fault(inside(place, 'differences'), `must be a list of numbers; it is ${shown(differences)}`, 'List candidate − incumbent per case, in the drawn order.')
  if (clusters !== undefined && (rule.population !== null || rule.design === 'fixed')) throw fault(inside(place, 'clusters'), `do not go with ${rule.design === 'fixed' ? 'a fixed design, which takes scores of right or wrong' : 'a population, which counts cases'}`, 'Leave out one of the two.')
  if (rule.population !== null && differences.length > rule.population) {
    throw fault(inside(place, 'differences'), `holds ${differences.length} differences, more than the population of ${rule.population}`, 'Correct $.rule.population, or write null for traffic.')
  }
  const values = differences.map((value: unknown, i) => difference(value, inside(place, `differences[${i}]`)))
  if (rule.design === 'fixed') assertWhole(values, inside(place, 'differences'))
  if (cases !== undefined) assertApart(namesOf(cases, values.length, inside(place, 'cases'), 'the case'), inside(place, 'cases'))
  return { model, costPerCallUsd, differences: clusters === undefined ? values : clusterMeans(values, namesOf(clusters, values.length, inside(place, 'clusters'), 'the conversation (user, document)')) }
}

function assertKnown(json: JsonObject, known: readonly string[], place: Place): void {
  const strange = Object.keys(json).find((key) => !known.includes(key))
  if (strange !== undefined) throw fault(place, `has a field ${quoted(strange)}, which is not known here`, `Known are ${known.join(', ')}.`)
}

/** A fixed design counts wins and losses. */
function assertWhole(values: readonly number[], place: Place): void {
  const at = values.findIndex((value) => !Number.isInteger(value))
  if (at >= 0) throw fault({ file: place.file, path: `${place.path}[${at}]` }, `is ${values[at]}, and a fixed design takes right or wrong only, so differences of −1, 0 and 1`, 'Use the sequential design for graded scores.')
}

/** A case that is counted twice would pass for two. */
function assertApart(names: readonly string[], place: Place): void {
  const seen = new Map<string, number>()
  for (const [at, name] of names.entries()) {
    const first = seen.get(name)
    if (first !== undefined) throw fault({ file: place.file, path: `${place.path}[${at}]` }, `repeats ${quoted(name)} of ${place.path}[${first}]`, 'Give each case once; where several answers belong together, name what they share in "clusters".')
    seen.set(name, at)
  }
}

function namesOf(json: unknown, count: number, place: Place, what: string): readonly string[] {
  const names: readonly unknown[] = Array.isArray(json) ? json : []
  if (!Array.isArray(json) || names.length !== count) throw fault(place, `must be a list of as many names as there are differences, ${count}; it is ${Array.isArray(json) ? `a list of ${names.length}` : shown(json)}`, `Name ${what} of each difference, or leave the list out.`)
  return names.map((name, i) => {
    if (typeof name === 'string' && name !== '') return name
    throw fault({ file: place.file, path: `${place.path}[${i}]` }, `must be a name; it is ${shown(name)}`, `Name ${what} of each difference.`)
  })
}

/**
 * The mean difference of each cluster, in the order in which their first cases stand: in [-1,1] like every difference, and independent from cluster to
 * cluster where those within one are not. What is then tested is the mean over clusters, each counted once whatever its size.
 * @param clusters the name of each difference's cluster, as many as there are differences
 */
export function clusterMeans(differences: readonly number[], clusters: readonly string[]): readonly number[] {
  const sums = new Map<string, { total: number; count: number }>()
  differences.forEach((value, at) => {
    const name = clusters[at] ?? ''
    const sum = sums.get(name) ?? { total: 0, count: 0 }
    sum.total += value
    sum.count += 1
    sums.set(name, sum)
  })
  // Rounding must not carry a mean of equal values past them, out of [-1,1].
  return [...sums.values()].map(({ total, count }) => Math.min(1, Math.max(-1, total / count)))
}

function difference(value: unknown, place: Place): number {
  if (typeof value === 'number' && value >= -1 && value <= 1) return value
  throw fault(place, `must be a number in [-1,1]; it is ${shown(value)}`, 'Scores lie in [0,1]; a trial without a score counts as 0 for the candidate, it is never left out.')
}

function numberIn(json: JsonObject, field: string, place: Place, way: string): number {
  const value = json[field]
  if (typeof value === 'number') return value
  throw fault(inside(place, field), value === undefined ? 'is missing' : `must be a number; it is ${shown(value)}`, way)
}

function flagIn(json: JsonObject, field: string, place: Place): boolean {
  const value = json[field] ?? true
  if (typeof value === 'boolean' && json[field] !== null) return value
  throw fault(inside(place, field), `must be true or false; it is ${shown(json[field])}`, 'Write true or false, or leave it out for true.')
}

function inside(place: Place, path: string): Place {
  return { file: place.file, path: `${place.path}.${path}` }
}

/** What a reader of the verdict should know of evidence that is allowed, and odd: a sentence each. */
export function evidenceNotes({ candidates }: EvidenceInput): readonly string[] {
  return candidates.flatMap(({ model, costPerCallUsd, differences }) => [
    ...(costPerCallUsd === 0 ? [`${quoted(model)} has a price of 0 and is taken for free, so it stands first in the ladder; an unknown price is never 0`] : []),
    ...(differences.length === 0 ? [`${quoted(model)} has no differences: nothing is said of it, and it takes its share of the level all the same`] : []),
  ])
}

/** The value as JSON, cut short: files are not to be trusted with the length of a message. */
function shown(value: unknown): string {
  return value === undefined ? 'missing' : quoted(value)
}

function quoted(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value === 'object' ? 'an object' : String(value)
  return text
}

function fault({ file, path }: Place, message: string, way: string): AuditError {
  return new AuditError('evidence/input', `${file}: ${path} ${message}.`, way)
}
