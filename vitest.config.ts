import { defineConfig } from 'vitest/config'

/** Those that boot whole virtual servers, each with one processor: two at a time, when everything else is through. */
const rehearsals = ['**/*.rehearsal.test.ts']
/** Those that take longer than every change can wait for: `npm run campaign:…` runs them. */
const campaigns = ['**/*.campaign.test.ts']

// Unit tests are quick and need nothing of the machine; system tests drive real daemons, namespaces and servers as root.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['**/*.system.test.ts', ...rehearsals, ...campaigns, 'node_modules/**'],
          globalSetup: ['test/temporary.setup.ts'],
          testTimeout: 20_000,
          // Files share their workers' modules: loading them anew for each file took half of the time. Nothing in a module remembers a test..
          isolate: false,
          // What is logged on purpose would hide what fails.
          env: { VMP_LOG: 'silent' },
          sequence: { groupOrder: 0 },
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
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: process.env['VMP_CAMPAIGN'] ? 'campaign' : 'rehearsal',
          include: process.env['VMP_CAMPAIGN'] ? campaigns : rehearsals,
          exclude: ['node_modules/**'],
          globalSetup: ['test/image.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
