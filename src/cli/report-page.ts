import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { reportData } from '../pipeline/record/report-data.js'
import { renderHtml } from '../report/html.js'
import { VERSION } from '../version.js'

/** The HTML report of a finished run, with the script that draws it inside. @throws AuditError when there is no such run */
export function htmlReport(runDir: string): string {
  const data = reportData(runDir, VERSION)
  const text = readFileSync(new URL('../report-page.js', import.meta.url), 'utf8').trim()
  return renderHtml(data.result, { data, script: { text, sha256: createHash('sha256').update(text).digest('base64') } })
}
