import { describe, expect, it } from 'vitest';
import { addressesIn } from './postgres-hosts.ts';

describe('the servers of DATABASE_URL', () => {
  it.each([
    ['postgres://a:b@db:5432/foyer', ['postgres://a:b@db:5432/foyer']],
    ['postgres://a:b,c@one:5432,two/foyer?sslmode=require', ['postgres://a:b,c@one:5432/foyer?sslmode=require', 'postgres://a:b,c@two/foyer?sslmode=require']],
    ['postgresql://one,two:5433', ['postgresql://one', 'postgresql://two:5433']],
  ])('given %s, then each server has its own address', (url, addresses) => {
    expect(addressesIn(url)).toEqual(addresses);
  });
});
