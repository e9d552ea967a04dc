/** A file of /etc as it is rendered at each boot; renderers are pure functions of the host document. */
export interface RenderedFile {
  /** From the root, `/etc/hostname`. */
  readonly path: string
  readonly text: string
  /** 0o644 without it. */
  readonly mode?: number
}
