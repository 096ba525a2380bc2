import { describe, expect, it } from 'vitest';
import { createLookup, type Resolved } from './host-lookup.ts';

/** A resolver whose answers come when the test says so. */
const slowResolver = () => {
  const asked: string[] = [];
  const open = new Map<string, { resolve(found: readonly Resolved[]): void; reject(error: Error): void }>();
  return {
    asked,
    ask(host: string): Promise<readonly Resolved[]> {
      asked.push(host);
      const { promise, resolve, reject } = Promise.withResolvers<readonly Resolved[]>();
      open.set(host, { resolve, reject });
      return promise;
    },
    answer: (host: string) => open.get(host)?.resolve([{ address: '8.8.8.8', family: 4 }]),
    fail: (host: string) => open.get(host)?.reject(new Error(host)),
  };
};

const turn = () => new Promise((resolve) => void setImmediate(resolve));

describe('host names', () => {
  it('given a burst to one host, then it is asked for once, and anew when half a minute is over', async () => {
    const resolver = slowResolver();
    let time = 0;
    const lookup = createLookup(resolver.ask, () => time);
    const all = Promise.all(Array.from({ length: 100 }, () => lookup('a.cn')));
    resolver.answer('a.cn');
    expect(await all).toHaveLength(100);
    time = 29_999;
    await lookup('a.cn');
    expect(resolver.asked).toEqual(['a.cn']);
    time = 30_001;
    void lookup('a.cn');
    expect(resolver.asked).toEqual(['a.cn', 'a.cn']);
  });

  it('given names that nobody answers, then two at most wait at the resolver, and the next goes in when one comes out', async () => {
    const resolver = slowResolver();
    const lookup = createLookup(resolver.ask);
    const outcomes = ['a', 'b', 'c', 'd'].map((host) => lookup(host).then(() => host, () => `${host} failed`));
    await turn();
    expect(resolver.asked).toEqual(['a', 'b']);
    resolver.fail('b');
    await turn();
    expect(resolver.asked).toEqual(['a', 'b', 'c']);
    resolver.answer('c');
    await turn();
    resolver.answer('d');
    resolver.answer('a');
    expect(await Promise.all(outcomes)).toEqual(['a', 'b failed', 'c', 'd']);
    await expect(lookup('b')).rejects.toThrow('b');
    expect(resolver.asked).toEqual(['a', 'b', 'c', 'd']);
    void lookup('e');
    void lookup('f');
    expect(resolver.asked).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('given more names than are remembered, then the memory stays bounded and answers stay right', async () => {
    let count = 0;
    const lookup = createLookup((host) => {
      count += 1;
      return Promise.resolve([{ address: host, family: 4 }]);
    });
    for (let at = 0; at < 1200; at += 1) expect(await lookup(`${at}`)).toEqual([{ address: `${at}`, family: 4 }]);
    expect(count).toBe(1200);
    await lookup('0');
    expect(count).toBe(1201);
  });
});
