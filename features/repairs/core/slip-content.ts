import type { CopyColour } from '../../../platform/core/copy-look.ts';
import { REPAIR_SCRIPTS } from '../../handbook/core/handbook-facts.ts';
import { pliesOf, type Ply, type RepairKind } from './repair-order.ts';

/** One line of the store's block. All texts are formatted by the caller. */
export type SlipMaterial = {
  readonly name?: string;
  readonly spec?: string;
  readonly unit?: string;
  readonly quantity?: string;
  readonly price?: string;
  readonly amount?: string;
};

/**
 * Everything a 维修单 can carry (forms 4.2, 4.3), already formatted and masked by the caller. What is absent leaves
 * an empty line for handwriting; a tick is printed ticked only when true or when the text equals the option.
 */
export type SlipContent = {
  readonly company?: string;
  readonly siteName?: string;
  readonly number?: string;
  readonly logNumber?: string;
  readonly kind: RepairKind;
  /** 补单: written after the technician was sent (M-45, M-55). */
  readonly slipAfter?: boolean;
  readonly complaintsPhone?: string;
  /** Desk. */
  readonly block1: {
    readonly reportedAt?: string;
    readonly place?: string;
    readonly reporter?: string;
    readonly department?: string;
    readonly phone?: string;
    readonly item?: string;
    readonly symptom?: string;
    /** 紧急 / 一般 / 预约 */
    readonly urgency?: string;
    readonly appointmentAt?: string;
    readonly takenBy?: string;
    readonly issuedAt?: string;
    readonly notifiedAt?: string;
  };
  /** Technician. */
  readonly block2: {
    readonly technician?: string;
    readonly acceptedAt?: string;
    readonly readyAt?: string;
    readonly arrivedAt?: string;
    readonly startedAt?: string;
    readonly finishedAt?: string;
    readonly cause?: string;
    readonly qualityDefect?: boolean;
    readonly causeExplained?: boolean;
    readonly vendor?: string;
    readonly vendorCalledAt?: string;
    readonly workDone?: string;
    /** 修复 / 临时处理 / 未修复 */
    readonly result?: string;
    readonly supportTo?: string;
    readonly supportAt?: string;
    readonly moved?: boolean;
    readonly covered?: boolean;
    readonly sheetLaid?: boolean;
    readonly noiseAnnounced?: boolean;
    readonly tidied?: boolean;
    readonly cleaningNeeded?: boolean;
  };
  readonly materials: readonly SlipMaterial[];
  readonly store?: { readonly takenBy?: string; readonly issuedBy?: string; readonly date?: string; readonly oldPartsReturned?: boolean };
  /** Only printed on user repairs. */
  readonly user?: {
    /** 正常 / 不正常 */
    readonly testResult?: string;
    readonly acceptance?: string;
    /** 满意 / 较满意 / 不满意 */
    readonly workmanship?: string;
    readonly attitude?: string;
    readonly conduct?: string;
    readonly timeliness?: string;
    readonly comment?: string;
    readonly signedBy?: string;
    readonly signedAt?: string;
  };
  /** Only printed on facility repairs. */
  readonly facility?: {
    readonly source?: string;
    readonly equipment?: string;
    readonly system?: string;
    readonly affectsOpening?: boolean;
    readonly safetyMeasures?: boolean;
    readonly acceptanceDepartment?: string;
    readonly acceptance?: string;
    readonly signedBy?: string;
    readonly signedAt?: string;
  };
  readonly foot?: {
    readonly technicianSignature?: string;
    readonly returnedTo?: string;
    readonly returnedAt?: string;
    readonly followUp?: string;
  };
};

export const COPY_NAMES: Readonly<Record<Ply, string>> = { desk: '客服部联', user: '用户联', store: '库房联', engineering: '工程部联' };
/** What a centre calls its copies, where it has words of its own. */
export type CopyNames = Readonly<Partial<Record<Ply, string>>>;
const DEPARTMENTS: Readonly<Record<Ply, string>> = { desk: '客服部', user: '用户', store: '库房', engineering: '工程部' };

export const COLOUR_WORDS: Readonly<Record<CopyColour, string>> = { white: '白', red: '红', blue: '蓝', yellow: '黄', green: '绿' };

/** 241-4 is sold white–red–blue–yellow, 241-3 white–red–yellow; a centre that buys another order says so. */
export const usualColours = (kind: RepairKind): Readonly<Partial<Record<Ply, CopyColour>>> =>
  kind === 'user'
    ? { desk: 'white', user: 'red', store: 'blue', engineering: 'yellow' }
    : { desk: 'white', store: 'red', engineering: 'yellow' };

const ORDINALS = ['第一联', '第二联', '第三联', '第四联'] as const;
/** 「第二联 用户联」: the number follows the kind, since a facility slip has no user copy (M-44). */
export const copyTitle = (kind: RepairKind, ply: Ply, names: CopyNames = {}): string => `${ORDINALS[pliesOf(kind).indexOf(ply)] ?? ''} ${names[ply] || COPY_NAMES[ply]}`.trim();

/** All copies in one line, for paper that is printed through all plies at once (M-08, M-44). */
export const distributionLine = (kind: RepairKind, colours?: Readonly<Partial<Record<Ply, CopyColour>>>, names: CopyNames = {}): string =>
  pliesOf(kind)
    .map((ply, index) => {
      const colour = colours?.[ply];
      return `${ORDINALS[index] ?? ''}${names[ply] || DEPARTMENTS[ply]}${colour ? `（${COLOUR_WORDS[colour]}）` : ''}`;
    })
    .join(' ');

/** What the user keeps in hand: M-15 … M-31, M-38 … M-40 as promises, and the farewell of M-34 in its spoken form. */
export const USER_PROMISES =
  '进门先自我介绍，征得您同意后入室；移开、遮盖物品，铺好塑料布再动手；手脚要轻，难免有声响时事先说明；讲清故障原因；擦净设备、物品复位；当面试用，请您验收和评价。室内不吸烟，不谈论维修中听到的话；如有损坏您的财物，予以赔偿。';
export const FAREWELL: string = REPAIR_SCRIPTS.farewell.text;
