import { writeFileSync } from 'node:fs'

/** What a bench prints: lines, tables, and at the end what must hold. */
export interface BenchReport {
  readonly say: (line?: string) => void
  /** Pads the columns; the first row is the head. Columns of numbers are set flush right. */
  readonly table: (rows: readonly (readonly string[])[]) => void
  readonly must: (name: string, value: string, goal: string, ok: boolean) => void
  /** Prints the musts, writes the file, and sets the exit code: 1 when a must is missed. */
  readonly finish: (out: string | undefined) => void
}

const numeric = (cell: string) => cell === '' || /^[−+\-–\d.,%$ ]+(s|ms)?$/.test(cell)

function padded(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const right = widths.map((_, at) => rows.slice(1).every((row) => numeric(row[at] ?? '')))
  return rows.map((row) => widths.map((width, at) => (right[at] ? (row[at] ?? '').padStart(width) : (row[at] ?? '').padEnd(width))).join('  ').trimEnd())
}

export function createReport(): BenchReport {
  const lines: string[] = []
  const musts: { readonly line: string; readonly ok: boolean }[] = []
  const say = (line = '') => {
    lines.push(line)
    process.stdout.write(`${line}\n`)
  }
  return {
    say,
    table: (rows) => padded(rows).forEach((line) => say(line)),
    must: (name, value, goal, ok) => {
      musts.push({ line: `MUST ${name}: ${value} (goal ${goal}) ${ok ? 'ok' : 'MISSED'}`, ok })
    },
    finish: (out) => {
      say()
      for (const { line } of musts) say(line)
      if (out !== undefined) writeFileSync(out, `${lines.join('\n')}\n`)
      if (musts.some(({ ok }) => !ok)) process.exitCode = 1
    },
  }
}
