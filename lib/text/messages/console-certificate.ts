import type { MessageTable } from '../types.ts'

/** What is doubtful about a certificate of the customer's own that may be used all the same. */
export const consoleCertificateMessages = {
  'console.certificateUncovered': {
    en: 'Browsers will warn at {names}: the certificate does not name them. Open the console at a name that it has, or request one with these.',
    zh: '通过 {names} 访问时浏览器会发出警告：证书中没有这些名称。请使用证书中的名称访问控制台，或申请包含这些名称的证书。',
  },
  'console.certificateSoon': {
    en: 'The certificate or one of its chain ends in {days} days. Have the next one ready.',
    zh: '证书或其证书链将在 {days} 天后到期，请准备好新证书。',
  },
  'console.certificateAlone': {
    en: 'The certificate of its CA is missing ({issuer}). Browsers that do not know it will warn: add the intermediate certificates.',
    zh: '缺少签发者的证书（{issuer}）。不认识该签发者的浏览器会发出警告：请加上中间证书。',
  },
  'console.certificateSelfSigned': {
    en: 'The certificate signed itself: every browser warns until it is told to trust it.',
    zh: '该证书为自签名证书：在手动信任之前，浏览器都会发出警告。',
  },
} as const satisfies MessageTable
