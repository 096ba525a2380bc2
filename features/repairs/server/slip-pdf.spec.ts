import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toMm } from '../../../platform/server/pdf-text.ts';
import type { SlipContent } from '../core/slip-content.ts';
import { SLIP_PAPERS } from './slip-paper.ts';
import { renderRulerPage, renderSlip, type SlipPrint } from './slip-pdf.ts';

/** Reads the PDF as a viewer does that copies text: glyph numbers of the page through the fonts' ToUnicode tables. */
const readPdf = (pdf: Buffer): { sizes: [number, number][]; texts: string[] } => {
  const raw = pdf.toString('latin1');
  const objects = new Map([...raw.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
  const stream = (id: string): string => {
    const body = objects.get(id) ?? '';
    const start = body.indexOf('stream\n') + 7;
    const bytes = Buffer.from(body.slice(start, body.lastIndexOf('\nendstream')), 'latin1');
    return (body.includes('/FlateDecode') ? inflateSync(bytes) : bytes).toString('latin1');
  };
  const letters = (hex: string): string => {
    const bytes = Buffer.from(hex, 'hex');
    return bytes.swap16().toString('utf16le');
  };
  const unicodeOf = (fontId: string): string[] => {
    const id = /\/ToUnicode (\d+) 0 R/.exec(objects.get(fontId) ?? '')?.[1];
    if (!id) throw new Error('a font without ToUnicode: its text cannot be selected');
    const table: string[] = [];
    for (const range of stream(id).matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi))
      for (const [index, entry] of [...(range[2] ?? '').matchAll(/<([0-9a-f ]*)>/gi)].entries()) table[parseInt(range[1] ?? '0', 16) + index] = letters((entry[1] ?? '').replaceAll(' ', ''));
    return table;
  };
  const sizes: [number, number][] = [];
  const texts: string[] = [];
  for (const body of objects.values()) {
    if (!/\/Type \/Page\b(?!s)/.test(body)) continue;
    const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(body);
    sizes.push([toMm(Number(box?.[1])), toMm(Number(box?.[2]))]);
    const resources = objects.get(/\/Resources (\d+) 0 R/.exec(body)?.[1] ?? '') ?? '';
    const fonts = new Map([...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map((match) => [match[1] ?? '', unicodeOf(match[2] ?? '')]));
    let text = '';
    let font: string[] = [];
    for (const step of stream(/\/Contents (\d+) 0 R/.exec(body)?.[1] ?? '').matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (step[1]) font = fonts.get(step[1]) ?? [];
      else {
        for (const part of (step[2] ?? '').matchAll(/<([0-9a-f]+)>/gi)) for (const glyph of (part[1] ?? '').match(/.{4}/g) ?? []) text += font[parseInt(glyph, 16)] ?? '';
        text += '|';
      }
    }
    texts.push(text);
  }
  return { sizes, texts };
};

const USER: SlipContent = {
  company: '青禾物业服务有限公司', siteName: '青禾示范售楼中心', number: '2611-0147', logNumber: 'L2611-0203', kind: 'user', complaintsPhone: '0571-5550100',
  block1: { reportedAt: '11-23 14:21', place: '样板间2 洗手间', reporter: '王经理', department: '销售部', phone: '138****0147', item: '洗手盆下方软管漏水', symptom: '持续滴水', urgency: '预约', appointmentAt: '11-23 15:00', takenBy: '李前台' },
  block2: { technician: '王建国', acceptedAt: '11-23 14:26', moved: true },
  materials: [{ name: '编织软管', spec: '60cm', unit: '根', quantity: '1', price: '18.00', amount: '18.00' }],
};
const FACILITY: SlipContent = { ...USER, kind: 'facility', facility: { source: '巡检', equipment: '大堂空调 AC-02', system: '空调', acceptanceDepartment: '销售部' } };
const PRINT: SlipPrint = { paper: 'a4', dataOnly: false, offset: { x: 0, y: 0 }, reprint: 0 };
const CODE = 'https://foyer.example.cn/s/AbCdEf0123456789.abcdef0123';

const print = async (content: SlipContent, more: Partial<SlipPrint> = {}) => {
  const slip = await renderSlip(content, { ...PRINT, ...more });
  return { ...slip, ...readPdf(slip.pdf) };
};

describe('printed slip', () => {
  it('given each paper, when printed, then its pages have its size to half a millimetre', async () => {
    const wanted = { a4: [210, 297], 'a4-two-up': [210, 297], a5: [210, 148], 'continuous-140': [241, 140], 'continuous-280': [241, 280] } as const;
    for (const paper of SLIP_PAPERS) for (const [w, h] of (await print(USER, { paper })).sizes) {
      expect(Math.abs(w - wanted[paper][0])).toBeLessThan(0.5);
      expect(Math.abs(h - wanted[paper][1])).toBeLessThan(0.5);
    }
  });

  it('given a user and a facility repair, when printed, then A4 has one named page per copy and paper with plies one page (M-08, M-44)', async () => {
    const user = await print(USER);
    expect(user.pages).toBe(4);
    expect(user.texts.map((text) => text.split('|')[0])).toEqual(['第一联 客服部联', '第二联 用户联', '第三联 库房联', '第四联 工程部联']);
    const facility = await print(FACILITY);
    expect(facility.texts.map((text) => text.split('|')[0])).toEqual(['第一联 客服部联', '第二联 库房联', '第三联 工程部联']);
    for (const [paper, ofUser, ofFacility] of [['a4-two-up', 2, 2], ['a5', 4, 3], ['continuous-140', 1, 1], ['continuous-280', 1, 1]] as const) {
      expect((await print(USER, { paper })).sizes).toHaveLength(ofUser);
      expect((await print(FACILITY, { paper })).sizes).toHaveLength(ofFacility);
    }
  });

  it('given paper with plies, when printed, then one line names all plies with their colours', async () => {
    expect((await print(USER, { paper: 'continuous-140' })).texts[0]).toContain('第一联客服部（白） 第二联用户（红） 第三联库房（蓝） 第四联工程部（黄）');
    expect((await print(FACILITY, { paper: 'continuous-280', look: { names: { engineering: '工程留底' }, user: {}, facility: { store: 'green' } } })).texts[0]).toContain('第一联客服部（白） 第二联库房（绿） 第三联工程留底（黄）');
  });

  it('given some copies, when printed, then only those of the kind come', async () => {
    expect((await print(FACILITY, { copies: ['user', 'store'] })).texts.map((text) => text.split('|')[0])).toEqual(['第二联 库房联']);
  });

  it('given a slip, when its text is selected, then what was written is there on every copy', async () => {
    for (const text of (await print(USER)).texts)
      for (const part of ['维修单', 'No. 2611-0147', '报修记录 L2611-0203', '青禾示范售楼中心', '11-23 14:21', '样板间2 洗手间', '王经理 / 销售部', '洗手盆下方软管漏水', '编织软管', '18.00', '0571-5550100']) expect(text).toContain(part);
  });

  it('given the user copy, when printed, then it alone carries the farewell and the promises, with the complaints number (M-34, M-37)', async () => {
    const { texts } = await print(USER);
    expect(texts.map((text) => text.includes('今后有问题，我将随时为您提供服务，再见。'))).toEqual([false, true, false, false]);
    expect(texts.map((text) => text.includes('征得您同意后入室'))).toEqual([false, true, false, false]);
    expect((await print(FACILITY)).texts.some((text) => text.includes('再见'))).toBe(false);
  });

  it('given a laser, when nothing is signed yet, then only the desk copy is for signing and the others refer to it', async () => {
    expect((await print(USER)).texts.map((text) => text.includes('签字见客服部联'))).toEqual([false, true, true, true]);
    expect((await print(USER, { paper: 'continuous-280' })).texts[0]).not.toContain('签字见客服部联');
  });

  it('given a facility repair, when printed, then there is no user block but the accepting department (M-44, M-49)', async () => {
    for (const paper of SLIP_PAPERS) for (const text of (await print(FACILITY, { paper })).texts) {
      for (const part of ['用户', '服务态度', '试用结果', '满意']) expect(text).not.toContain(part);
      for (const part of ['公共设施设备', '验收部门', '验收人签字', '到场时间（30分钟）', '报修来源']) expect(text).toContain(part);
    }
  });

  it('given a slip written after the technician was called, when printed, then every page says 补单, a reprint too (M-45, M-55)', async () => {
    for (const paper of SLIP_PAPERS) for (const text of (await print({ ...FACILITY, slipAfter: true }, { paper, reprint: 1 })).texts) expect(text).toContain('补单 · 补打 1|');
    for (const text of (await print({ ...FACILITY, slipAfter: true })).texts) expect(text).toContain('补单|');
  });

  it('given a reprint, when printed, then every page says 补打 and which one; the first print does not (M-08)', async () => {
    for (const paper of SLIP_PAPERS) for (const text of (await print(USER, { paper, reprint: 3 })).texts) expect(text).toContain('补打 3|');
    for (const text of (await print(USER)).texts) expect(text).not.toContain('补打');
  });

  it('given pre-printed stock, when printed data only, then nothing but values comes', async () => {
    const [text = ''] = (await print(USER, { paper: 'continuous-140', dataOnly: true })).texts;
    expect(text.split('|').filter((part) => part !== '')).toEqual(['2611-0147', 'L2611-0203', '11-23 14:21', '样板间2 洗手间', '洗手盆下方软管漏水', '11-23 15:00', '李前台', '王建国', '11-23 14:26']);
  });

  it('given a blank form, when printed, then it has the form, the centre and the complaints number but no order', async () => {
    const { texts, pages } = await print(USER, { blank: true, qr: CODE });
    expect(pages).toBe(4);
    for (const text of texts) {
      expect(text).toContain('青禾示范售楼中心');
      expect(text).toContain('0571-5550100');
      for (const part of ['2611', '王', '样板间', '软管']) expect(text).not.toContain(part);
    }
  });

  it('given a character no font has, when printed, then its code stands there and it is reported', async () => {
    const slip = await print({ ...USER, block1: { ...USER.block1, reporter: '𪛖田😀' } });
    expect(slip.missing).toEqual(['𪛖', '😀']);
    for (const text of slip.texts) expect(text).toContain('[U+2A6D6]田[U+1F600]');
    expect((await print(USER)).missing).toEqual([]);
  });

  it('given a name the second font has, when printed, then it is printed and can be selected', async () => {
    const slip = await print({ ...USER, block1: { ...USER.block1, item: '𠮷田房门锁坏' } });
    expect(slip.missing).toEqual([]);
    for (const text of slip.texts) expect(text.replaceAll('|', '')).toContain('𠮷田房门锁坏');
  });

  it('given texts far too long and too many materials, when printed, then they end with 见系统， are reported, and no page is added', async () => {
    const long = '管道井内阀门锈蚀渗水需更换，'.repeat(400);
    const content: SlipContent = { ...USER, block1: { ...USER.block1, item: long, place: long }, block2: { ...USER.block2, workDone: long, cause: long }, materials: Array.from({ length: 9 }, (_, index) => ({ name: `材料${index + 1}` })) };
    for (const paper of SLIP_PAPERS) {
      const slip = await print(content, { paper });
      expect(slip.pages).toBe((await print(USER, { paper })).pages);
      expect(slip.shortened).toEqual(expect.arrayContaining(['维修项目', '报修地点', '维修内容及处理结果', '故障原因']));
      for (const text of slip.texts) expect(text).toContain('…见系统');
    }
    const { texts, shortened } = await print(content);
    expect(shortened).toContain('材料');
    expect(texts[0]).toContain('材料3|');
    expect(texts[0]).toContain('另 6 项见系统');
    expect((await print(USER)).shortened).toEqual([]);
  });

  it('given an offset, when printed, then the page moves by it and keeps its size', async () => {
    const moved = await print(USER, { paper: 'continuous-140', offset: { x: 2, y: -1.5 } });
    expect(moved.sizes[0]?.[0]).toBeCloseTo(241, 1);
    expect(moved.texts).toEqual((await print(USER, { paper: 'continuous-140' })).texts);
    expect(moved.pdf.equals((await print(USER, { paper: 'continuous-140' })).pdf)).toBe(false);
  });

  it('given a printer to adjust, when the ruler page is printed, then it has the size of the paper and says the present offset', async () => {
    for (const [paper, w, h] of [['a4', 210, 297], ['continuous-140', 241, 140]] as const) {
      const { sizes, texts } = readPdf((await renderRulerPage({ paper, offset: { x: 1.5, y: -2 }, printer: '前台针打' })).pdf);
      expect(sizes[0]?.[0]).toBeCloseTo(w, 1);
      expect(sizes[0]?.[1]).toBeCloseTo(h, 1);
      expect(texts[0]).toContain('右 1.5 mm，下 -2 mm');
      expect(texts[0]).toContain('前台针打');
    }
  });
});
