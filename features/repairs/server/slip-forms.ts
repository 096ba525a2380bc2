import type { RepairKind } from '../core/repair-order.ts';
import type { SlipFieldId } from './slip-fields.ts';

/** Every row is cut into this many columns. */
export const COLUMNS = 24;

export type SlipRow =
  | { readonly cells: readonly (readonly [SlipFieldId, number])[]; readonly height: number; readonly grow?: number }
  | { readonly materials: 'head'; readonly height: number }
  | { readonly materials: 'line'; readonly height: number; readonly grow?: number };

export type SlipBlock = { readonly title: string; readonly rows: readonly SlipRow[] };

type Cells = readonly (readonly [SlipFieldId, number])[];
const row = (height: number, ...cells: Cells): SlipRow => ({ cells, height });
const growing = (height: number, grow: number, ...cells: Cells): SlipRow => ({ cells, height, grow });
const materials = (head: number, line: number, count: number, grow = 0): SlipRow[] => [
  { materials: 'head', height: head },
  ...Array.from({ length: count }, (): SlipRow => ({ materials: 'line', height: line, grow })),
];

/** Every field, the label above its value: one copy fills an A4 page. Heights in mm; `grow` shares what is left over. */
export const fullForm = (kind: RepairKind): readonly SlipBlock[] => [
  {
    title: '客服填写',
    rows: [
      row(10, ['reportedAt', 7], ['reporter', 10], ['phone', 7]),
      row(11, ['place', 14], kind === 'user' ? ['urgency', 10] : ['source', 10]),
      ...(kind === 'facility' ? [row(10, ['equipment', 9], ['system', 5], ['facilityFlags', 10])] : []),
      growing(12, 2, ['item', 24]),
      growing(10, 1, ['symptom', 24]),
      ...(kind === 'facility' ? [row(10, ['urgency', 10], ['appointmentAt', 7], ['takenBy', 7]), row(10, ['issuedAt', 10], ['notifiedAt', 14])] : [row(10, ['appointmentAt', 6], ['takenBy', 6], ['issuedAt', 6], ['notifiedAt', 6])]),
    ],
  },
  {
    title: '维修员填写',
    rows: [
      row(10, ['technician', 6], ['acceptedAt', 6], ['readyAt', 6], [kind === 'user' ? 'arrivedAt' : 'arrivedWithin30', 6]),
      row(10, ['startedAt', 6], ['finishedAt', 6], ['vendor', 12]),
      growing(10, 1, ['cause', 14], [kind === 'user' ? 'causeFlags' : 'qualityFlag', 10]),
      growing(14, 6, [kind === 'user' ? 'workDone' : 'facilityWork', 24]),
      row(10, ['result', 12], ['support', 12]),
      row(10, ['protection', 10], ['careUser', 14]),
    ],
  },
  {
    title: '库房填写',
    rows: [...materials(5, 6.2, 4, 1), row(10, ['storeTakenBy', 7], ['storeIssuedBy', 7], ['storeDate', 6], ['oldParts', 4])],
  },
  kind === 'user'
    ? {
        title: '用户验收',
        rows: [
          row(10, ['testResult', 8], ['acceptance', 16]),
          row(10, ['workmanship', 12], ['attitude', 12]),
          row(10, ['conduct', 12], ['timeliness', 12]),
          growing(10, 2, ['comment', 24]),
          growing(12, 1, ['userSignature', 14], ['userSignedAt', 10]),
        ],
      }
    : {
        title: '部门验收',
        rows: [
          growing(10, 1, ['acceptanceDepartment', 8], ['facilityAcceptance', 16]),
          growing(12, 1, ['acceptanceSignature', 14], ['acceptanceSignedAt', 10]),
        ],
      },
  { title: '收回', rows: [row(11, ['technicianSignature', 7], ['returned', 9], ['followUp', 8])] },
];

/** Every field, the label before its value: continuous paper 241 × 280 mm, no row below the 8 mm a pen needs. */
export const tallForm = (kind: RepairKind): readonly SlipBlock[] => [
  {
    title: '客服填写',
    rows: [
      row(8, ['reportedAt', 9], ['place', 15]),
      row(8, ['reporter', 14], ['phone', 10]),
      ...(kind === 'facility' ? [row(8, ['source', 14], ['system', 10]), row(8, ['equipment', 13], ['facilityFlags', 11])] : []),
      growing(9, 1, ['item', 24]),
      growing(8, 1, ['symptom', 24]),
      row(8, ['urgency', 13], ['appointmentAt', 11]),
      row(8, ['takenBy', 7], ['issuedAt', 8], ['notifiedAt', 9]),
    ],
  },
  {
    title: '维修员填写',
    rows: [
      row(8, ['technician', 12], ['acceptedAt', 12]),
      row(8, ['readyAt', 12], [kind === 'user' ? 'arrivedAt' : 'arrivedWithin30', 12]),
      row(8, ['startedAt', 12], ['finishedAt', 12]),
      growing(8, 1, ['cause', 14], [kind === 'user' ? 'causeFlags' : 'qualityFlag', 10]),
      growing(18, 4, [kind === 'user' ? 'workDone' : 'facilityWork', 24]),
      row(8, ['vendor', 12], ['support', 12]),
      row(8, ['result', 12], ['protection', 12]),
      row(8, ['careUser', 24]),
    ],
  },
  {
    title: '库房填写',
    rows: [...materials(8, 8, 3), row(8, ['storeTakenBy', 6], ['storeIssuedBy', 6], ['storeDate', 6], ['oldParts', 6])],
  },
  kind === 'user'
    ? {
        title: '用户验收',
        rows: [
          row(8, ['testResult', 9], ['acceptance', 15]),
          row(8, ['workmanship', 12], ['attitude', 12]),
          row(8, ['conduct', 12], ['timeliness', 12]),
          row(8, ['comment', 24]),
          growing(9, 1, ['userSignature', 13], ['userSignedAt', 11]),
        ],
      }
    : {
        title: '部门验收',
        rows: [
          growing(9, 1, ['acceptanceDepartment', 9], ['facilityAcceptance', 15]),
          growing(9, 1, ['acceptanceSignature', 13], ['acceptanceSignedAt', 11]),
        ],
      },
  { title: '收回', rows: [row(8, ['technicianSignature', 10], ['returned', 14]), row(8, ['followUp', 24])] },
];

/** The fields the plan demands: continuous paper 241 × 140 mm, and with a short store block half an A4 page. */
export const shortForm = (kind: RepairKind, height: number, withStore: boolean): readonly SlipBlock[] => [
  {
    title: '客服',
    rows: [
      row(height, ['reportedAt', 9], ['place', 15]),
      growing(height, 1, ['item', 24]),
      ...(kind === 'facility'
        ? [row(height, ['source', 14], ['takenBy', 10]), row(height, ['equipment', 15], ['appointmentAt', 9])]
        : [row(height, ['appointmentAt', 9], ['takenBy', 7], ['technician', 8])]),
    ],
  },
  {
    title: '维修',
    rows: [
      kind === 'user'
        ? row(height, ['acceptedAt', 8], ['readyAt', 9], ['arrivedAt', 7])
        : row(height, ['technician', 8], ['acceptedAt', 7], ['arrivedWithin30', 9]),
      row(height, ['cause', 15], ['qualityFlag', 9]),
      growing(height * 1.5, 3, [kind === 'user' ? 'workDone' : 'facilityWork', 24]),
    ],
  },
  ...(withStore ? [{ title: '库房', rows: [...materials(4.5, 5.5, 2), row(height, ['storeTakenBy', 7], ['storeIssuedBy', 7], ['storeDate', 5], ['oldParts', 5])] }] : []),
  {
    title: '验收',
    rows:
      kind === 'user'
        ? [
            row(height, ['testResult', 10], ['acceptance', 14]),
            row(height, ['workmanship', 12], ['attitude', 12]),
            row(height, ['conduct', 12], ['userSignature', 12]),
          ]
        : [
            row(height, ['acceptanceDepartment', 10], ['facilityAcceptance', 14]),
            row(height, ['acceptanceSignature', 14], ['acceptanceSignedAt', 10]),
          ],
  },
  { title: '收回', rows: [row(height + 1, ['technicianSignature', 10], ['returned', 14])] },
];
