import type { ModelRef, Price } from '../../domain/model.js'
import type { PlannedIncumbent } from '../../domain/plan.js'

/** Who is asked again as control, or why nobody can be. */
export type AskedAgain = { readonly model: ModelRef; readonly price: Price | undefined } | { readonly message: string }

/**
 * Whether the incumbent can be asked again as control at all, whatever the cases are.
 * @param budgeted true where there is a budget to keep, which needs a price
 */
export function askedAgain({ ref, model, price }: PlannedIncumbent, budgeted: boolean): AskedAgain {
  const slash = ref.indexOf('/')
  const [provider, name] = [ref.slice(0, slash), ref.slice(slash + 1)]
  if (!model) {
    const served = `models: { ${name}: { as: provider/model } }`
    const lacks = provider === 'unknown' ? `no provider is known that serves it: say so in the configuration, ${served}` : `there is no provider "${provider}": add it to the configuration, providers: { ${provider}: { api: openai, base_url: https://…/v1, api_key_env: … } }, or say who serves the model, ${served}`
    return { message: `${ref} must be asked again as control, but ${lacks}, or name a gold field` }
  }
  if (!price && budgeted) return { message: `${ref} must be asked again as control, but its price is unknown and there is a budget to keep: write it into the configuration, models: { ${name}: { price: { input: …, output: … } } }` }
  return { model, price }
}
