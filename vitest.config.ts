import { defineConfig } from 'vitest/config'
import { ownTemporaryFolder } from './test/support/temporary-folder.js'

ownTemporaryFolder()

export default defineConfig({
  test: { setupFiles: ['test/support/setup.ts'], include: ['test/**/*.test.{ts,tsx}'], testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2 },
})
