import { z } from 'zod';
import { ALERT_LEVELS } from '../../../platform/core/alert.ts';
import { DELIVERY_REASONS } from '../../../platform/core/delivery-reason.ts';
import { endpoint, zId, zInstant, zText } from '../../../platform/core/contract.ts';
import { ROLES } from '../../../platform/core/roles.ts';

/** The ways out a centre may set up, as the settings list them: WeCom and text messages come first. */
export const SITE_CHANNELS = ['wecom', 'sms', 'dingtalk', 'feishu', 'email', 'webhook'] as const;
export type SiteChannelKind = (typeof SITE_CHANNELS)[number];
const zDone = z.object({ ok: z.literal(true) });

/** What came of a test or a message, with the other side's own words. */
const zResult = z.object({ at: zInstant, outcome: z.enum(['delivered', 'refused', 'retry', 'unknown']), answer: z.string(), reason: z.enum(DELIVERY_REASONS).nullable() });
export type ChannelResult = z.output<typeof zResult>;

const zWords = z.object({ zh: z.string(), en: z.string() });
/** One field of a channel's settings; a secret is empty when it is shown again. */
const zField = z.object({
  name: z.string(), label: zWords, input: z.enum(['text', 'url', 'email', 'number', 'lines', 'choice']), isRequired: z.boolean(), isSecret: z.boolean(),
  hint: zWords.optional(), choices: z.array(z.object({ value: z.string(), label: zWords })).optional(), initial: z.string().optional(),
});

const zChannelFields = z.object({
  name: zText(40),
  enabled: z.boolean().default(true),
  /** Whose steps are told here; none = everybody's. */
  roles: z.array(z.enum(ROLES)).max(20).default([]),
  minLevel: z.enum(ALERT_LEVELS).default('warning'),
  fallbackId: zId.nullable().default(null),
  /** By kind; a secret left out stays as it is. */
  settings: z.record(z.string().max(40), z.unknown()),
});

export const listChannels = endpoint({
  name: 'listChannels', method: 'GET', path: '/api/sites/{siteId}/channels', summary: 'The centre’s ways out, without their secrets',
  input: z.object({ siteId: zId }),
  output: z.object({
    channels: z.array(
      z.object({
        id: zId, version: z.number().int(), kind: z.enum(SITE_CHANNELS), name: z.string(), enabled: z.boolean(), roles: z.array(z.enum(ROLES)), minLevel: z.enum(ALERT_LEVELS), fallbackId: zId.nullable(),
        shown: z.record(z.string(), z.unknown()), secrets: z.array(z.string()), tested: zResult.nullable(), testing: z.boolean(), pausedUntil: zInstant.nullable(),
      }),
    ),
    /** What each kind asks for, in the order they are offered. */
    forms: z.array(z.object({ kind: z.enum(SITE_CHANNELS), label: zWords, target: z.enum(['phone', 'email', 'push', 'group']), fields: z.array(zField) })),
  }),
  permission: 'alerts.manage',
});
export const addChannel = endpoint({
  name: 'addChannel', method: 'POST', path: '/api/sites/{siteId}/channels', summary: 'Add a way out',
  input: z.object({ siteId: zId, channelId: zId, kind: z.enum(SITE_CHANNELS), ...zChannelFields.shape }), output: zDone, permission: 'alerts.manage',
});
export const changeChannel = endpoint({
  name: 'changeChannel', method: 'POST', path: '/api/sites/{siteId}/channels/{channelId}', summary: 'Change a way out; who saves second is told',
  input: z.object({ siteId: zId, channelId: zId, version: z.number().int(), ...zChannelFields.shape }), output: zDone, permission: 'alerts.manage',
});
export const removeChannel = endpoint({
  name: 'removeChannel', method: 'POST', path: '/api/sites/{siteId}/channels/{channelId}/remove', summary: 'Take a way out away, or bring it back',
  input: z.object({ siteId: zId, channelId: zId, removed: z.boolean().default(true) }), output: zDone, permission: 'alerts.manage',
});
/** The answer comes with the list: nothing outside is asked inside a request. */
export const testChannel = endpoint({
  name: 'testChannel', method: 'POST', path: '/api/sites/{siteId}/channels/{channelId}/test', summary: 'Send a test message; its true answer stands in the list a moment later',
  input: z.object({ siteId: zId, channelId: zId, /** For text messages and mail: to whom. */ to: z.string().trim().max(120).optional() }), output: zDone, permission: 'alerts.manage',
});

const zTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const zDevice = z.object({ id: zId, device: z.string(), createdAt: zInstant, takenAt: zInstant.nullable(), arrivedAt: zInstant.nullable(), goneAt: zInstant.nullable(), isThis: z.boolean() });
export const readMyWays = endpoint({
  name: 'readMyWays', method: 'GET', path: '/api/alert-ways', summary: 'How I want to be reached, and my phones with what really arrived on them',
  input: z.object({ endpoint: z.string().max(2000).optional() }),
  output: z.object({
    quietFrom: zTime.nullable(), quietTo: zTime.nullable(), email: z.string().nullable(), useSms: z.boolean(), /** Masked. */ phone: z.string().nullable(),
    /** Which of mail and text messages any of my centres can send at all. */
    can: z.object({ email: z.boolean(), sms: z.boolean() }), pushKey: z.string(), devices: z.array(zDevice),
  }),
  permission: 'signed-in',
});
export const changeMyWays = endpoint({
  name: 'changeMyWays', method: 'POST', path: '/api/alert-ways', summary: 'Change how I want to be reached',
  input: z.object({ quietFrom: zTime.nullable(), quietTo: zTime.nullable(), email: z.union([z.email().max(200), z.literal('')]).nullable(), useSms: z.boolean() }), output: zDone, permission: 'signed-in',
});
export const subscribePush = endpoint({
  name: 'subscribePush', method: 'POST', path: '/api/push/subscriptions', summary: 'This phone or PC wants to be told',
  input: z.object({ endpoint: z.url().max(2000), p256dh: z.string().min(10).max(200), auth: z.string().min(10).max(100), /** The installation's key the browser subscribed with. */ key: z.string().max(100).optional(), device: z.string().trim().max(60).default('') }), output: z.object({ id: zId }), permission: 'signed-in',
});
export const removePush = endpoint({
  name: 'removePush', method: 'POST', path: '/api/push/subscriptions/{subscriptionId}/remove', summary: 'This phone is no longer told', input: z.object({ subscriptionId: zId }), output: zDone, permission: 'signed-in',
});
export const testPush = endpoint({
  name: 'testPush', method: 'POST', path: '/api/push/subscriptions/{subscriptionId}/test', summary: 'Send a test to one of my phones; it says itself whether it arrived', input: z.object({ subscriptionId: zId }), output: zDone, permission: 'signed-in',
});
/** Called by the service worker when it has shown a message. */
export const pushArrived = endpoint({
  name: 'pushArrived', method: 'POST', path: '/api/push/arrived', summary: 'The phone has shown a message',
  input: z.object({ endpoint: z.string().max(2000), messageId: zId }), output: zDone, permission: 'signed-in',
});
