/** How a machine asks its station for the time, before it can believe any certificate's dates. */
import { Type } from 'typebox'
import { contract } from '../contract.ts'

export const { time: clockRoute } = contract({
  time: {
    method: 'GET',
    path: '/api/v1/time',
    summary: "The station's clock",
    access: 'public',
    response: Type.Object({ now: Type.String({ format: 'date-time' }) }),
  },
})
