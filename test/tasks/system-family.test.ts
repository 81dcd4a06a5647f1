import { describe, expect, it } from 'vitest'
import { systemFamilies } from '../../src/tasks/prompts/system-family.js'
import type { Ask } from './traffic.js'
import { babble, documentsOf, sentence, times } from './traffic.js'

const JOBS = [
  'Sort every incoming letter into the pile where it belongs.', 'Praise whatever the visitor has painted in three warm lines.', 'Name the tool that mends what the tenant complains about.',
  'Guess from the diary how long the voyage of its writer took.', 'Shorten the minutes of the choir until they fit a postcard.',
]
const LAYOUT = ['Opening hours of the counter', 'telephone numbers of every colleague', 'remarks from the previous shift', 'keys which somebody borrowed yesterday', 'machines that await their inspection', 'parcels nobody collected this month']
/** A sheet that all jobs are given for some calls: what it holds is new with each. */
const sheet = (n: number): string => LAYOUT.map((title, at) => `${title} ${babble(n + 700 * at, 14)}`).join(', ')

describe('prompts that hold more than their job', () => {
  const often = (job: string, from: number): readonly Ask[] => times(45, (n) => ({ system: `${job} ${['Today the bakery is closed.', 'Tonight the harbour is open.', 'Tomorrow the ferry is late.'][n % 3] ?? ''}`, user: sentence(n + from), answer: sentence(n) }))
  const seldom = (job: string, from: number): readonly Ask[] => times(2, (n) => ({ system: `${job} ${sheet(n + from)}`, user: sentence(n + from), answer: sentence(n) }))
  it('go to the job whose wording they hold before what they share with those of others', () => {
    const { families } = systemFamilies(documentsOf(...JOBS.map((job, at) => often(job, 100 * at)), ...JOBS.map((job, at) => seldom(job, 1_000 + 100 * at))), 8)
    expect(families.map((family) => family.length)).toEqual(JOBS.map(() => 47))
    for (const family of families) expect(new Set(family.map(({ system = '' }) => system.slice(0, 20))).size).toBe(1)
  })
})
