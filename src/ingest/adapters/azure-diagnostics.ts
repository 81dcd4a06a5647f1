import type { JsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { readNumber, statedCount } from '../read/number.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'

const FORMAT = 'azure-diagnostics'
const CATEGORIES: ReadonlySet<unknown> = new Set(['RequestResponse', 'AzureOpenAIRequestUsage', 'Audit', 'Trace'])

/** Azure OpenAI's diagnostic log: what was called and how long it took, never a text. */
export const azureDiagnostics: Adapter = {
  name: FORMAT,
  knownBy: ['category', 'resourceid'],
  detect: (record) => CATEGORIES.has(record['Category'] ?? record['category']) && propertiesOf(record) !== undefined,
  parse: (record, source) => {
    const category = (nameOf(record['Category'] ?? record['category']) ?? '')
    if (category === 'Audit' || category === 'Trace') throw new Excluded('not-a-call', `an event of another kind (${category})`)
    if (/embedding|image|audio|speech|transcription|file/i.test(nameOf(record['OperationName'] ?? record['operationName']) ?? '')) throw new Excluded('not-a-call', 'a request to another endpoint than chat')
    refuseFailure({ status: record['ResultSignature'] ?? record['resultSignature'] }, undefined)
    const properties = propertiesOf(record) ?? {}
    return refuseTextless({
      format: FORMAT,
      source,
      record: {},
      provider: 'azure',
      requestModel: nameOf(properties['modelName']) ?? nameOf(properties['modelDeploymentName']),
      usage: inclusiveUsage({ input: statedCount(properties['promptTokens'] ?? properties['inputTokens']), output: statedCount(properties['completionTokens'] ?? properties['outputTokens'] ?? properties['generatedTokens']) }),
      startedAt: readTime(record['TimeGenerated'] ?? record['time']),
      latencyMs: readNumber(record['DurationMs'] ?? record['durationMs']),
    }, 'no-text', 'diagnostic logs have no texts: log through API Management, or at the application')
  },
}

function propertiesOf(record: JsonObject): JsonObject | undefined {
  return objectOf(record['properties_s'] ?? record['properties'])
}
