import { VmpError } from '../../lib/errors.ts'

interface Caller {
  readonly method: string
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly host: string | undefined
}

/**
 * A browser sends its cookies also for pages that are not ours: at another port of this host, or by a browser that does not
 * know SameSite. It says where the page is from, which no page can change; a program that is no browser says nothing.
 * @throws VmpError `api.origin`
 */
export function refuseOtherSites({ method, origin, fetchSite, host }: Caller): void {
  // `none`: no page, but a person who typed the address.
  const isOwn =
    fetchSite === undefined || fetchSite === 'same-origin' || (fetchSite === 'none' && ['GET', 'HEAD'].includes(method))
  if (!isOwn || (origin !== undefined && origin !== `https://${host}`)) throw new VmpError('api.origin')
}
