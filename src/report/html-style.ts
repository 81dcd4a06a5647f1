/** The report's style sheet: light and dark, paper, narrow screens; colours of verdicts are told apart by shape, too. */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; --page: #fff; --ink: #1b1f24; --good: #17703c; --bad: #b3261e; --open: #8a5a00; --quiet: #68717c; --line: #8886; --mark: #ffe08a }
@media (prefers-color-scheme: dark) { :root { --page: #15181c; --ink: #e6e9ec; --good: #5ccb8c; --bad: #ff8f85; --open: #f0b849; --quiet: #9aa4af; --mark: #6b5200 } }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; background: var(--page); color: var(--ink) }
h1 { margin-bottom: 0 }
h3 { margin-top: 2.5rem }
.headline { font-size: 1.25rem; margin: .25rem 0 1rem }
.headline strong { font-size: 2rem; color: var(--good) }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem }
caption { text-align: left }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.scroll { overflow-x: auto }
section th:last-child { min-width: 15rem }
section table { font-size: .9rem }
section td:first-child { overflow-wrap: anywhere; min-width: 7rem }
small, figcaption { color: var(--quiet) }
figure { margin: 1rem 0 }
figcaption { font-size: .85rem; max-width: 46rem }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(27rem, 100%), 1fr)); gap: 1rem }
.plot { background: none; color: var(--ink); max-width: none }
.filters { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end }
.filters label { display: grid; font-size: .85rem; color: var(--quiet) }
select, input, button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--quiet); border-radius: .3rem; padding: .25rem .5rem; max-width: 20rem }
details { border-bottom: 1px solid var(--line); padding: .4rem 0 }
summary { cursor: pointer; overflow-wrap: anywhere }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem }
h4 { margin: .6rem 0 .2rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow-y: auto; margin: 0; padding: .5rem; border: 1px solid var(--line); border-radius: .3rem; font-size: .85rem }
mark { background: var(--mark); color: inherit }
section { scroll-margin-top: 1rem }
a { color: inherit }
#overview, main > .scroll table { font-size: .93rem }
@media (max-width: 40rem) { main > .scroll table { font-size: .85rem } th, td { padding: .25rem .4rem } }
@media print { .plot { max-width: 100%; height: auto } figure, tr { break-inside: avoid } body { max-width: none; margin: 0 } .filters, button { display: none } section { break-inside: avoid-page } }`
