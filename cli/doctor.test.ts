import { expect, test } from 'vitest'
import { machine } from './__fixtures__/machine.ts'
import { printDoctor } from './doctor.ts'

const doctor = {
  machine,
  timeline: [
    {
      id: 1,
      at: '2026-01-01T00:00:01Z',
      mac: null,
      level: 'info',
      key: 'machine.took',
      params: { address: '192.0.2.7' },
    },
    { id: 2, at: '2026-01-01T00:00:02Z', mac: null, level: 'warning', key: 'machine.ofTomorrow', params: {} },
  ],
  diagnoses: [
    {
      level: 'error',
      finding: { key: 'doctor.kernelSilent', params: { seconds: 40 } },
      remedy: { key: 'doctor.kernelSilent.remedy', params: { seconds: 40 } },
    },
    { level: 'warning', finding: { key: 'finding.uuidBlank', params: {} }, remedy: null },
  ],
} satisfies Parameters<typeof printDoctor>[0]

const withoutTimes = (text: string): string => text.replaceAll(/^\d\d:\d\d:(\d\d) /gm, 'hh:mm:$1 ')

test('the doctor is the timeline in words, what it means and what to do', () => {
  expect(withoutTimes(printDoctor(doctor, 'en'))).toBe(`m1  02:00:00:00:00:0a 02:00:00:00:00:0b
hh:mm:01   took 192.0.2.7
hh:mm:02 ! machine.ofTomorrow

✗ Is silent for 40 s after the kernel: the driver of its NIC, or the cable
  → Look at its screen; build the image with the firmware of its NIC (vmp image build --firmware), try another port
! has a blank UUID
`)
})

test('in Chinese too', () => {
  expect(printDoctor(doctor, 'zh')).toContain('✗ 内核启动后 40 秒无响应')
})

test('what a client wrote into its request cannot command the terminal', () => {
  const params = { file: 'x\u001B[2J\u009B31m', size: '1 B', seconds: 1 }
  const hostile = { ...doctor, timeline: [{ ...doctor.timeline[0]!, key: 'machine.fetched', params }] }
  expect(printDoctor(hostile, 'en')).toContain('fetched x\uFFFD[2J\uFFFD31m')
})
