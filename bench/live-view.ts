import type { AuditEvent } from '../src/domain/event.js'
process.env['NODE_ENV'] = 'production' // as the command does
const { liveView } = await import('../src/ui/live.js')

/** CPU that the live view takes at 200 events a second: npx tsx bench/live-view.ts [seconds]; run it in a terminal. Yardstick: the same loop without a view. */
const SECONDS = Number(process.argv[2] ?? 10)
const PER_TICK = 10
const TICK_MS = 50

function* events(): Generator<AuditEvent> {
  yield { type: 'planned', runId: 'bench', tasks: 8, maxCalls: 8000, budgetUsd: 5 }
  for (let task = 0; ; task++) {
    const taskId = `t_${task}`
    const models = ['lab/nano', 'lab/small', 'lab/medium', 'lab/large']
    yield { type: 'task-started', taskId, label: `task number ${task}`, incumbent: 'prod/big', candidates: models, validator: 'label@1' }
    for (const model of models) for (let trials = 1; trials <= 100; trials++) {
      yield { type: 'trial', taskId, model, status: 'answered', cached: false, costUsd: 0.001, spentUsd: trials * 0.001 }
      yield { type: 'evidence', taskId, model, trials, maxSamples: 400, difference: -0.01, eValue: 1.03 ** trials, threshold: 20, margin: 0.03, interval: [-1.5 / trials, 1.2 / trials] }
    }
  }
}

async function share(see: (event: AuditEvent) => void): Promise<number> {
  const source = events()
  const [from, started] = [process.cpuUsage(), performance.now()]
  for (let tick = 0; tick < (SECONDS * 1000) / TICK_MS; tick++) {
    for (let n = 0; n < PER_TICK; n++) see(source.next().value as AuditEvent)
    await new Promise((resolve) => { setTimeout(resolve, started + (tick + 1) * TICK_MS - performance.now()) })
  }
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1000 / (performance.now() - started)
}

const bare = await share(() => {})
const view = liveView({ stop: () => {}, skip: () => {}, concurrency: () => 16, setConcurrency: () => {} })
for (const event of [...Array(20).keys()].map(() => ({ type: 'warning', message: 'warming up' }) as const)) view.see(event)
await new Promise((resolve) => { setTimeout(resolve, 1000) })
const shown = await share(view.see)
await view.close()
process.stdout.write(`at 200 events/s: ${(shown * 100).toFixed(1)} % of one core with the view, ${(bare * 100).toFixed(1)} % without; allowed 5 %: ${shown < 0.05 ? 'met' : 'MISSED'}\n`)
