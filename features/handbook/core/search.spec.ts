import { describe, expect, it } from 'vitest';
import { searchClauses } from './search.ts';

const ids = (query: string): string[] => searchClauses(query).map((clause) => clause.id);

describe('clause search', () => {
  it('given a blank query, when searched, then all 115 stand in the plan’s order', () => {
    expect(ids('  ')).toHaveLength(115);
    expect(ids('').slice(0, 2)).toEqual(['G-01', 'G-02']);
  });

  it('given an id in small letters, when searched, then that clause is found', () => {
    expect(ids('m-13')).toEqual(['M-13']);
  });

  it('given two Chinese words, when searched, then both must occur', () => {
    expect(ids('接单 15分钟')).toEqual(['M-13']);
    expect(ids('接单 洽谈桌')).toEqual([]);
  });

  it('given full-width marks or letters, when searched, then width does not matter', () => {
    expect(ids('Ｍ－４７')).toEqual(['M-47']);
    expect(ids('听时勿打断。')).toEqual(['T-09']);
    expect(ids('维修员接单后，应在')).toEqual(['M-13']);
  });

  it('given an English word, when searched, then the gist is searched too', () => {
    expect(ids('leave-taking partner')).toEqual([]);
    expect(ids('partner contractor')).toEqual(['M-23']);
  });
});
