import type { Origin } from '../../../platform/core/clock-rule.ts';
import type { ClauseAnnex, ClauseMode } from '../core/clauses.ts';
import type { KeptBy } from '../core/coverage.ts';

type HandbookWords = {
  readonly title: string;
  readonly intro: string;
  readonly tabs: { readonly clauses: string; readonly parameters: string };
  readonly search: string;
  readonly searchHint: string;
  readonly onlyOpen: string;
  readonly notFound: (query: string) => string;
  readonly count: (shown: number, all: number, kept: number) => string;
  readonly columns: {
    readonly clause: string;
    readonly modes: string;
    readonly keptBy: string;
    readonly limit: string;
    readonly value: string;
    readonly range: string;
    readonly origin: string;
    readonly note: string;
  };
  readonly notKept: string;
  readonly verbatim: string;
  readonly readAloud: string;
  readonly sameAsVerbatim: string;
  readonly houseSentence: string;
  readonly cutNumber: string;
  readonly ourNumber: (id: string) => string;
  readonly byDefault: (amount: string) => string;
  readonly changedFrom: (planned: string) => string;
  readonly origins: Readonly<Record<Origin, string>>;
  readonly modes: Readonly<Record<ClauseMode, string>>;
  readonly keptBy: Readonly<Record<KeptBy, string>>;
  readonly annexes: Readonly<Record<ClauseAnnex, string>>;
};

export const HANDBOOK_WORDS: { readonly zh: HandbookWords; readonly en: HandbookWords } = {
  zh: {
    title: '服务方案手册',
    intro: '原文一字不改；朗读版只改笔误和旧式用语。编号为本系统所加。',
    tabs: { clauses: '条文与落实', parameters: '时限与参数' },
    search: '查找条文',
    searchHint: '字词、编号或英文，如「接单」「M-13」',
    onlyOpen: '只看尚未落实的',
    notFound: (query) => `没有条文同时含有「${query}」。少写几个字再试。`,
    count: (shown, all, kept) => `显示 ${shown} 条，共 ${all} 条；已落实 ${kept} 条，尚未落实 ${all - kept} 条`,
    columns: {
      clause: '条文',
      modes: '方式',
      keptBy: '由什么落实',
      limit: '时限或参数',
      value: '现值',
      range: '可设范围',
      origin: '出处',
      note: '说明',
    },
    notKept: '尚未落实',
    verbatim: '原文',
    readAloud: '朗读版',
    sameAsVerbatim: '与原文相同',
    houseSentence: '本案场用语（方案未写）',
    cutNumber: '〔 〕内是原文中打断句子的编号。',
    ourNumber: (id) => `本系统编号 ${id}`,
    byDefault: (amount) => `默认 ${amount}`,
    changedFrom: (planned) => `方案原文为 ${planned}，本案场已改`,
    origins: { plan: '计划原文', house: '本案场规定' },
    modes: { E: '必须', T: '计时', R: '留记录', G: '提示', P: '进报表' },
    keptBy: { rule: '规则', clock: '时限', script: '话术', record: '记录', report: '报表' },
    annexes: { 岗位职责: '岗位职责', 附件七: '附件七', 附件八: '附件八', 附件九: '附件九' },
  },
  en: {
    title: 'Service plan handbook',
    intro:
      'The plan is quoted to the character; the read-aloud version mends only slips and dated words. The numbers are ours.',
    tabs: { clauses: 'Clauses and coverage', parameters: 'Limits and parameters' },
    search: 'Find clauses',
    searchHint: 'Chinese or English words, or a number such as M-13',
    onlyOpen: 'Only those not yet kept',
    notFound: (query) => `No clause contains all of “${query}”. Try fewer words.`,
    count: (shown, all, kept) => `${shown} of ${all} clauses shown; ${kept} kept, ${all - kept} not yet kept`,
    columns: {
      clause: 'Clause',
      modes: 'Modes',
      keptBy: 'Kept by',
      limit: 'Limit or parameter',
      value: 'In force',
      range: 'Range',
      origin: 'Origin',
      note: 'Note',
    },
    notKept: 'Not yet kept',
    verbatim: 'The plan, verbatim',
    readAloud: 'Read-aloud version',
    sameAsVerbatim: 'Same as the plan',
    houseSentence: 'House wording (not in the plan)',
    cutNumber: 'Numbers in 〔 〕 are list numbers that cut through the sentence.',
    ourNumber: (id) => `Our number ${id}`,
    byDefault: (amount) => `${amount} by default`,
    changedFrom: (planned) => `The plan says ${planned}; changed by this centre`,
    origins: { plan: 'Service plan', house: 'House rule' },
    modes: { E: 'enforced', T: 'timed', R: 'recorded', G: 'guided', P: 'reported' },
    keptBy: { rule: 'Rule', clock: 'Clock', script: 'Script', record: 'Record', report: 'Report' },
    annexes: { 岗位职责: 'Post duties', 附件七: 'Annex 7', 附件八: 'Annex 8', 附件九: 'Annex 9' },
  },
};

/** Stand-ins for names where a sentence is shown without a person to say it; spoken text stays Chinese. */
export const SLOT_STAND_INS = {
  technician: '〔姓名〕',
  equipment: '〔设备〕',
  cause: '〔原因〕',
  office: '〔公司/部门名称〕',
  department: '〔部门〕',
  agent: '〔自己的名字〕',
  caller: '〔尊称〕',
  colleague: '〔同事〕',
  pronoun: '〔他/她〕',
  number: '〔号码〕',
  length: '〔多久〕',
  until: '〔几点〕',
} as const;
