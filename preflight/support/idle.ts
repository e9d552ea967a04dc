import type { IdleState } from '../facts/schema/cpu.ts'

/**
 * Deeper than C1. The drivers name their states POLL, C1, C1E, C1_ACPI, C3, C6, C10, C2_ACPI, C6-SKX, NHM-C6; C1E only lowers the
 * voltage of a halted core, and a virtual machine's "haltpoll" halts.
 */
export const isDeep = ({ name }: Pick<IdleState, 'name'>): boolean => /(?:^|-)C(?:[2-9]|1\d)/i.test(name)
