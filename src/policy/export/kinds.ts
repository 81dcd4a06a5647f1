import { AuditError } from '../../domain/error.js'
import type { PolicyDocument } from '../document.js'
import type { ProviderKind } from '../provider-kind.js'
import type { ResolvedStep } from './resolve.js'
import type { Loss, TargetName } from './target.js'

/** What a gateway calls a kind of provider; a kind that is left out it cannot ask. */
export type KindNames = Readonly<Partial<Record<ProviderKind, string>>>

/** The gateway's name for a step's provider. Throws AuditError where it has none: a chain with a hole in it is no chain. */
export function kindName(step: ResolvedStep, names: KindNames, target: TargetName): string {
  const { type } = step.provider
  const name = Object.hasOwn(names, type) ? names[type as ProviderKind] : undefined
  if (name === undefined) throw new AuditError('export/provider', `${target} cannot ask the provider "${step.model.provider}" of the kind ${type}, which ${step.key} needs.`, 'Serve the model through an OpenAI-compatible endpoint (type: compatible), or choose another target.')
  return name
}

/** The address, where the gateway needs one: kinds that it knows by name have their own. */
export function addressOf({ provider }: ResolvedStep): string | undefined {
  return provider.type === 'gemini' || provider.type === 'bedrock' ? undefined : provider.base_url
}

/** What must be set in the gateway for kinds that are not reached by an address and a key alone. */
export function kindLosses(policy: PolicyDocument, said: Readonly<Partial<Record<ProviderKind, string>>>): readonly Loss[] {
  return Object.entries(policy.providers).flatMap(([name, { type }]): readonly Loss[] => {
    const message = type === 'unknown' ? 'the policy does not say who serves its models: set the provider, its address and its key' : Object.hasOwn(said, type) ? said[type as ProviderKind] : undefined
    return message === undefined ? [] : [{ field: `providers.${name}`, how: 'application', message }]
  })
}
