/** chronyc: how far the system clock is off, as chrony knows from its time servers. */

export const trackingArgs = ['-c', 'tracking']

/**
 * Seconds that the system clock is ahead of NTP time; undefined when chrony follows nobody. The fields of `-c tracking` are
 * those of `tracking`, in its order; the fifth is positive when the system clock is slow (client.c, process_cmd_tracking).
 */
export function parseTracking(output: string): number | undefined {
  const fields = output.trim().split(',')
  const slow = Number(fields[4])
  if (fields.length < 14 || fields[13] === 'Not synchronised' || !Number.isFinite(slow)) return undefined
  // Its own clock, told to be good enough for others ("local stratum"), is no reference.
  return fields[0] === '7F7F0101' ? undefined : -slow || 0
}
