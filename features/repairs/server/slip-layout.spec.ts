import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RepairKind } from '../core/repair-order.ts';
import { pdfFonts, textWidth } from '../../../platform/server/pdf-text.ts';
import { ticksWidth, valueRect } from './slip-drawing.ts';
import { SLIP_FIELDS } from './slip-fields.ts';
import { COLUMNS } from './slip-forms.ts';
import { layoutSlip, leastHeight, materialLines, type SlipPart } from './slip-layout.ts';
import { PROFILES, SLIP_PAPERS, type Rect, type SlipPaper } from './slip-paper.ts';

const KINDS = ['user', 'facility'] as const;
const NEAR = 1e-6;
const width = (text: string, size: number): number => (textWidth(text, pdfFonts().regular) * size * 25.4) / 72;
const overlap = (a: Rect, b: Rect): boolean => a.x < b.x + b.w - NEAR && b.x < a.x + a.w - NEAR && a.y < b.y + b.h - NEAR && b.y < a.y + a.h - NEAR;
const within = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x - NEAR && inner.y >= outer.y - NEAR && inner.x + inner.w <= outer.x + outer.w + NEAR && inner.y + inner.h <= outer.y + outer.h + NEAR;
const fieldsOf = (parts: readonly SlipPart[]): string[] => parts.flatMap((part) => (part.part === 'field' ? [part.field] : []));

const KIND_OF = fc.record({ paper: fc.constantFrom(...SLIP_PAPERS), kind: fc.constantFrom(...KINDS), note: fc.boolean(), qr: fc.boolean(), place: fc.nat(1) });
const laidOut = (choice: { paper: SlipPaper; kind: RepairKind; note: boolean; qr: boolean; place: number }) => {
  const profile = PROFILES[choice.paper];
  const frame = profile.frames[choice.place % profile.frames.length];
  if (!frame) throw new Error('a paper has a frame');
  const note = choice.note && profile.perCopy && choice.kind === 'user';
  return { profile, frame, parts: layoutSlip(profile, choice.kind, frame, { note, qr: choice.qr }) };
};

describe('slip layout', () => {
  it('given any paper, kind and copy, when laid out, then no two parts overlap and all stand inside the frame on the page', () => {
    fc.assert(
      fc.property(KIND_OF, (choice) => {
        const { parts, frame, profile } = laidOut(choice);
        expect(within(frame, { x: 0, y: 0, ...profile.page })).toBe(true);
        for (const [index, part] of parts.entries()) {
          if (!within(part, frame)) throw new Error(`${JSON.stringify(part)} leaves the frame`);
          for (const other of parts.slice(index + 1)) if (overlap(part, other)) throw new Error(`${JSON.stringify(part)} runs into ${JSON.stringify(other)}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('given any paper, when laid out, then every row fills its width and the form its height', () => {
    for (const paper of SLIP_PAPERS) for (const kind of KINDS) {
      const profile = PROFILES[paper];
      for (const block of profile.form(kind)) for (const row of block.rows) if ('cells' in row) expect([paper, kind, row.cells.reduce((sum, [, span]) => sum + span, 0)]).toEqual([paper, kind, COLUMNS]);
      for (const frame of profile.frames) expect(leastHeight(profile, kind, profile.perCopy && kind === 'user')).toBeLessThanOrEqual(frame.h);
    }
  });

  it('given boxes to tick, when laid out, then they fit behind their label', () => {
    fc.assert(
      fc.property(KIND_OF, (choice) => {
        const { parts, profile } = laidOut(choice);
        for (const part of parts) {
          if (part.part !== 'field') continue;
          const field = SLIP_FIELDS[part.field];
          const room = valueRect(field, part, profile, width);
          if (ticksWidth(field, profile, width) > room.w) throw new Error(`${field.label}: ${ticksWidth(field, profile, width)} mm in ${room.w} mm`);
          expect(room.h).toBeGreaterThan(3.5);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('given an impact printer, when laid out, then rows leave 8 mm for the pen, letters are 10.5 pt and lines 0.75 pt, within 200 mm', () => {
    for (const paper of ['continuous-140', 'continuous-280'] as const) {
      const profile = PROFILES[paper];
      expect(Math.min(profile.label, profile.small, profile.title, profile.number, ...profile.value, ...profile.strong)).toBeGreaterThanOrEqual(10.5);
      expect(Math.min(profile.hairline, profile.rule)).toBeGreaterThanOrEqual(0.75);
      expect(profile.frames).toHaveLength(1);
      for (const frame of profile.frames) expect([frame.w <= 200, frame.x]).toEqual([true, 20.5]);
      for (const kind of KINDS) for (const block of profile.form(kind)) for (const row of block.rows) expect(row.height).toBeGreaterThanOrEqual(8);
    }
  });

  it('given a laser, when printed, then hairlines are 0.3 pt, labels 7.5 pt and values 10 pt', () => {
    for (const paper of ['a4', 'a4-two-up', 'a5'] as const) expect(PROFILES[paper]).toMatchObject({ hairline: 0.3, label: 7.5, value: [10, 9, 8] });
  });

  it('given a facility repair, when laid out on any paper, then the user block is absent and the accepting department is there (M-44, M-49)', () => {
    for (const paper of SLIP_PAPERS) {
      const profile = PROFILES[paper];
      const frame = profile.frames[0];
      if (!frame) throw new Error('a paper has a frame');
      const facility = fieldsOf(layoutSlip(profile, 'facility', frame, { note: false, qr: false }));
      for (const field of ['userSignature', 'workmanship', 'attitude', 'conduct', 'testResult', 'comment']) expect(facility).not.toContain(field);
      expect(facility).toEqual(expect.arrayContaining(['source', 'arrivedWithin30', 'facilityWork', 'acceptanceDepartment', 'facilityAcceptance', 'acceptanceSignature']));
      const user = fieldsOf(layoutSlip(profile, 'user', frame, { note: false, qr: false }));
      for (const field of ['source', 'acceptanceDepartment', 'acceptanceSignature']) expect(user).not.toContain(field);
      expect(user).toEqual(expect.arrayContaining(['reportedAt', 'place', 'item', 'appointmentAt', 'takenBy', 'acceptedAt', 'readyAt', 'arrivedAt', 'cause', 'workDone', 'testResult', 'acceptance', 'workmanship', 'attitude', 'conduct', 'userSignature']));
    }
  });

  it('given the papers for the whole form, when laid out, then every field of the kind is there once and the store has lines', () => {
    for (const paper of ['a4', 'continuous-280'] as const) {
      const profile = PROFILES[paper];
      const frame = profile.frames[0];
      if (!frame) throw new Error('a paper has a frame');
      const seen = KINDS.map((kind) => fieldsOf(layoutSlip(profile, kind, frame, { note: false, qr: true })));
      for (const fields of seen) expect(new Set(fields).size).toBe(fields.length);
      expect(new Set(seen.flat())).toEqual(new Set(Object.keys(SLIP_FIELDS)));
      for (const kind of KINDS) expect(materialLines(profile, kind)).toBeGreaterThanOrEqual(3);
    }
  });
});
