import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { toMm } from '../../platform/server/pdf-text.ts';

/** A page as an independent reader sees it; sizes in mm. */
export type ReadPage = { readonly w: number; readonly h: number; readonly text: string; /** Grey values, one byte a dot. */ readonly picture: { readonly width: number; readonly height: number; readonly data: Uint8Array } };

let opened: Promise<PDFiumLibrary> | undefined;
/** PDFium in WebAssembly: the same dots on every machine, and nothing to install. */
const library = (): Promise<PDFiumLibrary> => (opened ??= readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm')).then((wasm) => PDFiumLibrary.init({ wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer })));

/** All pages, drawn with so many dots per mm. */
export const readPages = async (pdf: Buffer, dots = 1): Promise<ReadPage[]> => {
  const document = await (await library()).loadDocument(new Uint8Array(pdf));
  try {
    const pages: ReadPage[] = [];
    for (const page of document.pages()) {
      const { originalWidth, originalHeight } = page.getOriginalSize();
      // Read before it is drawn: drawing closes the page.
      const text = page.getText().replaceAll('\r\n', '\n');
      const { width, height, data } = await page.render({ scale: (dots * 25.4) / 72, colorSpace: 'Gray', render: 'bitmap' });
      pages.push({ w: toMm(originalWidth), h: toMm(originalHeight), text, picture: { width, height, data: Uint8Array.from(data) } });
    }
    return pages;
  } finally {
    document.destroy();
  }
};

/** The words of a paper as this person gets it, without blanks. */
export const wordsOnPaper = async (url: string, cookie: string): Promise<string> => {
  const pages = await readPages(Buffer.from(await (await fetch(url, { headers: { cookie } })).arrayBuffer()));
  return pages.map((page) => page.text).join('').replace(/\s/g, '');
};
