const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const gb18030 = new TextDecoder('gb18030');

/** Whole messages only. Old boxes in China speak GBK, of which gb18030 is the larger sister. */
export const decodeText = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    return gb18030.decode(bytes);
  }
};
