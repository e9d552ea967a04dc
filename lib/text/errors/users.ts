import type { ErrorTable } from '../types.ts'

/** People, sessions and API tokens. */
export const usersErrors = {
  'user.notLoggedIn': {
    status: 401,
    exit: 1,
    en: {
      what: 'You are not logged in.',
      why: 'There is no session or API token with this call, or it has ended or was revoked.',
      remedy: 'Log in again, or give a valid token. On the host itself root needs none.',
    },
    zh: {
      what: '您尚未登录。',
      why: '调用未带会话或 API 令牌，或其已到期、已被撤销。',
      remedy: '请重新登录，或提供有效的令牌。在物理主机本机以 root 运行则无需令牌。',
    },
  },
  'user.wrongPassword': {
    status: 401,
    exit: 1,
    en: {
      what: 'The login was refused.',
      why: 'User name or password is wrong.',
      remedy:
        'Try again. Who has forgotten a password gets a new one from an administrator, or as root on a host: vmp users password NAME',
    },
    zh: {
      what: '登录被拒绝。',
      why: '用户名或密码错误。',
      remedy: '请重试。忘记密码时，可由管理员重置，或在物理主机上以 root 运行：vmp users password NAME',
    },
  },
  'user.oldPasswordWrong': {
    status: 400,
    exit: 1,
    en: {
      what: 'The password was not changed.',
      why: 'The old password is wrong.',
      remedy: 'Enter the password that you logged in with.',
    },
    zh: { what: '密码未修改。', why: '原密码错误。', remedy: '请输入登录时使用的密码。' },
  },
  'user.disabled': {
    status: 403,
    exit: 1,
    en: {
      what: 'This user may not log in.',
      why: 'An administrator has disabled the account.',
      remedy: 'Ask an administrator to enable it.',
    },
    zh: { what: '该用户不能登录。', why: '管理员已停用该账户。', remedy: '请联系管理员启用。' },
  },
  'user.locked': {
    status: 429,
    exit: 1,
    en: {
      what: 'Logins are refused for another {seconds} s.',
      why: 'There were too many with a wrong password.',
      remedy: 'Wait, or ask an administrator to unlock the user. As root on this host: vmp users unlock NAME',
    },
    zh: {
      what: '{seconds} 秒内拒绝登录。',
      why: '密码错误次数过多。',
      remedy: '请等待，或请管理员解锁该用户。也可在本机以 root 运行：vmp users unlock NAME',
    },
  },
  'user.busy': {
    status: 503,
    exit: 1,
    en: {
      what: 'Too many logins are waiting.',
      why: 'Checking a password takes time and memory on purpose; a host does only so many at once.',
      remedy: 'Try again in a few seconds.',
    },
    zh: {
      what: '等待处理的登录过多。',
      why: '校验密码有意耗费时间和内存，物理主机同时只处理有限的几个。',
      remedy: '请几秒后重试。',
    },
  },
  'user.passwordWeak': {
    status: 400,
    exit: 2,
    en: {
      what: 'This password is too easy to guess.',
      why: 'Of this password: {problem}.',
      remedy: 'Take at least {shortest} characters. Several unrelated words are easy to remember and hard to guess.',
    },
    zh: {
      what: '该密码太容易被猜到。',
      why: '原因：{problem}。',
      remedy: '请使用至少 {shortest} 个字符。由几个不相关的词组成，既好记又难猜。',
    },
  },
  'user.passwordSame': {
    status: 400,
    exit: 2,
    en: {
      what: 'The new password is the old one.',
      why: 'A password that somebody else knows is to be changed.',
      remedy: 'Choose another one.',
    },
    zh: { what: '新密码与原密码相同。', why: '修改密码是为了不再使用他人知道的密码。', remedy: '请换一个密码。' },
  },
  'user.passwordToChange': {
    status: 403,
    exit: 1,
    en: {
      what: 'The password must be changed first.',
      why: 'It was given by somebody else, who knows it.',
      remedy: 'Choose a new password; then everything else is open.',
    },
    zh: {
      what: '请先修改密码。',
      why: '当前密码由他人设置，他人知道该密码。',
      remedy: '设置新密码后即可使用其他功能。',
    },
  },
  'user.forbidden': {
    status: 403,
    exit: 1,
    en: {
      what: 'You may not do this.',
      why: 'It needs the permission {permission}, which your role or the scope of your token does not give.',
      remedy: 'Ask an administrator to do it, or for another role.',
    },
    zh: {
      what: '您无权执行此操作。',
      why: '此操作需要权限 {permission}，您的角色或令牌的范围不包含该权限。',
      remedy: '请由管理员执行，或向管理员申请其他角色。',
    },
  },
  'user.accountNeeded': {
    status: 403,
    exit: 1,
    en: {
      what: 'This is for people who have logged in.',
      why: 'It is about one’s own account, and root or a token has none.',
      remedy: 'Log in with user name and password.',
    },
    zh: {
      what: '此操作仅供已登录的用户使用。',
      why: '此操作涉及本人账户，root 或令牌没有账户。',
      remedy: '请用用户名和密码登录。',
    },
  },
  'user.lastAdministrator': {
    status: 409,
    exit: 1,
    en: {
      what: 'The last administrator stays one.',
      why: 'Without an administrator who may log in, nobody could manage the cluster.',
      remedy: 'Make somebody else an administrator first.',
    },
    zh: {
      what: '最后一名管理员不能删除、停用或降级。',
      why: '没有可登录的管理员，就无人能管理集群。',
      remedy: '请先将其他用户设为管理员。',
    },
  },
  'user.tokenRole': {
    status: 403,
    exit: 1,
    en: {
      what: 'The token was not made.',
      why: 'A token may have no more than its owner, whose role is less.',
      remedy: 'Choose your own role, or one that may less.',
    },
    zh: {
      what: '未创建令牌。',
      why: '令牌的权限不能超过其所有者的角色。',
      remedy: '请选择自己的角色或权限更小的角色。',
    },
  },
  'user.tokenLife': {
    status: 400,
    exit: 2,
    en: {
      what: 'The token was not made.',
      why: 'Its end must be in the future, and at most {days} days away.',
      remedy: 'Choose an earlier or later day.',
    },
    zh: { what: '未创建令牌。', why: '其到期时间须在将来，且不超过 {days} 天。', remedy: '请另选到期日期。' },
  },
  'user.tooManyTokens': {
    status: 409,
    exit: 1,
    en: {
      what: 'The token was not made.',
      why: 'There are {count} already, which is the most that a user may have.',
      remedy: 'Remove those that are not used.',
    },
    zh: { what: '未创建令牌。', why: '已有 {count} 个令牌，达到每个用户的上限。', remedy: '请删除不再使用的令牌。' },
  },
  'api.origin': {
    status: 403,
    exit: 1,
    en: {
      what: 'The call was refused.',
      why: 'A page of another site made it with your session.',
      remedy:
        'Use the console at the address of the host or the cluster. If you opened no other page, tell an administrator.',
    },
    zh: {
      what: '调用被拒绝。',
      why: '其他网站的页面借用您的会话发起了此调用。',
      remedy: '请通过物理主机或集群的地址使用控制台。若您未打开其他页面，请告知管理员。',
    },
  },
} as const satisfies ErrorTable
