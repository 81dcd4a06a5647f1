import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { Excluded } from '../read/excluded.js'

/** How logs of evaluation harnesses are told, by fields that stand together nowhere else. */
const HARNESSES: readonly { readonly name: string; readonly is: (record: JsonObject) => boolean }[] = [
  { name: 'the lm-evaluation-harness', is: (record) => 'doc_id' in record && ('filtered_resps' in record || ('resps' in record && 'arguments' in record)) },
  { name: 'OpenAI Evals', is: (record) => ('run_id' in record && 'event_id' in record && 'sample_id' in record && 'data' in record) || ('spec' in record && isJsonObject(record['spec']) && 'eval_name' in record['spec']) || ('final_report' in record && Object.keys(record).length <= 3) },
  { name: 'OpenAI’s evals', is: (record) => 'datasource_item' in record && 'sample' in record },
  { name: 'Inspect', is: (record) => ('eval' in record && 'plan' in record && isJsonObject(record['eval'])) || ('epoch' in record && 'target' in record && 'scores' in record && 'messages' in record) },
  { name: 'HELM', is: (record) => 'adapter_spec' in record && 'request_states' in record },
]

/** Logs of harnesses that try models on test sets: no traffic, whatever calls they hold. */
export const evaluations: Adapter = {
  name: 'evaluations',
  detect: (record) => HARNESSES.some(({ is }) => is(record)),
  parse: (record) => {
    const harness = HARNESSES.find(({ is }) => is(record))
    throw new Excluded('evaluation', `a log of ${harness?.name ?? 'a harness'}: tests are no traffic`)
  },
}
