/** The report's style sheet: light and dark, paper, narrow screens; verdicts are told apart by sign and shape, too. */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.55 system-ui, sans-serif; --page: #fff; --raised: #f6f7f8; --ink: #1b1f24; --good: #17703c; --bad: #b3261e; --open: #8a5a00; --quiet: #5f6872; --line: #d9dde1; --mark: #ffe08a; --focus: #0b57d0 }
@media (prefers-color-scheme: dark) { :root { --page: #15181c; --raised: #1d2126; --ink: #e6e9ec; --good: #5ccb8c; --bad: #ff8f85; --open: #f0b849; --quiet: #9aa4af; --line: #343a41; --mark: #6b5200; --focus: #8ab4f8 } }
body { max-width: 72rem; margin: 2rem auto 4rem; padding: 0 1rem; background: var(--page); color: var(--ink) }
h1 { margin: 0; font-size: 1.1rem; font-weight: 600; color: var(--quiet) }
h2 { margin: 3rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); scroll-margin-top: 1rem }
h3 { margin: 2.5rem 0 0; font-size: 1.2rem }
#cases h3 { margin: .8rem 0 .2rem; font-size: .85rem; color: var(--quiet) }
p, li { max-width: 52rem }
a { color: inherit; text-underline-offset: .2em }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: .2rem }
.headline { font-size: 1.25rem; margin: .25rem 0 1.25rem; max-width: none }
.headline strong { font-size: 2.4rem; line-height: 1.2; color: var(--good); margin-right: .2rem }
.good { color: var(--good) } .bad { color: var(--bad) } .open { color: var(--open) } .quiet, .headline strong.quiet { color: var(--quiet) }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin: 0 0 1.25rem }
.facts div { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem }
.facts dt { font-size: .85rem; color: var(--quiet) }
.facts dd { margin: 0 } .facts b { font-size: 1.2rem; font-weight: 600; font-variant-numeric: tabular-nums; margin-right: .3rem }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .9rem; margin-bottom: 1.25rem }
.notes { padding-left: 1.2rem }
.decision { margin: .25rem 0; font-size: 1.05rem }
.decision .good { font-weight: 600 }
.facts-line { margin: .25rem 0 1rem; font-size: .9rem; color: var(--quiet) }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; font-size: .92rem }
caption { text-align: left; font-size: .85rem; color: var(--quiet); padding-bottom: .35rem }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
thead th { font-size: .85rem; color: var(--quiet); font-weight: 600; vertical-align: bottom; border-bottom: 2px solid var(--line) }
th[scope=row] { font-weight: 400; color: var(--quiet); white-space: nowrap }
th:first-child, td:first-child { padding-left: 0 }
th:last-child, td:last-child { padding-right: 0 }
.n { text-align: right; font-variant-numeric: tabular-nums }
td.n, .m { white-space: nowrap }
td.value { overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
tr:has(+ .why) td { border-bottom: 0; padding-bottom: 0 }
.why td { font-size: .85rem; color: var(--quiet); padding-top: .1rem; padding-bottom: .55rem }
.scroll { overflow-x: auto }
td { overflow-wrap: break-word }
.cards td:first-child { min-width: 7rem }
small, figcaption { color: var(--quiet) }
figure { margin: 1.25rem 0 }
figcaption { font-size: .85rem; max-width: 46rem; margin-top: .35rem }
.sticky { position: sticky; left: 0; max-width: min(70rem, calc(100vw - 2rem)); display: block }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(28rem, 100%), 1fr)); gap: .5rem 1.5rem; align-items: start }
.figures figure { margin: .75rem 0 }
.plot { overflow: visible; background: none; color: var(--ink); max-width: 100%; height: auto; font-size: 12px }
.filters { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end }
.filters label { display: grid; font-size: .85rem; color: var(--quiet) }
select, input, button { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--quiet); border-radius: .3rem; padding: .3rem .55rem; max-width: 20rem }
button { margin-top: .75rem; cursor: pointer }
kbd { font: inherit; font-size: .85em; border: 1px solid var(--line); border-radius: .25rem; padding: 0 .3rem; background: var(--raised) }
details { border-bottom: 1px solid var(--line) }
summary { cursor: pointer; overflow-wrap: anywhere; padding: .4rem .2rem }
details[open] { padding-bottom: .9rem }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 1rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow-y: auto; margin: 0; padding: .5rem .7rem; border: 1px solid var(--line); border-radius: .3rem; font-size: .85rem; background: var(--raised); unicode-bidi: isolate }
mark { background: var(--mark); color: inherit; font-weight: 600; text-decoration: underline; text-underline-offset: .2em }
.hidden-sign { color: var(--bad); font-size: .85em }
section { scroll-margin-top: 1rem }
@media (max-width: 40rem) { body { margin-top: 1rem } .headline strong { font-size: 2rem } table { font-size: .85rem } th, td { padding: .3rem .4rem } }
@media screen and (max-width: 40rem) {
  .cards, .cards tbody, .cards caption { display: block }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
  .cards tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .3rem .75rem; padding: .6rem 0; border-top: 1px solid var(--line) }
  .cards tr:has(+ .why) { padding-bottom: 0 } .cards .why { border: 0; padding-top: .3rem }
  .cards td { padding: 0; border: 0; text-align: left; white-space: normal; overflow-wrap: anywhere }
  .cards td:first-child { grid-column: 1 / -1; font-weight: 600 } .cards .why td { font-weight: 400; padding-bottom: .3rem }
  .cards td:not(:first-child)::before { content: attr(data-title) / ""; display: block; font-size: .75rem; color: var(--quiet) }
  .sticky { max-width: none }
}
@page { margin: 14mm }
@media print {
  :root { color-scheme: only light; font-size: 10pt }
  body { max-width: none; margin: 0; padding: 0 } .scroll { overflow: visible } table { font-size: .8rem } th, td { padding: .2rem .35rem }
  figure, tr, .facts { break-inside: avoid } tr:has(+ .why), h2, h3, .decision, caption, thead { break-after: avoid } .sticky { position: static; max-width: none } .figures { grid-template-columns: 1fr 1fr } nav, .filters, .keys, #cases button { display: none } pre { max-height: none; overflow: visible }
}`
