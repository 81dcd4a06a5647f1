import type { PolicyDocument } from '../document.js'
import { bifrost } from './bifrost.js'
import { claudeCodeRouter } from './claude-code-router.js'
import { envoy } from './envoy.js'
import { flagd } from './flagd.js'
import { litellm } from './litellm.js'
import { generalLosses } from './losses.js'
import { openrouter } from './openrouter.js'
import { portkey } from './portkey.js'
import { resolveLabels } from './resolve.js'
import type { Exported, ExportTarget, TargetName } from './target.js'
import { vllmSemanticRouter } from './vllm-semantic-router.js'

export { TARGETS } from './target.js'
export type { Exported, Loss, TargetName } from './target.js'

/** All targets by name; a new one is a file beside this and a line here. */
export const EXPORTERS: Readonly<Record<TargetName, ExportTarget>> = {
  litellm, portkey, 'vllm-semantic-router': vllmSemanticRouter, flagd, bifrost, 'claude-code-router': claudeCodeRouter, envoy, openrouter,
}

/**
 * A policy in the format of a gateway, with a report of every part that it does not hold as written. Constraints are decided
 * beforehand and become labels. Throws AuditError where the target could send a request to a model that a constraint forbids.
 */
export function exportPolicy(policy: PolicyDocument, name: TargetName): Exported {
  const target = EXPORTERS[name]
  const resolved = resolveLabels(policy, target)
  const { files, losses } = target.write(policy, resolved)
  return {
    target: name,
    files,
    report: {
      schemaVersion: 1, target: name,
      policy: { id: policy.metadata.id, version: policy.metadata.version, validUntil: policy.metadata.valid_until },
      labels: Object.fromEntries(resolved.labels.map((one) => [one.label, { route: one.route.id, constraints: one.constraints, model: one.chain[0].key }])),
      refusedLabels: resolved.refused,
      lossy: [...generalLosses(policy, target.holds), ...losses],
    },
  }
}
