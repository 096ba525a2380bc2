import { z } from 'zod';
import { ALERT_ENDS, ALERT_LEVELS } from '../../../platform/core/alert.ts';
import { DELIVERY_REASONS } from '../../../platform/core/delivery-reason.ts';
import { endpoint, zId, zInstant, zInstantIn } from '../../../platform/core/contract.ts';
import { ROLES } from '../../../platform/core/roles.ts';
import { ALERT_STATUSES } from './alert-state.ts';
import { DELIVERY_STATES } from './delivery-rules.ts';

export const zLanguage = z.enum(['zh', 'en']).default('zh');
const zDone = z.object({ ok: z.literal(true) });
const zRung = z.union([z.object({ role: z.enum(ROLES) }), z.object({ part: z.string().max(40), orRole: z.enum(ROLES).optional() })]);

const zAlert = z.object({
  id: zId, siteId: zId, siteName: z.string(), topic: z.string(), level: z.enum(ALERT_LEVELS), status: z.enum(ALERT_STATUSES),
  title: z.string(), body: z.string(), clause: z.string().nullable(), path: z.object({ desk: z.string(), phone: z.string() }),
  raisedAt: zInstant, acknowledgedAt: zInstant.nullable(), acknowledgedBy: z.string().nullable(), endedAt: zInstant.nullable(), endedWhy: z.enum(ALERT_ENDS).nullable(),
});
export type AlertView = z.output<typeof zAlert>;

const zMine = z.object({
  ...zAlert.shape,
  toldAt: zInstant, step: z.number().int(), seenAt: zInstant.nullable(),
  allowed: z.array(z.enum(['acknowledge', 'clear'])),
});
export type MyAlert = z.output<typeof zMine>;

export const listMyAlerts = endpoint({
  name: 'listMyAlerts', method: 'GET', path: '/api/alerts', summary: 'What I was told in all my centres and have not cleared away, newest first',
  input: z.object({ language: zLanguage, before: zInstantIn.optional() }),
  output: z.object({ alerts: z.array(zMine), /** Open ones not looked at yet; at most 100 are counted. */ unseen: z.number().int(), more: zInstant.nullable() }),
  permission: 'signed-in', scope: 'alerts.read',
});
const zSome = z.object({ siteId: zId, alertIds: z.array(zId).min(1).max(200) });
export const markAlertsSeen = endpoint({
  name: 'markAlertsSeen', method: 'POST', path: '/api/sites/{siteId}/alerts/seen', summary: 'I have looked at these', input: zSome, output: zDone, permission: 'alerts.read',
});
export const clearAlerts = endpoint({
  name: 'clearAlerts', method: 'POST', path: '/api/sites/{siteId}/alerts/clear', summary: 'Take these off my list, or put them back; an alert still open climbs on all the same',
  input: z.object({ ...zSome.shape, cleared: z.boolean().default(true) }), output: zDone, permission: 'alerts.read',
});
export const acknowledgeAlertEndpoint = endpoint({
  name: 'acknowledgeAlert', method: 'POST', path: '/api/sites/{siteId}/alerts/{alertId}/acknowledge', summary: 'I have it in hand: it climbs no further',
  input: z.object({ siteId: zId, alertId: zId, commandId: zId }), output: zDone, permission: 'alerts.read',
});

const zTold = z.object({ personId: zId, name: z.string(), why: z.enum(['named', 'on-duty', 'standing-in', 'of-the-role']) });
const zDelivery = z.object({
  id: zId, step: z.number().int(), kind: z.string(), personId: zId.nullable(), person: z.string().nullable(), channel: z.string().nullable(), device: z.string().nullable(), rank: z.number().int(), state: z.enum(DELIVERY_STATES),
  attempts: z.number().int(), nextAt: zInstant.nullable(), doneAt: zInstant.nullable(), answer: z.string().nullable(), reason: z.enum(DELIVERY_REASONS).nullable(), arrivedAt: zInstant.nullable(), seenAt: zInstant.nullable(),
});
const zTrail = z.object({
  ...zAlert.shape,
  /** Who was told on which step, and which rungs found nobody (无人在岗). */
  steps: z.array(z.object({ step: z.number().int(), at: zInstant, told: z.array(zTold), empty: z.array(zRung) })),
  deliveries: z.array(zDelivery),
  /** When silence takes it one step up. */
  climbsAt: zInstant.nullable(),
  allowed: z.array(z.enum(['acknowledge'])),
});
export type AlertTrail = z.output<typeof zTrail>;

export const readTrail = endpoint({
  name: 'readAlertTrail', method: 'GET', path: '/api/sites/{siteId}/alerts', summary: 'The alerts of one subject: who was told when, by which channel, with what result',
  input: z.object({ siteId: zId, subject: zId, language: zLanguage }), output: z.object({ alerts: z.array(zTrail), /** Not only what reached the caller. */ all: z.boolean() }), permission: 'alerts.read',
});
export const listAlertLog = endpoint({
  name: 'listAlertLog', method: 'GET', path: '/api/sites/{siteId}/alerts/log', summary: 'All alerts of the centre, newest first; or only those still unanswered',
  input: z.object({ siteId: zId, only: z.enum(['all', 'open']).default('all'), before: zInstantIn.optional(), language: zLanguage }),
  output: z.object({ alerts: z.array(zTrail), more: zInstant.nullable() }), permission: 'alerts.oversee',
});

const zStep = z.object({ who: z.array(zRung).min(1).max(6), afterMinutes: z.number().int().min(1).max(1440).optional() });
export const listLadders = endpoint({
  name: 'listLadders', method: 'GET', path: '/api/sites/{siteId}/ladders', summary: 'For each kind of alert who is told, step by step, and after how many minutes of silence',
  input: z.object({ siteId: zId, language: zLanguage }),
  output: z.object({
    climbMinutes: z.number().int(),
    ladders: z.array(z.object({ topic: z.string(), label: z.string(), clause: z.string().nullable(), steps: z.array(zStep), isOwn: z.boolean(), parts: z.array(z.string()) })),
  }),
  permission: 'alerts.oversee',
});
export const changeLadder = endpoint({
  name: 'changeLadder', method: 'POST', path: '/api/sites/{siteId}/ladders/{topic}', summary: 'Set the centre’s own ladder for a kind of alert; null takes the usual one back. Alerts already raised keep theirs.',
  input: z.object({ siteId: zId, topic: z.string().max(80), steps: z.array(zStep).min(1).max(8).nullable() }), output: zDone, permission: 'alerts.manage',
});
