import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { refuseFailure } from '../read/failure.js'
import { isBlank, nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { readCount, readNumber, readUsd, statedCount } from '../read/number.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'kong'

/**
 * Access logs of Kong's AI gateway: what its plugin says of the call stands in `ai.proxy`, before version 3.10 under the plugin's own name.
 * The texts are there when the plugin is told to log payloads.
 */
export const kong: Adapter = {
  name: FORMAT,
  detect: (record) => 'latencies' in record && pluginOf(record) !== undefined,
  parse: (record, source) => {
    const plugin = pluginOf(record) ?? {}
    const [meta, usage, payload, whole] = [objectOf(plugin['meta']) ?? {}, objectOf(plugin['usage']) ?? {}, objectOf(plugin['payload']) ?? {}, objectOf(objectOf(record['ai'])?.['payload']) ?? {}]
    const [request, response] = [jsonOf(payload['request'] ?? whole['request']), jsonOf(payload['response'] ?? whole['response'])]
    refuseFailure({ status: objectOf(record['response'])?.['status'] ?? record['upstream_status'] }, response)
    const own: Known = {
      format: FORMAT,
      source,
      record: { id: objectOf(record['request'])?.['id'], metadata: named({ route: objectOf(record['route'])?.['name'], service: objectOf(record['service'])?.['name'], consumer: objectOf(record['consumer'])?.['username'] }) },
      provider: nameOf(meta['provider_name']),
      requestModel: nameOf(meta['request_model']),
      responseModel: nameOf(meta['response_model']),
      usage: inclusiveUsage({ input: statedCount(usage['prompt_tokens'] ?? usage['prompt_token']), output: statedCount(usage['completion_tokens'] ?? usage['completion_token']), total: readCount(usage['total_tokens']) }),
      costUsd: readUsd(usage['cost']),
      startedAt: readTime(record['started_at']),
      latencyMs: readNumber(meta['llm_latency']),
      timeToFirstTokenMs: readNumber(usage['time_to_first_token']),
    }
    if (!isJsonObject(request)) return refuseTextless(own, 'no-text', 'the plugin does not log payloads (logging.log_payloads)')
    return [readWire(request, response, own)]
  },
}

/** What the plugin that asked the model says. */
function pluginOf(record: JsonObject): JsonObject | undefined {
  const ai = isJsonObject(record['ai']) ? record['ai'] : {}
  return [ai['proxy'], ...Object.values(ai)].filter(isJsonObject).find((part) => isJsonObject(part['meta']) && isJsonObject(part['usage']))
}

function named(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isBlank(value)))
}
