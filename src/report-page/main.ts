import type { ReportData } from '../domain/report-data.js'
import { drawCases } from './cases.js'
import { drawLater } from './draw-later.js'
import { drawOverview } from './overview.js'
import { drawTask } from './task-figures.js'

// The page is complete without this script: it adds the drawings and the browsable cases to what is there as text.
const data = JSON.parse(document.getElementById('report-data')?.textContent ?? 'null') as ReportData | null
const at = (id: string): Element | null => document.getElementById(id)

if (data) {
  const [overview, cases] = [at('overview'), at('cases')]
  if (overview) drawOverview(overview, data)
  if (cases) drawCases(cases, data)
  drawLater(data.result.tasks.flatMap((task, index) => {
    const [host, evidence] = [at(`task-${index}`), data.tasks.find(({ id }) => id === task.id)]
    return host && evidence ? [{ host, draw: () => drawTask(host, task, evidence, data) }] : []
  }))
}
