import { Type } from 'typebox'
import type { Static } from 'typebox'

/** Who did something: a person by a session or an API token, root at the host itself, a host, or the controller. */
export const Actor = Type.Object({
  kind: Type.Enum(['user', 'token', 'root', 'host', 'controller']),
  /** Of the user, the token, or the host. */
  id: Type.String(),
  /** As people know it. */
  name: Type.String(),
})
export type Actor = Static<typeof Actor>
