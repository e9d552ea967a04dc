import type { MessageTable } from '../types.ts'

export const answerMessages = {
  'answer.description': {
    en: 'answer files: how machines are to be installed',
    zh: '应答文件：说明裸机如何安装',
  },
  'answer.argument.file': { en: 'answer file, YAML or JSON', zh: '应答文件（YAML 或 JSON）' },
  'answer.argument.machine': {
    en: 'a machine that the station knows; or describe one by the options below',
    zh: '部署站已知的裸机；也可用下列选项描述一台裸机',
  },
  'answer.placeUnknown': {
    en: 'The station has no place for {machine} in the answer "{answer}" yet: shown as its first machine (--index says another).',
    zh: '部署站尚未为 {machine} 在应答文件“{answer}”中分配序号：按第 1 台显示（可用 --index 指定）。',
  },
  'answer.new.help': {
    en: 'write an answer file to begin with, with comments',
    zh: '生成带注释的应答文件，供修改使用',
  },
  'answer.new.output': { en: 'write to this file', zh: '写入该文件' },
  'answer.new.rootPassword': { en: 'ask for the root password', zh: '询问 root 密码' },
  'answer.new.rootPasswordHash': {
    en: 'hash of the root password, as openssl passwd -6 makes it',
    zh: 'root 密码的哈希，由 openssl passwd -6 生成',
  },
  'answer.new.ask': { en: 'Root password of the hosts: ', zh: '物理主机的 root 密码：' },
  'answer.new.askAgain': { en: 'Once more: ', zh: '再输入一次：' },
  'answer.written': {
    en: 'Wrote {file}, and {schema} for editors that complete by it.',
    zh: '已写入 {file}；{schema} 供编辑器自动补全使用。',
  },
  'answer.validate.help': { en: 'say all that is wrong in answer files', zh: '检查应答文件，列出全部错误' },
  'answer.valid': {
    en: '{file} is valid; overrides for single machines: {count}',
    zh: '{file} 有效；单独设置：{count} 处',
  },
  'answer.note.noLogin': {
    en: 'Neither a root password nor an SSH key: nobody will be able to log in to the hosts.',
    zh: '既无 root 密码也无 SSH 密钥：谁都无法登录物理主机。',
  },
  'answer.note.keyboard': {
    en: 'identity.keyboard is kept, and has no effect: the image has no layout but us. SSH and serial lines have that of whoever types.',
    zh: 'identity.keyboard 仅保存，不生效：镜像中只有 us 键盘布局。SSH 和串口使用输入端自身的布局。',
  },
  'answer.note.noDisks': {
    en: 'disks.system says nothing: only machines on which there is no choice to be made are installed.',
    zh: 'disks.system 未填写：只有系统盘别无选择的裸机才会安装。',
  },
  'answer.explain.help': {
    en: 'say where each value comes from: the file, an override, or the defaults',
    zh: '说明每个值的来源：文件、单独设置或默认值',
  },
  'answer.explain.said': { en: 'leave the defaults out', zh: '不列出默认值' },
  'answer.column.key': { en: 'key', zh: '键' },
  'answer.column.value': { en: 'value', zh: '值' },
  'answer.column.from': { en: 'from', zh: '来源' },
  'answer.default': { en: 'default', zh: '默认' },
  'answer.secret': { en: 'set', zh: '已设置' },
  'answer.fromPattern': { en: '{value} (of {pattern})', zh: '{value}（由 {pattern} 得出）' },
  'answer.render.help': {
    en: 'print the whole answer of one machine, secrets included',
    zh: '输出一台裸机的完整应答（含密码哈希等机密）',
  },
  'answer.option.uuid': { en: 'UUID of the machine', zh: '裸机的 UUID' },
  'answer.option.serial': { en: 'serial of the machine', zh: '裸机的序列号' },
  'answer.option.mac': { en: 'a MAC address of the machine; may be repeated', zh: '裸机的 MAC 地址，可重复' },
  'answer.option.label': { en: 'a label of the machine; may be repeated', zh: '裸机的标签，可重复' },
  'answer.option.index': {
    en: 'its place among the machines of this answer (default: 1)',
    zh: '在本应答文件各裸机中的序号（默认 1）',
  },
  'answer.option.order': { en: 'place of its approval (default: as the index)', zh: '批准的次序（默认与序号相同）' },
  'answer.diff.help': {
    en: 'say what differs between two files and for whom, or between two machines of one file',
    zh: '比较两个应答文件（并指出涉及哪些裸机），或比较同一文件中的两台裸机',
  },
  'answer.diff.machine': {
    en: 'one of the two machines to compare; may be repeated',
    zh: '要比较的两台裸机之一，可重复',
  },
  'answer.diff.before': { en: 'before', zh: '之前' },
  'answer.diff.after': { en: 'after', zh: '之后' },
  'answer.diff.all': { en: 'For all machines', zh: '全部裸机' },
  'answer.diff.for': { en: 'For {match}', zh: '{match}' },
  'answer.diff.same': { en: 'Nothing differs.', zh: '没有差异。' },
  'answer.schema.help': {
    en: 'print the JSON Schema of answer files, for editors',
    zh: '输出应答文件的 JSON Schema，供编辑器使用',
  },
} as const satisfies MessageTable
