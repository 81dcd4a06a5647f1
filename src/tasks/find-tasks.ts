import type { LlmCall } from '../domain/call.js'
import type { Task } from '../domain/task.js'
import { promptDocuments, rowCount } from './document.js'
import type { PromptDocument } from './document.js'
import { taskLabels } from './label.js'
import { keepIds } from './previous-task.js'
import type { PreviousTask } from './previous-task.js'
import { recognise } from './recognizer.js'
import { tagFields, tagReader } from './tag-field.js'
import { taskGroups } from './task-group.js'
import type { GroupLimits, TaskGroup } from './task-group.js'
import { taskId, taskStructure } from './task-id.js'
import { guessTaskType } from './task-type.js'
import { templateText } from './template-text.js'

export interface FindTasksOptions {
  /** Tasks of an earlier run, whose ids go on. */
  readonly previous?: readonly PreviousTask[]
  /** Metadata fields that name the task, most telling first; found by rule when absent, and looked at before those found. */
  readonly tagFields?: readonly string[]
}

export interface FoundTasks {
  /** By number of calls, most first. */
  readonly tasks: readonly Task[]
  /** Indexes of the calls that belong to no task, ascending. */
  readonly other: readonly number[]
}

/** Small logs are read closely; in large ones a task has at least 5 calls and two in a thousand, a wording 8 documents and three in a thousand. */
function limitsFor(calls: number, documents: number): GroupLimits {
  return {
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

/**
 * Finds the tasks of a log: calls that ask for the same thing, by explicit tag, system prompt, wording of the user text, or, where there is
 * none of them, by their words. Every call is in exactly one task or in `other`. Deterministic: the partition does not depend on the order
 * of the calls. Never throws.
 */
export function findTasks(calls: readonly LlmCall[], options: FindTasksOptions = {}): FoundTasks {
  const documents = promptDocuments(calls, tagReader(tagFields(calls, options.tagFields), options.tagFields))
  const limits = limitsFor(calls.length, documents.length)
  const groups = taskGroups(documents, limits)
    .filter((group) => rowCount(group.documents) >= limits.least)
    .sort((a, b) => rowCount(b.documents) - rowCount(a.documents) || ((a.documents[0]?.key ?? '') < (b.documents[0]?.key ?? '') ? -1 : 1))
  const ids = idsOf(groups)
  const labels = taskLabels(groups)
  const ground = { documents, holds: (row: number, field: string, value: string) => calls[row]?.metadata[field] === value }
  const tasks = groups.map((group, at): Task => {
    const template = templateOf(group)
    return {
      id: ids[at] ?? '',
      label: labels[at] ?? '',
      taskType: guessTaskType(group.documents),
      ...(template === undefined ? {} : { template }),
      members: group.documents.flatMap((document) => document.rows).sort((a, b) => a - b),
      ...recognise(group, ground),
    }
  })
  const placed = new Set(tasks.flatMap((task) => task.members))
  return { tasks: keepIds(tasks, options.previous ?? []), other: calls.flatMap((_, row) => (placed.has(row) ? [] : [row])) }
}
