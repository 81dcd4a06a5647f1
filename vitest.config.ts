import { defineConfig } from 'vitest/config'
import { ownTemporaryFolder } from './test/support/temporary-folder.js'

ownTemporaryFolder()

export default defineConfig({
  test: { setupFiles: ['test/support/setup.ts'], include: ['test/**/*.test.{ts,tsx}'], testTimeout: 300_000, hookTimeout: 300_000, maxWorkers: 2 },
})
