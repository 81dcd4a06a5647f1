import type { ChatRequest } from '../domain/message.js'
import { lastUserText, systemText } from '../domain/message.js'
import { taskPlacer } from '../tasks/assign.js'
import { formatKey, toolNames } from '../tasks/structural-key.js'
import { tagReader } from '../tasks/apart/tag-field.js'
import type { TaskModel } from '../tasks/task-model.js'

/** Places requests among the tasks of a model. */
export interface RequestPlacer {
  /** Index of the task, −1 for none, by all but the user text; undefined where that decides. `tag` is an index into the list of tags. */
  readonly byStructure: (requestText: string, tag: number) => number | undefined
  /** Index of the task, −1 for none. */
  readonly byText: (requestText: string, tag: number) => number
}

const NONE = -1

/** @param tagTexts JSON of `[field, value][]`, as the table of calls lists them */
export function requestPlacer(model: TaskModel, tagTexts: readonly string[]): RequestPlacer {
  const place = taskPlacer(model)
  const tagOf = tagReader(model.tagFields, model.askedFields)
  const tags = tagTexts.map((text) => tagOf({ metadata: Object.fromEntries(JSON.parse(text) as [string, string][]) }))
  const parts = (request: ChatRequest, tag: number) => ({ tag: tags[tag], tools: toolNames(request), format: formatKey(request), system: systemText(request) })
  return {
    byStructure: (requestText, tag) => place(parts(JSON.parse(requestText) as ChatRequest, tag)),
    byText: (requestText, tag) => {
      const request = JSON.parse(requestText) as ChatRequest
      return place({ ...parts(request, tag), user: lastUserText(request) ?? '' }) ?? NONE
    },
  }
}
