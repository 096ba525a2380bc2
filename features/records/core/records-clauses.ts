import type { Keep } from '../../handbook/core/handbook-facts.ts';

export const RECORD_KEEPS: readonly Keep[] = [{ clause: 'M-54', by: 'record', where: '每月工程维修记录表：逐单成行、签字定稿、只可补正' }];
