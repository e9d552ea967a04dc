import type { ErrorTable } from '../types.ts'

/** A certificate of the customer’s own for the console. */
export const consoleCertificateErrors = {
  'console.certificateUnreadable': {
    status: 400,
    exit: 2,
    en: {
      what: 'The certificate cannot be read: {problem}.',
      why: 'It must be PEM text: certificates between BEGIN CERTIFICATE and END CERTIFICATE, the key between BEGIN PRIVATE KEY and END PRIVATE KEY.',
      remedy: 'Convert it, for example with `openssl pkcs12 -in FILE.pfx -nodes`, and paste both parts.',
    },
    zh: {
      what: '证书无法读取：{problem}。',
      why: '证书必须是 PEM 文本：证书位于 BEGIN CERTIFICATE 与 END CERTIFICATE 之间，私钥位于 BEGIN PRIVATE KEY 与 END PRIVATE KEY 之间。',
      remedy: '请先转换格式，例如 `openssl pkcs12 -in FILE.pfx -nodes`，再粘贴证书和私钥。',
    },
  },
  'console.certificateKeyLocked': {
    status: 400,
    exit: 2,
    en: {
      what: 'The private key is locked with a password.',
      why: 'The hosts must be able to use it when they start, without a person.',
      remedy: 'Remove the password: `openssl pkey -in KEY.pem -out KEY-open.pem`. The cluster keeps the key encrypted.',
    },
    zh: {
      what: '私钥设有密码。',
      why: '物理主机启动时需要在无人值守的情况下使用私钥。',
      remedy: '请去除密码：`openssl pkey -in KEY.pem -out KEY-open.pem`。集群会加密保存私钥。',
    },
  },
  'console.certificateKey': {
    status: 400,
    exit: 2,
    en: {
      what: 'The private key belongs to none of the certificates: {subjects}.',
      why: 'The key was made for another request.',
      remedy: 'Take the key with which the certificate was requested, or request a new certificate.',
    },
    zh: {
      what: '私钥与任何一个证书都不匹配：{subjects}。',
      why: '该私钥属于另一次证书申请。',
      remedy: '请使用申请该证书时的私钥，或重新申请证书。',
    },
  },
  'console.certificateChain': {
    status: 400,
    exit: 2,
    en: {
      what: 'The certificate {subject} does not belong to the chain.',
      why: 'It signed none of the others.',
      remedy: 'Leave it out, or put in the intermediate certificates that your CA gave you with the new certificate.',
    },
    zh: {
      what: '证书 {subject} 不属于该证书链。',
      why: '其他证书都不是由它签发的。',
      remedy: '请去掉该证书，或改用 CA 随新证书提供的中间证书。',
    },
  },
  'console.certificateExpired': {
    status: 400,
    exit: 2,
    en: {
      what: 'The certificate {subject} has expired: it is valid from {from} to {to}.',
      why: 'Browsers refuse it.',
      remedy: 'Request a new one. If it should still be valid, check the clock of the cluster.',
    },
    zh: {
      what: '证书 {subject} 已过期：有效期为 {from} 至 {to}。',
      why: '浏览器会拒绝该证书。',
      remedy: '请申请新证书。如果证书应仍然有效，请检查集群的时间。',
    },
  },
  'console.certificateEarly': {
    status: 400,
    exit: 2,
    en: {
      what: 'The certificate {subject} is not valid yet: it is valid from {from} to {to}.',
      why: 'Browsers refuse it until then.',
      remedy: 'Wait until it is valid, or check the clock of the cluster.',
    },
    zh: {
      what: '证书 {subject} 尚未生效：有效期为 {from} 至 {to}。',
      why: '在此之前浏览器会拒绝该证书。',
      remedy: '请等到证书生效，或检查集群的时间。',
    },
  },
  'console.certificateUse': {
    status: 400,
    exit: 2,
    en: {
      what: 'Browsers do not take this certificate ({problem}).',
      why: 'It is not made for a web server, or its key is too weak.',
      remedy: 'Request a certificate for a web server, with a key of RSA 2048 or more, or ECDSA P-256.',
    },
    zh: {
      what: '浏览器不接受该证书（{problem}）。',
      why: '该证书不是用于网站服务器的，或其密钥强度不足。',
      remedy: '请申请用于网站服务器的证书，密钥为 RSA 2048 位以上或 ECDSA P-256。',
    },
  },
  'console.nothingToUndo': {
    status: 409,
    exit: 1,
    en: {
      what: 'There is no certificate to go back to.',
      why: 'The console’s certificate was never replaced.',
      remedy: 'Nothing is to be done.',
    },
    zh: {
      what: '没有可恢复的证书。',
      why: '控制台的证书从未更换过。',
      remedy: '无需操作。',
    },
  },
} as const satisfies ErrorTable
