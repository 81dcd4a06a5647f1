import { Argument, Command, Option } from 'commander'
import type { CommandContext } from './context.js'
import { exampleText } from './examples.js'
import { alpha, collect, margin, usd, wholeFromOne, wholeFromZero } from './parse.js'

const config = () => new Option('--config <file>', 'configuration (flags win over it); default audit.config.yaml')
const json = () => new Option('--json [file]', 'write the result as JSON to a file, or to standard output (bare, or -)')
const quiet = () => new Option('--quiet', 'print errors only')
const plainLines = () => new Option('--plain', 'lines instead of the live view, for screen readers and logs; AUDIT_PLAIN=1 does the same')
const noColor = () => new Option('--no-color', 'no colours')
const runDirectory = () => new Argument('[run]', 'a run id, or its directory; default: the latest run')
const policy = () => new Option('--policy <file>', 'the policy').default('routing-policy.yaml')

/** Options that shape an audit, wherever one is planned or run. */
function auditOptions(command: Command): Command {
  return command
    .addOption(config())
    .option('--incumbent <model>', 'the model in production; default: per task, the one that served most of its calls')
    .option('--candidate <provider/model>', 'a model to try (repeatable)', collect)
    .option('--margin <share>', 'largest accepted loss of quality (default 0.03)', margin)
    .option('--alpha <share>', 'chance of declaring a worse model viable (default 0.05)', alpha)
    .option('--max-samples <n>', 'cases per task and candidate at most (default 1000)', wholeFromOne)
    .addOption(new Option('--design <design>', 'sequential (default): stops early, may be extended; fixed: for right-or-wrong scores and up to 500 samples, certifies more often, never extended').choices(['sequential', 'fixed']))
    .option('--fdr', 'bound the share of wrong certificates among all tasks that are moved, instead of the chance of one for each task')
    .option('--top-tasks <n>', 'replay only so many tasks, the dearest', wholeFromOne, 10)
    .option('--decidable-only', 'leave out tasks with too few cases to certify even a candidate that never loses')
    .option('--budget <usd>', 'never spend more (default 20): the worst case is set aside before each call', usd)
    .option('--concurrency <n>', 'calls at once per provider', wholeFromOne, 16)
    .option('--seed <n>', 'draws the order of the cases', wholeFromZero, 1)
}

/** The tree of commands. Each loads its code only when it is called: importing all would take a second. */
export function addCommands(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('the whole audit on generated logs against simulated models: no key, no network, no file')
    .option('--seed <n>', 'another world and another order of cases', wholeFromZero, 1)
    .option('--margin <share>', 'largest accepted loss of quality (default 0.03)', margin)
    .option('--alpha <share>', 'chance of declaring a worse model viable (default 0.05)', alpha)
    .option('--max-samples <n>', 'cases per task and candidate at most', wholeFromOne)
    .option('--concurrency <n>', 'calls at once per provider', wholeFromOne, 16)
    .addOption(policy()).addOption(json()).addOption(plainLines()).addOption(quiet()).addOption(noColor())
    .action(async (options) => (await import('./demo.js')).demo(options, context))

  program
    .command('init')
    .description('writes audit.config.yaml from the logs and the keys that are set: incumbent, candidates, budget, constraints')
    .argument('[logs...]', 'log files')
    .option('--config <file>', 'the file to write', 'audit.config.yaml')
    .option('--incumbent <model>', 'the model in production')
    .option('--candidate <provider/model>', 'instead of the proposed ones (repeatable)', collect)
    .option('--budget <usd>', 'instead of the proposed one', usd)
    .option('--force', 'write over an existing file')
    .option('--yes', 'take every proposal without asking')
    .addOption(quiet())
    .action(async (logs, options) => (await import('./init.js')).init(logs, options, context))

  program
    .command('inspect')
    .description('what the traffic is: tasks, shares, cost, latency, what was left out and why')
    .argument('<logs...>', 'log files, folders or patterns, or - for standard input')
    .addOption(config())
    .option('--members', 'with --json: list the calls of each task')
    .addOption(json()).addOption(quiet()).addOption(noColor())
    .action(async (logs, options) => (await import('./inspect.js')).inspect(logs, options, context))

  auditOptions(program.command('plan'))
    .description('what run would do: cases, calls, USD, and the chance of certifying an equal model')
    .argument('<logs...>', 'log files, folders or patterns, or - for standard input')
    .addOption(json()).addOption(quiet()).addOption(noColor())
    .action(async (logs, options) => (await import('./plan.js')).plan(logs, options, context))

  auditOptions(program.command('run'))
    .description('the audit: replays samples on cheaper models, decides, writes policy and report; resumes by itself')
    .argument('<logs...>', 'log files, folders or patterns, or - for standard input')
    .option('--run-dir <dir>', 'where the run is kept; default .audit/<run id>')
    .option('--batch', 'send calls through the batch APIs of the providers: half the price, within 24 hours')
    .option('--no-wait', 'with --batch: end once the calls are handed in; the same command collects the answers later')
    .option('--fresh', 'neither resume nor reuse recorded answers')
    .option('--since-last', 'audit only what changed since the last finished run; the rest keeps its decision')
    .option('--continue <run>', 'go on with the evidence of a finished run on the new cases of this log: its bets stand, and the chance of error holds for both together')
    .option('--offline', 'recorded answers only; a missing one is an error')
    .option('--report <file>', 'write a report (.html, .md, .txt or .json)')
    .option('--events <file>', 'write the events as NDJSON to a file, or to standard output (-)')
    .option('--members', 'with --json: list the calls of each task')
    .option('--yes', 'do not ask before the first paid call')
    .addOption(policy()).addOption(json()).addOption(plainLines()).addOption(quiet()).addOption(noColor())
    .action(async (logs, options) => (await import('./run.js')).run(logs, options, context))

  program
    .command('decide')
    .description('decide again from recorded trials with another margin, level or subset of candidates; or from paired differences of any origin')
    .addArgument(runDirectory())
    .option('--evidence <file>', 'JSON with rule and paired differences (- for standard input)')
    .option('--candidate <provider/model>', 'only these candidates (repeatable)', collect)
    .option('--margin <share>', 'another margin', margin)
    .option('--alpha <share>', 'another level', alpha)
    .addOption(config()).addOption(json()).addOption(quiet()).addOption(noColor())
    .action(async (run, options) => (await import('./decide.js')).decide(run, options, context))

  program
    .command('score')
    .description('try a validator on rows {input?, output, reference?, validator?, taskType?, tools?, schema?}')
    .argument('<file>', 'JSON lines (- for standard input)')
    .addOption(config())
    .action(async (file, options) => (await import('./score.js')).score(file, options, context))

  program
    .command('check-validator')
    .description('hold a validator of your own to the rules that the built-in ones keep')
    .argument('<file>', 'a module that exports a validator and its examples')
    .action(async (file) => (await import('./check-validator.js')).checkValidator(file, context))

  program
    .command('review')
    .description('look at the disagreements on which a label is worth most: keys in the terminal, or a page on loopback')
    .addArgument(runDirectory())
    .option('--page', 'serve a page on 127.0.0.1 instead of the terminal')
    .option('--labels <file>', 'file of labels (default: labels of the configuration)')
    .option('--limit <n>', 'cases in this sitting at most', wholeFromOne, 60)
    .option('--task <id>', 'only this task, by id or label')
    .addOption(config()).addOption(noColor())
    .action(async (run, options) => (await import('./review.js')).review(run, options, context))

  program
    .command('report')
    .description('a report of a run')
    .addArgument(runDirectory())
    .addOption(new Option('--format <format>', 'what to write').choices(['table', 'markdown', 'html', 'json', 'junit', 'github']).default('table'))
    .option('--output <file>', 'where to; default standard output')
    .addOption(noColor())
    .action(async (run, options) => (await import('./report.js')).report(run, options, context))

  program
    .command('route')
    .description('what a policy does with a request: route, model, fallbacks, and why')
    .argument('[requests]', 'JSON or JSON lines of requests (default: standard input)', '-')
    .addOption(policy())
    .option('--now <time>', 'ISO 8601; default: now')
    .option('--state <json>', 'what the runtime knows of the traffic: {"exhausted_providers": […], "tier_share": {…}}')
    .action(async (requests, options) => (await import('./route.js')).route(requests, options, context))

  const policies = program.command('policy').description('work on policy files')
  policies
    .command('lint')
    .description('check a policy against schema and semantics')
    .argument('<file>', 'the policy')
    .action(async (file) => (await import('./policy-lint.js')).policyLint(file, context))
  policies
    .command('diff')
    .description('what another policy does otherwise, in words; with logs, for which share of the traffic')
    .argument('<before>', 'a policy')
    .argument('<after>', 'another one')
    .argument('[logs...]', 'log files')
    .addOption(config()).addOption(json())
    .action(async (before, after, logs, options) => (await import('./policy-diff.js')).policyDiff(before, after, logs, options, context))

  program
    .command('check')
    .description('CI regression: replays the pinned set of every route; 0 ok, 1 regressed, 3 not enough evidence')
    .addOption(policy()).addOption(config())
    .option('--regression <file>', 'the pinned set; default: <policy>.regression.jsonl')
    .option('--route <id>', 'only this route (repeatable)', collect)
    .option('--margin <share>', 'a fall by more is a regression (default: check.margin of the configuration, else 0.05)', margin)
    .option('--alpha <share>', 'chance of a false alarm a route', alpha, 0.05)
    .option('--max-samples <n>', 'replays per route at most', wholeFromOne, 1000)
    .option('--budget <usd>', 'never spend more (default: budget_usd of the configuration, else 20)', usd)
    .option('--concurrency <n>', 'calls at once per provider', wholeFromOne, 16)
    .option('--batch', 'send calls through the batch APIs of the providers: half the price, within 24 hours')
    .option('--no-wait', 'with --batch: end once the calls are handed in; the same command collects the answers later')
    .option('--offline', 'recorded answers only')
    .option('--update-baseline', 'pin what the models answer now')
    .option('--draws <n>', 'ask each case so often, for models that vary; pinned with --update-baseline', wholeFromOne)
    .option('--junit <file>', 'write JUnit XML')
    .addOption(json()).addOption(quiet()).addOption(noColor())
    .action(async (options) => (await import('./check.js')).check(options, context))

  program
    .command('export')
    .description('a policy in the format of a gateway, with a report of what that loses')
    .addOption(new Option('--to <target>', 'the gateway').choices(['litellm', 'portkey', 'vllm-semantic-router', 'flagd', 'bifrost', 'claude-code-router', 'envoy', 'openrouter']).makeOptionMandatory())
    .addOption(policy())
    .option('--output <dir>', 'where the files go; default: standard output, or the working directory where there are several')
    .option('--report <file>', 'where the report of what is lost goes, as JSON')
    .action(async (options) => (await import('./export.js')).exportTo(options, context))

  program
    .command('simulate')
    .description('backtest a policy on logs: routing mix, cost, saving, quality; no model is called')
    .argument('<logs...>', 'log files, or - for standard input')
    .addOption(policy()).addOption(config())
    .option('--calls <file>', 'write what becomes of each call as JSON lines')
    .addOption(json()).addOption(quiet()).addOption(noColor())
    .action(async (logs, options) => (await import('./simulate.js')).simulate(logs, options, context))

  program
    .command('monitor')
    .description('what is new in the logs against a policy: cost, mix, latency, quality, drift; exit code 1 while an alert is firing')
    .argument('<logs...>', 'log files, folders or patterns, or - for standard input')
    .addOption(policy()).addOption(config())
    .option('--state <file>', 'where it is remembered how far the logs were read, and what they held (default: .audit/monitor/<policy id>.json)')
    .option('--alpha <share>', 'chance that traffic without change ever raises any alert', alpha, 0.05)
    .option('--acknowledge <alert>', 'take what an alert found as the way it is: its id, ROUTE/ID, or all (repeatable)', collect)
    .addOption(new Option('--format <format>', 'what to write').choices(['table', 'markdown', 'json', 'prometheus', 'slack']).default('table'))
    .option('--output <file>', 'where to; default standard output')
    .option('--webhook [variable]', 'post new alerts to the address in an environment variable (AUDIT_WEBHOOK_URL)')
    .addOption(json()).addOption(quiet()).addOption(noColor())
    .action(async (logs, options) => (await import('./monitor.js')).monitor(logs, options, context))

  const shadow = program.command('shadow').description('sizes a shadow or canary, and reads what its arms say')
  const shadowOptions = (command: Command): Command => command
    .argument('<logs...>', 'log files, folders or patterns, or - for standard input')
    .addOption(policy()).addOption(config())
    .option('--margin <share>', 'largest accepted loss of quality (default: rollback.quality_drop of the route)', margin)
    .option('--alpha <share>', 'chance of letting a worse model pass a stage', alpha, 0.05)
    .option('--since <time>', 'only calls from this time on, ISO 8601')
    .option('--no-write', 'leave the policy as it is')
    .addOption(json()).addOption(quiet()).addOption(noColor())
  shadowOptions(shadow.command('plan'))
    .description('requests, days and cost that a shadow and each step of a canary take; writes the rollout into the policy')
    .option('--seed <n>', 'of the simulation', wholeFromZero, 1)
    .action(async (logs, options) => (await import('./shadow.js')).shadowPlan(logs, options, context))
  shadowOptions(shadow.command('analyze'))
    .description('promote, hold or roll back, at any look; writes the policy for the next stage; 1 roll back, 3 not enough evidence')
    .action(async (logs, options) => (await import('./shadow.js')).shadowAnalyze(logs, options, context))

  program
    .command('learn')
    .description('from answers that users disliked or corrected, or that a fallback had to replace: proposes to send inputs like them to the dearer model; 3 nothing to propose')
    .argument('<logs...>', 'log files, folders or patterns, or - for standard input')
    .addOption(policy()).addOption(config())
    .option('--output <file>', 'where the proposed policy goes; default: beside the policy, as <name>.proposed.yaml')
    .option('--alpha <share>', 'chance of ever proposing a rule that tells nothing, for this version of the policy', alpha, 0.05)
    .option('--max-share <share>', 'largest share of a route’s requests that may move', margin, 0.25)
    .option('--no-write', 'write no policy; failures are kept all the same')
    .addOption(json()).addOption(quiet()).addOption(noColor())
    .action(async (logs, options) => (await import('./learn.js')).learn(logs, options, context))

  program
    .command('purge')
    .description('delete stored prompts and answers of a run, keeping the evidence; without a run known failures and answers to checks, too')
    .addArgument(runDirectory())
    .option('--older-than <days>', 'of all runs older than so many days', wholeFromZero)
    .action(async (run, options) => (await import('./purge.js')).purge(run, options, context))

  program
    .command('explain')
    .description('why this? In words, from the evidence of a run: a task, a verdict, or a case')
    .argument('<what>', 'a task (id or label), or the id of a case')
    .argument('[model]', 'a candidate: why this verdict')
    .option('--run <run>', 'a run id, or its directory; default: the latest run')
    .action(async (what, model, options) => (await import('./explain.js')).explain(what, model, options))

  program
    .command('completion')
    .description('the completion script of a shell')
    .addArgument(new Argument('<shell>', 'which').choices(['bash', 'zsh', 'fish']))
    .action(async (shell) => {
      process.stdout.write((await import('./completion-script.js')).completionScript(shell, program))
    })

  const teach = (command: Command): void => {
    command.addHelpText('after', exampleText(command))
    command.commands.forEach(teach)
  }
  teach(program)
}
