import type { MessageTable } from '../types.ts'

export const isoMessages = {
  'image.description': { en: 'make and check the image that servers boot', zh: '制作与校验服务器启动的镜像' },
  'image.build': { en: 'Image', zh: '镜像' },
  'image.build.help': {
    en: 'build an image from Debian packages and make it the current one',
    zh: '由 Debian 软件包构建镜像并设为当前镜像',
  },
  'image.build.packages': { en: 'Packages', zh: '软件包' },
  'image.build.system': { en: 'System', zh: '系统' },
  'image.build.initrd': { en: 'Initrd', zh: '初始内存盘' },
  'image.build.program': { en: 'Program', zh: '程序' },
  'image.build.image': { en: 'Packing', zh: '打包' },
  'image.build.sign': { en: 'Digests and signature', zh: '摘要与签名' },
  'image.layerReused': {
    en: '{count} packages as of {date}, made before (--update looks for newer)',
    zh: '{count} 个软件包（{date}），沿用先前的结果（--update 可检查更新）',
  },
  'image.fetched': {
    en: '{count} packages, {mebibytes} MiB of them fetched',
    zh: '{count} 个软件包，下载 {mebibytes} MiB',
  },
  'image.made': { en: 'image {id}', zh: '镜像 {id}' },
  'image.built': { en: 'Image {id} is ready: {folder}', zh: '镜像 {id} 已就绪：{folder}' },
  'image.option.mirror': {
    en: "Debian mirror (default: of this machine's apt sources)",
    zh: 'Debian 镜像站（默认取自本机 apt 源）',
  },
  'image.option.include': { en: 'more packages, separated by commas', zh: '额外的软件包，用逗号分隔' },
  'image.option.noFirmware': {
    en: 'leave out firmware and microcode under licences of their own',
    zh: '不包含采用专有许可的固件与微码',
  },
  'image.option.firmware': {
    en: 'include firmware of NICs and controllers, and microcode (default)',
    zh: '包含网卡、控制器固件与微码（默认）',
  },
  'image.option.lock': { en: 'repeat the build that this lock file was written by', zh: '按此锁文件重现构建' },
  'image.option.update': {
    en: 'look for newer packages, although a layer of them is cached',
    zh: '即使已有缓存也检查更新的软件包',
  },
  'image.option.privateKey': {
    en: 'private key to sign with (default: of this site)',
    zh: '签名私钥（默认为本站私钥）',
  },
  'image.option.publicKey': { en: "the builder's public key", zh: '制作者的公钥' },
  'image.verify.help': { en: 'check the signature and every digest of an image', zh: '校验镜像的签名与全部摘要' },
  'image.verified': {
    en: 'Image {id} is genuine and whole: {files} files',
    zh: '镜像 {id} 真实且完整：{files} 个文件',
  },
  'image.list.help': { en: 'list the images', zh: '列出镜像' },
  'image.import': { en: 'Import', zh: '导入' },
  'image.import.help': {
    en: 'take over an image made elsewhere: its folder, or a tar file of it',
    zh: '导入别处制作的镜像：目录或其 tar 文件',
  },
  'image.import.copy': { en: 'Copying', zh: '复制' },
  'image.import.check': { en: 'Signature and digests', zh: '签名与摘要' },
  'image.imported': { en: 'Image {id} is ready: {folder}', zh: '镜像 {id} 已就绪：{folder}' },
  'image.prune.help': {
    en: 'remove old images; never the current one, nor one that a machine of the station uses',
    zh: '删除旧镜像；当前镜像和部署站机器正在使用的镜像不会删除',
  },
  'image.option.keep': { en: 'how many of the newest stay', zh: '保留最新的几个' },
  'image.option.dryRun': { en: 'only say what would be removed', zh: '只显示将删除什么' },
  'image.pruned': { en: 'Removed: {id}, {size}', zh: '已删除：{id}，{size}' },
  'image.wouldPrune': { en: 'Would be removed: {id}, {size}', zh: '将删除：{id}，{size}' },
  'image.prunedNone': { en: 'Nothing to remove.', zh: '没有可删除的镜像。' },
  'image.column.id': { en: 'IMAGE', zh: '镜像' },
  'image.column.current': { en: 'SERVED', zh: '在用' },
  'image.column.created': { en: 'PACKAGES OF', zh: '软件包日期' },
  'image.column.size': { en: 'SIZE', zh: '大小' },
  'image.empty': { en: 'No image yet. Make one: vmp image build', zh: '还没有镜像。制作：vmp image build' },
  'image.isDamaged': { en: 'damaged', zh: '已损坏' },
  'image.yes': { en: 'yes', zh: '是' },
  'iso.description': { en: 'make bootable media', zh: '制作启动介质' },
  'iso.build': { en: 'ISO', zh: 'ISO 文件' },
  'iso.build.help': {
    en: 'build one ISO for CD and stick, BIOS, UEFI and Secure Boot',
    zh: '构建适用于光盘、U 盘、BIOS、UEFI 与安全启动的 ISO',
  },
  'iso.build.check': { en: 'Image', zh: '镜像' },
  'iso.build.loaders': { en: 'Boot loaders', zh: '引导程序' },
  'iso.build.write': { en: 'Writing', zh: '写入' },
  'iso.built': { en: 'ISO {file}, {size}', zh: 'ISO 文件 {file}，{size}' },
  'iso.option.output': { en: 'file to write', zh: '输出文件' },
  'iso.option.image': { en: 'image to put on it (default: the current one)', zh: '所用镜像（默认为当前镜像）' },
  'iso.option.station': {
    en: 'URL of the station that machines started from it report to',
    zh: '由此启动的机器所报告的站点 URL',
  },
  'iso.option.answer': {
    en: 'answer file to install by, without a question, on each machine started from it',
    zh: '应答文件：由此启动的每台机器都会按它自动安装，不再询问',
  },
  'iso.installs': {
    en: 'Whatever machine is started from this medium is installed by the answer file "{name}", without a question. Disks that it takes: {disks}',
    zh: '任何机器从该介质启动，都会按应答文件“{name}”自动安装，不再询问。所用磁盘：{disks}',
  },
  'iso.wipes': {
    en: 'What those disks hold is DESTROYED there, by these rules: {rules}',
    zh: '这些磁盘上的数据将按以下规则被清除：{rules}',
  },
  'iso.shared': {
    en: 'For ONE machine only, or they will clash: each one gets the same {what}. For several, make the name of the serial number or MAC and use DHCP, or say it machine by machine.',
    zh: '仅适用于一台机器，否则会冲突：每台都得到相同的 {what}。用于多台时，请用序列号或 MAC 构成名称并采用 DHCP，或逐台指定。',
  },
  'iso.wipesNothing': {
    en: 'No rule lets it destroy anything: disks that hold something stop the installation.',
    zh: '没有允许清除数据的规则：磁盘上已有内容时安装会停止。',
  },
  'iso.secret': {
    en: 'It carries what is secret (password hashes, scripts). Whoever holds the file or the medium can read it; keep it as you keep a key. The file has mode 600.',
    zh: '其中含有机密（口令哈希、脚本）。拿到文件或介质的人都能读取，请像钥匙一样保管。文件权限已设为 600。',
  },
  'iso.option.pin': { en: "SHA-256 of that station's CA certificate", zh: '该站点 CA 证书的 SHA-256' },
  'iso.option.rootPasswordHash': {
    en: 'crypt(5) hash of a password that opens a shell there',
    zh: '用于打开其命令行的口令的 crypt(5) 哈希',
  },
} as const satisfies MessageTable
