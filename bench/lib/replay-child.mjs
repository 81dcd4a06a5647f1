/** A prompt of about 600 characters, another for each number. */
export const promptOf = (n) => `Question ${n}: ${'a train leaves the station and travels on without a stop; '.repeat(10)}when does it arrive?`

/** What the process took so far, as one line of JSON: milliseconds, MiB. */
export function report(started) {
  const { user, system } = process.cpuUsage()
  process.stdout.write(`${JSON.stringify({ wallMs: performance.now() - started, cpuMs: (user + system) / 1000, rssMb: process.resourceUsage().maxRSS / 1024 })}\n`)
}
