/** The page of a sitting; everything from logs enters as text, never as markup. `nonce` goes into the policy that lets only this script run. */
export function reviewPage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>audit review</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 76rem; padding: 1rem }
header { display: flex; gap: 1rem; justify-content: space-between }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; unicode-bidi: plaintext }
section { border: 1px solid #8886; border-radius: 6px; padding: .75rem; max-height: 45vh; overflow: auto }
#answers { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: 1rem 0 }
h2 { font-size: 1rem; margin: 0 0 .5rem }
nav { display: flex; flex-wrap: wrap; gap: .5rem }
button { font: inherit; padding: .4rem .9rem }
@media (max-width: 45rem) { #answers { grid-template-columns: 1fr } }
</style>
</head>
<body>
<header><strong id="task"></strong><span id="place" role="status"></span></header>
<main id="case" hidden>
<section aria-label="Prompt"><h2>Prompt</h2><pre id="prompt"></pre></section>
<div id="answers">
<section aria-label="Answer A"><h2>A</h2><pre id="a"></pre></section>
<section aria-label="Answer B"><h2>B</h2><pre id="b"></pre></section>
</div>
<nav aria-label="Which answer is right or better?">
<button data-choice="a">A is better (a)</button>
<button data-choice="b">B is better (b)</button>
<button data-choice="both">Both serve (o)</button>
<button data-choice="neither">Neither serves (n)</button>
<button data-choice="skip">Skip (s)</button>
</nav>
</main>
<p id="end" hidden>Done. The labels are kept; this page can be closed.</p>
<script nonce="${nonce}">
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
const keys = { a: 'a', b: 'b', o: 'both', n: 'neither', s: 'skip' }
const at = (id) => document.getElementById(id)
let index = -1
async function ask(path, body) {
  const reply = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', 'x-audit-token': token }, body: JSON.stringify(body) })
  if (!reply.ok) { at('place').textContent = 'The sitting has ended.'; return }
  show(await reply.json())
}
function show(state) {
  index = state.index ?? -1
  at('case').hidden = index < 0
  at('end').hidden = index >= 0
  at('place').textContent = index < 0 ? state.labelled + ' labels' : (index + 1) + ' of ' + state.total
  for (const part of ['task', 'prompt', 'a', 'b']) at(part).textContent = state[part] ?? ''
}
function choose(choice) {
  if (index < 0) return
  const answered = index
  index = -1
  ask('/answer', { index: answered, choice })
}
document.addEventListener('keydown', (event) => { if (!event.repeat && !event.ctrlKey && !event.metaKey && !event.altKey && Object.hasOwn(keys, event.key)) choose(keys[event.key]) })
document.addEventListener('click', (event) => { const choice = event.target.dataset?.choice; if (choice) choose(choice) })
ask('/current', {})
</script>
</body>
</html>
`
}
