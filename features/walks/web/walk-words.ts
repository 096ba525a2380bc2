import { defineWords } from '../../../platform/web/i18n.tsx';

export const WALK_WORDS = defineWords({
  zh: {
    title: '开门前巡查', rule: '本案场规定：每天开门前走一遍，看到的问题当场登记，标明开门前修好', day: (date: string) => `今天 ${date}`, opens: (when: string) => `下次开门：${when}`, start: '开始今天的巡查', startedBy: (name: string, when: string) => `${name} ${when} 开始`, looked: (n: number, all: number) => `已看 ${n} / ${all}`,
    fine: '正常', fault: '有问题', what: (name: string) => `${name}：什么问题？`, example: '例如：射灯一盏不亮', before: '开门前修好', report: '登记报修', cancel: '取消', change: '改', unseen: '未检查', reported: (number: string, status: string) => `已报修 ${number} · ${status}`,
    sign: '巡查完毕，签名', signNote: (n: number) => (n > 0 ? `还有 ${n} 项未检查，会照实记为未检查` : '每一项都看过了'), signed: (name: string, when: string) => `${name} ${when} 签名`, past: '以前的巡查', none: '还没有巡查过', line: (looked: number, items: number, faults: number) => `看了 ${looked} / ${items} 项，报修 ${faults} 项`, unsigned: '没有签名',
    plan: '巡查清单', planHint: '一行一项；写地点名称会自动对上地点。改动从下一次巡查起用。', save: '保存清单', saved: '已保存',
    refusal: { 'walk-signed': '这次巡查已经签名', 'fault-reported': '这一项已经报修，请在维修单上处理', 'nothing-looked-at': '还没有看任何一项', 'no-places': '本案场还没有地点，请物业经理先设置', 'not-found': '找不到这次巡查，请刷新', forbidden: '没有权限', offline: '没有连上服务器，请检查网络', 'bad-input': '请核对填写的内容', other: '没有成功，请再试一次' } as Record<string, string>,
  },
  en: {
    title: 'Walk before opening', rule: 'House rule: a round each day before the doors open; what is found is reported on the spot, to be mended before opening', day: (date: string) => `Today ${date}`, opens: (when: string) => `doors open next ${when}`, start: 'Start today’s walk', startedBy: (name: string, when: string) => `${name} started ${when}`, looked: (n: number, all: number) => `${n} of ${all} looked at`,
    fine: 'In order', fault: 'Fault', what: (name: string) => `${name}: what is wrong?`, example: 'e.g. one spotlight is out', before: 'Mend before opening', report: 'Report it', cancel: 'Cancel', change: 'Change', unseen: 'not looked at', reported: (number: string, status: string) => `reported ${number} · ${status}`,
    sign: 'Walk finished, sign', signNote: (n: number) => (n > 0 ? `${n} items were not looked at and will say so` : 'Everything was looked at'), signed: (name: string, when: string) => `signed by ${name} ${when}`, past: 'Earlier walks', none: 'No walk yet', line: (looked: number, items: number, faults: number) => `${looked} of ${items} looked at, ${faults} reported`, unsigned: 'not signed',
    plan: 'What is looked at', planHint: 'One a line; the name of a place is matched to it. Changes count from the next walk.', save: 'Save the list', saved: 'Saved',
    refusal: { 'walk-signed': 'This walk is signed', 'fault-reported': 'This is a repair already; see the order', 'nothing-looked-at': 'Nothing was looked at yet', 'no-places': 'The centre has no places yet; ask the manager', 'not-found': 'This walk is not there; refresh', forbidden: 'No permission', offline: 'Not connected; check the network', 'bad-input': 'Check what you entered', other: 'That did not work; try again' },
  },
});
