/** Beginnings of model names by family; a name that begins with none is a family of its own. */
const FAMILIES: readonly (readonly [family: string, name: RegExp])[] = [
  ['gpt', /^(?:gpt|chatgpt|o\d|text-davinci|davinci|codex)/],
  ['claude', /^claude/],
  ['gemini', /^(?:gemini|gemma|palm|learnlm)/],
  ['llama', /^(?:llama|meta-llama|codellama)/],
  ['qwen', /^(?:qwen|qwq)/],
  ['mistral', /^(?:mistral|mixtral|ministral|codestral|magistral|pixtral|open-mi[sx]tral)/],
  ['deepseek', /^deepseek/],
  ['phi', /^phi/],
  ['command', /^(?:command|aya|c4ai)/],
  ['grok', /^grok/],
  ['nova', /^nova/],
  ['glm', /^(?:glm|chatglm)/],
  ['kimi', /^(?:kimi|moonshot)/],
]

/** The family of a model name, whoever serves it: `openai/gpt-4o` and `azure/gpt-4o-mini-2024` are both `gpt`. */
export function modelFamily(name: string): string {
  const last = name.toLowerCase().split('/').at(-1) ?? ''
  const bare = last.replace(/^(?:[a-z]+\.)*(?:anthropic|meta|mistral|cohere|amazon|google|openai)[.-]/, '')
  return FAMILIES.find(([, pattern]) => pattern.test(bare))?.[0] ?? (/^[a-z]+/.exec(bare)?.[0] ?? bare)
}
