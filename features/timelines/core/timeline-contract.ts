import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText } from '../../../platform/core/contract.ts';
import type { Role } from '../../../platform/core/roles.ts';

export const ABOUT = ['place', 'person', 'firm'] as const;
export type About = { readonly about: (typeof ABOUT)[number]; readonly id?: string | undefined; readonly firm?: string | undefined };

/** One thing that happened, as its own feature tells it: codes for kind and status, words only where the reader may see them. */
const zLine = z.object({ feature: z.string(), id: zId, at: zInstant, kind: z.string(), number: z.string(), what: z.string(), status: z.string(), path: z.string() });
export type TimelineLine = z.output<typeof zLine>;

export const TIMELINE_GRANTS: readonly (readonly [string, readonly Role[]])[] = [['timelines.read', ['desk_agent', 'duty_officer', 'foreman', 'engineering_head', 'property_manager', 'quality', 'admin']]];

export const readTimeline = endpoint({
  name: 'readTimeline', method: 'GET', path: '/api/sites/{siteId}/timeline', summary: 'What happened at a place, with a person or with a firm, across features, newest first; each feature shows what the reader may see',
  input: z.object({ siteId: zId, about: z.enum(ABOUT), id: zId.optional(), firm: zOptionalText(60), before: zInstantIn.optional() }), output: z.object({ lines: z.array(zLine), more: zInstant.nullable() }), permission: 'timelines.read',
});
export const timelineChoices = endpoint({
  name: 'timelineChoices', method: 'GET', path: '/api/sites/{siteId}/timeline-choices', summary: 'Places, colleagues and firms to look up', input: z.object({ siteId: zId }),
  output: z.object({ places: z.array(z.object({ id: zId, name: z.string() })), people: z.array(z.object({ id: zId, name: z.string() })), firms: z.array(z.string()) }), permission: 'timelines.read',
});
export const TIMELINE_ENDPOINTS = [readTimeline, timelineChoices] as const;
