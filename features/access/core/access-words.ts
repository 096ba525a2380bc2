import type { RemovalAction, RemovalCategory } from './removal.ts';
import type { VisitKind } from './visit.ts';

/** Words that stand on screens and on the tick sheet alike. */
type Labels = {
  readonly category: Readonly<Record<RemovalCategory, string>>;
  readonly action: Readonly<Record<RemovalAction, string>>;
  readonly kind: Readonly<Record<VisitKind, string>>;
  /** What is said, politely; house wording: the plan gives none. */
  readonly say: Readonly<Record<RemovalCategory, string>>;
};
export const ACCESS_LABELS: Readonly<Record<'zh' | 'en', Labels>> = {
  zh: {
    category: { hawker: '推销', leaflets: '派发传单', broker: '中介拦客', construction: '施工人员', loitering: '闲聊逗留', drunk: '醉酒', photographing: '拍照', pet: '宠物', unknown: '不明' },
    action: { left: '已劝离', asked: '已劝，还没走', supervisor: '请主管来', police: '报警' },
    kind: { contractor: '施工、维保单位', supplier: '供应商', inspection: '检查' },
    say: {
      hawker: '您好，这里是销售中心，不方便推销，请您理解，我送您到门口。',
      leaflets: '您好，这里不能派发资料，请您收好，谢谢您的配合。',
      broker: '您好，请不要在门口与客户接洽，请您到外面等候，谢谢您的配合。',
      construction: '师傅您好，施工人员请走工地通道，我告诉您怎么走。',
      loitering: '您好，请问有什么可以帮您？如果没有事情要办，请不要在这里停留，谢谢您的配合。',
      drunk: '您好，您看起来不太舒服，我扶您到外面休息，需要帮您联系家人吗？',
      photographing: '您好，这里未经同意不能拍照，请您收起相机，谢谢您的配合。',
      pet: '您好，宠物不能进入大厅，请您在门外等候，我们可以帮您照看。',
      unknown: '您好，请问您找哪一位？我帮您联系。没有约好的话，请您先到门口等候。',
    },
  },
  en: {
    category: { hawker: 'Hawker', leaflets: 'Leaflets', broker: 'Broker', construction: 'Construction worker', loitering: 'Loitering', drunk: 'Drunk', photographing: 'Photographing', pet: 'Pet', unknown: 'Unknown' },
    action: { left: 'Asked, and left', asked: 'Asked, still here', supervisor: 'Supervisor called', police: 'Police called' },
    kind: { contractor: 'Contractor', supplier: 'Supplier', inspection: 'Inspection' },
    say: {
      hawker: 'Good day. This is the sales centre, selling is not possible here; may I see you to the door?',
      leaflets: 'Good day. Leaflets may not be handed out here; please put them away. Thank you.',
      broker: 'Good day. Please do not approach our visitors at the door; kindly wait outside. Thank you.',
      construction: 'Good day. Construction staff please use the site entrance; let me show you the way.',
      loitering: 'Good day, may I help you? If you have no errand here, please do not stay. Thank you.',
      drunk: 'Good day. You do not look well; let me help you outside. Shall we call your family?',
      photographing: 'Good day. Photographs need permission here; please put the camera away. Thank you.',
      pet: 'Good day. Pets may not enter the hall; please wait outside, we can look after it.',
      unknown: 'Good day, whom do you wish to see? Let me call. Without an appointment please wait at the door.',
    },
  },
};
