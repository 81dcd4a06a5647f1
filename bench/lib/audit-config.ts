import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listPrices } from './list-prices.js'

/** Candidates of one task, by the task's id. */
export interface TaskCandidates {
  readonly id: string
  readonly candidates: readonly string[]
}

/** The provider under which the recorded models are served. */
export const PROVIDER = 'rec'
export const refOf = (model: string): string => `${PROVIDER}/${model}`

/**
 * Writes an `audit.config.yaml` (JSON is YAML) that serves every recorded model from one address at its list price.
 * @param gold the field with the expected answer; undefined for an audit without
 * @param control `rerun` asks every case again of the incumbent, which costs more
 */
export function writeAuditConfig(dir: string, url: string, tasks: readonly TaskCandidates[], gold: string | undefined, control: 'auto' | 'rerun' = 'auto'): void {
  const config = {
    version: 1,
    quality: { control },
    ...(gold === undefined ? {} : { gold }),
    providers: { [PROVIDER]: { api: 'openai', base_url: `${url}/v1`, api_key_env: 'REC_KEY' } },
    models: Object.fromEntries(Object.entries(listPrices).map(([model, price]) => [model, { as: refOf(model), price }])),
    tasks: tasks.map(({ id, candidates }) => ({ match: { id }, candidates: candidates.map((model) => ({ model: refOf(model), price: listPrices[model] })) })),
  }
  writeFileSync(join(dir, 'audit.config.yaml'), JSON.stringify(config, null, 2))
}
