/** networkctl: systemd-networkd reads its files again, and changes what differs. */
export const reloadArgs = ['reload']
