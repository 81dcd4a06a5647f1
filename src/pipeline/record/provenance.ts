import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Price } from '../../domain/model.js'
import type { Plan } from '../../domain/plan.js'
import type { Provenance } from '../../domain/report-data.js'
import { PRICE_LIST } from '../../prices/library.js'

const FILES = ['plan.json', 'cases.jsonl', 'trials.jsonl', 'scores.jsonl', 'result.json']

function pricesOf(plan: Plan | undefined): Provenance['prices'] {
  const prices = new Map<string, Price>()
  for (const { incumbent, ladder, outside } of plan?.tasks ?? []) {
    if (incumbent.price) prices.set(incumbent.ref, incumbent.price)
    for (const { model, price } of [...ladder, ...outside]) if (price) prices.set(model.ref, price)
  }
  return [...prices].map(([model, price]) => ({ model, price })).sort((a, b) => b.price.output - a.price.output || (a.model < b.model ? -1 : 1))
}

/** Digests of a run's files, and the prices that it counted with. */
export function provenanceOf(runDir: string, plan: Plan | undefined): Provenance {
  return {
    digests: FILES.filter((file) => existsSync(join(runDir, file))).map((file) => ({ file, sha256: createHash('sha256').update(readFileSync(join(runDir, file))).digest('hex') })),
    priceList: `${PRICE_LIST.name} ${PRICE_LIST.version} of ${PRICE_LIST.date}`,
    prices: pricesOf(plan),
  }
}
