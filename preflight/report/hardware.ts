/** All that was read of a machine, as sections of tables in words. */
import type { Language } from '../../lib/text/types.ts'
import type { Facts } from '../facts/schema.ts'
import { bmcSection, clockSection } from './hardware/bmc.ts'
import { memorySection } from './hardware/memory.ts'
import { nicsSection } from './hardware/network.ts'
import { disksSection, raidSection } from './hardware/storage.ts'
import { powerSection, processorSection, systemSection } from './hardware/system.ts'
import type { Section } from './section.ts'

/** Sections that have nothing to show are left out. */
export function hardwareSections(facts: Facts, language: Language, timeZone: string): Section[] {
  return [
    systemSection(facts, language),
    processorSection(facts, language),
    powerSection(facts, language),
    memorySection(facts, language),
    disksSection(facts, language),
    raidSection(facts, language),
    nicsSection(facts, language),
    bmcSection(facts, language),
    clockSection(facts, language, timeZone),
  ].filter(({ pairs, tables }) => pairs.length > 0 || tables.length > 0)
}
