import type { MessageTable } from '../../types.ts'

/** `vmp preflight run` and `peer`: their help, and what they say while they work. */
export const preflightRunMessages = {
  'cli.preflight.run': {
    en: 'check this machine (exit 0: fit, 3: unfit); nothing is written',
    zh: '检查本机（退出码 0：合格，3：不合格），不写入任何数据',
  },
  'cli.preflight.policy': { en: 'a shipped policy, or a YAML file', zh: '自带的预检策略名，或 YAML 文件' },
  'cli.preflight.fix': {
    en: 'set right what software can, and check again: clocks, power-on after power loss, governor, idle states',
    zh: '由软件修正并重新检查：时钟、来电自动开机、频率调节策略、空闲状态',
  },
  'cli.preflight.dryRun': { en: 'with --fix: only say what would be set', zh: '与 --fix 同用：只显示将要修改的内容' },
  'cli.preflight.deep': {
    en: 'test under load: all, or some of memory,disks,cpu,network',
    zh: '深度测试：all，或 memory,disks,cpu,network 中的若干项',
  },
  'cli.preflight.budget': { en: 'time for all deep tests, as 90s, 10m or 1h', zh: '深度测试总时长，如 90s、10m、1h' },
  'cli.preflight.peer': {
    en: 'the other machine of the network test, which runs vmp preflight peer',
    zh: '网络测试的另一台机器，其上须运行 vmp preflight peer',
  },
  'cli.preflight.timeFrom': {
    en: 'compare the clocks with this web server, instead of the NTP client of this machine',
    zh: '以该网址的服务器时间为参考（默认使用本机的 NTP 客户端）',
  },
  'cli.preflight.output': {
    en: 'write the report as a JSON file (-: to the output)',
    zh: '将预检报告写成 JSON 文件（- 表示输出到终端）',
  },
  'cli.preflight.peerCommand': {
    en: 'be the other machine of a network test, until Ctrl-C',
    zh: '作为网络测试的另一台机器，按 Ctrl-C 结束',
  },
  'cli.preflight.bundle': {
    en: 'write preflight as one file that runs with a Node binary (20 or later) and nothing else',
    zh: '将预检打包成单个文件，只需 Node（20 或更高版本）即可运行',
  },
  'cli.preflight.bundleFile': { en: 'where to write it', zh: '输出文件' },
  'preflight.bundle.written': {
    en: '{file} is written. On the server: node {file} run',
    zh: '已写入 {file}。请在服务器上运行：node {file} run',
  },
  'preflight.run.check': { en: 'Checking', zh: '检查' },
  'preflight.run.fix': { en: 'Setting right what software can', zh: '由软件修正' },
  'preflight.run.again': { en: 'Checking again', zh: '重新检查' },
  'preflight.run.judged': { en: '{check}: {status}', zh: '{check}：{status}' },
  'preflight.run.notRoot': {
    en: 'Without root much cannot be read: SMBIOS, disk health, the management controller. The report names it.',
    zh: '未以 root 身份运行，部分信息无法读取（SMBIOS、磁盘健康、BMC），报告中会逐项列出。',
  },
  'preflight.run.aborted': {
    en: 'Interrupted: the report holds what was known by then.',
    zh: '已中断：报告只包含此前获得的信息。',
  },
  'preflight.run.badTests': {
    en: 'all, or some of memory, disks, cpu, network, separated by commas',
    zh: '应为 all，或 memory、disks、cpu、network 中的若干项，以逗号分隔',
  },
  'preflight.run.badTime': {
    en: 'a time of at least one second, as 90s, 10m or 1h',
    zh: '应为至少一秒的时长，如 90s、10m、1h',
  },
  'preflight.run.badUrl': { en: 'an address like http://192.0.2.1/', zh: '应为形如 http://192.0.2.1/ 的网址' },
  'preflight.peer.listening': {
    en: 'Listening on port {port}. On the other machine: vmp preflight run --deep network --peer ADDRESS',
    zh: '正在监听端口 {port}。请在另一台机器上运行：vmp preflight run --deep network --peer 本机地址',
  },
} as const satisfies MessageTable
