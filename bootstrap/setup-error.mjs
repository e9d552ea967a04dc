/** @typedef {(key: keyof typeof import('./texts.mjs').texts, params?: Record<string, string | number>) => string} Say */

/** Setup cannot go on; the message says why and what to do, in the caller's language. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {number} exit
   */
  constructor(message, exit) {
    super(message)
    this.exit = exit
  }
}
