import type { JsonValue } from '../domain/json.js'
import { promptDocuments, rowCount } from './document.js'
import type { PromptDocument, WeightedCall } from './document.js'
import { taskLabels } from './naming/label.js'
import { keepIds } from './naming/previous-task.js'
import type { PreviousTask } from './naming/previous-task.js'
import { recognise } from './recognizer.js'
import { tagFields, tagReader } from './apart/tag-field.js'
import { groupsOf, groupTasks } from './group-tasks.js'
import type { GroupLimits, TaskGroup } from './task-group.js'
import { taskId, taskStructure, taskWording } from './naming/task-id.js'
import type { KnownTask, TaskModel } from './task-model.js'
import { mapLeaves } from './task-tree.js'
import { guessTaskType } from './naming/task-type.js'
import { templateText } from './prompts/template-text.js'

export interface FitOptions {
  /** Tasks of an earlier run, whose ids go on. */
  readonly previous?: readonly PreviousTask[]
  /** Metadata fields that name the task, most telling first; found by rule when absent, and looked at before those found. */
  readonly tagFields?: readonly string[]
}

/**
 * Small logs are read closely; in large ones a task has at least 5 calls and two in a thousand, a wording 8 documents and three in a thousand.
 * A tag or a system prompt of its own is better evidence: then 3 calls and one in two thousand are enough.
 */
function limitsFor(calls: number, documents: number): GroupLimits {
  return {
    leastTold: Math.max(calls < 100 ? 2 : 3, Math.ceil(0.0005 * calls)),
    least: Math.max(calls < 100 ? 2 : 5, Math.ceil(0.002 * calls)),
    support: Math.max(3, Math.min(8, Math.round(documents / 20)), Math.ceil(0.003 * documents)),
  }
}

function templateOf(group: TaskGroup): string | undefined {
  if (group.origin === 'rest') return undefined
  const texts = (pick: (document: PromptDocument) => string | undefined): readonly string[] => group.documents.flatMap((document) => pick(document) ?? [])
  if (group.origin === 'user' || group.variant === 'template') return templateText(texts((document) => document.user))
  return templateText(texts((document) => document.system)) ?? templateText(texts((document) => document.user))
}

/** Ids by structure; groups that share one, as two halves of a leftover may, are numbered by size. */
function idsOf(groups: readonly TaskGroup[]): readonly string[] {
  const used = new Map<string, number>()
  return groups.map((group) => {
    const structure = taskStructure(group)
    const n = (used.get(structure) ?? 0) + 1
    used.set(structure, n)
    return taskId(n === 1 ? structure : `${structure} ${n}`)
  })
}

function describe(groups: readonly TaskGroup[], documents: readonly PromptDocument[], sample: readonly WeightedCall[]): readonly KnownTask[] {
  const ids = idsOf(groups)
  const templates = groups.map(templateOf)
  const labels = taskLabels(groups, templates)
  const ground = {
    documents,
    weightOf: (row: number): number => sample[row]?.weight ?? 0,
    holds: (row: number, field: string, value: JsonValue): boolean => sample[row]?.call.metadata[field] === value,
  }
  return groups.map((group, at): KnownTask => {
    const template = templates[at]
    const wording = taskWording(group)
    return {
      id: ids[at] ?? '',
      label: labels[at] ?? '',
      taskType: guessTaskType(group.documents, group.origin !== 'rest'),
      ...(template === undefined ? {} : { template }),
      ...(wording === undefined ? {} : { wording }),
      ...recognise(group, ground),
    }
  })
}

/**
 * Learns the tasks of a log from a sample of it: calls that ask for the same thing, by explicit tag, system prompt, wording of the user
 * text, or, where there is none of them, by their words. Deterministic, whatever the order of the sample. Never throws.
 */
export function fitTasks(sample: readonly WeightedCall[], options: FitOptions = {}): TaskModel {
  const asked = options.tagFields ?? []
  const fields = tagFields(sample.map(({ call }) => call), asked)
  const documents = promptDocuments(sample, tagReader(fields, asked))
  const limits = limitsFor(rowCount(documents), documents.length)
  const grouping = groupTasks(documents, limits)
  const groups = [...groupsOf(grouping)]
    .filter((group) => rowCount(group.documents) >= (group.origin === 'rest' ? limits.least : limits.leastTold))
    .sort((a, b) => rowCount(b.documents) - rowCount(a.documents) || ((a.documents[0]?.key ?? '') < (b.documents[0]?.key ?? '') ? -1 : 1))
  const { tags, prompts, families, untold } = grouping
  return {
    version: 1,
    tagFields: fields,
    askedFields: asked,
    tasks: keepIds(describe(groups, documents, sample), options.previous ?? []),
    tags, prompts, families, untold,
    places: grouping.places.map((place) => mapLeaves(place, (group) => groups.indexOf(group))),
  }
}
