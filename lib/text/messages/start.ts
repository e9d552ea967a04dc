import type { MessageTable } from '../types.ts'

export const startMessages = {
  'start.description': {
    en: 'what npm start does once all is installed: an image, a station, one rehearsal server',
    zh: 'npm start 在安装完成后所做的：镜像、部署站和一台演练服务器',
  },
  'start.interface': {
    en: 'serve the network on this interface instead of rehearsing',
    zh: '改为在该网口上提供服务，不做演练',
  },
  'start.alreadyUp': { en: 'The lab {lab} is up already.', zh: '演练环境 {lab} 已在运行。' },
  'start.station': {
    en: "The station: {url} (in the lab's own network)",
    zh: '部署站：{url}（位于演练环境自己的网络中）',
  },
  'start.next': { en: 'What to try next:', zh: '接下来可以：' },
  'start.next.machines': { en: 'what the station knows of it', zh: '部署站所知道的信息' },
  'start.next.report': { en: 'whether it is fit, and what to change', zh: '是否合格、需要改什么' },
  'start.next.doctor': { en: 'how it booted, in words', zh: '它的启动过程' },
  'start.next.console': { en: 'its serial line', zh: '它的串口' },
  'start.next.screen': { en: 'a picture of its screen', zh: '它的屏幕截图' },
  'start.next.down': { en: 'take it all down', zh: '全部清除' },
} as const satisfies MessageTable
