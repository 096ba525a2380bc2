import { outlookOf, type RetentionSource } from '../../../platform/server/retention.ts';

const from = { zh: '自当天起，日期写在每条登记上；本人要求可提前', en: 'from the day itself, written on every line; sooner when the person asks' };

/** The books of the door (G-02, G-03), erased by `erase.ts` on the day that stands on each line. */
export const ACCESS_RETENTION: readonly RetentionSource[] = [
  {
    id: 'removals', parameter: 'access.keep_days', record: { zh: '劝离登记', en: 'Who was asked to leave' }, holds: { zh: '样子、举动、备注、照片；不记姓名和证件', en: 'Looks, behaviour, a note, a photo; no name, no document' }, from,
    after: { zh: '抹去文字、照片和文件；类别、地点、时间、人次保留；关联的突发事件未结则等结案', en: 'words, photo and file go; category, place, time and count stay; what an open incident rests on waits' },
    outlook: outlookOf('removals', 'asked_at', 'erased_at is null and not open'),
  },
  {
    id: 'visits', parameter: 'access.keep_days', record: { zh: '来访登记', en: 'Visits' }, holds: { zh: '来人姓名、单位、车牌、事由', en: 'Name, firm, number plate, reason' }, from,
    after: { zh: '抹去姓名、单位、车牌、事由；进出时间、人数保留', en: 'name, firm, plate and reason go; times and headcount stay' },
    outlook: outlookOf('visits', 'entered_at', 'erased_at is null and not open'),
  },
];
