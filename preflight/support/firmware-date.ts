/**
 * The day of a firmware as milliseconds since 1970; undefined for what is no date. SMBIOS says MM/DD/YYYY, or MM/DD/YY of
 * the 1900s (DSP0134, 7.1: "BIOS Release Date"); some boards write year first.
 */
export function firmwareDay(text: string | null): number | undefined {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(text?.trim() ?? '')
  if (american !== null) {
    const [, month, day, year = ''] = american
    return dayOf(year.length === 2 ? `19${year}` : year, month, day)
  }
  const yearFirst = /^(\d{4})([-/.]?)(\d{2})\2(\d{2})$/.exec(text?.trim() ?? '')
  return yearFirst === null ? undefined : dayOf(yearFirst[1], yearFirst[3], yearFirst[4])
}

function dayOf(...[year, month, day]: (string | undefined)[]): number | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  const time = Date.UTC(y, m - 1, d)
  const date = new Date(time)
  // A 31st of February would roll over into March; PCs and their firmware begin about 1980.
  return date.getUTCMonth() === m - 1 && date.getUTCDate() === d && y >= 1980 && y < 2100 ? time : undefined
}

export const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10)
