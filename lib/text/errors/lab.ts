import type { ErrorTable } from '../types.ts'

export const labErrors = {
  'lab.badName': {
    status: 400,
    exit: 2,
    en: {
      what: '“{name}” cannot be the name of a lab.',
      why: 'Names of network namespaces and sockets are made of it.',
      remedy: 'Use up to 20 of a–z, 0–9 and -, beginning with a letter.',
    },
    zh: {
      what: '“{name}”不能用作演练环境名称。',
      why: '网络命名空间和套接字的名称由它构成。',
      remedy: '请使用不超过 20 个字符的 a–z、0–9 与 -，并以字母开头。',
    },
  },
  'lab.badOption': {
    status: 400,
    exit: 2,
    en: {
      what: '“{value}” does not fit {option}.',
      why: 'It takes {expected}.',
      remedy: 'Correct it and try again.',
    },
    zh: { what: '{option} 的值“{value}”无效。', why: '应为 {expected}。', remedy: '请更正后重试。' },
  },
  'lab.embedWithoutMedium': {
    status: 400,
    exit: 2,
    en: {
      what: '--embed-answer needs a medium that carries the answer file.',
      why: 'Servers that boot from the network are given theirs by the station.',
      remedy: 'Add --medium iso or --medium usb, or name the file with --answer.',
    },
    zh: {
      what: '--embed-answer 需要能写入应答文件的介质。',
      why: '从网络启动的服务器由部署站下发应答文件。',
      remedy: '请加上 --medium iso 或 --medium usb，或改用 --answer 指定应答文件。',
    },
  },
  'lab.twoAnswers': {
    status: 400,
    exit: 2,
    en: {
      what: '--answer and --embed-answer exclude each other.',
      why: 'A medium that carries an answer file installs by it; the station is not asked for another one.',
      remedy: 'Give one of the two.',
    },
    zh: {
      what: '--answer 与 --embed-answer 不能同时使用。',
      why: '带应答文件的介质按该文件安装，不再向部署站索取。',
      remedy: '请只保留其中一个。',
    },
  },
  'lab.notRoot': {
    status: 403,
    exit: 1,
    en: {
      what: 'The lab needs root.',
      why: 'It makes network namespaces and serves DHCP in them; nothing outside them is touched.',
      remedy: 'Run the same command with sudo.',
    },
    zh: {
      what: '演练环境需要 root 权限。',
      why: '它要创建网络命名空间并在其中提供 DHCP；命名空间之外不受任何影响。',
      remedy: '请用 sudo 运行同一命令。',
    },
  },
  'lab.missing': {
    status: 500,
    exit: 1,
    en: {
      what: 'Not installed on this machine: {missing}',
      why: 'The virtual servers and their network are made with it.',
      remedy: 'Run: apt install {packages}',
    },
    zh: {
      what: '本机未安装：{missing}',
      why: '虚拟服务器及其网络由这些程序构成。',
      remedy: '请运行：apt install {packages}',
    },
  },
  'lab.notEnoughMemory': {
    status: 507,
    exit: 1,
    en: {
      what: '{servers} servers need {needed} MiB of memory; {available} MiB are available.',
      why: 'Each has its own memory, and QEMU takes some beside it.',
      remedy: 'Use fewer servers or less --memory, or end what else runs here.',
    },
    zh: {
      what: '{servers} 台服务器需要 {needed} MiB 内存，当前可用 {available} MiB。',
      why: '每台服务器独占内存，QEMU 还需少量额外内存。',
      remedy: '请减少服务器数量或 --memory，或结束其他占用内存的程序。',
    },
  },
  'lab.notEnoughDisk': {
    status: 507,
    exit: 1,
    en: {
      what: '{folder} has {available} MiB free; the servers need {needed} MiB.',
      why: 'Their disks are sparse, and grow as they are written.',
      remedy: 'Free some space there, or set VMP_STATE to a folder on a larger disk.',
    },
    zh: {
      what: '{folder} 剩余 {available} MiB，服务器需要 {needed} MiB。',
      why: '虚拟磁盘为稀疏文件，写入时才占用空间。',
      remedy: '请清理空间，或将 VMP_STATE 设为更大磁盘上的目录。',
    },
  },
  'lab.alreadyUp': {
    status: 409,
    exit: 1,
    en: {
      what: 'There is a lab {lab} already.',
      why: 'It is up, or something is left of it.',
      remedy: 'Look at it: vmp lab list. Remove it: vmp lab down --name {lab}. Or make another: --name OTHER.',
    },
    zh: {
      what: '演练环境 {lab} 已存在。',
      why: '它正在运行，或有残留。',
      remedy: '查看：vmp lab list；删除：vmp lab down --name {lab}；或另建：--name 其他名称。',
    },
  },
  'lab.noImage': {
    status: 409,
    exit: 1,
    en: {
      what: 'There is no image {image} in {folder}.',
      why: 'Servers boot a host image, and this one was not built here.',
      remedy: 'See which there are: vmp image list. Build one: vmp image build',
    },
    zh: {
      what: '{folder} 中没有镜像 {image}。',
      why: '服务器启动主机镜像，而本机未构建此镜像。',
      remedy: '查看已有镜像：vmp image list；构建：vmp image build',
    },
  },
  'lab.noSubnet': {
    status: 409,
    exit: 1,
    en: {
      what: 'No private network is left for a lab.',
      why: "This machine's own addresses and routes take all that a lab may use.",
      remedy: 'Take down other labs, or remove routes to 10.77.0.0/16, 172.28.0.0/16 or 192.168.0.0/16.',
    },
    zh: {
      what: '没有可供演练环境使用的私有网段。',
      why: '本机的地址和路由占用了全部候选网段。',
      remedy: '请删除其他演练环境，或移除指向 10.77.0.0/16、172.28.0.0/16、192.168.0.0/16 的路由。',
    },
  },
  'lab.stationFailed': {
    status: 500,
    exit: 1,
    en: {
      what: "The lab's station does not serve.",
      why: 'It said: {tail}',
      remedy: 'The rest of its log: {log}',
    },
    zh: { what: '演练环境的部署站未能提供服务。', why: '其输出：{tail}', remedy: '完整日志：{log}' },
  },
  'lab.siteFailed': {
    status: 500,
    exit: 1,
    en: {
      what: "The program that plays the site's router and DHCP server does not run.",
      why: 'dnsmasq said: {words}',
      remedy: 'Take the lab down and try again: vmp lab down --all',
    },
    zh: {
      what: '模拟现场路由器与 DHCP 服务器的程序未能运行。',
      why: 'dnsmasq 输出：{words}',
      remedy: '请删除演练环境后重试：vmp lab down --all',
    },
  },
  'lab.serverFailed': {
    status: 500,
    exit: 1,
    en: {
      what: 'The server {server} does not start.',
      why: 'QEMU said: {words}',
      remedy: 'Check the options of this lab against what QEMU says.',
    },
    zh: { what: '服务器 {server} 无法启动。', why: 'QEMU 输出：{words}', remedy: '请对照 QEMU 的提示检查选项。' },
  },
  'lab.serverEnded': {
    status: 500,
    exit: 1,
    en: {
      what: 'The server {server} switched itself off.',
      why: 'Its QEMU ended while it was awaited.',
      remedy: 'What QEMU said: {log}. Switch it on again: vmp lab power {server} on',
    },
    zh: {
      what: '服务器 {server} 自行关机。',
      why: '等待期间其 QEMU 进程已结束。',
      remedy: 'QEMU 输出：{log}；重新开机：vmp lab power {server} on',
    },
  },
  'lab.kernelCrashed': {
    status: 500,
    exit: 1,
    en: {
      what: 'The kernel of {server} crashed: {line}',
      why: 'It was not the single early crash that is retried under software emulation.',
      remedy: 'Its serial line: {log}',
    },
    zh: {
      what: '{server} 的内核崩溃：{line}',
      why: '这不是软件模拟下允许重试一次的早期崩溃。',
      remedy: '串口日志：{log}',
    },
  },
  'lab.timedOut': {
    status: 504,
    exit: 124,
    en: {
      what: 'Not {goal} within {seconds} s: {servers}',
      why: 'See what the station says of each above, and what its screen showed.',
      remedy: 'The lab runs on. Watch: vmp lab console NAME. Take it down: vmp lab down --name {lab}',
    },
    zh: {
      what: '{seconds} 秒内未达到 {goal}：{servers}',
      why: '请看上方部署站对各服务器的诊断及屏幕截图。',
      remedy: '演练环境仍在运行。查看：vmp lab console 名称；删除：vmp lab down --name {lab}',
    },
  },
  'lab.unknown': {
    status: 404,
    exit: 1,
    en: {
      what: 'There is no lab {lab}.',
      why: 'None of that name is up on this machine, and nothing is left of one.',
      remedy: 'See which there are: vmp lab list',
    },
    zh: {
      what: '没有演练环境 {lab}。',
      why: '本机没有该名称的演练环境，也没有残留。',
      remedy: '查看已有的：vmp lab list',
    },
  },
  'lab.stillOn': {
    status: 409,
    exit: 1,
    en: {
      what: 'The server {what} is on.',
      why: 'What is saved must not change meanwhile.',
      remedy: 'Shut it down first: vmp lab power {what} off pulls its plug.',
    },
    zh: {
      what: '服务器 {what} 仍在运行。',
      why: '保存期间内容不能变化。',
      remedy: '请先关机：vmp lab power {what} off 相当于直接断电。',
    },
  },
  'lab.folderExists': {
    status: 409,
    exit: 1,
    en: {
      what: 'The folder {folder} exists already.',
      why: 'Nothing that was saved is written over.',
      remedy: 'Name another folder, or remove this one.',
    },
    zh: { what: '文件夹 {folder} 已存在。', why: '不会覆盖已保存的内容。', remedy: '请换一个文件夹，或先删除它。' },
  },
  'lab.notSaved': {
    status: 404,
    exit: 2,
    en: {
      what: 'No lab was saved in {folder}.',
      why: 'It holds no lab.json.',
      remedy: 'Name the folder that was given to: vmp lab save',
    },
    zh: {
      what: '{folder} 中没有已保存的演练环境。',
      why: '其中没有 lab.json。',
      remedy: '请给出 vmp lab save 时使用的文件夹。',
    },
  },
  'lab.unfit': {
    status: 409,
    exit: 3,
    en: {
      what: 'The server {server} is unfit and is not installed.',
      why: 'The lab approves fit machines only.',
      remedy: 'See: vmp preflight report {server}',
    },
    zh: {
      what: '服务器 {server} 未通过预检，不予安装。',
      why: '演练环境只批准通过预检的机器。',
      remedy: '请查看：vmp preflight report {server}',
    },
  },
  'lab.unknownServer': {
    status: 404,
    exit: 1,
    en: { what: 'There is no server {server}.', why: 'There are: {servers}', remedy: 'See: vmp lab list' },
    zh: { what: '没有服务器 {server}。', why: '现有：{servers}', remedy: '请查看：vmp lab list' },
  },
  'lab.serverOff': {
    status: 409,
    exit: 1,
    en: {
      what: 'The server {server} is off.',
      why: 'Only a server that is on has a screen and a serial line.',
      remedy: 'Run: vmp lab power {server} on',
    },
    zh: {
      what: '服务器 {server} 已关机。',
      why: '只有开机的服务器才有屏幕和串口。',
      remedy: '请运行：vmp lab power {server} on',
    },
  },
  'lab.serialLost': {
    status: 500,
    exit: 1,
    en: {
      what: 'The serial line of {server} was lost.',
      why: '{reason}',
      remedy: 'See whether it is on: vmp lab list',
    },
    zh: { what: '{server} 的串口连接已断开。', why: '{reason}', remedy: '请确认其是否开机：vmp lab list' },
  },
  'lab.qmp': {
    status: 500,
    exit: 1,
    en: {
      what: 'QEMU does not do what was asked.',
      why: '{reason}',
      remedy: 'See whether the server is on: vmp lab list',
    },
    zh: { what: 'QEMU 未执行请求。', why: '{reason}', remedy: '请确认服务器是否开机：vmp lab list' },
  },
} as const satisfies ErrorTable
