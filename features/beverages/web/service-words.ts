import { defineWords } from '../../../platform/web/i18n.tsx';

export const SERVICE_WORDS = defineWords({
  zh: {
    map: '桌位图', free: '空', standing: '不在桌上的客人', placeWhere: '在哪里（例如 样板间2、沙盘旁）', seatStanding: '记一批客人', todo: '现在要做', nothing: '现在没有要做的', guests: (n: number) => `${n} 位`, guestsUnknown: '人数未记录', howMany: '几位客人',
    due: { ask: '待问', serve: '待上', refill: '待续', clear: '待收' }, overdue: (minutes: number) => `超 ${minutes}′`, left: (minutes: number) => `${minutes}′`,
    act: { ask: '已询问', order: '点单', serve: '已上', refill: '已续', clear: '收台', leave: '离席', snooze: (minutes: number) => `${minutes} 分钟后再问`, again: '同上再来', move: '换桌', merge: '并到', undo: '撤销', more: '更多', cancel: '取消这单', guests: '人数', seat: '入座' },
    done: { seat: '已入座', ask: '已询问', order: '已下单', again: '已下单', serve: '已上饮品', refill: '已续杯', snooze: '稍后再问', leave: '客人已离席', clear: '已收台', move: '已换桌', guests: '已记人数', cancel: '已取消', undo: '已撤销', merge: '已并桌', count: '已加 1 份' } as Record<string, string>,
    menu: '点单', send: '下单', sendCount: (n: number) => `下单 ${n} 份`, say: '说', noMenu: '还没有饮品，请物业经理在设置里添加', note: '口味', notes: ['少糖', '无糖', '去冰', '热', '淡一点'], allergy: '过敏', allergyFlag: (words: string) => `过敏：${words}`, contains: (words: string) => `含${words}`, leftOver: (n: number) => `余 ${n}`, ownNote: '其他口味',
    peak: '高峰模式', peakOn: '开启高峰模式', peakOff: '结束高峰模式', peakNote: '高峰模式：不计桌位时限，只点「+1 份」。没有点的步骤记为「未记录」，不算超时。', plusOne: (name: string) => `${name} +1 份`, servedToday: (n: number) => `今天已上 ${n} 份`,
    notReady: '今天还没有清点，照常服务，记录会标明', notReadyTag: '未清点', closedTag: '已闭班', below: (names: string) => `账面已低于零：${names}，请清点`, untimed: '不计时', late: '超时', ready: '已清点，可以营业',
    orders: '点单', orderStatus: { waiting: '等上', served: '已上', cancelled: '已取消' }, timeline: '经过', seatedBy: (who: string, when: string) => `${when} 入座（${who}）`, at: (what: string, who: string, when: string) => `${when} ${what}（${who}）`, unrecorded: '未记录', offlineKept: '没有网络，这一下已记住，连上后自动发送', history: '今天的客人', noHistory: '今天还没有客人', servings: (n: number) => `${n} 份`, outOfService: '停用', target: (a: number, b: number) => `目标 ${a} 分钟，最迟 ${b} 分钟`,
    tableLine: (name: string, state: string) => `${name} ${state}`, mergeInto: (name: string) => `并到 ${name}`, moveTo: (name: string) => `换到 ${name}`,
  },
  en: {
    map: 'Tables', free: 'free', standing: 'Guests at no table', placeWhere: 'Where (e.g. show flat 2, by the model)', seatStanding: 'Add guests', todo: 'To do now', nothing: 'Nothing to do right now', guests: (n: number) => `${n} guests`, guestsUnknown: 'number not recorded', howMany: 'How many guests',
    due: { ask: 'ask', serve: 'serve', refill: 'refill', clear: 'clear' }, overdue: (minutes: number) => `${minutes}′ late`, left: (minutes: number) => `${minutes}′`,
    act: { ask: 'Asked', order: 'Order', serve: 'Served', refill: 'Refilled', clear: 'Cleared', leave: 'Left', snooze: (minutes: number) => `Again in ${minutes} min`, again: 'Same again', move: 'Move', merge: 'Join', undo: 'Undo', more: 'More', cancel: 'Cancel order', guests: 'Guests', seat: 'Seat' },
    done: { seat: 'Seated', ask: 'Asked', order: 'Ordered', again: 'Ordered', serve: 'Served', refill: 'Refilled', snooze: 'Asked again later', leave: 'Guests left', clear: 'Cleared', move: 'Moved', guests: 'Number kept', cancel: 'Cancelled', undo: 'Taken back', merge: 'Joined', count: 'One more' },
    menu: 'Order', send: 'Place order', sendCount: (n: number) => `Order ${n}`, say: 'Say', noMenu: 'No drinks yet; the manager adds them in the settings', note: 'Taste', notes: ['less sugar', 'no sugar', 'no ice', 'hot', 'lighter'], allergy: 'Allergy', allergyFlag: (words: string) => `Allergy: ${words}`, contains: (words: string) => `contains ${words}`, leftOver: (n: number) => `${n} left`, ownNote: 'Other taste',
    peak: 'Peak mode', peakOn: 'Start peak mode', peakOff: 'End peak mode', peakNote: 'Peak mode: no table is timed, only +1. A step that is not tapped is “not recorded”, never late.', plusOne: (name: string) => `${name} +1`, servedToday: (n: number) => `${n} served today`,
    notReady: 'Today is not counted yet; serve as usual, the record says so', notReadyTag: 'not counted', closedTag: 'closed', below: (names: string) => `Below zero in the book: ${names}; please count`, untimed: 'not timed', late: 'late', ready: 'Counted, ready',
    orders: 'Orders', orderStatus: { waiting: 'waiting', served: 'served', cancelled: 'cancelled' }, timeline: 'What happened', seatedBy: (who: string, when: string) => `${when} seated (${who})`, at: (what: string, who: string, when: string) => `${when} ${what} (${who})`, unrecorded: 'not recorded', offlineKept: 'No network: this tap is kept and sent by itself', history: 'Guests today', noHistory: 'No guests yet today', servings: (n: number) => `${n} servings`, outOfService: 'out of service', target: (a: number, b: number) => `target ${a} min, at the latest ${b} min`,
    tableLine: (name: string, state: string) => `${name} ${state}`, mergeInto: (name: string) => `Join ${name}`, moveTo: (name: string) => `Move to ${name}`,
  },
});
