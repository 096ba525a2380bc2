import { z } from 'zod';

/** What a source can know of a call; the screen shows only that. */
export const CAPABILITIES = ['live', 'ring-time', 'who-answered', 'hold', 'transfer', 'queue', 'snapshot', 'call-back'] as const;
export type Capability = (typeof CAPABILITIES)[number];

export const PBX_KINDS = ['ami', 'esl', 'push', 'smdr'] as const;
export type PbxKind = (typeof PBX_KINDS)[number];

/** Why a source is not listening; each has words on the screen. */
export const PBX_PROBLEMS = [
  'connection-refused', 'host-unknown', 'no-answer', 'connection-lost', 'silent', 'not-this-pbx', 'pbx-too-old', 'wrong-password', 'no-rights',
  'message-too-large', 'unreadable', 'port-in-use', 'file-missing', 'settings-unreadable', 'storing-failed', 'wrong-signature', 'address-not-allowed',
] as const;
export type PbxProblem = (typeof PBX_PROBLEMS)[number];

const host = z.string().trim().min(1).max(253).regex(/^[A-Za-z0-9.:_-]+$/);
const port = z.number().int().min(1).max(65_535);
/** A word that travels in a command: letters, digits and a few marks, so that it can be nothing else. */
const plain = (max: number) => z.string().trim().max(max).regex(/^[A-Za-z0-9_.@/{}+-]*$/);
const names = z.array(z.string().trim().min(1).max(60)).max(50);
const extensions = z.record(z.string().min(1).max(60), z.string().regex(/^[A-Za-z0-9_.-]{1,60}$/));

const dialling = {
  /** Rights to dial are given only where call-back is wanted. */
  mayDial: z.boolean().default(false),
  /** `{ext}` is the seat's telephone, `{peer}` its name on the PBX. */
  channel: plain(80).default('PJSIP/{peer}'),
  /** What is dialled before an outside number. */
  prefix: z.string().regex(/^[0-9*#]{0,6}$/).default(''),
};
const telephones = { trunks: names.default([]), extensions: extensions.default({}) };

export const zAmiSettings = z.object({
  kind: z.literal('ami'), host, port: port.default(5038), tls: z.boolean().default(false), username: z.string().trim().min(1).max(80).regex(/^[^\r\n\0]+$/),
  ...telephones, ...dialling, context: plain(80).default('from-internal'),
});
export const zEslSettings = z.object({
  kind: z.literal('esl'), host, port: port.default(8021), tls: z.boolean().default(false),
  ...telephones, ...dialling, channel: plain(120).default('user/{ext}'), gateway: plain(80).default(''),
});

/** A dotted path into a message, or several whose values are joined by `:`; `match` takes its first group out of what is found. */
const fieldPath = z.string().trim().min(1).max(120).regex(/^[\w$@.:#-]+$/);
const pattern = z.string().min(1).max(300).refine((text) => {
  try {
    return Boolean(new RegExp(text, 'u'));
  } catch {
    return false;
  }
}, 'not a regular expression');
const zField = z.union([fieldPath, z.object({ path: z.union([fieldPath, z.array(fieldPath).min(1).max(4)]), match: pattern.optional() })]);
export type FieldPath = z.output<typeof zField>;

export const PUSH_FIELDS = ['kind', 'callId', 'eventId', 'at', 'legId', 'ext', 'from', 'name', 'to', 'queue', 'direction', 'cause', 'target', 'how', 'ringSeconds', 'waitSeconds', 'trunk'] as const;
export type PushField = (typeof PUSH_FIELDS)[number];
const zKindValue = z.string().regex(/^(?:offered|queued|dialing|ringing|answered|not_answered|held|retrieved|transferred|transfer_completed|transfer_failed|transfer_lost|left|ended)(?::(?:answered|abandoned|busy|unanswered))?$/);

export const zPushMapping = z.object({
  /** Where the records stand when one message holds several; empty: the message itself, or its members when it is a list. */
  records: z.union([fieldPath, z.literal('')]).default(''),
  fields: z.partialRecord(z.enum(PUSH_FIELDS), zField).refine((fields) => fields.kind !== undefined && fields.callId !== undefined, 'kind and callId are needed'),
  /** What the vendor calls it → kind, with how it ended where that is known: `ended:busy`. What is not named is not an event. */
  kinds: z.record(z.string().min(1).max(80), zKindValue),
  directions: z.record(z.string().min(1).max(80), z.enum(['inbound', 'outbound', 'internal'])).default({}),
  direction: z.enum(['inbound', 'outbound', 'internal']).default('inbound'),
  time: z.enum(['iso', 'seconds', 'milliseconds', 'local', 'none']).default('iso'),
});
export type PushMapping = z.output<typeof zPushMapping>;

export const zPushSettings = z.object({
  kind: z.literal('push'),
  mapping: zPushMapping,
  /** The vendor's message the mapping was made for; kept as its test. */
  sample: z.string().max(20_000).default(''),
  signature: z.object({
    algorithm: z.enum(['hmac-sha256', 'hmac-sha1', 'hmac-md5', 'md5']), header: z.string().trim().min(1).max(60).regex(/^[A-Za-z0-9-]+$/), encoding: z.enum(['hex', 'base64']).default('hex'),
    /** What is signed: `{body}`, `{secret}`, `{header:x-timestamp}`. */
    over: z.string().min(1).max(120).default('{body}'),
  }).nullable().default(null),
  /** Empty: from anywhere that knows the path. */
  addresses: z.array(z.string().trim().regex(/^[0-9A-Fa-f.:]+(?:\/\d{1,3})?$/)).max(50).default([]),
});

export const CDR_FIELDS = ['callId', 'date', 'time', 'from', 'clid', 'to', 'context', 'channel', 'peer', 'app', 'duration', 'talk', 'ring', 'wait', 'disposition', 'ext', 'direction', 'answered', 'ended', 'continues', 'queue', 'bleg', 'incoming', 'outgoing'] as const;
export type CdrField = (typeof CDR_FIELDS)[number];
export const zCdrModel = z.object({
  /** Columns by number (from 0) or, with a header line, by name; or one expression with named groups for the whole line. */
  line: z.union([z.object({ columns: z.partialRecord(z.enum(CDR_FIELDS), z.union([z.number().int().min(0).max(200), z.string().min(1).max(80)])), header: z.boolean() }), z.object({ expression: pattern })]),
  dates: z.enum(['ymd', 'dmy', 'mdy']),
  /** Panasonic KX-TDA writes when the call ended, everybody else when it began. */
  timeIs: z.enum(['start', 'end']).default('start'),
  style: z.enum(['asterisk', 'freeswitch', 'segments', 'list']),
});
export type CdrModel = z.output<typeof zCdrModel>;

export const zSmdrSettings = z.object({
  kind: z.literal('smdr'),
  /** They dial out to us, we read from them, or a file that grows. */
  way: z.enum(['listen', 'connect', 'file']),
  host: host.default('127.0.0.1'), port: z.number().int().min(1024).max(65_535).default(9000),
  /** A name in the folder set apart for such files: a setting of a centre opens no other file of the machine. */
  path: z.string().trim().max(120).regex(/^(?!\.)[\w.-]*$/).default(''),
  addresses: z.array(z.string().trim().regex(/^[0-9A-Fa-f.:]+(?:\/\d{1,3})?$/)).max(50).default([]),
  model: zCdrModel, ...telephones,
});

export const zPbxSettings = z.discriminatedUnion('kind', [zAmiSettings, zEslSettings, zPushSettings, zSmdrSettings]);
export type PbxSettings = z.output<typeof zPbxSettings>;
export type AmiSettings = z.output<typeof zAmiSettings>;
export type EslSettings = z.output<typeof zEslSettings>;
export type PushSettings = z.output<typeof zPushSettings>;
export type SmdrSettings = z.output<typeof zSmdrSettings>;

/** What this centre can know, by its source's kind and settings. */
export const capabilitiesOf = (settings: PbxSettings): ReadonlySet<Capability> => {
  switch (settings.kind) {
    case 'ami':
    case 'esl':
      return new Set<Capability>(['live', 'ring-time', 'who-answered', 'hold', 'transfer', 'queue', 'snapshot', ...(settings.mayDial ? ['call-back' as const] : [])]);
    case 'push': {
      const kinds = new Set(Object.values(settings.mapping.kinds).map((kind) => kind.split(':')[0]));
      const { fields } = settings.mapping;
      return new Set<Capability>([
        ...(kinds.has('offered') || kinds.has('ringing') ? (['live'] as const) : []),
        ...(kinds.has('ringing') || fields.ringSeconds ? (['ring-time'] as const) : []),
        ...(fields.ext ? (['who-answered'] as const) : []),
        ...(kinds.has('held') ? (['hold'] as const) : []),
        ...(kinds.has('transferred') ? (['transfer'] as const) : []),
        ...(kinds.has('queued') || fields.queue ? (['queue'] as const) : []),
      ]);
    }
    case 'smdr': {
      const { line } = settings.model;
      const has = (field: CdrField) => ('columns' in line ? line.columns[field] !== undefined : line.expression.includes(`?<${field}>`));
      return new Set<Capability>(['who-answered', ...(has('ring') ? (['ring-time'] as const) : [])]);
    }
  }
};
