import { builtInProvider } from '../providers/endpoint.js'

/** A provider that is reached with the key in `keyEnv`. `baseUrl` is undefined for those that need no entry in the configuration. */
export interface ReachableProvider {
  readonly name: string
  readonly keyEnv: string
  readonly baseUrl?: string
}

/** Public providers that speak the OpenAI wire, by the variable in which their own documentation puts the key. Names are those of the price library. */
const COMPATIBLE: readonly ReachableProvider[] = [
  { name: 'google', keyEnv: 'GEMINI_API_KEY', baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai' },
  { name: 'mistral', keyEnv: 'MISTRAL_API_KEY', baseUrl: 'https://api.mistral.ai/v1' },
  { name: 'groq', keyEnv: 'GROQ_API_KEY', baseUrl: 'https://api.groq.com/openai/v1' },
  { name: 'deepseek', keyEnv: 'DEEPSEEK_API_KEY', baseUrl: 'https://api.deepseek.com/v1' },
]

/** How a provider is reached; undefined where only its user knows. */
export function reachable(name: string): ReachableProvider | undefined {
  const builtIn = builtInProvider(name)
  return builtIn ? { name, keyEnv: builtIn.apiKeyEnv } : COMPATIBLE.find((one) => one.name === name)
}

/** The providers whose key the environment holds. The key itself is not looked at. */
export function providersWithKey(env: NodeJS.ProcessEnv): readonly ReachableProvider[] {
  return ['openai', 'anthropic', ...COMPATIBLE.map(({ name }) => name)].flatMap((name) => {
    const found = reachable(name)
    return found && env[found.keyEnv] ? [found] : []
  })
}
