import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { addressOf, checkHonorific, checkWord, HONORIFICS, readAddress, SUGGESTED } from './form-of-address.ts';
import { readNotes } from './notes-reading.ts';
import { surnameOf } from './surnames.ts';

const REAL = fileURLToPath(new URL('../../../../shared/data/names_cn/Chinese_Family_Name_1k.xlsx', import.meta.url));
const MISSPELT = ['冷狐', '殴阳', '夏候', '刘傅'];

describe('the form of address', () => {
  it('T-11, T-21: given a caller, when addressed, then by surname and one of the plan’s five words; 小姐 is never offered first', () => {
    expect(HONORIFICS).toEqual(['总', '经理', '先生', '小姐', '女士']);
    expect(SUGGESTED[0]).not.toBe('小姐');
    expect(SUGGESTED.at(-1)).toBe('小姐');
    expect(HONORIFICS.map((honorific) => addressOf({ surname: '欧阳', honorific }))).toEqual(['欧阳总', '欧阳经理', '欧阳先生', '欧阳小姐', '欧阳女士']);
    expect(addressOf({ surname: '王' })).toBe('');
    expect(addressOf({ honorific: '总' })).toBe('');
  });

  it('T-21: given a word of address, then it is one of the five, 太太 by its own rule, or one the centre added; what was kept before is still said', () => {
    for (const honorific of [...HONORIFICS, '太太', undefined]) expect(checkWord({ surname: '王', honorific }, []), honorific).toBeUndefined();
    expect([checkWord({ honorific: '大妈' }, ['老师']), checkWord({ honorific: '老师' }, [])]).toMatchObject([{ code: 'honorific-unknown', facts: { honorific: '大妈' } }, { code: 'honorific-unknown' }]);
    expect(checkWord({ honorific: '老师' }, ['老师'])).toBeUndefined();
    expect(addressOf({ surname: '李', honorific: '老师' })).toBe('李老师');
    expect([readAddress('李老师', ['老师']), readAddress('李老师', []), readAddress('王总监', ['总监'])]).toEqual([{ surname: '李', honorific: '老师' }, { surname: '李', fullName: '李老师' }, { surname: '王', honorific: '总监' }]);
  });

  it('T-22: given 太太, when she has not called herself so, then it is refused and never said', () => {
    expect(checkHonorific({ surname: '王', honorific: '太太' })).toMatchObject({ code: 'taitai-not-said' });
    expect(addressOf({ surname: '王', honorific: '太太' })).toBe('');
    expect(addressOf({ surname: '王', honorific: '太太', saidTaitai: true })).toBe('王太太');
  });

  it.skipIf(!existsSync(REAL))('T-21: given each of the 1,074 real surnames with each word, when typed and said, then it is that surname, whole; misspelt ones do no harm', async () => {
    const rows = await readSheet(REAL);
    const surnames = rows.slice(1).map((row) => String(row[0]));
    expect(surnames).toHaveLength(1074);
    const wrong: string[] = [];
    for (const surname of surnames)
      for (const honorific of [...HONORIFICS, '太太']) {
        const said = addressOf({ surname, honorific, saidTaitai: true });
        if (said !== surname + honorific) wrong.push(`${surname}${honorific}: said ${said}`);
        const read = readAddress(surname + honorific, []);
        // A misspelt one may be cut to its first character; it is never another name and never nothing.
        const isFine = MISSPELT.includes(surname) ? surname.startsWith(read.surname) && read.surname !== '' : read.surname === surname;
        if (!isFine || read.honorific !== honorific) wrong.push(`${surname}${honorific}: read ${JSON.stringify(read)}`);
      }
    expect(wrong).toEqual([]);
  });

  it('T-11: given a full name, when its surname is wanted, then a surname of two characters is not cut', () => {
    expect(['欧阳修', '司马相如', '王建国', '诸葛亮', '上官婉儿', '刘备'].map(surnameOf)).toEqual(['欧阳', '司马', '王', '诸葛', '上官', '刘']);
    expect(readAddress('欧阳修先生', [])).toEqual({ surname: '欧阳', honorific: '先生', fullName: '欧阳修' });
    expect(readAddress('经理', [])).toEqual({ surname: '', honorific: '经理' });
  });

  it('T-09: given notes typed in any order, when read, then the caller is found in them, and whoever is asked for is not taken for the caller', () => {
    expect(readNotes('王总来电 问洽谈区空调')).toMatchObject({ surname: '王', honorific: '总' });
    expect(readNotes('问总价多少，欧阳女士，13812345678')).toMatchObject({ surname: '欧阳', honorific: '女士', number: '+8613812345678' });
    expect(readNotes('找张经理 我是李先生')).toMatchObject({ surname: '李', honorific: '先生' });
    expect(readNotes('找张经理').surname).toBeUndefined();
    expect(readNotes('工程经理不知道，总共三户').surname).toBeUndefined();
    expect(readNotes('某太太问物业费').honorific).toBeUndefined();
    expect(readNotes('是云栖建设有限公司的').company).toBe('云栖建设有限公司');
  });
});
