const CONTEXT = 2

/**
 * What changed from one text to another, line by line: `- ` gone, `+ ` new, `  ` kept, runs of kept lines shortened to two.
 * At most `limit` lines. By longest common subsequence of the part that differs; a part too large for that counts as replaced.
 */
export function lineDifference(before: string, after: string, limit = 40): string {
  const a = linesOf(before)
  const b = linesOf(after)
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const changed = middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail))
  const shown = changed.map((line, at) => changed.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((near) => !near.startsWith('  ')) ? line : '  …')
  const short = shown.filter((line, at) => line !== '  …' || shown[at - 1] !== '  …')
  return short.length > limit ? [...short.slice(0, limit), `… ${short.length - limit} more lines`].join('\n') : short.join('\n')
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').map((line) => line.replace(/[^\P{C}\t]/gu, '�'))
}

function middle(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length * b.length > 2_000_000) return [...a.map((line) => `- ${line}`), ...b.map((line) => `+ ${line}`)]
  const width = b.length + 1
  const common = new Int32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j] ? (common[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0)
    }
  }
  const lines: string[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { lines.push(`  ${a[i]}`); i++; j++ }
    else if (j >= b.length || (i < a.length && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))) lines.push(`- ${a[i++]}`)
    else lines.push(`+ ${b[j++]}`)
  }
  return lines
}
