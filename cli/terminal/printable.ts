/** `text` without what would command the terminal: a machine writes its own serial, and anybody may pretend to be one. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '\uFFFD')
}
