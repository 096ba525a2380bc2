import { z } from 'zod';
import { USUAL_LOOK, zCopyLook } from '../../../platform/core/copy-look.ts';
import { endpoint, zId, zWriting } from '../../../platform/core/contract.ts';
import type { Instant } from '../../../platform/core/instant.ts';

export const zPaper = z.object({ forms: z.record(z.string().max(40), zWriting(20)).default({}), copies: zCopyLook.default(USUAL_LOOK) });
/** What a centre changed of its paper; what is not there is as the forms come. */
export type PaperSettings = z.output<typeof zPaper>;
export const NO_SETTINGS: PaperSettings = { forms: {}, copies: USUAL_LOOK };

export type PaperState = PaperSettings & { readonly id: string; readonly logo?: { readonly hash: string; readonly type: 'image/png' | 'image/jpeg'; readonly width: number; readonly height: number } };
export type PaperEvent = { readonly at: Instant; readonly recordedAt: Instant; readonly by: string } & (
  | { readonly type: 'PaperChanged'; readonly settings: PaperSettings }
  | { readonly type: 'LogoSet'; readonly logo: NonNullable<PaperState['logo']> }
  | { readonly type: 'LogoRemoved' }
);

export const evolvePaper = (state: PaperState | undefined, event: PaperEvent, ids: { subject: string }): PaperState => {
  const before = state ?? { ...NO_SETTINGS, id: ids.subject };
  switch (event.type) {
    case 'PaperChanged':
      return { ...before, ...event.settings };
    case 'LogoSet':
      return { ...before, logo: event.logo };
    default: {
      const { logo: _logo, ...rest } = before;
      return rest;
    }
  }
};

/** A logo of a letterhead, not a photo. */
export const LOGO_LIMIT = 2 * 1024 * 1024;

const zView = z.object({ settings: zPaper, version: z.number().int(), logo: z.object({ hash: z.string(), width: z.number().int(), height: z.number().int() }).nullable(), forms: z.array(z.object({ id: z.string(), title: z.object({ zh: z.string(), en: z.string() }), form: z.string() })) });
export type PaperView = z.output<typeof zView>;
export const readPaper = endpoint({ name: 'readPaperSettings', method: 'GET', path: '/api/sites/{siteId}/paper', summary: 'Logo and form numbers of the centre’s paper', input: z.object({ siteId: zId }), output: zView, permission: 'records.read' });
export const changePaper = endpoint({ name: 'changePaperSettings', method: 'POST', path: '/api/sites/{siteId}/paper', summary: 'Change how the centre’s paper looks', input: z.object({ siteId: zId, commandId: zId, version: z.number().int(), settings: zPaper }), output: zView, permission: 'sites.manage' });
export const removeLogo = endpoint({ name: 'removeLogo', method: 'POST', path: '/api/sites/{siteId}/paper/logo/remove', summary: 'Print without a logo', input: z.object({ siteId: zId, commandId: zId }), output: zView, permission: 'sites.manage' });
