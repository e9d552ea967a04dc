/**
 * The answer file: how machines are to be installed. One schema gives the type, the validation, the editor's completion and
 * the documentation. Sizes are GB as disks are sold. Whatever has a `default` may be left out of a file (defaults.ts).
 * Words of ours beside those of JSON Schema: `whole` is replaced by an override, never merged with; of `exclusive` keys only
 * one says something; `secret` is never shown; `shorthand` names the key that a single value stands for; `example` is what
 * an error shows instead of a pattern.
 */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'

const strict = { additionalProperties: false } as const
const whole = { ...strict, whole: true } as const
/** Null, where a file says nothing of it. */
const Maybe = <T extends TSchema>(type: T, options: object = {}) =>
  Type.Union([type, Type.Null()], { default: null, ...options })

/** A name as DNS and the kernel take it (RFC 1123): what a host is called. */
export const HostName = Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$', example: 'a-z 0-9 -, ≤ 63' })
const IPv4 = Type.String({ format: 'ipv4' })
/** An IPv4 address with the length of its network's prefix, `10.0.0.5/24`. */
const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const Cidr = Type.String({ pattern: `^(${octet}\\.){3}${octet}/([89]|[12]\\d|3[0-2])$`, example: '10.0.0.5/24' })
const Mac = Type.String({ pattern: '^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$', example: '52:54:00:12:34:56' })
/** The name or the address of another machine. */
const Server = Type.String({
  pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$',
  example: 'ntp.example.com | 10.0.0.1',
})
const Mtu = Type.Integer({ minimum: 576, maximum: 9216 })
const Vlan = Type.Integer({ minimum: 1, maximum: 4094 })
/** A cap of `*` and `?` against a text, without regard to case. */
const Glob = Type.String({ minLength: 1, maxLength: 128 })

export const Identity = Type.Object(
  {
    name: Type.String({
      default: 'node{index:2}',
      maxLength: 128,
      description:
        'the host name, or a pattern: {index} counts the machines of this answer from 1, {index:3} writes it with three digits, {order} counts approvals, {serial} and {mac} are of the machine, {label:KEY} is its label',
    }),
    locale: Type.String({
      default: 'C.UTF-8',
      pattern: '^(C|[a-z]{2,3}_[A-Z]{2}(@[a-z]+)?)\\.UTF-8$',
      example: 'C.UTF-8 | en_US.UTF-8 | zh_CN.UTF-8',
      description: 'language of the system, e.g. zh_CN.UTF-8',
    }),
    timezone: Type.String({
      default: 'Etc/UTC',
      pattern: '^[A-Za-z0-9_+/-]{1,64}$',
      example: 'Asia/Shanghai',
      description: 'name of the time zone database, e.g. Asia/Shanghai',
    }),
    keyboard: Type.String({
      default: 'us',
      pattern: '^[a-z]{2,5}(-[a-z0-9_]{1,32})?$',
      example: 'us',
      description: 'layout of the console, e.g. us, de; kept, and without effect: the image has no other than us',
    }),
    rootPasswordHash: Maybe(
      Type.String({
        pattern: '^\\$(y|6|5|2b|7)\\$[^:\\s]+$',
        maxLength: 256,
        example: '$6$… (openssl passwd -6)',
        description: 'as `openssl passwd -6` makes it; without one, and without keys, nobody can log in',
      }),
      { secret: true },
    ),
    sshKeys: Type.Array(
      Type.String({
        pattern: '^(ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [^\\r\\n]*)?$',
        maxLength: 16_384,
        example: 'ssh-ed25519 AAAA… name',
      }),
      { default: [], maxItems: 64, description: 'public keys that may log in as root' },
    ),
  },
  strict,
)
export type Identity = Static<typeof Identity>

/** What picks disks: all that is said must hold. */
export const DiskSelector = Type.Object(
  {
    serial: Type.Optional(
      Type.Array(Glob, {
        minItems: 1,
        description: 'one of these; each must be there, so that no mirror lacks a disk',
      }),
    ),
    wwn: Type.Optional(
      Type.Array(Glob, { minItems: 1, description: 'one of these, with or without 0x; each must be there' }),
    ),
    model: Type.Optional(Glob),
    kind: Type.Optional(
      Type.Enum(['nvme', 'ssd', 'hdd', 'raid'], { description: 'raid: a volume of a RAID controller' }),
    ),
    size: Type.Optional(
      Type.Object(
        { min: Type.Optional(Type.Number({ minimum: 0 })), max: Type.Optional(Type.Number({ minimum: 0 })) },
        { ...strict, description: 'GB as sold, from and to; 1 % more or less is the same size' },
      ),
    ),
    count: Type.Optional(
      Type.Union(
        [
          Type.Integer({ minimum: 1, maximum: 64 }),
          Type.Object({ min: Type.Integer({ minimum: 1 }), max: Type.Integer({ minimum: 1, maximum: 64 }) }, strict),
        ],
        { description: 'how many there must be; more or fewer stop the installation' },
      ),
    ),
  },
  whole,
)
export type DiskSelector = Static<typeof DiskSelector>

export const RaidChoice = Type.Enum(['auto', 'none', '1', '10', '5', '6'])
export type RaidChoice = Static<typeof RaidChoice>

/** Whose data may be destroyed without a person: nothing is wiped that no rule names. A disk with a VMP marker never is. */
export const WipeRule = Type.Object(
  {
    disks: Type.Enum(['selected', 'system', 'data', 'cache'], { description: 'selected: all that the plan uses' }),
    holds: Type.Array(
      Type.Enum(['anything', 'partition', 'filesystem', 'raid-member', 'lvm-member', 'encrypted', 'swap', 'other']),
      {
        minItems: 1,
        description: 'what they may hold; anything: whatever it is',
      },
    ),
    match: Type.Optional(DiskSelector),
  },
  whole,
)
export type WipeRule = Static<typeof WipeRule>

export const Disks = Type.Object(
  {
    /** Saying nothing is no permission to choose: the planner takes it only where the choice is unmistakable. */
    system: Type.Object(DiskSelector.properties, {
      ...whole,
      default: {},
      description: 'disks that carry the system; nothing said: only where there is no choice to be made',
    }),
    data: Maybe(DiskSelector, { description: 'disks for data alone; null: data lies on the system disks, too' }),
    cache: Maybe(DiskSelector, { description: 'fast disks that only cache others' }),
    raid: Type.Object(
      {
        system: Type.Enum(['auto', 'none', '1'], { default: 'auto' }),
        data: Type.Enum(['auto', 'none', '1', '10', '5', '6'], {
          default: 'auto',
          description: 'of the volumes, on the system disks or on the data disks',
        }),
      },
      {
        ...strict,
        shorthand: 'data',
        description: 'auto: one disk none, two or three RAID 1, four and more RAID 10; a single value is that of data',
      },
    ),
    wipe: Type.Array(WipeRule, { default: [], maxItems: 32 }),
    sizes: Type.Object(
      {
        state: Maybe(Type.Number({ minimum: 4, description: 'GB; null: chosen by the size of the disks' })),
        cluster: Maybe(Type.Number({ minimum: 4 })),
        local: Maybe(
          Type.Number({ minimum: 1, description: 'GB of local storage; the rest stays free for replicated storage' }),
        ),
      },
      strict,
    ),
  },
  strict,
)
export type Disks = Static<typeof Disks>

/** Picks a port of the machine: all that is said must hold, and one must be left. */
const PortSelector = Type.Object(
  {
    mac: Type.Optional(Mac),
    name: Type.Optional(Glob),
    link: Type.Optional(
      Type.Boolean({ description: 'true: of those with a link the first, in the order of the machine' }),
    ),
    speed: Type.Optional(Type.Integer({ minimum: 1, description: 'at least, Mb/s' })),
    lldp: Type.Optional(
      Type.Object({ system: Type.Optional(Glob), port: Type.Optional(Glob), vlan: Type.Optional(Vlan) }, strict),
    ),
    boot: Type.Optional(
      Type.Boolean({
        description:
          'true: the port that the machine was booted from, or that talks with the station; booted from a medium without either: the first with a link',
      }),
    ),
  },
  whole,
)
export type PortSelector = Static<typeof PortSelector>

export const Address = Type.Union([
  Type.Object({ method: Type.Literal('dhcp') }, strict),
  Type.Object({ method: Type.Literal('static'), address: Cidr, gateway: Maybe(IPv4) }, strict),
  Type.Object(
    {
      method: Type.Literal('pool'),
      from: Cidr,
      to: IPv4,
      gateway: Maybe(IPv4),
    },
    { ...strict, description: 'the machine of index 1 gets the first address; static once an answer is rendered' },
  ),
  Type.Object({ method: Type.Literal('none') }, strict),
])
const WholeAddress = (options: object = {}) => Type.Union([...Address.anyOf], { whole: true, ...options })
export type Address = Static<typeof Address>

const Bond = Type.Object(
  {
    ports: Type.Array(PortSelector, { minItems: 1, maxItems: 8 }),
    mode: Type.Enum(['active-backup', '802.3ad', 'balance-alb', 'balance-tlb', 'balance-xor'], {
      default: 'active-backup',
    }),
  },
  whole,
)

const portOrBond = { ...strict, exclusive: ['port', 'bond'] } as const
const networkOf = {
  port: Maybe(PortSelector, { description: 'neither port nor bond: management takes the port that booted' }),
  bond: Maybe(Bond, { description: 'instead of port; one of a single port can grow' }),
  vlan: Maybe(Vlan),
  mtu: Maybe(Mtu),
}
const ManagementNetwork = Type.Object(
  { ...networkOf, address: WholeAddress({ default: { method: 'dhcp' } }) },
  portOrBond,
)
const StorageNetwork = Type.Object({ ...networkOf, address: WholeAddress() }, portOrBond)
export type NetworkChoice = Static<typeof ManagementNetwork>

const Network = Type.Object(
  {
    management: ManagementNetwork,
    storage: Maybe(StorageNetwork),
    dns: Type.Array(IPv4, { default: [], maxItems: 3 }),
    search: Type.Array(Server, { default: [], maxItems: 6 }),
    ntp: Type.Array(Server, {
      default: [],
      maxItems: 8,
      description: 'names or addresses; empty: the station, and after it the cluster',
    }),
  },
  strict,
)

/** Never a token: the station gets one for each machine. */
export const Cluster = Type.Object(
  {
    mode: Type.Enum(['none', 'auto', 'create', 'join'], { default: 'none' }),
    name: Maybe(HostName),
    address: Maybe(Type.String({ format: 'ipv4', description: 'the cluster IP' })),
    probe: Maybe(Type.String({ format: 'ipv4', description: 'the probe IP' })),
    controller: Maybe(Server, { description: 'join: name or address of a host, or the cluster IP' }),
  },
  strict,
)
export type Cluster = Static<typeof Cluster>

export const builtInHooks = ['kvm', 'storage', 'network', 'time'] as const
const BuiltIn = Type.Enum([...builtInHooks])

/** The site's own script, run with a time limit; its output is kept. */
export const ScriptHook = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    phase: Type.Enum(['target', 'first-boot']),
    before: Type.Optional(BuiltIn),
    after: Type.Optional(BuiltIn),
    script: Type.Union([
      Type.Object({ text: Type.String({ maxLength: 65_536, secret: true }) }, strict),
      Type.Object(
        { file: Type.String({ maxLength: 1024 }) },
        { ...strict, description: 'beside the answer file; taken into it when it is read' },
      ),
      Type.Object(
        {
          url: Type.String({ pattern: '^https?://', maxLength: 1024 }),
          sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
        },
        strict,
      ),
    ]),
    timeout: Type.Integer({ default: 300, minimum: 1, maximum: 3600, description: 'seconds' }),
    optional: Type.Boolean({ default: false, description: 'true: when it fails the installation goes on' }),
  },
  whole,
)
export type ScriptHook = Static<typeof ScriptHook>

export const Hooks = Type.Object(
  {
    kvm: Type.Object({ nested: Type.Boolean({ default: true }) }, strict),
    scripts: Type.Array(ScriptHook, { default: [], maxItems: 32 }),
  },
  strict,
)
export type Hooks = Static<typeof Hooks>

const AfterInstall = Type.Object(
  {
    bootOrder: Type.Enum(['network', 'disk', 'keep'], {
      default: 'network',
      description: 'what the firmware tries first afterwards',
    }),
    finish: Type.Enum(['reboot', 'poweroff'], { default: 'reboot' }),
  },
  strict,
)

/** The whole of it, with every default filled in. */
export const Answer = Type.Object(
  {
    version: Type.Literal(1),
    name: Type.String({ default: 'default', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    identity: Identity,
    disks: Disks,
    network: Network,
    cluster: Cluster,
    preflight: Type.Object(
      {
        policy: Maybe(Type.String({ description: "name of a shipped policy; null: the station's" })),
        warnings: Type.Enum(['accept', 'stop'], { default: 'accept' }),
      },
      strict,
    ),
    hooks: Hooks,
    after: AfterInstall,
  },
  strict,
)
export type Answer = Static<typeof Answer>

/** Whom an override is for. Of several that match, the more telling one wins: UUID, serial, MAC, label with a value, label. */
export const MachineSelector = Type.Union([
  Type.Object({ uuid: Type.String({ format: 'uuid' }) }, strict),
  Type.Object({ serial: Type.String({ minLength: 1, maxLength: 128 }) }, strict),
  Type.Object({ mac: Mac }, strict),
  Type.Object(
    {
      label: Type.String({
        pattern: '^[a-z0-9][a-z0-9.-]{0,62}(=[^\\r\\n]{0,128})?$',
        example: 'rack | rack=1',
        description: 'KEY or KEY=VALUE',
      }),
    },
    strict,
  ),
])
export type MachineSelector = Static<typeof MachineSelector>

/** What a machine is, as far as an answer asks. */
export interface MachineTraits {
  readonly uuid: string | null
  readonly serial: string | null
  readonly macs: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** The place of the machine among those of this answer, from 1; and the place of its approval. */
  readonly index: number
  readonly order: number
}
