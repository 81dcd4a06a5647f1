import type { Adapter } from '../adapter.js'
import { isBlank, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { readCount, readUsd, statedCount } from '../read/number.js'
import { readTags } from '../read/tags.js'
import { elapsedMs, readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'

const FORMAT = 'lunary'

/** Runs of Lunary; those of type `llm` are the calls, and their name is the model. */
export const lunary: Adapter = {
  name: FORMAT,
  promptColumns: ['input'],
  detect: (record) => 'type' in record && 'endedAt' in record && 'createdAt' in record && 'input' in record && 'output' in record && !('model' in record) && ('tokens' in record || 'promptTokens' in record || 'completionTokens' in record || 'templateVersionId' in record || 'isPublic' in record),
  parse: (record, source) => {
    const tokens = objectOf(record['tokens']) ?? {}
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['id']),
      requestModel: nameOf(record['name']),
      usage: inclusiveUsage({ input: statedCount(tokens['prompt'] ?? record['promptTokens']), output: statedCount(tokens['completion'] ?? record['completionTokens']), cacheRead: statedCount(tokens['cachedPrompt'] ?? record['cachedPromptTokens']), total: readCount(tokens['total']) }),
      costUsd: readUsd(record['cost']),
      latencyMs: elapsedMs(record['createdAt'], record['endedAt']),
      startedAt: readTime(record['createdAt']),
      conversationId: nameOf(record['threadId']),
      tags: readTags(record['tags']),
      metadata: objectOf(record['metadata']) ?? {},
    }
    if (record['type'] !== 'llm') return [uncounted(facts, 'not-a-call', `a run of type ${wordOf(record['type'])}`)]
    if (record['status'] === 'error' || !isBlank(record['error'])) return [uncounted(facts, 'error', 'the run ended with an error')]
    const place = { id: record['id'], parent: record['parentRunId'] ?? record['parent_run_id'] ?? record['parentId'] }
    if (isBlank(record['input']) && isBlank(record['output'])) return [nestable(FORMAT, source, place, factsExcluded(facts, 'no-text', 'the run carries no texts'))]
    const parameters = objectOf(record['params']) ?? {}
    return [nestable(FORMAT, source, place, factsRecord(facts, () => ({
      request: transcriptRequest(record['input'], { tools: parameters['tools'], parameters }),
      response: transcriptResponse(record['output']),
    })))]
  },
  settle: settleNestable,
}
