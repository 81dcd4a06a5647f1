import { plain } from '../text/display.js'

/** Text inside XML; what XML 1.0 cannot hold was made visible by plain(). */
export function xml(text: string): string {
  return plain(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;')
}

/** The message of a workflow command of GitHub Actions … */
export const data = (text: string): string => plain(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
/** … and one of its properties. */
export const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** A JUnit document of one suite. */
export function junitDocument(name: string, suite: string, cases: readonly string[], { failures, skipped }: { readonly failures: number; readonly skipped: number }): string {
  const counts = `tests="${cases.length}" failures="${failures}" skipped="${skipped}" errors="0"`
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="${xml(name)}" ${counts}>`, `  <testsuite name="${xml(suite)}" ${counts}>`, ...cases, '  </testsuite>', '</testsuites>', ''].join('\n')
}
