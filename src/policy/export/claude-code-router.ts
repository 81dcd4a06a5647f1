import { kindLosses, kindName } from './kinds.js'
import type { KindNames } from './kinds.js'
import type { ResolvedLabel, ResolvedStep } from './resolve.js'
import type { ExportTarget } from './target.js'

const ref = (step: ResolvedStep): string => `${step.model.provider},${step.model.id}`

/** Where each kind that it can ask is reached when the policy does not say. */
const ADDRESSES: KindNames = { openai: 'https://api.openai.com/v1', compatible: 'https://api.openai.com/v1', unknown: 'https://api.openai.com/v1', anthropic: 'https://api.anthropic.com', gemini: 'https://generativelanguage.googleapis.com/v1beta/openai' }

function endpoint(step: ResolvedStep): string {
  const usual = kindName(step, ADDRESSES, 'claude-code-router')
  const base = (step.provider.base_url ?? usual).replace(/\/+$/, '')
  return step.provider.type === 'anthropic' ? `${base}/v1/messages` : `${base}/chat/completions`
}

/** The script reads a table, and nothing of the policy becomes code. */
const SCRIPT = `const { createHash } = require('node:crypto')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const table = JSON.parse(readFileSync(join(__dirname, 'policy-routes.json'), 'utf8'))

// Same place for the same key in every runtime: llm-routing-policy/v1, section 8.
const bucket = (salt, key) => createHash('sha256').update(salt + '\\n' + key).digest().readUInt32BE(0) / 2 ** 32 * 100

module.exports = async function router(req) {
  const headers = req.headers || {}
  const label = headers['x-task']
  const entry = Object.hasOwn(table.labels, String(label)) ? table.labels[label] : undefined
  if (entry === undefined) return table.default
  if (Date.now() >= Date.parse(table.valid_until)) return entry.expired || table.default
  const key = headers['x-request-key']
  const inside = entry.percent >= 100 || (key !== undefined && bucket(entry.salt, key) < entry.percent)
  return inside ? entry.target : entry.otherwise
}
`

/** config.json and custom-router.js of version 2, by the header `x-task`; a canary is sticky by the header `x-request-key`. */
export const claudeCodeRouter: ExportTarget = {
  name: 'claude-code-router', refusesUnknown: false, holds: ['rollout', 'sticky', 'expiry'],
  write: (policy, { labels, fallback }) => {
    const all: readonly ResolvedLabel[] = [...labels, ...(fallback === undefined ? [] : [fallback])]
    const steps = all.flatMap((label) => [...label.chain, ...label.otherwise, ...label.expired])
    const providers = [...new Set(steps.map((step) => step.model.provider))].flatMap((name) => {
      const first = steps.find((step) => step.model.provider === name)
      if (first === undefined) return []
      return [{
        name, api_base_url: endpoint(first), api_key: first.provider.api_key_env === undefined ? 'none' : `$${first.provider.api_key_env}`, models: [...new Set(steps.filter((step) => step.model.provider === name).map((step) => step.model.id))],
        ...(first.provider.type === 'anthropic' ? { transformer: { use: ['Anthropic'] } } : {}),
      }]
    })
    const usual = fallback === undefined ? null : ref(fallback.chain[0])
    const config = { HOST: '127.0.0.1', PORT: 3456, LOG: false, NON_INTERACTIVE_MODE: true, CUSTOM_ROUTER_PATH: './custom-router.js', Providers: providers, Router: { default: usual } }
    const table = {
      policy: policy.metadata.id, version: policy.metadata.version, valid_until: policy.metadata.valid_until, default: usual,
      labels: Object.fromEntries(labels.map((label) => [label.label, {
        target: ref(label.chain[0]), otherwise: ref(label.otherwise[0]), expired: label.expired[0] === undefined ? null : ref(label.expired[0]), percent: label.percent, salt: label.route.rollout?.salt ?? `${policy.metadata.id}/${label.route.id}`,
      }])),
    }
    return {
      files: [{ name: 'config.json', text: `${JSON.stringify(config, null, 2)}\n` }, { name: 'policy-routes.json', text: `${JSON.stringify(table, null, 2)}\n` }, { name: 'custom-router.js', text: SCRIPT }],
      losses: [...kindLosses(policy, {}), { field: 'document', how: 'application', message: 'CUSTOM_ROUTER_PATH must be the absolute path of custom-router.js, and HOST, PORT and APIKEY are yours to set' }],
    }
  },
}
