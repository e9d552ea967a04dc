/** nft: the rules that the kernel filters by. */

export const checkFileArgs = (file: string): string[] => ['--check', '--file', file]
export const loadFileArgs = (file: string): string[] => ['--file', file]
export const listChainArgs = (table: string, chain: string): string[] => ['list', 'chain', 'inet', table, chain]

/** Whether what no rule takes in is dropped. */
export const dropsTheRest = (output: string): boolean => /hook input .*policy drop;/.test(output)
