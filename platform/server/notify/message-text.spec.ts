import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretsOfUrl, showable } from './answer-text.ts';
import { calm, cutBytes, cutCharacters, fitBytes, linkOf, plain } from './message-text.ts';

describe('the text of a message', () => {
  it('given any text and limit, when cut, then it keeps within the bytes and ends between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 0, max: 300 }), (text, most) => {
        const cut = cutBytes(text, most);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
        expect(cut).not.toContain('\ufffd');
        expect(cut === text || cut === '' || text.startsWith(cut.slice(0, -1))).toBe(true);
      }),
    );
  });

  it('given 汉字 and signs of several parts, when cut, then none is broken', () => {
    expect(cutBytes('一二三四五', 10)).toBe('一二…');
    expect(cutBytes('一二三', 9)).toBe('一二三');
    expect(cutBytes('👩‍🚒👩‍🚒', 14)).toBe('👩‍🚒…');
    expect(cutBytes('👩‍🚒👩‍🚒', 13)).toBe('…');
    expect(cutBytes('一二', 2)).toBe('');
    expect(cutCharacters('值班表未排', 4)).toBe('值班表…');
    expect(cutCharacters('值班表', 3)).toBe('值班表');
  });

  it('given a text too long for the service, when fitted, then the link stays whole and the body gives way', () => {
    const fitted = fitBytes({ head: '标题\n', body: '文'.repeat(100), tail: '\nhttps://a.cn/1' }, 60);
    expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(60);
    expect(fitted).toMatch(/^标题\n文+…\nhttps:\/\/a\.cn\/1$/);
    expect(Buffer.byteLength(fitBytes({ head: '标'.repeat(50), body: '文', tail: 'x' }, 60))).toBeLessThanOrEqual(60);
  });

  it('given signs of markdown, mentions, control characters or a turned reading direction, then nothing of them works any more', () => {
    expect(calm('<@all> @所有人 **粗** [点我](http://x) # `a` \u202e\u0007')).toBe('＜＠all＞ ＠所有人 ＊＊粗＊＊ ［点我］(http://x) ＃ ｀a｀ ');
    expect(plain('a\r\nb\rc\u0000')).toBe('a\nb\nc');
    expect(linkOf('https://a.cn/x(1) y>')).toBe('https://a.cn/x%281%29%20y%3e');
  });
});

describe('an answer that is shown', () => {
  const url = 'https://qyapi.example.cn/cgi-bin/webhook/send?key=693a91f6-7b3c-4bc4&v=1';

  it('given the secrets of an address, then they are found and nothing harmless with them', () => {
    expect(secretsOfUrl(url)).toEqual(['693a91f6-7b3c-4bc4']);
    expect(secretsOfUrl('https://open.example.cn/open-apis/bot/v2/hook/b4f1e2d3-0a9c-4b7e-8d6f')).toEqual(['b4f1e2d3-0a9c-4b7e-8d6f']);
  });

  it('given a secret as it is, in an address, in JSON or in Base64, then none of it is shown', () => {
    const secret = 'a/b+c="密"';
    const text = `${secret} ${encodeURIComponent(secret)} ${JSON.stringify({ secret })} ${Buffer.from(secret).toString('base64')} rest`;
    expect(showable(text, [secret])).toBe('*** *** {"secret":"***"} *** rest');
  });

  it('given a long answer of many lines, then it is one short line', () => {
    const shown = showable(`HTTP 500\r\n\t${'错误 '.repeat(500)}`, []);
    expect(shown).toMatch(/^HTTP 500 错误/);
    expect(Array.from(shown)).toHaveLength(300);
    expect(shown).not.toMatch(/[\r\n\t]/);
  });
});
