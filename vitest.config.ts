import { defineConfig } from 'vitest/config'

// Unit tests are quick and need nothing of the machine; system tests drive real daemons, namespaces and servers as root.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['**/*.system.test.ts', 'node_modules/**'],
          testTimeout: 20_000,
          // Files share their workers' modules: loading them anew for each file took half of the time. Nothing in a module remembers a test..
          isolate: false,
          // What is logged on purpose would hide what fails.
          env: { VMP_LOG: 'silent' },
        },
      },
      {
        test: {
          name: 'system',
          include: ['**/*.system.test.ts'],
          exclude: ['node_modules/**'],
          globalSetup: ['test/image.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
