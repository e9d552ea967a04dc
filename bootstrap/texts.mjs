/** What the setup says, in both languages. `lib/text` is TypeScript and cannot be read by the system's Node. */
export const texts = {
  'start.usage': {
    en: `Usage: npm start [-- OPTIONS]

Sets up what is missing, builds the image if there is none, and rehearses: a station and one virtual server
on a network of their own. Nothing touches the real network.

  --interface NAME  serve the network on this interface instead, without a rehearsal server
  --yes             install missing Debian or Ubuntu packages without asking
  --lang LANGUAGE   en or zh (default: from the locale)
  --help            this text

After it: npx vmp --help`,
    zh: `用法：npm start [-- 选项]

安装缺少的软件，没有镜像时先构建镜像，然后进行演练：在独立网络中启动一台部署站和一台虚拟服务器。
不会接触真实网络。

  --interface 网口  改为在该网口上提供服务，不启动演练服务器
  --yes             不询问，直接安装缺少的 Debian 或 Ubuntu 软件包
  --lang 语言       en 或 zh（默认取自系统区域设置）
  --help            显示本说明

之后：npx vmp --help`,
  },
  'test.usage': {
    en: `Usage: npm test [-- OPTIONS] [-- FILTER…]

Types, linter, format and dead code first, then all tests. The system tests need root: they make network
namespaces, run real daemons and boot virtual servers.

  --yes             install missing Debian or Ubuntu packages without asking
  --lang LANGUAGE   en or zh (default: from the locale)
  --help            this text
  FILTER            run only the test files whose path holds this text`,
    zh: `用法：npm test [-- 选项] [-- 筛选…]

先检查类型、代码规范、格式和无用代码，再运行全部测试。系统测试需要 root 权限：
它们会创建网络命名空间、运行真实的守护进程并启动虚拟服务器。

  --yes             不询问，直接安装缺少的 Debian 或 Ubuntu 软件包
  --lang 语言       en 或 zh（默认取自系统区域设置）
  --help            显示本说明
  筛选              只运行路径包含该文字的测试文件`,
  },
  'bench.usage': {
    en: `Usage: npm run bench:boot [-- OPTIONS]

Measures the boot path beside its peers and prints one table. Needs root.

  --yes             install missing Debian or Ubuntu packages without asking
  --lang LANGUAGE   en or zh (default: from the locale)
  --help            this text`,
    zh: `用法：npm run bench:boot [-- 选项]

与同类软件并列测量启动链路的速度，输出一张表。需要 root 权限。

  --yes             不询问，直接安装缺少的 Debian 或 Ubuntu 软件包
  --lang 语言       en 或 zh（默认取自系统区域设置）
  --help            显示本说明`,
  },
  'root.needed': {
    en: 'This needs root: it makes network namespaces, serves DHCP and builds a file system. Run:',
    zh: '需要 root 权限：要创建网络命名空间、提供 DHCP 服务并构建文件系统。请运行：',
  },
  'packages.missing': { en: 'These packages are missing:', zh: '缺少以下软件包：' },
  'packages.ask': { en: 'Install them? [Y/n] ', zh: '现在安装吗？[Y/n] ' },
  'packages.declined': { en: 'Nothing was installed.', zh: '没有安装任何软件包。' },
  'packages.noTerminal': {
    en: 'There is no terminal to ask on. Run it again with --yes to install them.',
    zh: '没有可以询问的终端。请加上 --yes 重新运行以安装它们。',
  },
  'packages.needRoot': { en: 'Installing them needs root. Run:', zh: '安装需要 root 权限。请运行：' },
  'packages.updating': { en: 'Reading the package lists (apt-get update) …', zh: '读取软件包列表（apt-get update）…' },
  'packages.locked': {
    en: 'Another program is installing packages; waiting for it (at most {minutes} minutes) …',
    zh: '另一个程序正在安装软件包；等待其结束（最多 {minutes} 分钟）…',
  },
  'packages.installing': { en: 'Installing …', zh: '安装中…' },
  'packages.failed': {
    en: 'apt-get could not install the packages (exit {exit}). Its own words are above; check the network and the package sources, then run this again.',
    zh: 'apt-get 未能安装软件包（退出码 {exit}）。原因见上；请检查网络和软件源后重新运行。',
  },
  'programs.missing': {
    en: 'This is neither Debian nor Ubuntu, so nothing is installed here. Please install these programs and run this again:',
    zh: '本机不是 Debian 或 Ubuntu，不会自动安装。请安装以下程序后重新运行：',
  },
  'npm.installing': { en: 'Installing npm packages (npm ci) …', zh: '安装 npm 包（npm ci）…' },
  'npm.missing': {
    en: 'npm was not found. Install it with Node 18 or later.',
    zh: '找不到 npm。请安装 Node 18 或更新版本及 npm。',
  },
  'npm.failed': {
    en: 'npm ci failed (exit {exit}). Its own words are above; check the network and the npm registry, then run this again.',
    zh: 'npm ci 失败（退出码 {exit}）。原因见上；请检查网络和 npm 源后重新运行。',
  },
  'npm.noScripts': {
    en: 'npm installed the packages but did not run their install scripts, so Node 26 is missing. Allow them (npm config set ignore-scripts false), remove node_modules, and run this again.',
    zh: 'npm 已安装各包，但没有运行安装脚本，因此缺少 Node 26。请允许脚本（npm config set ignore-scripts false），删除 node_modules 后重新运行。',
  },
  'test.leftOut': {
    en: 'Not root: the system tests are left out. To run them too:',
    zh: '不是 root：不运行系统测试。要一并运行，请使用：',
  },
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [chosen] the value of --lang
 * @returns {'en' | 'zh'}
 */
export function languageOf(env, chosen) {
  const locale = chosen || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/**
 * @param {'en' | 'zh'} language
 * @param {keyof typeof texts} key
 * @param {Record<string, string | number>} [params]
 */
export function say(language, key, params = {}) {
  return texts[key][language].replace(/\{(\w+)\}/g, (place, name) => String(params[name] ?? place))
}
