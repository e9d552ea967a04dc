/** Makes a crypt(5) hash (SHA-512) of the password that stands on the first line of standard input. */
export const passwordHashArgs = ['passwd', '-6', '-stdin'] as const
