/** Under each command's --help: lines to type as they stand, on one's own file. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  audit: ['audit demo', 'audit init calls.jsonl.gz', 'audit plan calls.jsonl.gz', 'audit run calls.jsonl.gz --report report.html'],
  demo: ['audit demo', 'audit demo --seed 7 --json demo.json'],
  init: ['audit init calls.jsonl.gz', 'audit init --yes --budget 5 exports/*.jsonl'],
  inspect: ['audit inspect calls.jsonl.gz', 'audit inspect --json=tasks.json --members exports/*.jsonl'],
  plan: ['audit plan calls.jsonl.gz --candidate openai/gpt-4o-mini', 'audit plan calls.jsonl.gz --margin 0.05 --max-samples 500'],
  run: ['audit run calls.jsonl.gz --candidate openai/gpt-4o-mini --budget 5', 'audit run calls.jsonl.gz --report report.html --yes', 'audit run calls.jsonl.gz --offline --json=-'],
  decide: ['audit decide --margin 0.05', 'audit decide --evidence differences.json'],
  explain: ['audit explain ticket-triage', 'audit explain ticket-triage gpt-4o-mini', 'audit explain call-1042'],
  score: ['audit score rows.jsonl'],
  report: ['audit report', 'audit report --format html --output report.html', 'audit report --format markdown >> "$GITHUB_STEP_SUMMARY"'],
  route: ['audit route request.json', 'audit route requests.jsonl --policy routing-policy.yaml'],
  lint: ['audit policy lint routing-policy.yaml'],
  'shadow plan': ['audit shadow plan calls.jsonl', 'audit shadow plan calls.jsonl --no-write --margin 0.03'],
  'shadow analyze': ['audit shadow analyze calls.jsonl --since 2027-01-10T00:00:00Z', 'audit shadow analyze traces.jsonl --no-write --json=-'],
  monitor: ['audit monitor calls.jsonl', 'audit monitor /var/log/llm/*.jsonl --format prometheus --output /var/lib/node_exporter/llm.prom', 'audit monitor calls.jsonl --webhook'],
  purge: ['audit purge', 'audit purge --older-than 30'],
  completion: ['audit completion bash > ~/.local/share/bash-completion/completions/audit', 'audit completion zsh > "${fpath[1]}/_audit"', 'audit completion fish > ~/.config/fish/completions/audit.fish'],
}

/** The text below a command's options; empty where there is no example. */
export function exampleText(command: string): string {
  const lines = EXAMPLES[command] ?? []
  return lines.length === 0 ? '' : `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}
