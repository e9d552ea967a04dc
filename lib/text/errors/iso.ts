import type { ErrorTable } from '../types.ts'

export const isoErrors = {
  'image.noMirror': {
    status: 400,
    exit: 2,
    en: {
      what: "This machine's package sources do not offer Debian {suite}.",
      why: 'The image is made of it; the machine runs another distribution, or its mirror does not answer.',
      remedy: 'Name a Debian mirror with --mirror URL, or bring an image made elsewhere: vmp image import FILE',
    },
    zh: {
      what: '本机的软件源不提供 Debian {suite}。',
      why: '镜像由它制作；本机是其他发行版，或软件源没有响应。',
      remedy: '请用 --mirror URL 指定 Debian 镜像站，或导入别处制作的镜像：vmp image import FILE',
    },
  },
  'image.badMirror': {
    status: 400,
    exit: 2,
    en: {
      what: 'The mirror {mirror} does not offer Debian {suite}.',
      why: 'It does not answer, or has no dists/{suite}/InRelease of Debian.',
      remedy: 'Check the address: below it are the folders dists and pool.',
    },
    zh: {
      what: '镜像站 {mirror} 不提供 Debian {suite}。',
      why: '没有响应，或没有 Debian 的 dists/{suite}/InRelease。',
      remedy: '请检查地址：其下应有 dists 与 pool 目录。',
    },
  },
  'image.noKeyring': {
    status: 500,
    exit: 2,
    en: {
      what: "Debian's keys are missing: {keyring}",
      why: 'Without them nobody can tell whether packages are genuine.',
      remedy: 'Run: apt-get install debian-archive-keyring',
    },
    zh: {
      what: '缺少 Debian 的密钥：{keyring}',
      why: '没有它就无法判断软件包是否真实。',
      remedy: '请运行：apt-get install debian-archive-keyring',
    },
  },
  'image.archiveFailed': {
    status: 502,
    exit: 1,
    en: {
      what: 'The package archive {mirror} cannot be used.',
      why: '{problem}',
      remedy: 'Check the network and try again, or name another mirror with --mirror URL.',
    },
    zh: {
      what: '无法使用软件仓库 {mirror}。',
      why: '{problem}',
      remedy: '请检查网络后重试，或用 --mirror URL 指定其他镜像站。',
    },
  },
  'image.packageUnknown': {
    status: 400,
    exit: 2,
    en: {
      what: 'The archive has no package {package}.',
      why: 'The name is wrong, or this release of Debian does not have it.',
      remedy: 'Look it up with apt-cache search, and correct --include.',
    },
    zh: {
      what: '软件仓库中没有软件包 {package}。',
      why: '名称有误，或该 Debian 版本不提供。',
      remedy: '请用 apt-cache search 查询并更正 --include。',
    },
  },
  'image.packageGone': {
    status: 410,
    exit: 1,
    en: {
      what: 'The package {package} is no longer to be had.',
      why: 'It is not in the cache, and the archive has replaced it or does not have these very bytes.',
      remedy:
        'Build without --lock to take the versions of today, or name a mirror that keeps old ones with --mirror URL.',
    },
    zh: {
      what: '软件包 {package} 已无法获得。',
      why: '缓存中没有，软件仓库已将其替换，或内容不一致。',
      remedy: '请不带 --lock 构建以采用当前版本，或用 --mirror URL 指定保留旧版本的镜像站。',
    },
  },
  'image.lockInvalid': {
    status: 400,
    exit: 2,
    en: {
      what: 'The lock file {file} cannot be used (at {problem}).',
      why: 'It is not a lock that vmp image build wrote, or of another release of Debian.',
      remedy: 'Take the lock.json of the image that you want to repeat.',
    },
    zh: {
      what: '锁文件 {file} 无法使用（{problem} 处）。',
      why: '它不是 vmp image build 所写，或属于其他 Debian 版本。',
      remedy: '请使用要重现的镜像中的 lock.json。',
    },
  },
  'image.busy': {
    status: 409,
    exit: 1,
    en: {
      what: 'Another build is running.',
      why: 'It holds {file}; two at once would use the same folders.',
      remedy: 'Wait until it has finished, then try again.',
    },
    zh: {
      what: '另一个构建正在进行。',
      why: '它占用了 {file}；同时进行会使用相同的目录。',
      remedy: '请等它结束后重试。',
    },
  },
  'image.diskSpace': {
    status: 507,
    exit: 1,
    en: {
      what: 'Too little space for a build on the disk that holds {path}: {have}.',
      why: 'It needs {need} while it works.',
      remedy: 'Free some space, or point VMP_CACHE at another disk.',
    },
    zh: {
      what: '{path} 所在磁盘空间不足以构建：仅 {have}。',
      why: '构建过程中需要 {need}。',
      remedy: '请释放空间，或将 VMP_CACHE 指向其他磁盘。',
    },
  },
  'image.noSources': {
    status: 400,
    exit: 2,
    en: {
      what: 'Images cannot be built here.',
      why: 'This is the program inside an image; it does not carry its own sources.',
      remedy: 'Build on a machine with a checkout of VMP.',
    },
    zh: {
      what: '此处无法构建镜像。',
      why: '这是镜像内的程序，不含源代码。',
      remedy: '请在有 VMP 源代码的机器上构建。',
    },
  },
  'image.none': {
    status: 404,
    exit: 1,
    en: {
      what: 'There is no image yet.',
      why: 'Nothing was built or imported into {folder}.',
      remedy: 'Run: vmp image build',
    },
    zh: { what: '还没有镜像。', why: '{folder} 中没有构建或导入过镜像。', remedy: '请运行：vmp image build' },
  },
  'image.notFound': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no image {image}.',
      why: 'It is neither in {folder} nor a folder.',
      remedy: 'See: vmp image list',
    },
    zh: { what: '没有镜像 {image}。', why: '它不在 {folder} 中，也不是一个目录。', remedy: '请查看：vmp image list' },
  },
  'image.missing': {
    status: 422,
    exit: 1,
    en: {
      what: 'The image in {folder} is incomplete: {file} is missing.',
      why: 'The file was removed, or this is not the folder of an image.',
      remedy: 'Build or import the image again.',
    },
    zh: {
      what: '{folder} 中的镜像不完整：缺少 {file}。',
      why: '文件被删除，或该目录不是镜像。',
      remedy: '请重新构建或导入。',
    },
  },
  'image.damaged': {
    status: 422,
    exit: 1,
    en: {
      what: '{file} of the image in {folder} cannot be read as what it should be.',
      why: 'It is damaged, or of another version of VMP.',
      remedy: 'Build or import the image again.',
    },
    zh: {
      what: '{folder} 中镜像的 {file} 无法识别。',
      why: '文件损坏，或来自其他版本的 VMP。',
      remedy: '请重新构建或导入。',
    },
  },
  'image.altered': {
    status: 422,
    exit: 1,
    en: {
      what: 'The image in {folder} was altered: {file} is not what was signed.',
      why: 'Its digest or signature does not fit: a damaged disk, an incomplete copy, or a hand that should not have been there.',
      remedy: 'Do not boot it. Build or import the image again.',
    },
    zh: {
      what: '{folder} 中的镜像被改动：{file} 与签名不符。',
      why: '摘要或签名不一致：磁盘损坏、复制不完整，或被人篡改。',
      remedy: '请勿启动它。请重新构建或导入。',
    },
  },
  'image.foreign': {
    status: 422,
    exit: 1,
    en: {
      what: 'The image in {folder} holds a file that is not part of it: {file}',
      why: 'It was added after the image was signed.',
      remedy: 'Remove the file, or build or import the image again.',
    },
    zh: {
      what: '{folder} 中的镜像含有不属于它的文件：{file}',
      why: '它是签名之后添加的。',
      remedy: '请删除该文件，或重新构建、导入。',
    },
  },
  'image.unknownKey': {
    status: 422,
    exit: 1,
    en: {
      what: 'The image in {folder} is signed with the key {key}, which this site does not know.',
      why: 'It was made elsewhere.',
      remedy: "Get the builder's public key (keys/image-signing.pub there) and name it with --key FILE.",
    },
    zh: {
      what: '{folder} 中的镜像由本站未知的密钥 {key} 签名。',
      why: '它是在别处制作的。',
      remedy: '请取得制作者的公钥（其 keys/image-signing.pub），并用 --key FILE 指定。',
    },
  },
  'image.badKey': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} holds no key for images.',
      why: 'An Ed25519 key in PEM is needed: the private one to build, the public one to verify or import.',
      remedy: 'Make one with: openssl genpkey -algorithm ed25519 -out FILE',
    },
    zh: {
      what: '{file} 中没有可用于镜像的密钥。',
      why: '需要 PEM 格式的 Ed25519 密钥：构建用私钥，校验与导入用公钥。',
      remedy: '可用此命令生成：openssl genpkey -algorithm ed25519 -out FILE',
    },
  },
  'image.stationSilent': {
    status: 409,
    exit: 1,
    en: {
      what: 'Nobody can say which images the machines of this station use: it does not run.',
      why: 'One that a host was installed with must not be removed.',
      remedy: 'Start it (vmp serve) and try again.',
    },
    zh: {
      what: '部署站未运行，无法得知其机器正在使用哪些镜像。',
      why: '主机安装所用的镜像不能删除。',
      remedy: '请启动部署站（vmp serve）后重试。',
    },
  },
  'iso.badOption': {
    status: 400,
    exit: 2,
    en: { what: '{option} does not fit.', why: 'It takes {expected}.', remedy: 'Correct it and try again.' },
    zh: { what: '{option} 的值无效。', why: '应为 {expected}。', remedy: '请更正后重试。' },
  },
  'iso.unreadable': {
    status: 422,
    exit: 1,
    en: { what: '{file} cannot be read.', why: '{problem}', remedy: 'Name a file that is there and whole.' },
    zh: { what: '无法读取 {file}。', why: '{problem}', remedy: '请指定存在且完整的文件。' },
  },
  'iso.answerNoDisks': {
    status: 422,
    exit: 2,
    en: {
      what: '{file} does not say which disks the system goes to.',
      why: 'A medium with it would install on whatever machine it is started, on disks that nobody chose.',
      remedy: 'Say in disks.system which disks they are: by serial, wwn, model, kind or size.',
    },
    zh: {
      what: '{file} 未说明系统安装到哪些磁盘。',
      why: '带有它的介质在任何机器上启动都会安装，而磁盘并未经人选择。',
      remedy: '请在 disks.system 中用 serial、wwn、model、kind 或 size 指明磁盘。',
    },
  },
} as const satisfies ErrorTable
