import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { bedrockModel } from '../bedrock/model-id.js'
import { offloadedBody } from '../bedrock/offloaded.js'
import { readInvocation } from '../bedrock/read-invocation.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { readCount, statedCount } from '../read/number.js'
import { exclusiveUsage, hourOf } from '../read/usage.js'

const FORMAT = 'bedrock'

/** Amazon Bedrock's model invocation log. Bodies are as each model takes them; the counts leave the cache out. */
export const bedrock: Adapter = {
  name: FORMAT,
  promptColumns: ['inputbodyjson'],
  detect: (record) => record['schemaType'] === 'ModelInvocationLog' || ('modelId' in record && 'operation' in record && isJsonObject(record['input']) && ('inputTokenCount' in record['input'] || 'inputBodyJson' in record['input'])),
  parse: (record, source) => {
    const [input, output] = [sideOf(record['input']), sideOf(record['output'])]
    refuseFailure({ error: record['errorCode'], status: record['status'] }, undefined)
    if (/embed/i.test(nameOf(record['modelId']) ?? '')) throw new Excluded('not-a-call', 'an embedding')
    const modelId = nameOf(record['modelId'])
    const model = modelId === undefined ? undefined : bedrockModel(modelId)
    const own: Known = {
      format: FORMAT,
      source,
      record: { requestId: record['requestId'], timestamp: record['timestamp'], metadata: { region: record['region'], operation: record['operation'], ...(model === undefined && { modelId }), ...objectOf(record['requestMetadata']) } },
      provider: 'aws',
      requestModel: model,
      usage: exclusiveUsage({ input: statedCount(input['inputTokenCount']), output: statedCount(output['outputTokenCount']), cacheRead: statedCount(input['cacheReadInputTokenCount']), cacheWrite: statedCount(input['cacheWriteInputTokenCount']), cacheWriteHour: hourIn(output['outputBodyJson']) }),
    }
    const request = objectOf(input['inputBodyJson'] ?? offloadedBody(input['inputBodyS3Path'], source.file))
    const response = jsonOf(output['outputBodyJson'] ?? offloadedBody(output['outputBodyS3Path'], source.file))
    if (!request || response === undefined || response === null) return refuseTextless({ ...own, requestModel: model ?? modelId }, ...absent(input, output))
    // A profile of the application hides the model; where the answer does not say it either, the profile is its name.
    return [readInvocation(request, response, own, modelId)]
  },
}

/** Of what went to the cache, what it keeps for an hour: only the body tells. */
function hourIn(body: JsonValue | undefined): number | undefined {
  const usage = objectOf(objectOf(body)?.['usage'])
  const details = usage?.['cacheDetails']
  if (!Array.isArray(details)) return hourOf(usage?.['cache_creation'])
  return details.filter(isJsonObject).reduce((sum, detail: JsonObject) => sum + (detail['ttl'] === '1h' ? readCount(detail['inputTokens']) ?? 0 : 0), 0)
}

function absent(input: JsonObject, output: JsonObject): ['context-missing' | 'no-text', string] {
  const path = nameOf(input['inputBodyS3Path']) ?? nameOf(output['outputBodyS3Path'])
  return path === undefined ? ['no-text', 'text delivery is off: the log holds counts only'] : ['context-missing', `the text is large and lies in a file of its own, which is not in data/ beside the log (${path.split('/').slice(-2).join('/').slice(0, 120)})`]
}

function sideOf(value: JsonObject[string]): JsonObject {
  return objectOf(value) ?? {}
}
