// The layers of the house. One arrow: data flows from ingest to report, and imports may only point the other way.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', comment: 'A cycle means two files are one.', severity: 'error', from: {}, to: { circular: true } },
    { name: 'domain-imports-nothing', comment: 'The nouns stand at the bottom; everyone may name them.', severity: 'error', from: { path: '^src/domain/' }, to: { pathNot: '^src/domain/' } },
    { name: 'text-is-a-leaf', comment: 'Pure text functions, shared by tasks and the policy runtime, that must run in a browser.', severity: 'error', from: { path: '^src/text/' }, to: { pathNot: ['^src/(text|domain)/', '^node_modules/string-width'] } },
    { name: 'decide-is-pure', comment: 'The decision is anyone’s: no input or output, no clock, no randomness, no dependency.', severity: 'error', from: { path: '^src/decide/' }, to: { pathNot: '^src/(decide|domain)/' } },
    { name: 'policy-runtime-is-small', comment: 'The runtime goes into browsers and edge workers: no SDK, no YAML, no Node.', severity: 'error', from: { path: '^src/policy/(index|check|evaluate|candidates|classifier|bucket|condition|pattern|document|request|schedule|instant)\\.ts$' }, to: { pathNot: ['^src/policy/(index|check|evaluate|candidates|classifier|bucket|condition|pattern|document|request|schedule|instant)\\.ts$', '^src/(domain|text)/'] } },
    { name: 'policy-client-is-light', comment: 'The client wraps SDKs that it is handed: it brings none, and nothing of Node.', severity: 'error', from: { path: '^src/policy/(client/|tally)' }, to: { pathNot: ['^src/policy/(client/|(index|tally|candidates|document|evaluate|request|check)\\.ts$)', '^src/(domain|text)/'] } },
    { name: 'report-only-draws', comment: 'A reporter turns a result into a string; what it shows is in the result.', severity: 'error', from: { path: '^src/report/' }, to: { pathNot: ['^src/(report|domain|text)/', '^node_modules/cli-table3'] } },
    { name: 'ui-is-a-fold', comment: 'The view is a fold over events.', severity: 'error', from: { path: '^src/ui/' }, to: { path: '^src/(?!ui/|domain/|text/)' } },
    { name: 'plug-ins-are-strangers', comment: 'Ingest, validators and providers never know each other; a judge is handed an `ask`.', severity: 'error', from: { path: '^src/(ingest|validators|providers)/' }, to: { path: '^src/(ingest|validators|providers)/', pathNot: '^src/$1/' } },
    { name: 'nobody-imports-cli', comment: 'The command line is the outermost shell.', severity: 'error', from: { pathNot: '^(src/cli/|bin/)' }, to: { path: '^src/cli/' } },
    { name: 'stages-know-no-later-stage', comment: 'Ingest before tasks before sample before replay before decide before policy before report.', severity: 'error', from: { path: '^src/(ingest|tasks|sample|validators)/' }, to: { path: '^src/(warehouse|replay|providers|policy|report|ui|pipeline|demo)' } },
    { name: 'warehouse-only-reads', comment: 'A log in a database is counted and sampled; nothing of a run is known there.', severity: 'error', from: { path: '^src/warehouse/' }, to: { path: '^src/(?!warehouse/|config/|digest/|domain/|ingest/|sample/|tasks/|text/)' } },
    { name: 'warehouse-clients-stay-there', comment: 'Database clients are loaded when an input asks for them, and in one place.', severity: 'error', from: { path: '^src/', pathNot: '^src/warehouse/' }, to: { path: '^node_modules/(@clickhouse|pg)/' } },
    { name: 'page-knows-the-nouns-only', comment: 'The script inside the HTML report reads the data beside it; it is bundled, so its plots are a development dependency.', severity: 'error', from: { path: '^src/report-page/' }, to: { pathNot: ['^src/(report-page|domain)/', '^node_modules/'] } },
    { name: 'nobody-imports-the-page', comment: 'It runs in a browser; the report carries its text.', severity: 'error', from: { pathNot: '^src/report-page/' }, to: { path: '^src/report-page/' } },
    { name: 'digest-reads-and-counts', comment: 'A log without its texts: out of ingest, by the keys of tasks and the draw of samples; it knows no price and no plan.', severity: 'error', from: { path: '^src/digest/' }, to: { path: '^src/(?!digest/|ingest/|tasks/|sample/|text/|domain/)' } },
    { name: 'no-orphan-dependency', comment: 'What ships is declared.', severity: 'error', from: { path: '^src/', pathNot: '^src/report-page/' }, to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '^node_modules/@types/' } },
  ],
  options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' }, enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] } },
}
