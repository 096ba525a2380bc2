import type { PadKind } from '../../../platform/core/pad.ts';

/** Slips share the series of the orders; lines of the call register and message slips have their own, told apart by their first letters. */
export const PAD_SERIES: Readonly<Record<PadKind, { readonly series: string; readonly prefix: string }>> = {
  user: { series: 'order', prefix: '' }, facility: { series: 'order', prefix: '' }, call: { series: 'call-line', prefix: 'LD' }, message: { series: 'message-slip', prefix: 'LY' },
};
