import { describe, expect, it } from 'vitest';
import { presenceWord, TELEPHONE_WORDS } from './telephone-words.ts';

describe('what is said of a colleague’s whereabouts', () => {
  it('given the roster has somebody on and nobody said where they are, then only the roster is told; what is said stands before it (T-30)', () => {
    const said = (presence: 'unknown' | 'out' | 'in', isOn: boolean, language: 'zh' | 'en' = 'zh') => presenceWord(TELEPHONE_WORDS[language], { presence, isOn });
    expect([said('unknown', true), said('unknown', false), said('out', true), said('in', false), said('unknown', true, 'en')]).toEqual(['按值班表当班', '不清楚', '外出 · 按值班表当班', '在', 'On by the roster']);
  });

  it('given 请稍等 alone, then it is 不要只说, never 切忌说: with a word of address it is what is to be said (T-23)', () => {
    const { never, message } = TELEPHONE_WORDS.zh;
    expect([never['T-23'], message.flagged('请稍等', 'T-23'), message.flagged('他不在', 'T-31')]).toEqual(['不要只说', '不要只说「请稍等」（T-23），请加上尊称', '「他不在」是切忌说的（T-31），请改一改']);
  });
});
