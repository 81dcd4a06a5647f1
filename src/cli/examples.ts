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
  'check-validator': ['audit check-validator my-validator.mjs'],
  review: ['audit review', 'audit review --page --task ticket-triage --limit 30'],
  policy: ['audit policy lint routing-policy.yaml', 'audit policy diff routing-policy.yaml routing-policy.new.yaml calls.jsonl.gz'],
  lint: ['audit policy lint routing-policy.yaml'],
  diff: ['audit policy diff routing-policy.yaml routing-policy.new.yaml', 'audit policy diff old.yaml new.yaml calls.jsonl.gz --json'],
  check: ['audit check', 'audit check --offline --junit check.xml', 'audit check --route ticket-triage --budget 2'],
  export: ['audit export --to litellm --output gateway/', 'audit export --to openrouter --report losses.json'],
  simulate: ['audit simulate calls.jsonl.gz', 'audit simulate this-week.jsonl --policy routing-policy.new.yaml --calls routed.jsonl'],
  monitor: ['audit monitor calls.jsonl', 'audit monitor /var/log/llm/*.jsonl --format prometheus --output /var/lib/node_exporter/llm.prom', 'audit monitor calls.jsonl --webhook'],
  purge: ['audit purge', 'audit purge --older-than 30'],
  completion: ['audit completion bash > ~/.local/share/bash-completion/completions/audit', 'audit completion zsh > "${fpath[1]}/_audit"', 'audit completion fish > ~/.config/fish/completions/audit.fish'],
}

/** The text below a command's options; empty where there is no example. */
export function exampleText(command: string): string {
  const lines = EXAMPLES[command] ?? []
  return lines.length === 0 ? '' : `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}
