/** Words of a claim that stand both on its sheet and on the screen. */
export const LIABLE_WORDS = { zh: { technician: '维修员', staff: '其他员工', firm: '协作单位', guest: '客户', unknown: '不明' }, en: { technician: 'technician', staff: 'other staff', firm: 'partner firm', guest: 'visitor', unknown: 'not known' } } as const;
export const WAY_WORDS = { zh: { repair: '修复', replace: '更换', compensate: '折价赔偿', insurance: '保险', waive: '免赔' }, en: { repair: 'repair', replace: 'replace', compensate: 'compensate', insurance: 'insurer', waive: 'waive' } } as const;
export const LEVEL_WORDS = { zh: { supervisor: '主管', manager: '物业经理', company: '公司' }, en: { supervisor: 'supervisor', manager: 'manager', company: 'company' } } as const;
export const SETTLED_WORDS = { zh: { cash: '现金', transfer: '转账', delivery: '交付实物', repair: '修复交付', insurer: '保险支付' }, en: { cash: 'cash', transfer: 'transfer', delivery: 'goods delivered', repair: 'repaired', insurer: 'paid by insurer' } } as const;
