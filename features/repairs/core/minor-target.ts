import type { Instant } from '../../../platform/core/instant.ts';
import { addDays, instantAt, localDate } from '../../../platform/core/working-calendar.ts';

/**
 * 小修完成目标 (house rule): finished by the end of so many calendar days after the day of the report; holidays do not extend it.
 * A target, no deadline: nobody is told, nothing is broken. What a partner firm was called for is no minor repair.
 */
export const minorSince = (now: Instant, zone: string, days: number): Instant => instantAt(zone, addDays(localDate(now, zone), -days), '00:00');
