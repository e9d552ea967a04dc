/** Asks by HTTP from the namespace in which it is started: a URL, and what is posted. Prints the answer. */
const [, , url = '', body] = process.argv
const response = await fetch(url, {
  signal: AbortSignal.timeout(2000),
  ...(body === undefined ? {} : { method: 'POST', body }),
})
process.stdout.write(await response.text())
