/* As much of DER (X.690) as a certificate needs. */

export const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const hex = body.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, body]);
};

export const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => tlv(0x31, ...parts);
export const bool = (value: boolean): Buffer => tlv(0x01, Buffer.of(value ? 0xff : 0));
export const octets = (body: Buffer): Buffer => tlv(0x04, body);
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
export const bits = (body: Buffer, unused = 0): Buffer => tlv(0x03, Buffer.of(unused), body);

/** A whole number from its bytes, never negative, without idle zeros in front. */
export const integer = (bytes: Buffer): Buffer => {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const body = bytes.subarray(from);
  return tlv(0x02, (body[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), body]) : body);
};

export const oid = (text: string): Buffer => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const group = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) group.unshift(0x80 | (left & 0x7f));
    bytes.push(...group);
  }
  return tlv(0x06, Buffer.from(bytes));
};

/** Two digits of the year until 2049, four from then on (RFC 5280, 4.1.2.5). */
export const time = (at: Date): Buffer => {
  const text = `${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return at.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text));
};
