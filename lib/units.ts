/** Bytes as people write memory and files: 3.9 GiB, 512 KiB. */
export function binarySize(bytes: number): string {
  return scale(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'])
}

/** Bytes as disks are sold: 960 GB. */
export function decimalSize(bytes: number): string {
  return scale(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'])
}

/** Link speeds, given in Mb/s: 100 Mb/s, 2.5 Gb/s. */
export function bitRate(megabits: number): string {
  return scale(megabits * 1e6, 1000, ['b/s', 'kb/s', 'Mb/s', 'Gb/s', 'Tb/s', 'Pb/s'])
}

/** How long something is, in its two largest units: 8 h 3 min, 5.2 s. Units are not translated. */
export function duration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds))
  if (whole < 60) return `${Number(Math.abs(seconds).toFixed(1))} s`
  const steps: readonly (readonly [number, string])[] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]
  const first = steps.findIndex(([size]) => whole >= size)
  let rest = whole
  const parts: string[] = []
  for (const [size, unit] of steps.slice(first, first + 2)) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count} ${unit}`)
    rest -= count * size
  }
  return parts.join(' ')
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
