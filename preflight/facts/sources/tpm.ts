/** The trusted platform module. */
import type { TpmFacts } from '../schema/system.ts'

export const noTpm: TpmFacts = { present: false, version: null }
