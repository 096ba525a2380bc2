/** Words of a case that stand both on paper and on the screen. */
export const COMPLAINT_LABELS = {
  zh: {
    kind: { complaint: '投诉', report: '举报' }, grade: { minor: '轻微', important: '重要', major: '重大' },
    channel: { phone: '投诉电话', in_person: '来人', written: '书面', online: '网络', superior: '上级转办', follow_up: '回访不满意', code: '扫码' }, identity: { customer: '客户', owner: '业主', colleague: '同事', supplier: '供应商', unknown: '未说明' },
    cause: { attitude: '态度', delay: '不及时', quality: '质量', facility: '设施', procedure: '流程', misunderstanding: '误会', other: '其他' }, finding: { founded: '属实', partly: '部分属实', unfounded: '不属实' },
    way: { phone: '电话', in_person: '当面', written: '书面', message: '短信或微信', impossible: '匿名，无法联系' }, result: { satisfied: '满意', fair: '基本满意', dissatisfied: '不满意', not_reached: '没联系上', impossible: '匿名，无法回访' }, method: { phone: '电话', in_person: '当面', on_site: '现场' },
  },
  en: {
    kind: { complaint: 'complaint', report: 'report' }, grade: { minor: 'minor', important: 'important', major: 'major' },
    channel: { phone: 'complaints line', in_person: 'in person', written: 'in writing', online: 'online', superior: 'from above', follow_up: 'dissatisfied follow-up', code: 'code' }, identity: { customer: 'customer', owner: 'owner', colleague: 'colleague', supplier: 'supplier', unknown: 'not said' },
    cause: { attitude: 'attitude', delay: 'delay', quality: 'quality', facility: 'facility', procedure: 'procedure', misunderstanding: 'misunderstanding', other: 'other' }, finding: { founded: 'founded', partly: 'partly founded', unfounded: 'unfounded' },
    way: { phone: 'phone', in_person: 'in person', written: 'in writing', message: 'message', impossible: 'anonymous, cannot be reached' }, result: { satisfied: 'satisfied', fair: 'fairly satisfied', dissatisfied: 'dissatisfied', not_reached: 'not reached', impossible: 'anonymous, cannot be called' }, method: { phone: 'phone', in_person: 'in person', on_site: 'on site' },
  },
};
