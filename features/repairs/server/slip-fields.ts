import type { SlipContent } from '../core/slip-content.ts';

/** What stands in one cell: a text to read, boxes to tick (one or several), or a line to sign on. */
export type SlipField = {
  readonly label: string;
  readonly text?: (content: SlipContent) => string | undefined;
  /** Boxes in a row; each says whether it is ticked. */
  readonly ticks?: readonly { readonly word: string; readonly on: (content: SlipContent) => boolean }[];
  /** Signed by hand: on laser paper only the desk copy has a place for it, the others refer to it. */
  readonly signature?: true;
  /** Printed larger: what the technician reads first (M-09). */
  readonly strong?: true;
};

const text = (label: string, read: (content: SlipContent) => string | undefined, more: { strong?: true } = {}): SlipField => ({ label, text: read, ...more });
const sign = (label: string, read: (content: SlipContent) => string | undefined): SlipField => ({ label, text: read, signature: true });
const oneOf = (label: string, words: readonly string[], read: (content: SlipContent) => string | undefined): SlipField => ({
  label,
  ticks: words.map((word) => ({ word, on: (content) => read(content) === word })),
});
const boxes = (label: string, entries: readonly [string, (content: SlipContent) => boolean | undefined][]): SlipField => ({
  label,
  ticks: entries.map(([word, read]) => ({ word, on: (content) => read(content) === true })),
});
const joined = (...parts: (string | undefined)[]): string | undefined => {
  const present = parts.filter((part) => part !== undefined && part !== '');
  return present.length > 0 ? present.join(' / ') : undefined;
};

const GRADES = ['满意', '较满意', '不满意'];

/** Every field of forms 4.2 and 4.3. */
export const SLIP_FIELDS = {
  reportedAt: text('报修时间', (c) => c.block1.reportedAt),
  place: text('报修地点', (c) => c.block1.place, { strong: true }),
  reporter: text('报修人 / 部门', (c) => joined(c.block1.reporter, c.block1.department)),
  phone: text('联系电话', (c) => c.block1.phone),
  item: text('维修项目', (c) => c.block1.item, { strong: true }),
  symptom: text('故障现象', (c) => c.block1.symptom),
  urgency: oneOf('紧急程度', ['紧急', '一般', '预约'], (c) => c.block1.urgency),
  appointmentAt: text('预约时间', (c) => c.block1.appointmentAt),
  takenBy: text('受理人', (c) => c.block1.takenBy),
  issuedAt: text('填单时间', (c) => c.block1.issuedAt),
  notifiedAt: text('通知时间', (c) => c.block1.notifiedAt),

  source: oneOf('报修来源', ['巡检', '秩序', '保洁', '客人', '报警'], (c) => c.facility?.source),
  equipment: text('设备名称 / 编号', (c) => c.facility?.equipment),
  system: text('系统', (c) => c.facility?.system),
  facilityFlags: boxes('开放与安全', [
    ['影响开放', (c) => c.facility?.affectsOpening],
    ['现场已设安全措施', (c) => c.facility?.safetyMeasures],
  ]),

  technician: text('维修员', (c) => c.block2.technician),
  acceptedAt: text('接单时间', (c) => c.block2.acceptedAt),
  readyAt: text('备妥时间（15分钟）', (c) => c.block2.readyAt),
  arrivedAt: text('到达时间', (c) => c.block2.arrivedAt),
  arrivedWithin30: text('到场时间（30分钟）', (c) => c.block2.arrivedAt),
  startedAt: text('开始时间', (c) => c.block2.startedAt),
  finishedAt: text('完成时间', (c) => c.block2.finishedAt),
  cause: text('故障原因', (c) => c.block2.cause),
  causeFlags: boxes('', [
    ['工程质量问题', (c) => c.block2.qualityDefect],
    ['已向用户讲解', (c) => c.block2.causeExplained],
  ]),
  qualityFlag: boxes('', [['工程质量问题', (c) => c.block2.qualityDefect]]),
  vendor: text('协作单位 / 联系时间', (c) => joined(c.block2.vendor, c.block2.vendorCalledAt)),
  support: text('支援：上报人 / 时间', (c) => joined(c.block2.supportTo, c.block2.supportAt)),
  workDone: text('维修内容及处理结果', (c) => c.block2.workDone),
  facilityWork: text('维修事项及结果', (c) => c.block2.workDone),
  result: oneOf('结果', ['修复', '临时处理', '未修复'], (c) => c.block2.result),
  protection: boxes('防护确认', [
    ['移物', (c) => c.block2.moved],
    ['遮盖', (c) => c.block2.covered],
    ['铺布', (c) => c.block2.sheetLaid],
  ]),
  careUser: boxes('', [
    ['噪声提前告知', (c) => c.block2.noiseAnnounced],
    ['现场清理', (c) => c.block2.tidied],
    ['需保洁配合', (c) => c.block2.cleaningNeeded],
  ]),

  storeTakenBy: text('领料人', (c) => c.store?.takenBy),
  storeIssuedBy: text('发料人', (c) => c.store?.issuedBy),
  storeDate: text('日期', (c) => c.store?.date),
  oldParts: boxes('', [['旧件回收', (c) => c.store?.oldPartsReturned]]),

  testResult: oneOf('试用结果', ['正常', '不正常'], (c) => c.user?.testResult),
  acceptance: text('验收意见', (c) => c.user?.acceptance),
  workmanship: oneOf('维修质量', GRADES, (c) => c.user?.workmanship),
  attitude: oneOf('服务态度', GRADES, (c) => c.user?.attitude),
  conduct: oneOf('行为举止', GRADES, (c) => c.user?.conduct),
  timeliness: oneOf('及时性', GRADES, (c) => c.user?.timeliness),
  comment: text('意见建议', (c) => c.user?.comment),
  userSignature: sign('用户签名', (c) => c.user?.signedBy),
  userSignedAt: text('日期时间', (c) => c.user?.signedAt),

  acceptanceDepartment: text('验收部门', (c) => c.facility?.acceptanceDepartment),
  facilityAcceptance: text('验收意见', (c) => c.facility?.acceptance),
  acceptanceSignature: sign('验收人签字', (c) => c.facility?.signedBy),
  acceptanceSignedAt: text('验收时间', (c) => c.facility?.signedAt),

  technicianSignature: sign('维修员签字', (c) => c.foot?.technicianSignature),
  returned: sign('客服收回签字 / 时间', (c) => joined(c.foot?.returnedTo, c.foot?.returnedAt)),
  followUp: text('回访结果', (c) => c.foot?.followUp),
} as const satisfies Record<string, SlipField>;

export type SlipFieldId = keyof typeof SLIP_FIELDS;

export const MATERIAL_COLUMNS = [
  { key: 'name', label: '材料名称', span: 8 },
  { key: 'spec', label: '规格型号', span: 6 },
  { key: 'unit', label: '单位', span: 2 },
  { key: 'quantity', label: '数量', span: 2 },
  { key: 'price', label: '单价', span: 3 },
  { key: 'amount', label: '金额', span: 3 },
] as const;
