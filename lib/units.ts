/** Bytes as people write memory and files: 3.9 GiB, 512 KiB. */
export function binarySize(bytes: number): string {
  return scale(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'])
}

/** Bytes as disks are sold: 960 GB. */
export function decimalSize(bytes: number): string {
  return scale(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'])
}

function scale(bytes: number, base: number, units: readonly string[]): string {
  let value = bytes
  let unit = 0
  // Rounded before it is compared, so that 1023.99 KiB reads as 1 MiB and not as 1024 KiB.
  while (rounded(value) >= base && unit < units.length - 1) {
    value /= base
    unit += 1
  }
  return `${rounded(value)} ${units[unit]}`
}

function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toFixed(1))
}
