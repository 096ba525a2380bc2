import { describe, expect, it } from 'vitest';
import { complaintLineWords } from './line-words.ts';

describe('a complaint in the handover', () => {
  const said = (status: string, language: 'zh' | 'en' = 'zh') => complaintLineWords({ section: 'complaints', status, next: 'complaint.answer' }, language);

  it('given grade and cause, then they stand before how it is; a sheet of before has the state alone (M-37, M-52)', () => {
    expect(said('responded/important')).toEqual({ status: '重要 · 处理中', next: '答复' });
    expect(said('decided/major/attitude')).toEqual({ status: '重大 · 态度 · 待答复', next: '答复' });
    expect(said('open')).toEqual({ status: '待回应', next: '答复' });
    expect(said('responded/minor/delay', 'en')).toEqual({ status: 'minor · delay · being handled', next: 'answer' });
    expect(complaintLineWords({ section: 'claims', status: 'open', next: '' }, 'zh')).toBeUndefined();
  });
});
