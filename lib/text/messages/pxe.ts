import type { MessageTable } from '../types.ts'

/** The words of a machine's timeline, of its doctor, and of what the station says of itself. */
export const pxeMessages = {
  'machine.discovered': { en: 'was heard for the first time', zh: '首次被发现' },
  'machine.askedAddress': { en: '{who} asked for an address', zh: '{who} 请求地址' },
  'machine.offered': { en: 'was offered {address}', zh: '被分配 {address}' },
  'machine.offeredFile': {
    en: 'was offered {address} and the boot file {file}',
    zh: '被分配 {address}，启动文件 {file}',
  },
  'machine.offeredByProxy': {
    en: 'was told the boot file {file}; its address comes from another server',
    zh: '被告知启动文件 {file}；地址由其他服务器分配',
  },
  'machine.took': { en: 'took {address}', zh: '使用地址 {address}' },
  'machine.refusedAddress': { en: 'asked for {address} and was refused', zh: '请求 {address} 被拒绝' },
  'machine.declined': { en: 'says that {address} is in use by somebody else', zh: '报告地址 {address} 已被占用' },
  'machine.released': { en: 'gave {address} back', zh: '释放地址 {address}' },
  'machine.ignored': { en: '{who} asked, and was not answered: {reason}', zh: '{who} 的请求未被应答：{reason}' },
  'machine.poolExhausted': { en: 'asked for an address, and none was left', zh: '请求地址，但地址池已用尽' },
  'machine.unsupported': {
    en: 'asked for a boot file for {arch}, which VMP has none for',
    zh: '请求 {arch} 的启动文件，VMP 不支持',
  },
  'machine.fetching': { en: 'began to fetch {file}', zh: '开始下载 {file}' },
  'machine.fetched': { en: 'fetched {file} ({size} in {seconds} s)', zh: '已下载 {file}（{size}，{seconds} 秒）' },
  'machine.fetchFailed': {
    en: 'stopped fetching {file} after {size}: {problem}',
    zh: '下载 {file} 在 {size} 后中断：{problem}',
  },
  'machine.fetchMissing': { en: 'asked for {file}, which is not there', zh: '请求的 {file} 不存在' },
  'machine.script': { en: 'got its boot script for {loader}', zh: '获得 {loader} 启动脚本' },
  'machine.note.memory-too-small': {
    en: 'refused to go on: it has too little memory for the image',
    zh: '拒绝继续：内存不足以容纳镜像',
  },
  'machine.note.image-unreachable': { en: 'could not fetch the image', zh: '无法下载镜像' },
  'machine.note.image-digest-mismatch': {
    en: 'refused the image: its digest is not the one announced',
    zh: '拒绝镜像：摘要与声明不符',
  },
  'machine.note.image-mount-failed': { en: 'could not mount the image', zh: '无法挂载镜像' },
  'machine.enrolled': {
    en: 'its live system is up and enrolled (code {code})',
    zh: '临时系统已启动并登记（校验码 {code}）',
  },
  'machine.enrolledFromMedia': {
    en: 'its live system is up and enrolled from media (code {code})',
    zh: '临时系统已从介质启动并登记（校验码 {code}）',
  },
  'machine.enrolRefused': { en: 'its live system was refused: {problem}', zh: '临时系统登记被拒绝：{problem}' },
  'machine.facts': {
    en: 'sent its hardware: {cpus} CPUs, {memory} memory, {disks} disks, {nics} NICs',
    zh: '已发送硬件信息：{cpus} 个处理器，内存 {memory}，{disks} 块磁盘，{nics} 个网卡',
  },
  'machine.checking': { en: 'is being checked by the policy {policy}', zh: '正在按预检策略 {policy} 检查' },
  'machine.recheckAsked': { en: 'was asked to be checked again, with {work}', zh: '被要求重新检查，包括：{work}' },
  'machine.recheckCancelled': {
    en: 'was told to end the fixes and deep tests that were asked for',
    zh: '被要求结束修正与深度测试',
  },
  'machine.recheckLost': {
    en: 'its live system started anew, and did not do all that was asked for',
    zh: '临时系统重新启动，所要求的修正与深度测试未全部完成',
  },
  'machine.fit': { en: 'is fit, warnings: {warnings}', zh: '预检合格，警告 {warnings} 项' },
  'machine.unfit': {
    en: 'is unfit, fails: {fails}, warnings: {warnings}',
    zh: '预检不合格，失败 {fails} 项，警告 {warnings} 项',
  },
  'machine.silent': { en: 'has been silent for {seconds} s', zh: '已 {seconds} 秒无响应' },
  'machine.talksAgain': { en: 'is heard again', zh: '恢复响应' },
  'machine.clockOff': { en: 'its clock was {seconds} s off and was set', zh: '其时钟偏差 {seconds} 秒，已校正' },
  'finding.uuidShared': {
    en: 'shares its UUID {uuid} with another machine ({machines})',
    zh: '与其他裸机（{machines}）共用 UUID {uuid}',
  },
  'finding.nicShared': {
    en: 'has a NIC that another machine has, too ({machines})',
    zh: '网卡与其他裸机重复（{machines}）',
  },
  'finding.uuidBlank': { en: 'has a blank UUID', zh: 'UUID 为空' },
  'who.firmware-pxe': { en: 'its firmware (PXE)', zh: '固件（PXE）' },
  'who.firmware-http': { en: 'its firmware (HTTP boot)', zh: '固件（HTTP 启动）' },
  'who.ipxe': { en: 'iPXE', zh: 'iPXE' },
  'who.vmp': { en: 'the VMP image', zh: 'VMP 镜像' },
  'who.other': { en: 'a client', zh: '客户端' },
  'boot.noImage': {
    en: 'the station has no image to boot yet. Build one there: vmp image build',
    zh: '部署站尚无可启动的镜像，请先构建：vmp image build',
  },
  'boot.unknownNic': { en: 'the station cannot tell which NIC is asking.', zh: '部署站无法判断请求来自哪个网卡。' },
  'station.noImage': {
    en: 'There is no image in {folder}: machines wait until one is built (vmp image build)',
    zh: '{folder} 中没有镜像：裸机将等待，直到构建镜像（vmp image build）',
  },
  'station.cannotWrite': {
    en: 'The state cannot be written ({problem}): machines boot, but what they do is not kept. Free space on the disk of --state',
    zh: '状态无法写入（{problem}）：裸机仍可启动，但其过程未被保存。请在 --state 所在磁盘释放空间',
  },
  'station.damagedImage': {
    en: 'The image {image} is damaged: {file} is missing or has another size. Build it again, or see: vmp image verify',
    zh: '镜像 {image} 已损坏：{file} 缺失或大小不符。请重新构建，或查看：vmp image verify',
  },
  'doctor.nothing': {
    en: 'Nothing is wrong: its live system talks to the station',
    zh: '一切正常：临时系统正与部署站通信',
  },
  'doctor.silentLive': {
    en: 'The live system was there and is silent since {seconds} s',
    zh: '临时系统曾在线，现已 {seconds} 秒无响应',
  },
  'doctor.silentLive.remedy': {
    en: 'Look at its screen; it may be powered off, its cable may be out, or the kernel hangs',
    zh: '请查看其屏幕：可能已关机、网线脱落或内核挂起',
  },
  'doctor.noRequest': {
    en: 'Asked for an address and did not take the offer for {seconds} s',
    zh: '请求地址后 {seconds} 秒未接受分配',
  },
  'doctor.noRequest.remedy': {
    en: 'Another server may have answered, the switch port may be learning (spanning tree, 30 s: set portfast), or a VLAN cuts the way back',
    zh: '可能有其他服务器应答，交换机端口处于生成树学习阶段（30 秒，请启用 portfast），或 VLAN 阻断了回程',
  },
  'doctor.proxyIgnored': {
    en: 'Its firmware was told the boot file by proxy and did not come for it for {seconds} s',
    zh: '固件已由代理告知启动文件，但 {seconds} 秒内未来下载',
  },
  'doctor.proxyIgnored.remedy': {
    en: 'Some firmware ignores proxies: put the lines of "vmp serve --fallback" into the site’s own DHCP server',
    zh: '部分固件忽略代理：请将 “vmp serve --fallback” 的内容加入现场 DHCP 服务器',
  },
  'doctor.noLoader': {
    en: 'Took its address and never asked for {file} ({seconds} s)',
    zh: '已获得地址，但从未请求 {file}（{seconds} 秒）',
  },
  'doctor.noLoader.remedy': {
    en: 'Look whether a firewall stops UDP port 69 (TFTP) or the HTTP boot port to the station; if the station was started again at that moment, restart the machine',
    zh: '请检查防火墙是否阻断了到部署站的 UDP 69（TFTP）或 HTTP 启动端口；若部署站恰在此时重启，请重启该裸机',
  },
  'doctor.loaderStuck': {
    en: 'Fetched {file} and asked for nothing more for {seconds} s',
    zh: '已下载 {file}，此后 {seconds} 秒没有任何请求',
  },
  'doctor.loaderStuck.remedy': {
    en: 'The loader may hang on this firmware: try the other one with "vmp machines loader {machine} snponly" (or shim), and update the firmware',
    zh: '该固件上引导程序可能挂起：请用 “vmp machines loader {machine} snponly”（或 shim）更换，并升级固件',
  },
  'doctor.fetchUnfinished': {
    en: 'Began to fetch {file} {seconds} s ago and has not finished',
    zh: '{seconds} 秒前开始下载 {file}，至今未完成',
  },
  'doctor.fetchUnfinished.remedy': {
    en: 'Look at the link: a slow or lossy port, or a cable that is out, stops a transfer; then boot it again',
    zh: '请检查链路：端口过慢、丢包或网线脱落都会中断传输；然后重新启动',
  },
  'doctor.fetchFailed.remedy': {
    en: 'Boot it again; if it stays, look for packet loss, and for a firewall that cuts long transfers',
    zh: '请重新启动；若仍出现，请检查丢包及中断长传输的防火墙',
  },
  'doctor.fetchMissing.remedy': {
    en: 'Check the image on the station (vmp image verify): it does not hold that file; or another loader asks for it',
    zh: '请在部署站校验镜像（vmp image verify）：其中没有该文件；或由其他引导程序请求',
  },
  'doctor.kernelSilent': {
    en: 'Is silent for {seconds} s after the kernel: the driver of its NIC, or the cable',
    zh: '内核启动后 {seconds} 秒无响应：网卡驱动或网线问题',
  },
  'doctor.kernelSilent.remedy': {
    en: 'Look at its screen; build the image with the firmware of its NIC (vmp image build --firmware), try another port',
    zh: '请查看屏幕；用包含其网卡固件的镜像（vmp image build --firmware），或更换网口',
  },
  'doctor.imageSilent': {
    en: 'Fetched the image and is silent for {seconds} s',
    zh: '已下载镜像，此后 {seconds} 秒无响应',
  },
  'doctor.imageSilent.remedy': {
    en: 'A slow machine checks the image for a minute; after that look at its screen',
    zh: '较慢的机器校验镜像需约一分钟；此后请查看屏幕',
  },
  'doctor.working': { en: 'Is on its way: last heard {seconds} s ago', zh: '正在进行：{seconds} 秒前有响应' },
  'doctor.note.memory-too-small.remedy': {
    en: 'Add memory: the image is held in it while the machine runs from the network; or boot from USB',
    zh: '请增加内存：网络启动时镜像保存在内存中；或改用 U 盘启动',
  },
  'doctor.note.image-unreachable.remedy': {
    en: 'Look whether a firewall stops the HTTP boot port, and whether the network between is sound',
    zh: '请检查防火墙是否阻断 HTTP 启动端口，以及网络是否正常',
  },
  'doctor.note.image-digest-mismatch.remedy': {
    en: 'Check the image on the station (vmp image verify) and the network; a second station may be answering',
    zh: '请在部署站校验镜像（vmp image verify）并检查网络；可能有第二个部署站在应答',
  },
  'doctor.note.image-mount-failed.remedy': {
    en: 'Check the image on the station: vmp image verify',
    zh: '请在部署站校验镜像：vmp image verify',
  },
  'doctor.unsupported.remedy': {
    en: 'VMP hosts are x86-64; set the firmware to UEFI x64 or BIOS boot',
    zh: 'VMP 主机为 x86-64；请将固件设为 UEFI x64 或 BIOS 启动',
  },
  'doctor.pool.remedy': {
    en: 'Give the station a larger pool (--pool), or wait until leases expire',
    zh: '请扩大地址池（--pool），或等待租约到期',
  },
  'doctor.ignored.remedy': {
    en: 'The station answers PXE and VMP clients only; see --serve everybody',
    zh: '部署站只应答 PXE 与 VMP 客户端；参见 --serve everybody',
  },
  'doctor.enrolRefused.remedy': {
    en: 'Boot the machine again; compare the code on its screen with the one here',
    zh: '请重新启动该裸机，并核对屏幕上的校验码',
  },
} as const satisfies MessageTable
