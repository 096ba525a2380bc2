import { createHmac, timingSafeEqual } from 'node:crypto';

export type CodeKind = 'place' | 'report' | 'slip' | 'follow' | 'rate' | 'drinks';

export type SignedCode = { readonly kind: CodeKind; readonly siteId: string; readonly id: string };

/**
 * `kind.site.id.mac`, short enough for a QR; the paper's code is another kind than the place's, so neither stands for the other.
 * `earlier`: keys of before, whose codes hang on walls.
 */
export const placeCodes = (secret: string, earlier: readonly string[] = []) => {
  const mac = (text: string, key = secret): string => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
  const bare = (id: string): string => id.replaceAll('-', '');
  const full = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  const write = (code: SignedCode): string => {
    const text = `${code.kind}.${bare(code.siteId)}.${bare(code.id)}`;
    return `${text}.${mac(text)}`;
  };
  const read = (text: string): SignedCode | undefined => {
    const match = /^(place|report|slip|follow|rate|drinks)\.([0-9a-f]{32})\.([0-9a-f]{32})\.([\w-]{22})$/.exec(text.trim());
    if (!match) return undefined;
    const [, kind, site, id, given] = match;
    const isSigned = [secret, ...earlier].some((key) => timingSafeEqual(Buffer.from(mac(`${kind}.${site}.${id}`, key)), Buffer.from(given ?? '')));
    if (!isSigned) return undefined;
    return { kind: kind as CodeKind, siteId: full(site ?? ''), id: full(id ?? '') };
  };
  return {
    write,
    read,
    /** True when the text is the code on the wall of this very place. */
    isOf: (siteId: string, placeId: string | undefined, text: string): boolean => {
      const code = read(text.includes('/') ? (text.split('/').at(-1) ?? '') : text);
      return code !== undefined && code.kind === 'place' && code.siteId === siteId && code.id === placeId;
    },
  };
};

export type PlaceCodes = ReturnType<typeof placeCodes>;
