import type { Command } from 'commander'

/** Lines to type as they stand, on one's own file; by the words that lead to a command. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  audit: ['audit demo', 'audit init calls.jsonl.gz', 'audit plan calls.jsonl.gz', 'audit run calls.jsonl.gz --report report.html'],
  demo: ['audit demo', 'audit demo --seed 7 --json demo.json'],
  init: ['audit init calls.jsonl.gz', 'audit init --yes --budget 5 exports/*.jsonl'],
  inspect: ['audit inspect calls.jsonl.gz', 'audit inspect --json=tasks.json --members exports/*.jsonl'],
  plan: ['audit plan calls.jsonl.gz --candidate openai/gpt-4o-mini', 'audit plan calls.jsonl.gz --margin 0.05 --max-samples 500'],
  run: ['audit run calls.jsonl.gz --candidate openai/gpt-4o-mini --budget 5', 'audit run calls.jsonl.gz --report report.html --yes', 'audit run calls.jsonl.gz --since-last --yes', 'audit run july.jsonl.gz --continue 3f9c0a --yes', 'audit run calls.jsonl.gz --offline --json=-'],
  decide: ['audit decide --margin 0.05', 'audit decide --evidence differences.json'],
  explain: ['audit explain ticket-triage', 'audit explain ticket-triage gpt-4o-mini', 'audit explain call-1042'],
  score: ['audit score rows.jsonl'],
  report: ['audit report', 'audit report --format html --output report.html', 'audit report --format markdown >> "$GITHUB_STEP_SUMMARY"'],
  route: ['audit route request.json', 'audit route requests.jsonl --policy routing-policy.yaml'],
  'check-validator': ['audit check-validator my-validator.mjs'],
  review: ['audit review', 'audit review --page --task ticket-triage --limit 30'],
  policy: ['audit policy lint routing-policy.yaml', 'audit policy diff routing-policy.yaml routing-policy.new.yaml calls.jsonl.gz'],
  'policy lint': ['audit policy lint routing-policy.yaml'],
  shadow: ['audit shadow plan calls.jsonl', 'audit shadow analyze calls.jsonl'],
  'shadow plan': ['audit shadow plan calls.jsonl', 'audit shadow plan calls.jsonl --no-write --margin 0.03'],
  'shadow analyze': ['audit shadow analyze calls.jsonl --since 2027-01-10T00:00:00Z', 'audit shadow analyze traces.jsonl --no-write --json=-'],
  'policy diff': ['audit policy diff routing-policy.yaml routing-policy.new.yaml', 'audit policy diff old.yaml new.yaml calls.jsonl.gz --json'],
  check: ['audit check', 'audit check --offline --junit check.xml', 'audit check --route ticket-triage --budget 2'],
  export: ['audit export --to litellm --output gateway/', 'audit export --to openrouter --report losses.json'],
  simulate: ['audit simulate calls.jsonl.gz', 'audit simulate this-week.jsonl --policy routing-policy.new.yaml --calls routed.jsonl'],
  monitor: ['audit monitor calls.jsonl', 'audit monitor /var/log/llm/*.jsonl --format prometheus --output /var/lib/node_exporter/llm.prom', 'audit monitor calls.jsonl --webhook'],
  learn: ['audit learn calls.jsonl', 'audit learn /var/log/llm/*.jsonl --max-share 0.1 --json=lesson.json', 'audit policy diff routing-policy.yaml routing-policy.proposed.yaml calls.jsonl'],
  purge: ['audit purge', 'audit purge --older-than 30'],
  completion: ['audit completion bash > ~/.local/share/bash-completion/completions/audit', 'audit completion zsh > "${fpath[1]}/_audit"', 'audit completion fish > ~/.config/fish/completions/audit.fish'],
}

/** What is shown under a command's `--help` and in the manual page; none where there is nothing to show. */
export function examplesOf(command: Command): readonly string[] {
  const words: string[] = []
  for (let at: Command | null = command; at?.parent; at = at.parent) words.unshift(at.name())
  return EXAMPLES[words.length === 0 ? command.name() : words.join(' ')] ?? []
}

/** The text below a command's options; empty where there is no example. */
export function exampleText(command: Command): string {
  const lines = examplesOf(command)
  return lines.length === 0 ? '' : `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}
